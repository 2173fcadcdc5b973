"""Which changes of a pool can change a list: the rule of jobs.refresh against the reserve itself."""

import random

import pytest

from jobs.matching.policy import PriorityPolicy
from jobs.matching.reserve import Candidate, reserve
from jobs.refresh import Guarantee, Listed, Mark, guarantee_of
from jobs.runs import entry_score, entry_tier

SEEDS = range(40)
POOLS = 250  # of each seed


def policy(rng):
    share = rng.randint(0, 6)
    return PriorityPolicy(
        code="p",
        version=1,
        tiers=("none", "newly_escaped", "near_poor", "poor"),
        shares=((3, rng.randint(0, share), 6), (1, share, 6)),
        floor=rng.randint(0, 6),
        cap=rng.choice([None, 0, 1, 2, 4]),
        legal_text="",
    )


def somebody(rng, number):
    return Candidate(number, rng.randint(0, 9), rng.choice([0, 0, 1, 2, 3]), rng.randint(0, 3))


def changed(rng, pool):
    """The pool after somebody came, left or changed; and every state of that person, before and after."""
    number = rng.randint(0, len(pool))
    rest = [person for person in pool if person.id != number]
    before = [person for person in pool if person.id == number]
    after = [somebody(rng, number)] if rng.random() < 0.7 or not before else []
    return number, rest + after, before + after


def shown(pool, rules, limit):
    placings, promises = reserve(pool, rules, limit)
    return placings, [promise.shortfall for promise in promises]


def outcomes(admits, seed, passes_over=None):
    """(the list changed, the rule asked for it to be made anew) over many pools."""
    rng = random.Random(seed)
    for _turn in range(POOLS):
        pool = [somebody(rng, number) for number in range(rng.randint(0, 12))]
        rules, limit = policy(rng), rng.randint(1, 6)
        placings, promises = reserve(pool, rules, limit)
        scores = [each.candidate.score for each in placings]
        listed = Listed(0, 0, False, False, False, entry_score(scores, limit), entry_tier(promises))
        number, later, states = changed(rng, pool)
        is_on = any(each.candidate.id == number for each in placings)
        asked = is_on or any(admits(listed, state) for state in states)
        if asked and not is_on and passes_over:
            levels = [each.place.level for each in placings]
            shortfalls = [[each.position, each.level, each.shortfall] for each in promises if each.shortfall]
            guarantee = guarantee_of(rules, listed.entry_score, scores, levels, shortfalls)
            gone = len(states) < 2  # one of the two states was not to be there
            marks = [Mark(each.score, each.tier) for each in states] + [None] * gone
            asked = not passes_over(guarantee, marks)
        yield shown(pool, rules, limit) != shown(later, rules, limit), asked


def missed(admits, passes_over=None):
    return sum(
        was_changed and not asked
        for seed in SEEDS
        for was_changed, asked in outcomes(admits, seed, passes_over)
    )


def by_score_or_tier(listed, state):
    return listed.admits(state.score, state.tier)


def test_no_list_changes_that_the_rule_would_leave():
    assert missed(lambda listed, state: listed.admits(state.score, state.tier)) == 0


def test_the_rule_leaves_lists_alone():
    kept = [
        asked
        for seed in SEEDS
        for _changed, asked in outcomes(lambda listed, state: listed.admits(state.score, state.tier), seed)
    ]
    assert kept.count(False) > len(kept) / 10


@pytest.mark.parametrize(
    "mutant",
    [
        lambda listed, state: state.score > listed.entry_score or listed.admits(-1, state.tier),
        lambda listed, state: state.score >= listed.entry_score,
        lambda listed, state: listed.admits(state.score, state.tier - 1),
        lambda listed, state: listed.admits(-1, state.tier),
    ],
    ids=[
        "a tie with the last is forgotten",
        "promises are forgotten",
        "one tier off",
        "scores are forgotten",
    ],
)
def test_a_weaker_rule_misses_lists(mutant):
    assert missed(mutant) > 0


def test_nobody_is_passed_over_who_changes_a_list():
    assert missed(by_score_or_tier, Guarantee.passes_over) == 0


def test_the_guarantee_passes_people_over():
    def asked(passes_over):
        return sum(asks for seed in SEEDS for _was, asks in outcomes(by_score_or_tier, seed, passes_over))

    assert asked(Guarantee.passes_over) < asked(None)


def known(marks):
    return [mark for mark in marks if mark]


@pytest.mark.parametrize(
    "mutant",
    [
        lambda kept, marks: kept.passes_over(known(marks)),
        lambda kept, marks: kept.passes_over([mark and mark._replace(tier=1) for mark in marks]),
        lambda kept, marks: kept.passes_over(
            [mark and mark._replace(score=mark.score - 1) for mark in marks]
        ),
        lambda kept, marks: kept.least is not None and all(mark.score < kept.least for mark in known(marks)),
    ],
    ids=["who comes or goes is forgotten", "the tier is forgotten", "one too far", "the floor is forgotten"],
)
def test_a_weaker_guarantee_misses_lists(mutant):
    assert missed(by_score_or_tier, mutant) > 0
