"""The table of related occupations: how it is built, stored, printed and loaded.

The long form rebuilds the shipped table from the published lists, which are not kept here, in a quarter of a
minute: ``NOIVIEC_REFERENCE_DATA=folder python3 manage.py test tests/seeds/test_similarity.py``.
"""

import csv
import os
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from catalog.models import RelatedOccupations
from seeds import catalogue
from seeds.catalogue import FOLDER, BadList, load_related
from seeds.similarity import sources, table, texts, views
from tests.seeds import similarity_files

REAL = os.environ.get("NOIVIEC_REFERENCE_DATA", "")
TODAY = date(2026, 3, 16)


@pytest.fixture
def folder(tmp_path):
    return similarity_files.write(tmp_path / "data")


@pytest.fixture
def built(folder):
    return table.build(sources.read(folder))


# --- Sources -----------------------------------------------------------------------------------------------


def test_pointers_to_other_groups_are_never_read(folder):
    reached = sources.read(folder)
    cooks, tailors, cutters = reached.texts[:3]
    assert "prepare meal" in cooks
    assert "sew garment" in tailors
    assert "cut garment" in cutters
    assert {"tailor", "elsewhere", "cook"} & (cooks.keys() - {"cook"}) == set()
    assert "designer" not in tailors
    assert "cook" not in cutters


def test_essential_skills_count_twice_what_optional_ones_do(folder):
    assert sources.read(folder).skills[-1] == {"1": 1.0, "2": 0.5}


def test_sheets_reach_groups_through_the_crosswalk(folder):
    reached = sources.read(folder)
    assert reached.codes == ("5120", "7531", "7532", "8153", "9329", "9411")
    sheet, none = {"13": 1, "14": 1}, {}
    assert reached.competences == [{"11": 1, "12": 1}, sheet, none, sheet, none, {"11": 1, "12": 1}]
    assert reached.sentences[1] == {"assembl": 1, "vetemen": 1}
    assert reached.job_names[0] == {"cuisine": 2}


@pytest.mark.parametrize("name", sorted(sources.FILES))
def test_a_missing_file_is_named(folder, name):
    (folder / sources.FILES[name]).unlink()
    with pytest.raises(sources.BadSource, match=Path(sources.FILES[name]).stem):
        sources.digests(folder)


def test_a_crosswalk_without_its_table_is_refused(folder):
    with ZipFile(folder / sources.FILES["crosswalk"], "w") as book:
        book.writestr("xl/sharedStrings.xml", "<sst/>")
    with pytest.raises(sources.BadSource, match=r"sheet2\.xml is missing"):
        sources.read(folder)


# --- Terms and views ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Sewing the seams", ["sew", "seam", "sew seam"]),
        ("batteries, glasses; dress", ["battery", "glass", "dress", "battery glass", "glass dress"]),
        ("Café", ["cafe"]),
        ("of the", []),
    ],
)
def test_english_terms(text, terms):
    assert texts.english_terms(text) == terms


def test_french_terms_lose_accents_and_endings():
    assert texts.french_terms("Réalise la préparation des sols") == ["realise", "prepara", "sols"]


def test_a_cosine_by_hand():
    terms = [Counter(a=4, b=1), Counter(a=1), Counter(b=1, only_here=9), Counter()]
    both = 2 / 5**0.5  # weights of a and b are alike: two groups hold each
    assert np.allclose(
        views.cosines(terms), [[1, both, 1 / 5**0.5, 0], [both, 1, 0, 0], [1 / 5**0.5, 0, 1, 0], [0] * 4]
    )


def test_what_a_view_does_not_reach_is_an_average_pair():
    terms = [Counter(a=1, b=1), Counter(a=1), Counter(b=1), Counter()]
    said = views.surprise(terms)
    assert list(said[3]) == [0, 0, 0, 0]
    assert abs(said.sum()) < 1e-9
    assert said[0, 1] > 0 > said[1, 2]


def test_a_soft_sum_is_the_sum_of_equals_and_more_of_others():
    one, other = np.array([3.0, 3.0, 5.0, -4.0]), np.array([3.0, 0.0, -5.0, 400.0])
    said = table.soft_sum(one, other)
    by_hand = [
        6,
        10 * np.log((np.exp(0.6) + 1) / 2),
        10 * np.log((np.e + 1 / np.e) / 2),
        800 - 10 * np.log(2),
    ]
    assert said == pytest.approx(by_hand)
    assert list(said) == list(table.soft_sum(other, one))


def test_what_the_sheets_do_not_reach_is_left_to_the_international_lists(folder):
    reached = sources.read(folder)
    closeness = table.pooled(reached)
    texts_and_skills = views.surprise(reached.texts) + views.surprise(reached.skills)
    international = views.standardised(texts_and_skills, ~np.eye(6, dtype=bool))
    unreached, tailors, labourers = 2, 1, 4
    assert reached.competences[unreached] == reached.competences[labourers] == {}
    assert closeness[unreached, tailors] == international[unreached, tailors]
    assert closeness[unreached, labourers] == international[unreached, labourers] - table.LEVEL_STEP
    assert np.array_equal(closeness, closeness.T)


# --- The table ---------------------------------------------------------------------------------------------


def test_close_work_stands_close(built):
    assert [code for code, _ in built.best_first("7531")][:2] == ["8153", "7532"]
    assert built.best_first("5120")[0][0] == "9411"
    assert list(np.diag(built.permilles)) == [1000] * 6


