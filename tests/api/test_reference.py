"""GET /provinces/, /communes/, /occupations/, /skills/."""

import pytest

from catalog.models import Commune
from tests.api.callers import Caller, assert_problem


@pytest.fixture
def anybody(catalogue):
    return Caller()


def codes(response) -> list[str]:
    return [row["code"] for row in response.json()["results"]]


def test_provinces_stand_in_vietnamese_order(anybody):
    assert codes(anybody.get("/provinces/")) == ["24", "11", "01", "12", "14"]
    assert codes(anybody.get("/provinces/?ordering=code")) == ["01", "11", "12", "14", "24"]


def test_a_province_in_full(anybody):
    assert anybody.get("/provinces/?q=son la").json()["results"] == [
        {
            "code": "14",
            "name": "Sơn La",
            "name_en": "",
            "retired_on": None,
            "full_name": "Tỉnh Sơn La",
            "lat": 21.19,
            "lon": 104.07,
        }
    ]


def test_communes_by_province_and_words(anybody):
    assert codes(anybody.get("/communes/?province=14")) == ["03664", "03688", "03646"]
    assert codes(anybody.get("/communes/?q=MUONG%20chien")) == ["03688"]
    assert codes(anybody.get("/communes/?province=99")) == []


def test_occupations_by_level_and_parent(anybody):
    assert codes(anybody.get("/occupations/?level=4&q=may")) == ["7531", "8153"]
    assert codes(anybody.get("/occupations/?parent=81")) == ["815"]


@pytest.mark.parametrize("level", ["0", "6", "x", "1e1", "NaN"])
def test_a_level_that_does_not_exist_is_named(anybody, level):
    problem = assert_problem(anybody.get(f"/occupations/?level={level}"), 400, "invalid_parameter")
    assert [error["parameter"] for error in problem["errors"]] == ["level"]


def test_skills_with_the_groups_they_belong_to(anybody):
    assert codes(anybody.get("/skills/?kind=software")) == ["excel"]
    assert anybody.get("/skills/?q=nau").json()["results"] == [
        {
            "code": "cooking",
            "name": "Nấu ăn",
            "name_en": "",
            "retired_on": None,
            "kind": "skill",
            "essential_for": ["512"],
            "useful_for": [],
            "esco": "",
        }
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_one_query(anybody, rows, django_assert_num_queries):
    Commune.objects.exclude(code__in=["03646", "03664", "03688"][:rows]).delete()
    with django_assert_num_queries(1):
        assert len(codes(anybody.get("/communes/"))) == rows


def test_a_free_title_is_coded(anybody):
    body = anybody.get("/occupations/code-title/?title=%C4%90%E1%BA%A7u%20b%E1%BA%BFp").json()
    assert body["title"] == "Đầu bếp"
    assert len(body["labels_version"]) == 12
    best = body["proposals"][0]
    assert (best["code"], best["evidence"], best["to_confirm"]) == ("5120", "Đầu bếp", False)
    assert set(best) == {"code", "name", "isco08_code", "confidence", "to_confirm", "evidence"}


def test_a_title_with_nothing_known_has_no_proposals(anybody):
    assert anybody.get("/occupations/code-title/?title=!!!").json()["proposals"] == []


@pytest.mark.parametrize("query", ["", "?title=", f"?title={'x' * 301}"])
def test_a_title_to_code_is_needed(anybody, query):
    problem = assert_problem(anybody.get(f"/occupations/code-title/{query}"), 400, "invalid_parameter")
    assert [error["parameter"] for error in problem["errors"]] == ["title"]
