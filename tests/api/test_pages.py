"""Paging: complete, without repetition, forwards and backwards, and deaf to forged cursors."""

from datetime import timedelta

import pytest

from employers.models import Employer
from tests.api.callers import assert_problem
from tests.cast import NOW
from tests.factories import make_employer


@pytest.fixture
def seven(cast):
    """Seven employers, four of them registered at the same moment; newest first, as public ids."""
    Employer.objects.all().delete()
    made = [
        make_employer(cast.son_la, f"Hợp tác xã {n}", registered_at=NOW + timedelta(days=max(0, n - 3)))
        for n in range(7)
    ]
    newest_first = sorted(made, key=lambda row: (row.registered_at, row.pk), reverse=True)
    return [employer.public_id for employer in newest_first]


def ids(page) -> list[str]:
    return [row["id"] for row in page["results"]]


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 200])
def test_all_pages_together_are_the_list(seven, client_calls, limit):
    page = client_calls.get(f"/employers/?limit={limit}").json()
    read = ids(page)
    while page["next"]:
        page = client_calls.get(page["next"].removeprefix("http://testserver")).json()
        read += ids(page)
    assert read == seven


def test_the_way_back_gives_the_same_pages(seven, client_calls):
    def follow(url):
        return client_calls.get(url.removeprefix("http://testserver")).json()

    first = client_calls.get("/employers/?limit=3").json()
    second = follow(first["next"])
    third = follow(second["next"])
    assert (first["previous"], third["next"]) == (None, None)
    assert ids(follow(third["previous"])) == ids(second) == seven[3:6]
    back = follow(second["previous"])
    assert (ids(back), back["previous"]) == (seven[:3], None)


def test_new_and_deleted_rows_move_nothing_between_pages(seven, client_calls, son_la):
    page = client_calls.get("/employers/?limit=3").json()
    make_employer(son_la, "Mới nhất", registered_at=NOW + timedelta(days=30))
    Employer.objects.filter(public_id=seven[2]).delete()
    second = client_calls.get(page["next"].removeprefix("http://testserver")).json()
    assert ids(second) == seven[3:6]


def test_links_stand_in_the_header_too(seven, client_calls):
    response = client_calls.get("/employers/?limit=3")
    assert response["Link"] == f'<{response.json()["next"]}>; rel="next"'


def test_a_cursor_says_nothing_and_opens_only_its_own_list(seven, client_calls):
    url = client_calls.get("/employers/?limit=3&ordering=name").json()["next"]
    cursor = url.split("cursor=")[1]
    assert "Hợp" not in cursor
    for elsewhere in (
        f"/employers/?cursor={cursor}",
        f"/vacancies/?cursor={cursor}",
        f"/employers/?ordering=name&cursor={cursor[::-1]}",
        f"/employers/?ordering=name&cursor={cursor[:-2]}",
    ):
        problem = assert_problem(client_calls.get(elsewhere), 400, "invalid_parameter")
        assert [error["parameter"] for error in problem["errors"]] == ["cursor"]


def test_a_limit_beyond_reason_is_refused_by_name(client_calls):
    problem = assert_problem(client_calls.get(f"/employers/?limit={10**30}"), 400, "invalid_parameter")
    assert problem["errors"] == [
        {"parameter": "limit", "code": "invalid", "detail": "Give a whole number from 1 to 200."}
    ]


def test_an_unknown_parameter_is_refused_by_name(client_calls):
    problem = assert_problem(client_calls.get("/employers/?stat=verified"), 400, "invalid_parameter")
    assert problem["errors"] == [
        {"parameter": "stat", "code": "unknown", "detail": "There is no such parameter."}
    ]
