"""Planted bugs: each must be seen by the oracle on some tiny problem."""

import pytest

from jobs.rounds import auction, coverage, plain, slots, solve
from tests.rounds import oracle

PROBLEMS = [oracle.chain(), oracle.tangle(), oracle.worthless(), *(oracle.tiny(seed) for seed in range(400))]


def _never_augments(patch):
    patch.setattr(coverage.Matching, "_augment", lambda self, person, seen: False)


def _one_more_seat(patch):
    right = plain.tabulate

    def tabulate(problem):
        table = right(problem)
        table.room[:] = [room + 1 for room in table.room]
        table.open[:] = [room + 1 for room in table.open]
        return table

    patch.setattr(plain, "tabulate", tabulate)


def _one_more_referral(patch):
    right = plain.Bidder
    patch.setattr(plain, "Bidder", lambda limit, *rest: right(limit + 1, *rest))


def _priority_last(patch):
    right = plain.cover

    def cover(table):
        swapped = [not has for has in table.priority]
        table.priority[:] = swapped
        found = right(table)
        table.priority[:] = [not has for has in swapped]
        return found

    patch.setattr(plain, "cover", cover)


def _nobody_must(patch):
    right = plain.Bidder
    patch.setattr(plain, "Bidder", lambda limit, urgent, must, options: right(limit, urgent, False, options))


def _rent_forgotten(patch):
    right = plain._most
    patch.setattr(plain, "_most", lambda bidder, prices: right(bidder, prices) - 1)


def _scarce_places_left_empty(patch):
    patch.setattr(slots.Slots, "filled", lambda self, part, held: held)


def _kept_places_for_all(patch):
    right = plain.tabulate

    def tabulate(problem):
        table = right(problem)
        table.open[:] = table.room
        return table

    patch.setattr(plain, "tabulate", tabulate)


def _the_loser_keeps_it(patch):
    right = auction.Auction._offer

    def offer(self, level, vacancy, number):
        right(self, level, vacancy, number)
        return auction.NOBODY

    patch.setattr(auction.Auction, "_offer", offer)


MUTANTS = {
    _never_augments: {"priority people left out"},
    _one_more_seat: {"over capacity"},
    _one_more_referral: {"over the limit"},
    _priority_last: {"priority people left out"},
    _nobody_must: {"not covered as said"},
    _rent_forgotten: {"no valid bound"},
    _kept_places_for_all: {"over capacity"},
    _scarce_places_left_empty: {"not covered as said"},
    _the_loser_keeps_it: {"over capacity"},
}


def test_the_rounds_themselves_have_no_fault():
    assert (
        set().union(*(oracle.faults_against_best(problem, solve(problem)) for problem in PROBLEMS)) == set()
    )


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__.strip("_"))
def test_a_planted_bug_is_seen(mutant, monkeypatch):
    mutant(monkeypatch)
    seen = set().union(*(oracle.faults_against_best(problem, solve(problem)) for problem in PROBLEMS))
    assert seen >= MUTANTS[mutant]
