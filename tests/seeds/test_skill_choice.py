"""``manage.py pick_skills``: which skills of ESCO the market needs words for, and in which order."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from seeds.skill_choice import BadSource, choose, groups_of, read

SKILLS = [  # id, label, kind, reuse level
    (1, "sew fabric", "skill/competence", "occupation-specific"),
    (2, "sewing of fabrics", "skill/competence", "occupation-specific"),
    (3, "liaise with managers", "skill/competence", "cross-sector"),
    (4, "show initiative", "skill/competence", "transversal"),
    (5, "read drawings", "skill/competence", "cross-sector"),
    (6, "types of thread", "knowledge", "occupation-specific"),
    (7, "mend sails", "skill/competence", "occupation-specific"),
]
OCCUPATIONS = [(1, "8153"), (2, "8153"), (3, "7212"), (4, "0110"), (5, "5120")]
LINKS = [
    *[(1, 1, "e"), (2, 1, "e"), (1, 2, "e"), (1, 3, "e"), (1, 4, "e")],
    *[(1, 5, "o"), (2, 5, "o"), (3, 5, "e"), (1, 6, "e"), (2, 6, "e"), (1, 7, "e"), (2, 7, "o"), (5, 1, "o")],
]


@pytest.fixture
def folder(tmp_path):
    def write(name, header, rows):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])

    write("esco_occupations.csv", ["id", "isco08"], OCCUPATIONS)
    write("esco_occupation_skills.csv", ["occupation_id", "skill_id", "relation"], LINKS)
    rows = [(each, f"tail-{each}", kind, level, label) for each, label, kind, level in SKILLS]
    write("esco_skills.csv", ["id", "uri_tail", "skill_type", "reuse_level", "label_en"], rows)
    return tmp_path


def test_the_heaviest_first_without_abstract_transversal_and_repeated_ones(folder):
    chosen = choose(read(folder), {"garment": ("8153",), "metal": ("7212",)})
    assert [(each.trade, each.label) for each in chosen] == [
        ("garment", "mend sails"),
        ("garment", "types of thread"),
        ("garment", "sew fabric"),
        ("garment", "read drawings"),
    ]
    assert choose(read(folder), {"garment": ("8153",)}, per_group=1) == chosen[:1]


def test_the_groups_of_a_skill_by_share_essential_apart_from_useful(folder):
    esco = read(folder)
    assert groups_of(esco, "1") == (("8153",), ("5120",))
    assert groups_of(esco, "5") == (("7212",), ("8153",))


def test_the_command_prints_the_same_every_time(folder):
    printed = []
    for _ in range(2):
        out = StringIO()
        call_command("pick_skills", str(folder), stdout=out)
        printed.append(out.getvalue())
    assert printed[0] == printed[1]
    assert printed[0].splitlines()[:2] == [
        "trade,esco,label_en,kind,weight,essential,useful",
        "garment,tail-7,mend sails,skill/competence,0.97,,8153",
    ]


def test_a_missing_file_is_named(folder):
    (folder / "esco_skills.csv").unlink()
    with pytest.raises(BadSource, match=r"esco_skills\.csv"):
        read(folder)
    with pytest.raises(CommandError, match=r"esco_skills\.csv"):
        call_command("pick_skills", str(folder), stdout=StringIO())
