"""The reserve over columns places whom the reserve of jobs.matching places, for the same reasons."""

from random import Random

import pytest

from jobs.kernel import filling
from jobs.kernel.filling import Line
from jobs.matching.reserve import base_order, reserve
from tests.matching.test_reserve_many_pools import situation

POOLS, PARTS = 600, 4


def line_of(order, rules, size):
    """The people as columns; queues no longer than the places, as the kernel cuts them."""
    tiers = [person.tier for person in order]
    levels = (0, *(level for level, _, _ in rules.shares))
    return Line(
        [person.score for person in order],
        tiers,
        {level: [at for at, tier in enumerate(tiers) if tier >= level][:size] for level in levels},
    )


def check(seed):
    pool, rules = situation(seed)
    limit = Random(seed).choice((None, 0, 1, 5, 100))
    order = base_order(pool)
    size = len(order) if limit is None else min(limit, len(order))
    placings, promises = reserve(pool, rules, limit)
    filled = filling.fill_places(line_of(order, rules, size), rules, size)
    assert [order[index] for index in filled.order] == [placing.candidate for placing in placings]
    assert filled.places == [placing.place for placing in placings]
    assert filled.promises == promises
    return [placing.place.rule for placing in placings]


def check_part(part, parts):
    return {rule for seed in range(part, POOLS, parts) for rule in check(seed)}


@pytest.mark.parametrize("part", range(PARTS))
def test_the_same_places_and_promises(part):
    assert check_part(part, PARTS) == {"merit", "reserved"}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("_obstacle", lambda waiting, index, best: None if index >= 0 else "none_left"),
        ("_obstacle", lambda waiting, index, best: "none_left"),
        ("choose", lambda waiting, placed, required, best: (best, None, {})),
        ("first", lambda waiting, level: next(x for x in waiting.line.queues[0] if not waiting.taken[x])),
    ],
    ids=["no floor and no cap", "nobody is reserved for", "merit alone", "a level is anybody"],
)
def test_a_mutant_is_killed(monkeypatch, name, wrong):
    monkeypatch.setattr(filling._Waiting, name, wrong)
    with pytest.raises(AssertionError):
        check_part(0, 1)
