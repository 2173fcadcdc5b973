"""P1-P10 of the capped prefix reserve, 4,000 pools each, and the worked examples."""

import pytest
from hypothesis import HealthCheck, given, settings

from jobs.matching.reserve import Candidate, Placing, reserve
from jobs.matching.results import Place, Promise
from tests.matching import guarantees
from tests.matching.pools import one_level, policy, situations

thorough = settings(max_examples=4_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.mark.parametrize("holds", guarantees.ALL, ids=lambda check: check.__name__)
def test_a_guarantee(holds):
    @thorough
    @given(situations)
    def check(case):
        holds(reserve, *case)

    check()


def test_with_a_cap_a_withdrawal_can_hurt_somebody():
    """A limit of P10: the second leaves, the stricter reserve comes within the cap, the third falls."""
    first, second = Candidate(1, 9, 0, 0), Candidate(2, 8, 0, 0)
    escaped, poor = Candidate(3, 4, 1, 0), Candidate(4, 0, 3, 0)
    rules = policy((3, 0, 6), cap=4)
    assert guarantees.people(reserve, [first, second, escaped, poor], rules) == [first, escaped, second, poor]
    assert guarantees.people(reserve, [first, escaped, poor], rules) == [first, poor, escaped]


def test_with_two_levels_a_withdrawal_can_hurt_somebody():
    """A limit of P10 without a cap: who served both levels leaves, and two must take their part."""
    first, second = Candidate(1, 2, 0, 0), Candidate(2, 2, 0, 1)
    serves_both, escaped, near_poor = Candidate(3, 1, 2, 0), Candidate(4, 1, 1, 1), Candidate(5, 0, 2, 0)
    rules = policy((0, 2, 3))
    everybody = [first, second, serves_both, escaped, near_poor]
    assert guarantees.people(reserve, everybody, rules) == [first, serves_both, second, escaped, near_poor]
    without = [first, second, escaped, near_poor]
    assert guarantees.people(reserve, without, rules) == [first, escaped, near_poor, second]


def test_nobody_gives_an_empty_list():
    assert reserve([], one_level(3)) == ([], [])


def test_a_limit_is_a_prefix_of_the_full_list():
    pool = [Candidate(1, 9, 0, 0), Candidate(2, 8, 0, 0), Candidate(3, 7, 1, 0), Candidate(4, 6, 1, 0)]
    full = reserve(pool, one_level(3))
    assert reserve(pool, one_level(3), 2) == (full[0][:2], full[1][:2])
    assert reserve(pool, one_level(3), 0) == ([], [])
    assert reserve(pool, one_level(3), 99) == full


def test_half_the_places_reserved():
    first, second, third, fourth = (
        Candidate(1, 9, 0, 0),
        Candidate(2, 8, 0, 0),
        Candidate(3, 7, 1, 0),
        Candidate(4, 6, 1, 0),
    )
    assert reserve([fourth, third, second, first], one_level(3)) == (
        [
            Placing(first, Place(1, 1, "merit", None)),
            Placing(third, Place(2, 3, "reserved", 1)),
            Placing(second, Place(3, 2, "merit", None)),
            Placing(fourth, Place(4, 4, "merit", None)),
        ],
        [
            Promise(1, 1, 0, 0, None),
            Promise(2, 1, 1, 1, None),
            Promise(3, 1, 1, 1, None),
            Promise(4, 1, 2, 2, None),
        ],
    )


@pytest.mark.parametrize(
    ("score", "floor", "cap", "shortfall"),
    [(5, 6, None, "below_floor"), (5, 0, 3, "beyond_cap"), (5, 5, 4, None)],
)
def test_why_a_promise_is_not_kept(score, floor, cap, shortfall):
    pool = [Candidate(1, 9, 0, 0), Candidate(2, score, 1, 0)]
    _, promises = reserve(pool, policy((0, 0, 6), floor, cap), 1)
    assert promises[-1].shortfall == shortfall


def test_a_deficit_left_by_the_cap_is_caught_up_one_place_at_a_time():
    pool = [Candidate(1, 9, 0, 0), Candidate(2, 8, 0, 0), *(Candidate(n, 4, 1, 0) for n in (3, 4, 5))]
    placings, promises = reserve([*pool, Candidate(6, 6, 0, 0)], policy((0, 0, 6), 0, 2))
    assert [placing.candidate.id for placing in placings] == [1, 2, 3, 4, 5, 6]
    assert [promise.shortfall for promise in promises if promise.level == 1] == [
        "beyond_cap",
        "beyond_cap",
        "catching_up",
        "catching_up",
        "catching_up",
        "none_left",
    ]
