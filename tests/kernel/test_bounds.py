"""Nobody scores above their bound, whatever has been looked at; and a wrong bound or threshold is noticed."""

from random import Random

import pytest

from jobs.kernel import search, sides
from jobs.kernel.pool import Pool
from jobs.kernel.search import Bound, Need
from jobs.kernel.tables import Tables
from jobs.matching.types import CRITERIA
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
        exact = Bound(tables, rows).exact()
        bound = Bound(tables, rows)
        for code in rng.sample(CRITERIA, len(CRITERIA)):
            before = bound.sides()
            bound.tighten([code])
            employer, worker = bound.sides()
            assert (employer >= exact.employer).all()
            assert (worker >= exact.worker).all()
            assert (bound.match() >= exact.match).all()
            assert (employer <= before[0]).all()
            assert (worker <= before[1]).all()
            least = rng.randrange(10_001)
            assert (bound.match() >= least)[exact.match >= least].all()
            assert (sides.can_reach(employer, worker, least) >= (bound.match() >= least)).all()


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


MUTANTS = {
    "unknowns count for nothing": (sides, "most_for_unknown", lambda rule, index: 0),
    "a score is reached only from above": (
        search,
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
