"""Pools a register never is: all tied, of one trade, refused to the last, all poor; under odd policies."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from jobs.kernel import coarse, search
from jobs.kernel.pool import Pool
from jobs.kernel.tables import Tables
from jobs.matching.policy import default_policy
from tests.kernel import wide
from tests.kernel.test_rank import BATCHES, LIMITS, assert_equal

SIZE = 160
POLICIES = tuple(
    replace(default_policy(), shares=shares, floor=floor, cap=cap)
    for shares in ((), ((3, 1, 5), (1, 2, 5)), ((2, 1, 1),), ((3, 0, 1), (2, 1, 2), (1, 1, 1)))
    for floor in (0, 5_000, 10_000)
    for cap in (None, 0, 1_500)
)


def tied(rng, crowd):
    """Everybody is the same person but for the id."""
    return [replace(crowd[0], id=one.id, consents=True, searching=True) for one in crowd]


def tied_but_for_priority(rng, crowd):
    """Everybody scores alike; tiers and dates decide."""
    return [replace(one, tier=rng.randrange(4), registered=rng.randrange(3)) for one in tied(rng, crowd)]


def of_one_trade(rng, crowd):
    """All wish and did the same work."""
    return [replace(one, wished=crowd[0].wished, past=crowd[0].past) for one in crowd]


def refused(rng, crowd):
    """Nobody consents."""
    return [replace(one, consents=False) for one in crowd]


def all_but_one_refused(rng, crowd):
    """One consents."""
    return [replace(one, consents=at == 7, searching=True) for at, one in enumerate(crowd)]


def poor(rng, crowd):
    """Every tier is the highest."""
    return [replace(one, tier=3) for one in crowd]


def without_priority(rng, crowd):
    """Nobody has a tier, so every level's queue is empty."""
    return [replace(one, tier=0) for one in crowd]


def unknown(rng, crowd):
    """Hardly anything was asked."""
    return [
        replace(one, **wide.NOTHING_KNOWN, experience_months=None, wage_band=None, commune=None)
        for one in crowd
    ]


KINDS = (
    tied, tied_but_for_priority, of_one_trade, refused, all_but_one_refused, poor, without_priority, unknown,
)  # fmt: skip


def compare_odd(kind, seed):
    rng = Random(seed)
    seekers = kind(rng, wide.crowd(rng, SIZE))
    pool = Pool.of(seekers)
    return [
        assert_equal(
            wide.opening(rng, number),
            seekers,
            pool,
            profile=wide.profile(rng),
            policy=rng.choice(POLICIES),
            limit=rng.choice(LIMITS),
            batch=rng.choice(BATCHES),
        )
        for number in range(8)
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(6))
def test_an_odd_pool(kind, seed):
    compare_odd(kind, seed)


def test_the_odd_pools_are_odd():
    rng = Random(1)
    crowd = wide.crowd(rng, SIZE)
    assert len({replace(one, id=0) for one in tied(rng, crowd)}) == 1
    assert {ranking.eligible for ranking in compare_odd(refused, 1)} == {0}
    assert {ranking.eligible for ranking in compare_odd(all_but_one_refused, 1)} <= {0, 1}
    assert {promise.placed for one in compare_odd(without_priority, 1) for promise in one.promises} == {0}


@pytest.mark.parametrize("columns", [1, 3])
def test_columns_that_are_not_kept_for_long(monkeypatch, columns):
    monkeypatch.setattr(coarse, "MOST_COLUMNS", columns)
    for seed in range(4):
        compare_odd(of_one_trade, seed)
        compare_odd(unknown, seed)


def test_no_more_columns_are_kept_than_allowed(monkeypatch):
    monkeypatch.setattr(coarse, "MOST_COLUMNS", 5)
    rng = Random(2)
    pool = Pool.of(wide.crowd(rng, SIZE))
    for number in range(5):
        tables = Tables(wide.opening(rng, number), pool, wide.profile(rng))
        coarse.Rough.of(tables, pool.ids > 0)
    assert len(pool.kept["lacking"]) == 5


def look_for_a_difference():
    for seed in range(3):
        for kind in KINDS:
            compare_odd(kind, seed)


MUTANTS = {
    "a column serves every opening": (coarse, "id", lambda values: 0),
    "those with the same rough look are left out": (
        coarse.Rough,
        "reaching",
        lambda rough, score: np.flatnonzero(rough.both < coarse.within(score) * 0.98),
    ),
    "who was looked at first is looked for again": (search, "OUT", 0),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_is_killed(monkeypatch, mutant):
    monkeypatch.setattr(*MUTANTS[mutant], raising=False)
    with pytest.raises((AssertionError, LookupError)):
        look_for_a_difference()