def test_the_same_files_give_the_same_bytes(folder, built):
    again = table.build(sources.read(folder))
    assert (again.digest, again.permilles.tobytes()) == (built.digest, built.permilles.tobytes())


@pytest.mark.parametrize(
    ("code", "level"),
    [("0110", 4), ("0210", 2), ("0310", 1), ("1411", 3), ("1120", 4), ("3111", 3), ("9329", 1)],
)
def test_skill_levels(code, level):
    assert table.skill_level(code) == level


def test_permilles_are_read_on_the_scale_of_the_hierarchy():
    codes = ("1111", "1112", "1121", "2111", "2211", "3111")
    closeness = np.arange(36.0).reshape(6, 6)
    read = table.permilles(closeness + closeness.T, codes)
    off_diagonal = sorted(read[~np.eye(6, dtype=bool)], reverse=True)
    assert off_diagonal[0] == 900
    assert off_diagonal[1] == 700  # 2 ordered pairs share a minor group
    assert off_diagonal[5] == 500  # 6 share a sub-major group
    assert off_diagonal[7] == 200  # 8 share a major group
    assert off_diagonal[15] == 0


def test_the_shipped_table_is_complete_and_keeps_its_promises():
    shipped = table.load(FOLDER)
    assert (shipped.version, shipped.permilles.shape, len(shipped.codes)) == (table.VERSION, (436, 436), 436)
    assert list(np.diag(shipped.permilles)) == [1000] * 436
    others = shipped.permilles[~np.eye(436, dtype=bool)].reshape(436, 435)
    ranked = np.sort(others, axis=1)[:, ::-1]
    medians = np.median(ranked, axis=0)
    assert (ranked[:, 0].min() > 500, ranked.max()) == (True, 900)
    assert medians[0] > 700 > medians[4] > 600  # the closest few of a typical occupation
    assert medians[9] > 500 > medians[14]
    assert medians[100] < 150  # the unrelated
    assert medians[217] == 0
    assert table.VERSION in table.CHANGES


def test_a_stored_table_comes_back_and_a_changed_one_is_noticed(built, tmp_path):
    table.save(built, tmp_path, {})
    assert table.load(tmp_path).best_first("7531") == built.best_first("7531")
    numbers = built.permilles.copy()
    numbers[0, 1] += 1
    np.save(tmp_path / table.NUMBERS, numbers)
    with pytest.raises(table.BadTable):
        table.load(tmp_path)


# --- Commands ----------------------------------------------------------------------------------------------


def printed(name, *args, **options) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


def test_the_build_prints_what_it_read_and_what_it_made(folder, tmp_path, built):
    lines = printed("build_related_occupations", str(folder), into=tmp_path).splitlines()
    assert [line.split()[1] for line in lines[:-2]] == list(sources.FILES.values())
    assert lines[-2] == f"{built.digest}  {table.VERSION}, 6 unit groups"
    assert table.load(tmp_path).digest == built.digest


def test_the_build_says_what_is_missing(tmp_path):
    with pytest.raises(CommandError, match="There is no"):
        printed("build_related_occupations", str(tmp_path), into=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_related_occupations_are_printed_best_first():
    rows = list(csv.reader(StringIO(printed("related_occupations", "8153", "5120", limit=3))))
    assert rows[0] == ["isco08", "related_isco08", "score"]
    assert [row[0] for row in rows[1:]] == ["8153"] * 3 + ["5120"] * 3
    scores = [int(row[2]) for row in rows[1:4]]
    assert scores == sorted(scores, reverse=True)
    assert [row[1] for row in rows[1:4]] == ["7532", "7533", "7531"]


def test_without_codes_every_unit_group_is_printed():
    rows = list(csv.reader(StringIO(printed("related_occupations", limit=2))))[1:]
    assert len(rows) == 872
    assert len({row[0] for row in rows}) == 436
    assert all(row[0] != row[1] for row in rows)


def test_related_occupations_refuses_what_it_does_not_know():
    with pytest.raises(CommandError, match="No ISCO-08 unit group: 815, 9999"):
        printed("related_occupations", "8153", "9999", "815")
    with pytest.raises(CommandError, match="at least 1"):
        printed("related_occupations", "8153", limit=0)


# --- Loading -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_shipped_table_is_loaded_once():
    assert load_related(on=TODAY).new == 1
    assert load_related(on=TODAY).unchanged == 1
    [stored] = RelatedOccupations.objects.all()
    shipped = table.load(FOLDER)
    assert (stored.version, stored.digest, stored.loaded_on) == (table.VERSION, shipped.digest, TODAY)
    assert (bytes(stored.permilles), tuple(stored.codes)) == (shipped.permilles.tobytes(), shipped.codes)


@pytest.mark.django_db
def test_a_version_is_never_published_with_other_numbers(built, tmp_path, monkeypatch):
    load_related(on=TODAY)
    table.save(built, tmp_path, {})
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    with pytest.raises(BadList, match="other numbers"):
        load_related(on=TODAY)
    assert RelatedOccupations.objects.get().digest == table.load(FOLDER).digest


@pytest.mark.long
@pytest.mark.skipif(not REAL, reason="NOIVIEC_REFERENCE_DATA names no folder")
def test_the_published_lists_give_the_shipped_bytes(tmp_path):
    printed("build_related_occupations", REAL, into=tmp_path)
    for name in (table.NUMBERS, table.MANIFEST):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()
