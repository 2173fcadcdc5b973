"""Every criterion: exact values from worst to best, unknown if nobody asked, one contract for all."""

from collections.abc import Hashable
from dataclasses import replace
from random import Random

import pytest

from jobs.matching.criteria import REGISTRY
from jobs.matching.lookup import Criterion, by_steps, share, weakest
from jobs.matching.types import (
    CRITERIA,
    EMPLOYER_SIDE,
    Conditions,
)
from tests.matching import people
from tests.matching.employer_cases import EMPLOYER_CASES
from tests.matching.factory import FACTORY, NOBODY
from tests.matching.unknown_cases import UNKNOWN
from tests.matching.worker_cases import WORKER_CASES

CASES = EMPLOYER_CASES | WORKER_CASES
ROWS = [(code, *row) for code, rows in CASES.items() for row in rows]


@pytest.mark.parametrize(("code", "opening", "facts", "value", "evidence"), ROWS)
def test_a_known_value_and_its_reason(code, opening, facts, value, evidence):
    assert REGISTRY[code](opening, replace(NOBODY, **facts)) == (value, evidence)


@pytest.mark.parametrize(("code", "opening", "facts", "evidence"), UNKNOWN)
def test_an_unknown_value_says_what_is_missing(code, opening, facts, evidence):
    assert REGISTRY[code](opening, replace(NOBODY, **facts)) == (None, evidence)


@pytest.mark.parametrize("code", CRITERIA)
def test_cases_are_stated_worst_to_best_and_reach_the_top(code):
    by_opening = {}
    for opening, _, value, _ in CASES[code]:
        by_opening.setdefault(id(opening), []).append(value)
    for values in by_opening.values():
        assert values == sorted(values)
    assert max(value for _, _, value, _ in CASES[code]) == 1000
    assert code in {row[0] for row in UNKNOWN}


def test_the_registry_is_the_list_of_criteria():
    assert tuple(REGISTRY) == CRITERIA


@pytest.mark.parametrize("code", CRITERIA)
def test_every_criterion_keeps_the_contract(code):
    """One signature, 0..1000 or None, evidence of codes, and nothing read but the declared fact."""
    criterion = REGISTRY[code]
    assert isinstance(criterion, Criterion)
    assert (criterion.code, criterion.side) == (code, "E" if code in EMPLOYER_SIDE else "W")
    rng = Random(code)
    seen = set()
    for _ in range(400):
        opening, seeker = people.opening(rng), people.seeker(rng, 1)
        assert isinstance(criterion.asked(opening), bool)
        if not criterion.asked(opening):
            continue
        fact = criterion.fact(opening)(seeker)
        assert isinstance(fact, Hashable)
        reading = criterion(opening, seeker)
        assert (
            reading
            == criterion.read(opening, fact)
            == criterion(opening, replace(seeker, id=9, tier=0, age=99))
        )
        assert reading.value is None or (type(reading.value) is int and 0 <= reading.value <= 1000)
        assert reading.evidence
        assert all(type(word) is str for word in reading.evidence)
        assert reading.evidence[0].isidentifier()
        seen.add(reading.value)
    assert {None, 1000} <= seen


@pytest.mark.parametrize(
    ("code", "empty"),
    [
        ("skills", {"skills": ()}),
        ("experience", {"experience_months": 0}),
        ("experience", {"experience_months": None}),
        ("technical_level", {"technical_level": 0}),
        ("education", {"education": None}),
        ("language", {"languages": ()}),
        ("it", {"it_level": 0}),
        ("conditions", {"conditions": Conditions(place=1, lifting=0, standing=0)}),
        ("conditions_wished", {"conditions": Conditions(hearing_speaking=2, lifting=0)}),
        ("availability", {"demands_shifts": False, "demands_trips": False}),
    ],
)
def test_a_demand_left_empty_asks_nothing(code, empty):
    assert REGISTRY[code].asked(FACTORY) is True
    assert REGISTRY[code].asked(replace(FACTORY, **empty)) is False


def test_parts():
    assert [share(have, 4) for have in (0, 1, 3, 4, 9)] == [0, 250, 750, 1000, 1000]
    assert [by_steps(steps) for steps in (-1, 0, 1, 2, 3)] == [1000, 1000, 500, 0, 0]
    assert weakest([]) == (1000, ())
    assert weakest([("a", 500), ("b", None)]) == (None, ("b",))
    assert weakest([("a", 0), ("b", None)]) == (0, ("a",))
    assert weakest([("a", 500), ("b", 500), ("c", 900)]) == (500, ("a", "b"))
