"""Skills of occupations: the shipped vocabulary, what is suggested in which order, what a text finds."""

import csv
from collections import Counter
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from catalog.models import Occupation, Skill
from catalog.skills import find_skills, suggested_skills
from catalog.vietnamese import search_key
from seeds.catalogue import FOLDER, LISTS, load, load_related
from tests.cast import keys

TODAY = date(2026, 3, 16)


def listed():
    with (FOLDER / "skills.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def trades():
    with (FOLDER / "demo_trades.csv").open(encoding="utf-8", newline="") as file:
        return sorted({row["occupation"] for row in csv.DictReader(file)})


def ties(row):
    return [*row["essential_for"].split(), *row["useful_for"].split()]


# --- The list ----------------------------------------------------------------------------------------------


def test_every_skill_has_one_code_and_a_name_nobody_else_bears():
    rows = listed()
    assert len(rows) == 1_110
    for column in ("code", "name_vi", "name_en"):
        twice = [
            name for name, times in Counter(search_key(row[column]) for row in rows).items() if times > 1
        ]
        assert twice == [], column
    known = [row["esco"] for row in rows if row["esco"]]
    assert len(known) == len(set(known)) == 819
    assert {len(tail) for tail in known} == {36}


def test_every_skill_of_esco_belongs_to_groups_that_exist():
    with (FOLDER / "isco_groups.csv").open(encoding="utf-8", newline="") as file:
        groups = {row["code"] for row in csv.DictReader(file)}
    for row in listed():
        assert set(ties(row)) <= groups, row["code"]
        assert len(ties(row)) == len(set(ties(row))), row["code"]
        assert ties(row) or not row["esco"], row["code"]


@pytest.mark.parametrize(
    ("code", "name", "group"),
    [
        ("operate_industrial_sewing_machines", "Vận hành máy may công nghiệp", "8153"),
        ("reading_drawings", "Đọc bản vẽ kỹ thuật", "72"),
        ("use_fire_extinguishers", "Dùng bình chữa cháy", "5411"),
        ("apply_fertiliser", "Bón phân", "6111"),
        ("make_beds", "Trải giường", "9111"),
        ("measure_vital_signs", "Đo mạch, huyết áp, thân nhiệt", "3221"),
        ("weld_mma", "Hàn hồ quang tay (MMA)", "7212"),
    ],
)
def test_a_skill_and_where_it_belongs(code, name, group):
    row = next(row for row in listed() if row["code"] == code)
    assert row["name_vi"] == name
    assert group in ties(row)


# --- Suggestions from the shipped list ---------------------------------------------------------------------


@pytest.fixture
def shipped(db):
    for reference in LISTS:
        if reference.model in (Occupation, Skill):
            load(reference, on=TODAY)
    load_related(on=TODAY)


def names(*occupations, limit=12):
    return [skill.name for skill in suggested_skills(occupations, limit)]


def test_every_trade_of_the_market_has_eight_suggestions(shipped):
    assert [code for code in trades() if len(names(code)) < 8] == []


@pytest.mark.parametrize(
    ("occupation", "first"),
    [
        ("8153", ["Máy đính bọ", "Máy may 2 kim", "Máy may lập trình"]),
        ("7212", ["Hàn MIG/MAG, CO2", "Hàn TIG", "Cắt hơi, cắt plasma"]),
        ("5120", ["Nấu bếp ăn tập thể", "Nấu món dân tộc Thái, Mông", "Nấu món Nhật, Hàn, Trung"]),
        ("6112", ["Cạo mủ cao su", "Trồng cây ăn quả (mận, xoài, nhãn)", "Trồng, hái chè"]),
        ("3313", ["Dùng phần mềm kế toán", "Lập bảng cân đối thử", "Tìm sai sót sổ sách"]),
    ],
)
def test_the_first_suggestions_of_an_occupation(shipped, occupation, first):
    assert names(occupation, limit=3) == first


def test_an_occupation_that_is_not_mapped_takes_the_skills_of_those_closest_to_it(shipped):
    own = names("7212")
    Occupation.objects.filter(pk="7212").update(isco08_code="")
    lent = names("7212")
    assert lent != own
    assert lent[0] == "Lắp dựng kết cấu thép"  # structural metal, a group next to it


def test_occupations_take_turns(shipped):
    both = names("8153", "7212", limit=6)
    assert both == [
        name for pair in zip(names("8153", limit=3), names("7212", limit=3), strict=True) for name in pair
    ]


# --- The order ---------------------------------------------------------------------------------------------


@pytest.fixture
def skills(catalogue):
    """Skills of sewing (8153) in every degree of relevance, made in the wrong order."""
    Skill.objects.all().delete()
    made = [
        ("broad", {"essential_for": ["7", "8"]}, "Việc chung"),
        ("helping", {"useful_for": ["8153"]}, "Việc phụ"),
        ("of_esco", {"essential_for": ["8153"], "esco": "0" * 36}, "An toàn"),
        ("own", {"essential_for": ["8153"]}, "May một kim"),
        ("other", {"essential_for": ["5120"]}, "Nấu ăn"),
        ("retired", {"essential_for": ["8153"], "retired_on": TODAY}, "Máy đạp chân"),
    ]
    for code, fields, name in made:
        Skill.objects.create(code=code, kind="skill", name_en=code.title(), **fields, **keys(name))


def codes(*occupations, limit=12):
    return [skill.code for skill in suggested_skills(occupations, limit)]


def test_essential_before_useful_narrow_before_broad_own_words_before_collected(skills):
    assert codes("8153") == ["own", "of_esco", "broad", "helping"]
    assert codes("8153", limit=2) == ["own", "of_esco"]


def test_no_or_unknown_occupations_have_no_suggestions(skills):
    assert codes() == []
    assert codes("zzzz", "\0") == []


@pytest.mark.parametrize("occupations", [["8153"], ["8153", "5120", "7531"]])
def test_queries_of_suggestions(skills, occupations, django_assert_num_queries):
    with django_assert_num_queries(3):  # the table of related occupations (none here), occupations, skills
        suggested_skills(occupations)


# --- What a text finds -------------------------------------------------------------------------------------


@pytest.fixture
def words(catalogue):
    Skill.objects.all().delete()
    named = [
        ("han_tig", "Hàn TIG", "TIG welding"),
        ("han", "Hàn", "Welding"),
        ("kt_han", "Kỹ thuật hàn", "Joining"),
        ("hang", "Hàng mẫu", "Samples"),
        ("nhan", "Nhận thư", "Mail"),
    ]
    for code, name, english in named:
        Skill.objects.create(code=code, kind="skill", name_en=english, **keys(name))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("han", ["han", "han_tig", "kt_han", "hang", "nhan"]),
        ("hàn", ["han", "han_tig", "kt_han", "hang", "nhan"]),
        ("hàng", ["hang"]),
        ("weld", ["han", "han_tig"]),
        ("TIG welding", ["han_tig"]),
        ("  ", []),
        ("zzz", []),
    ],
)
def test_a_skill_by_what_is_typed_best_first(words, text, found, django_assert_num_queries):
    with django_assert_num_queries(1 if text.strip() else 0):
        assert [skill.code for skill in find_skills(text, 10)] == found


