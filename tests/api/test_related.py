"""GET /occupations/{code}/related/."""

import pytest

from catalog.models import Occupation
from tests.api.callers import Caller, assert_problem
from tests.factories import make_related_occupations

ADDRESS = "/occupations/8153/related/"


@pytest.fixture
def anybody(catalogue):
    make_related_occupations(("8153", "7531", 742), ("8153", "9329", 300), ("8153", "5120", 300))
    return Caller()


def closeness(response) -> list[tuple[str, int]]:
    return [(row["code"], row["permille"]) for row in response.json()["results"]]


def test_the_closest_stand_first_and_the_occupation_itself_nowhere(anybody):
    assert closeness(anybody.get(ADDRESS)) == [("7531", 742), ("5120", 300), ("9329", 300)]


def test_a_row_in_full(anybody):
    assert anybody.get(f"{ADDRESS}?limit=1").json()["results"] == [
        {"code": "7531", "name": "Thợ may, thợ làm da thú và thợ làm mũ", "name_en": "", "permille": 742}
    ]


def test_pages_follow_one_another(anybody):
    first = anybody.get(f"{ADDRESS}?limit=2").json()
    assert [row["code"] for row in first["results"]] == ["7531", "5120"]
    following = anybody.get(first["next"].partition("/api/v1")[2])
    assert closeness(following) == [("9329", 300)]
    assert following.json()["next"] is None


@pytest.mark.parametrize("code", ["9999", "815", "x", "%F0%9F%90%94", "8153'--", "8" * 300])
def test_what_is_no_occupation_of_level_4_is_not_found(anybody, code):
    assert_problem(anybody.get(f"/occupations/{code}/related/"), 404, "not_found")


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "level=4", "limit=1&limit=2"])
def test_a_parameter_that_does_not_fit_is_named(anybody, query):
    problem = assert_problem(anybody.get(f"{ADDRESS}?{query}"), 400, "invalid_parameter")
    assert [error["parameter"] for error in problem["errors"]] == [query.partition("=")[0]]


@pytest.mark.parametrize("others", [1, 3])
def test_a_list_costs_three_queries_whatever_its_length(anybody, others, django_assert_num_queries):
    gone = ["7531", "5120", "9329"][others:]
    Occupation.objects.filter(code__in=gone).delete()
    anybody.get("/occupations/7531/related/")
    with django_assert_num_queries(3):
        assert len(closeness(anybody.get(ADDRESS))) == others
