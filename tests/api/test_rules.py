"""GET /match-profiles/ and /match-policies/."""

import pytest

from jobs.models import MatchPolicy
from tests.cast import NOW
from tests.factories import make_rules


@pytest.fixture
def own(cast):
    """A second version of the policy, Sơn La's own: a hard guarantee."""
    make_rules()
    row = MatchPolicy.objects.get()
    row.pk, row.centre, row.number, row.rules = None, cast.son_la, 2, row.rules | {"cap": None, "version": 2}
    row.effective_from = row.effective_from.replace(month=3)
    row.author, row.published_by, row.published_at, row.reason = cast.hoa, cast.manager, NOW, "x"
    row.save(force_insert=True)
    return row


def test_each_version_with_what_it_says(own, client_calls):
    newest, shipped = client_calls.get("/match-policies/").json()["results"]
    assert newest == {
        "code": "employment_law_2025",
        "number": 2,
        "shipped": False,
        "name": "Việc làm 2025",
        "legal_text": "Luật Việc làm 74/2025/QH15",
        "effective_from": "2026-03-01",
        "published_at": "2026-03-16T09:30:00+07:00",
        "rules": {
            "tiers": ["none", "newly_escaped", "near_poor", "poor"],
            "shares": [
                {"tier": "poor", "kept": 1, "places": 5},
                {"tier": "newly_escaped", "kept": 2, "places": 5},
            ],
            "floor": 5000,
            "cap": None,
        },
    }
    assert (shipped["number"], shipped["shipped"], shipped["rules"]["cap"]) == (1, True, 1500)


def test_another_centres_version_is_not_listed(own, minh_calls):
    assert [row["number"] for row in minh_calls.get("/match-policies/").json()["results"]] == [1]


def test_the_weights_of_a_family(own, client_calls):
    rows = client_calls.get("/match-profiles/").json()["results"]
    assert [row["code"] for row in rows] == ["general", "overseas", "skilled_trade", "unskilled_factory"]
    assert rows[0]["rules"]["worker_weights"]["place"] == 30
    assert set(rows[0]["rules"]) == {"employer_weights", "worker_weights", "medians", "kappa"}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_one_query_beyond_the_caller(cast, hoa_calls, rows, django_assert_num_queries):
    make_rules()
    address = f"/match-profiles/?limit={rows}"
    with django_assert_num_queries(6):  # the session read and kept, the caller, the rows
        assert len(hoa_calls.get(address).json()["results"]) == rows