def test_what_is_found_is_limited(words):
    assert [skill.code for skill in find_skills("han", 2)] == ["han", "han_tig"]


# --- The fragment ------------------------------------------------------------------------------------------


def fragment(client, **sent):
    response = client.get(reverse("staff:offer-skills"), sent)
    assert response.status_code == 200
    return [(skill.code, ticked) for skill, ticked in response.context["offered"].boxes]


def test_the_fragment_follows_the_form_around_it(browser, hoa, skills):
    client = browser(hoa)
    assert fragment(client) == []
    assert fragment(client, occupation_key="5120") == [("other", False)]
    wished = {"search-wish_1_key": "5120", "experiences-0-occupation_key": "8153"}
    assert [code for code, _ in fragment(client, **wished)] == ["other", "own", "of_esco", "broad", "helping"]


def test_what_is_listed_is_not_offered_and_what_is_ticked_stays(browser, hoa, skills):
    sent = {
        "occupation_key": "8153",
        "skill_0_key": "own",
        "offered_skills": ["other", "No code!", "nonsense"],
    }
    assert fragment(browser(hoa), **sent) == [
        ("other", True),
        ("of_esco", False),
        ("broad", False),
        ("helping", False),
    ]


@pytest.mark.parametrize(("language", "name"), [("vi", "May một kim"), ("en", "Own")])
def test_names_are_in_the_language_of_the_reader(skills, language, name):
    with translation.override(language):
        assert str(suggested_skills(["8153"], 1)[0]) == name


def test_a_stranger_is_offered_nothing(browser, skills):
    assert browser().get(reverse("staff:offer-skills"), {"occupation_key": "8153"}).status_code == 302
