"""``manage.py seed``: every list is complete, a second run changes nothing, old codes stay valid."""

import csv
import time
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from catalog import choices, models
from catalog.vietnamese import search_key, sort_key
from jobs.matching.policy import default_policy, default_profiles
from jobs.models import MatchPolicy, MatchProfile
from jobs.rules import policy_of, profile_of
from seeds import catalogue
from seeds.catalogue import FOLDER, BadList, ReferenceList, load, load_rules, seed

TODAY = date(2026, 3, 16)
LATER = date(2027, 1, 4)

COUNTS = {
    models.Province: 34,
    models.Commune: 3_321,
    models.FormerPlace: 465,
    models.Occupation: 1_189,
    models.IscoGroup: 619,
    models.Industry: 485,
    models.EthnicGroup: 54,
    models.Language: 18,
    models.TrainingField: 110,
    models.FormOption: 219,
    models.PriorityGroup: 20,
    models.FundingLine: 12,
}


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def seeded(db):
    """Everything `manage.py seed` loads."""
    return list(seed(on=TODAY))


def test_first_run_loads_every_list_and_second_changes_nothing(seeded):
    assert {model: model.objects.count() for model in COUNTS} == COUNTS
    assert models.Skill.objects.count() == len(rows("skills.csv"))
    again = list(seed(on=LATER))
    assert [(line.name, line.touched) for line in again] == [(line.name, 0) for line in seeded]
    assert sum(line.unchanged for line in again) == sum(line.new for line in seeded)


def test_a_fresh_database_is_seeded_in_five_seconds(db):
    started = time.process_time()
    list(seed(on=TODAY))
    assert time.process_time() - started < 5


def test_levels_kinds_and_links(seeded):
    by_level = {level: models.Occupation.objects.filter(level=level).count() for level in range(1, 6)}
    assert by_level == {1: 10, 2: 48, 3: 152, 4: 509, 5: 470}
    assert models.Commune.objects.filter(unit_type="Phường").count() == 697
    assert models.Commune.objects.filter(province="14").count() == 75
    kinds = models.FormerPlace.objects.filter(kind="district").count()
    assert (kinds, models.FormerPlace.objects.filter(kind="commune").count()) == (30, 435)
    assert models.FormerPlace.objects.get(pk="district:116").province_id == "14"
    assert models.FormerPlace.objects.get(pk="commune:03646").successor.name == "Tô Hiệu"
    assert models.Industry.objects.filter(edition=2018).count() == 485
    assert not models.EthnicGroup.objects.get(name="Kinh").is_minority


def test_names_carry_the_keys_they_are_sorted_and_found_by(seeded):
    commune = models.Commune.objects.get(name="Mường Giôn")
    assert (commune.search_key, commune.sort_key) == ("muong gion", sort_key("Mường Giôn"))


def test_collected_titles_stand_once_and_repeat_no_official_one(seeded):
    def keys(source):
        found = models.OccupationAlias.objects.filter(source=source)
        return [(row.occupation_id, search_key(row.title)) for row in found]

    official, collected = keys("official"), keys("collected")
    assert len(official) == 376
    assert len(collected) == len(set(collected)) > 4_000
    assert not set(official) & set(collected)


def test_centres_of_provinces_are_area_weighted_means_of_their_communes(seeded):
    for province in models.Province.objects.all():
        communes = province.communes.all()
        area = sum(commune.area_km2 for commune in communes)
        lat = sum(commune.lat * commune.area_km2 for commune in communes) / area
        lon = sum(commune.lon * commune.area_km2 for commune in communes) / area
        assert (province.lat, province.lon) == (pytest.approx(lat, abs=1e-4), pytest.approx(lon, abs=1e-4))


