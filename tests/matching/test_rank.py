"""The list as a whole, and refusals of impossible input."""

from dataclasses import replace

import pytest

from jobs.matching.policy import (
    InvalidPolicy,
    default_policy,
    default_profile,
    default_profiles,
)
from jobs.matching.rank import InvalidPool, rank
from jobs.matching.results import GateResult, Place, Ranked, Refused
from jobs.matching.types import CRITERIA, MAY_BE_MUST, InvalidOpening, Opening, Seeker

PROFILE, POLICY = default_profile(), default_policy()
SOWER = Opening(id=3, occupation="9211")


def person(number, **facts):
    return Seeker(id=number, registered=number, age=30, consents=True, searching=True, **facts)


def test_an_empty_pool():
    ranking = rank(SOWER, [], profile=PROFILE, policy=POLICY)
    assert (ranking.ranked, ranking.refused, ranking.promises) == ((), (), ())
    assert (ranking.eligible, ranking.removed, ranking.opening, ranking.limit) == (0, 0, 3, None)
    assert (ranking.profile, ranking.policy) == ("general-1", "employment_law_2025-1")
    assert (ranking.engine, ranking.similarity) == ("2.1", "hierarchy-1")


def test_merit_priority_and_refusals_together():
    close, poor, other = (
        person(1, wished=("9211",)),
        person(2, tier=3, wished=("9212",)),
        person(3, wished=("9211",)),
    )
    silent = replace(person(4), consents=False, searching=False, age=None)
    ranking = rank(
        SOWER, [silent, other, poor, close], profile=PROFILE, policy=replace(POLICY, floor=0, cap=None)
    )
    assert [(each.id, each.place) for each in ranking.ranked] == [
        (1, Place(1, 1, "merit", None)),
        (3, Place(2, 2, "merit", None)),
        (2, Place(3, 3, "merit", None)),
    ]
    half = replace(POLICY, shares=((3, 1, 2),), floor=0, cap=None)
    ranking = rank(SOWER, [silent, other, poor, close], profile=PROFILE, policy=half, limit=2)
    assert [(each.id, each.tier, each.place) for each in ranking.ranked] == [
        (1, 0, Place(1, 1, "merit", None)),
        (2, 3, Place(2, 3, "reserved", 3)),
    ]
    assert ranking.refused == (
        Refused(GateResult("consent", "", "fail", "record_consent"), 1),
        Refused(GateResult("searching", "", "fail", "reopen_search"), 1),
    )
    assert (ranking.eligible, ranking.removed, ranking.limit) == (3, 1, 2)


def test_an_unknown_age_is_listed_and_to_be_confirmed():
    ranking = rank(SOWER, [replace(person(1), age=None)], profile=PROFILE, policy=POLICY)
    assert ranking.ranked == (
        Ranked(
            id=1,
            tier=0,
            employer_score=4000,
            worker_score=4934,
            score=4418,
            place=Place(1, 1, "merit", None),
            confirm=(GateResult("legal_age", "", "unknown", "record_birth_date"),),
        ),
    )


def test_an_opening_that_ignores_everything_is_met_by_everybody():
    ranking = rank(
        Opening(id=1, occupation="9211", importance=dict.fromkeys(CRITERIA, "ignore")),
        [person(1)],
        profile=PROFILE,
        policy=POLICY,
    )
    assert [(each.employer_score, each.worker_score, each.score) for each in ranking.ranked] == [
        (10_000,) * 3
    ]


@pytest.mark.parametrize("second", [person(1), replace(person(1), consents=False)])
def test_a_person_occurs_once(second):
    with pytest.raises(InvalidPool, match="person 1 occurs twice"):
        rank(SOWER, [person(1), second], profile=PROFILE, policy=POLICY)


@pytest.mark.parametrize("tier", [-1, 4])
def test_a_tier_must_be_in_the_policy(tier):
    with pytest.raises(InvalidPool, match="is not in the policy"):
        rank(SOWER, [person(1, tier=tier)], profile=PROFILE, policy=POLICY)


@pytest.mark.parametrize(
    ("importance", "message"),
    [
        ({"sex": "high"}, "unknown criterion 'sex'"),
        ({"wage": "huge"}, "unknown importance 'huge' for wage"),
        *(({code: "must"}, f"{code} cannot be a must") for code in CRITERIA if code not in MAY_BE_MUST),
    ],
)
def test_an_impossible_importance_is_refused(importance, message):
    with pytest.raises(InvalidOpening, match=message):
        Opening(id=1, occupation="9211", importance=importance)


@pytest.mark.parametrize(
    "change",
    [
        {"employer_weights": {"occupation": 1}},
        {"worker_weights": {**PROFILE.worker_weights, "sex": 1}},
        {"worker_weights": {**PROFILE.worker_weights, "place": -1}},
        {"medians": {**PROFILE.medians, "place": 0}},
        {"medians": {**PROFILE.medians, "place": 1000}},
        {"medians": {"place": 500}},
        {"kappa": (-1, 1)},
        {"kappa": (1, 0)},
    ],
)
def test_an_impossible_profile_is_refused(change):
    with pytest.raises(InvalidPolicy):
        replace(PROFILE, **change)


@pytest.mark.parametrize(
    "change",
    [
        {"shares": ((1, 1, 5), (3, 1, 5))},
        {"shares": ((3, 1, 5), (3, 1, 5))},
        {"shares": ((4, 1, 5),)},
        {"shares": ((0, 1, 5),)},
        {"shares": ((3, 6, 5),)},
        {"shares": ((3, -1, 5),)},
        {"shares": ((3, 0, 0),)},
        {"floor": -1},
        {"cap": -1},
    ],
)
def test_an_impossible_policy_is_refused(change):
    with pytest.raises(InvalidPolicy):
        replace(POLICY, **change)


def test_the_shipped_profiles_and_policy():
    assert sorted(default_profiles()) == ["general", "overseas", "skilled_trade", "unskilled_factory"]
    assert (sum(PROFILE.employer_weights.values()), sum(PROFILE.worker_weights.values())) == (103, 100)
    assert POLICY.shares == ((3, 1, 5), (1, 2, 5))
    assert (POLICY.floor, POLICY.cap, PROFILE.kappa) == (5_000, 1_500, (1, 1))
