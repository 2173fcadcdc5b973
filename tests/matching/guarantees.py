"""The properties of the reserve, as checks of any implementation: each raises AssertionError when broken.

`reserve` is called as `reserve(pool, policy)` and gives placings and promises.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from jobs.matching.policy import PriorityPolicy
from jobs.matching.reserve import Candidate
from tests.matching.pools import one_level, policy

Reserve = Callable[..., Any]


def merit(pool: Sequence[Candidate]) -> list[Candidate]:
    """Merit order, stated a second time."""
    order = sorted(pool, key=lambda x: x.id)
    order.sort(key=lambda x: x.registered)
    order.sort(key=lambda x: x.tier, reverse=True)
    order.sort(key=lambda x: x.score, reverse=True)
    return order


def people(reserve: Reserve, pool: Sequence[Candidate], rules: PriorityPolicy) -> list[Candidate]:
    return [placing.candidate for placing in reserve(pool, rules)[0]]


def position(listed: Sequence[Candidate], person_id: int) -> int:
    ids = [person.id for person in listed]
    assert person_id in ids
    return ids.index(person_id) + 1


def deficits(listed: Sequence[Candidate], place: int, rules: PriorityPolicy) -> list[int]:
    """Levels short of their share just before position `place` is filled, strictest first."""
    before = listed[: place - 1]
    return [
        level
        for level, top, bottom in rules.shares
        if sum(person.tier >= level for person in before) < top * place // bottom
    ]


def same_people_ties_to_higher_tier(reserve: Reserve, pool: list[Candidate], rules: PriorityPolicy) -> None:
    """P1."""
    listed = people(reserve, pool, rules)
    assert sorted(listed) == sorted(pool)
    for above, person in enumerate(listed):
        for below in listed[above + 1 :]:
            assert below.score != person.score or below.tier <= person.tier


def promise_kept_at_every_prefix(reserve: Reserve, pool: list[Candidate], rules: PriorityPolicy) -> None:
    """P2, Delta none."""
    rules = replace(rules, cap=None)
    listed = people(reserve, pool, rules)
    for level, top, bottom in rules.shares:
        fit = sum(person.tier >= level and person.score >= rules.floor for person in pool)
        for size in range(1, len(listed) + 1):
            placed = sum(person.tier >= level for person in listed[:size])
            assert placed >= min(top * size // bottom, fit)


def deficit_is_served_within_the_cap(reserve: Reserve, pool: list[Candidate], rules: PriorityPolicy) -> None:
    """P3."""
    listed = people(reserve, pool, rules)
    for place, person in enumerate(listed, 1):
        remaining = listed[place - 1 :]
        best = max(each.score for each in remaining)
        least = rules.floor if rules.cap is None else max(rules.floor, best - rules.cap)
        for level in deficits(listed, place, rules):
            if any(each.tier >= level and each.score >= least for each in remaining):
                assert person.tier >= level


def inversions_are_bounded(reserve: Reserve, pool: list[Candidate], rules: PriorityPolicy) -> None:
    """P4."""
    listed = people(reserve, pool, rules)
    for above, person in enumerate(listed):
        for below in listed[above + 1 :]:
            if below.score > person.score:
                assert person.tier > below.tier
                assert person.score >= rules.floor
                assert rules.cap is None or below.score - person.score <= rules.cap


def priority_never_hurts_its_owner(reserve: Reserve, pool: list[Candidate], rules: PriorityPolicy) -> None:
    """P5."""
    for index, person in enumerate(pool):
        if person.tier < 3:
            raised = [*pool]
            raised[index] = person._replace(tier=person.tier + 1)
            after = position(people(reserve, raised, rules), person.id)
            assert after <= position(people(reserve, pool, rules), person.id)


def a_better_score_never_hurts_its_owner(
    reserve: Reserve, pool: list[Candidate], rules: PriorityPolicy
) -> None:
    """P6."""
    before = people(reserve, pool, rules)
    for index, person in enumerate(pool):
        raised = [*pool]
        raised[index] = person._replace(score=person.score + 1)
        assert position(people(reserve, raised, rules), person.id) <= position(before, person.id)


def merit_inside_each_tier(reserve: Reserve, pool: list[Candidate], rules: PriorityPolicy) -> None:
    """P7."""
    listed, order = people(reserve, pool, rules), merit(pool)
    for tier in range(4):
        assert [x for x in listed if x.tier == tier] == [x for x in order if x.tier == tier]


def input_order_and_empty_shares(reserve: Reserve, pool: list[Candidate], rules: PriorityPolicy) -> None:
    """P8."""
    assert people(reserve, pool[::-1], rules) == people(reserve, pool, rules)
    assert people(reserve, pool[1::2] + pool[::2], rules) == people(reserve, pool, rules)
    assert people(reserve, pool, policy((0, 0, 0), rules.floor, rules.cap)) == merit(pool)


def smallest_change_from_merit(reserve: Reserve, pool: list[Candidate], rules: PriorityPolicy) -> None:
    """P9: the closed form, with the widest share of `rules` as the only level, Delta none, F = 0."""
    sixths = rules.shares[-1][1]
    listed, order = people(reserve, pool, one_level(sixths)), merit(pool)
    favoured = [person for person in order if person.tier >= 1]
    others = [person for person in order if person.tier < 1]
    for size in range(1, len(order) + 1):
        by_merit = sum(person.tier >= 1 for person in order[:size])
        k = max(by_merit, min(sixths * size // 6, len(favoured)))
        assert set(listed[:size]) == {*favoured[:k], *others[: size - k]}
    for rank, person in enumerate(others, 1):
        if sixths < 6:
            worst = max(position(order, person.id), 6 * rank // (6 - sixths))
            assert position(listed, person.id) <= worst


def a_withdrawal_hurts_nobody(reserve: Reserve, pool: list[Candidate], rules: PriorityPolicy) -> None:
    """P10, with the widest share of `rules` as the only level and Delta none; else it is false."""
    rules = one_level(rules.shares[-1][1], rules.floor)
    before = people(reserve, pool, rules)
    for gone in pool:
        after = people(reserve, [person for person in pool if person is not gone], rules)
        for place, person in enumerate(after, 1):
            assert place <= position(before, person.id)


def report_is_true(reserve: Reserve, pool: list[Candidate], rules: PriorityPolicy) -> None:
    """Every place and every promise says what can be counted from the list."""
    placings, promises = reserve(pool, rules)
    listed, order = [placing.candidate for placing in placings], merit(pool)
    assert [placing.place.position for placing in placings] == list(range(1, len(pool) + 1))
    for place, placing in enumerate(placings, 1):
        assert placing.place.rank_without_priority == position(order, placing.candidate.id)
        is_best = placing.candidate == merit(listed[place - 1 :])[0]
        assert (placing.place.rule, placing.place.level is None) == (
            ("merit", True) if is_best else ("reserved", False)
        )
        if placing.place.level is not None:
            assert placing.place.level in deficits(listed, place, rules)
            assert placing.candidate.tier >= placing.place.level
    counted = [
        (size, level, top * size // bottom, sum(person.tier >= level for person in listed[:size]))
        for size in range(1, len(pool) + 1)
        for level, top, bottom in rules.shares
    ]
    assert [(p.position, p.level, p.required, p.placed) for p in promises] == counted
    for promise in promises:
        assert (promise.shortfall is None) == (promise.placed >= promise.required)
        if promise.shortfall is not None:
            _shortfall_is_true(listed, promise, rules)


def _shortfall_is_true(listed: list[Candidate], promise: Any, rules: PriorityPolicy) -> None:
    remaining = listed[promise.position - 1 :]
    level = [person.score for person in remaining if person.tier >= promise.level]
    best = max(person.score for person in remaining)
    match promise.shortfall:
        case "none_left":
            assert not level
        case "below_floor":
            assert max(level) < rules.floor
        case "beyond_cap":
            assert rules.cap is not None
            assert rules.floor <= max(level) < best - rules.cap
        case _:
            assert promise.shortfall == "catching_up"
            assert rules.cap is not None or promise.placed >= promise.required - 1


ALL = (
    same_people_ties_to_higher_tier,
    promise_kept_at_every_prefix,
    deficit_is_served_within_the_cap,
    inversions_are_bounded,
    priority_never_hurts_its_owner,
    a_better_score_never_hurts_its_owner,
    merit_inside_each_tier,
    input_order_and_empty_shares,
    smallest_change_from_merit,
    a_withdrawal_hurts_nobody,
    report_is_true,
)