@pytest.mark.parametrize(
    ("form_list", "kind"),
    [
        ("education_level", choices.EducationLevel),
        ("technical_level_352", choices.TechnicalLevel),
        ("wage_band", choices.WageBand),
        ("benefit", choices.Benefit),
        ("soft_skill", choices.SoftSkill),
        ("enterprise_size_form03", choices.EnterpriseSize),
    ],
)
def test_form_options_stand_in_printed_order_with_the_keys_the_product_computes_with(seeded, form_list, kind):
    printed = models.FormOption.objects.filter(form_list=form_list).order_by("position")
    assert list(printed.values_list("key", flat=True)) == kind.values


# --- A list that changes -----------------------------------------------------------------------------------


@pytest.fixture
def change(tmp_path, monkeypatch, db):
    """Write a list of training fields and load it: ``change("0101,Sư phạm", on=TODAY)``."""
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    reference = ReferenceList(models.TrainingField, "fields.csv")

    def write_and_load(*lines, on=TODAY, header="code,name"):
        (tmp_path / "fields.csv").write_text("\n".join([header, *lines]), encoding="utf-8")
        return load(reference, on=on)

    return write_and_load


def fields():
    return list(models.TrainingField.objects.order_by("code").values_list("code", "name", "retired_on"))


def test_a_row_that_leaves_is_retired_and_comes_back(change):
    assert change("01,Sư phạm", "02,May").new == 2
    left = change("01,Sư phạm", on=LATER)
    assert (left.new, left.changed, left.retired, left.unchanged) == (0, 0, 1, 1)
    assert fields() == [("01", "Sư phạm", None), ("02", "May", LATER)]
    assert list(models.TrainingField.objects.current()) == [models.TrainingField(pk="01")]
    assert change("01,Sư phạm", on=date(2028, 1, 1)).touched == 0  # it stays retired on the first day
    back = change("01,Sư phạm", "02,May", on=date(2028, 1, 1))
    assert (back.changed, fields()[1]) == (1, ("02", "May", None))


def test_a_changed_name_changes_its_keys_and_nothing_else(change):
    change("01,Sư phạm", "02,May")
    done = change("01,Sư phạm", "02,May công nghiệp")
    assert (done.changed, done.unchanged) == (1, 1)
    row = models.TrainingField.objects.get(pk="02")
    assert (row.name, row.search_key) == ("May công nghiệp", "may cong nghiep")


@pytest.mark.parametrize(
    ("lines", "header"),
    [
        (("01,Sư phạm", "01,May"), "code,name"),
        ((), "code,name"),
        (("01,Sư phạm",), "code,tên"),
    ],
    ids=["twice", "empty", "unknown column"],
)
def test_a_bad_list_is_refused_and_changes_nothing(change, lines, header):
    change("01,Sư phạm", "02,May")
    with pytest.raises(BadList):
        change(*lines, header=header, on=LATER)
    assert fields() == [("01", "Sư phạm", None), ("02", "May", None)]


# --- Weights and policy ------------------------------------------------------------------------------------


def test_shipped_rules_are_stored_as_the_engine_reads_them(db):
    assert [(line.name, line.new) for line in load_rules()] == [("MatchProfile", 4), ("MatchPolicy", 1)]
    assert {row.code: profile_of(row) for row in MatchProfile.objects.all()} == default_profiles()
    assert policy_of(MatchPolicy.objects.in_force("employment_law_2025", TODAY, None)) == default_policy()


def test_a_published_version_is_never_touched(db):
    MatchPolicy.objects.create(
        code="employment_law_2025", number=1, name="Cũ", effective_from=date(2026, 1, 1), rules={"kept": True}
    )
    assert [line.new for line in load_rules()] == [4, 0]
    assert MatchPolicy.objects.get().rules == {"kept": True}


def test_the_command_says_what_it_did(db):
    out = StringIO()
    call_command("seed", on=TODAY, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[1].split() == ["Province", "34", "0", "0", "0"]
    assert len(lines) == 2 + len(catalogue.LISTS) + 3
    assert lines[-1].startswith("Seeded in ")
