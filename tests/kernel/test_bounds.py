"""Nobody scores above their bound, whatever has been looked at; and a wrong bound or threshold is noticed."""

from random import Random

import numpy as np
import pytest

from jobs.kernel import coarse, search, sides
from jobs.kernel.coarse import OUT, Rough, within
from jobs.kernel.pool import Pool
from jobs.kernel.search import Need, exact
from jobs.kernel.tables import Tables
from tests.kernel import wide
from tests.kernel.test_rank import compare


@pytest.fixture(autouse=True)
def _fresh_columns():
    sides._columns.cache_clear()
    yield
    sides._columns.cache_clear()


def check_bounds(seeds):
    for seed in seeds:
        rng = Random(seed)
        pool = Pool.of(wide.crowd(rng, 60))
        tables = Tables(wide.opening(rng), pool, wide.profile(rng))
        rows = pool.rows_of(pool.ids)
        scored = exact(tables, rows)
        passed = np.asarray([rng.random() < 0.8 for _ in rows], dtype=np.bool_)
        rough = Rough.of(tables, passed)
        assert ((rough.both == OUT) == ~passed).all()
        for row in np.flatnonzero(passed):
            assert row in rough.reaching(int(scored.match[row]))
            assert rough.both[row] <= coarse.within(int(scored.match[row]))


def test_nobody_scores_above_a_bound():
    check_bounds(range(60))


def test_a_bound_that_takes_unknowns_for_nothing_is_noticed(monkeypatch):
    monkeypatch.setattr(sides, "most_for_unknown", lambda rule, index: 0)
    with pytest.raises(AssertionError):
        check_bounds(range(60))


def test_a_bound_that_takes_unknowns_for_the_median_is_noticed(monkeypatch):
    monkeypatch.setattr(sides, "most_for_unknown", lambda rule, index: rule.medians[index])
    with pytest.raises(AssertionError):
        check_bounds(range(60))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("GRAIN", -50),  # rounds down
        ("within", lambda score: within(score) * 9 // 10),
    ],
)
def test_a_rough_look_that_takes_too_much_is_noticed(monkeypatch, name, wrong):
    monkeypatch.setattr(coarse, name, wrong)
    with pytest.raises(AssertionError):
        check_bounds(range(60))


MUTANTS = {
    "unknowns count for nothing": (sides, "most_for_unknown", lambda rule, index: 0),
    "a score is reached only from above": (
        coarse,
        "can_reach",
        lambda employer, worker, score: 2 * employer * worker > score * (employer + worker),
    ),
    "the levels need nobody": (
        Need,
        "threshold",
        lambda need, match, tiers: search._nth(match, need.size),
    ),
    "the best of the first batch is the threshold": (
        Need,
        "threshold",
        lambda need, match, tiers: search._nth(match, 1),
    ),
}


def look_for_a_difference():
    for seed in range(60):
        compare(seed, 120, 3)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_is_killed(monkeypatch, mutant):
    monkeypatch.setattr(*MUTANTS[mutant])
    with pytest.raises((AssertionError, LookupError)):
        look_for_a_difference()


def test_a_reason_nobody_looked_for_is_noticed(monkeypatch):
    """Without whoever comes behind a level's queue, a level would seem to have nobody left."""
    monkeypatch.setattr("jobs.kernel.rank._add_next", lambda *args: None)
    with pytest.raises(AssertionError):
        look_for_a_difference()


def test_the_search_spares_the_original():
    look_for_a_difference()
