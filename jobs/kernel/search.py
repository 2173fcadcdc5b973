"""Everybody whose score reaches the list, exactly, having looked closely at as few people as possible.

A value not looked at yet counts as met in full, an unknown one as the most it can come to; the score of that
is never below the true one. People are taken by that bound, first a batch to learn what score a place takes,
then everybody whose bound reaches it, criterion by criterion, dropping whoever falls below on the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, zip_longest
from typing import NamedTuple

import numpy as np

from jobs.kernel.facets import Codes, Ints, Mask
from jobs.kernel.gated import Gated
from jobs.kernel.joint import Joint
from jobs.kernel.sides import can_reach, match_scores
from jobs.kernel.tables import Tables
from jobs.kernel.work import UNKNOWN
from jobs.matching.lookup import FULL
from jobs.matching.policy import PriorityPolicy
from jobs.matching.score import FULL_SCORE

BATCH = 200  # people looked at closely before there is a threshold
FUNNEL = (6, 1)  # batches kept while the first ones are chosen, one criterion group after another
CLOSELY = 5  # batches at most that are looked at closely without being pruned any further
MANY = 3  # one of so many people
SAMPLE = 128  # people who show which criteria tell people apart
GROUPS = (1, 2, 4, 8, 16)  # criteria looked at between two prunings
GROUPED = ("occupation", "occupation_wished")  # read the same for everybody of a trade


class Scored(NamedTuple):
    """Rows and their exact scores."""

    rows: Ints
    employer: Ints
    worker: Ints
    match: Ints

    def where(self, keep: Mask | Ints) -> "Scored":
        """Some of them."""
        return Scored(*(column[keep] for column in self))


NOBODY = Scored(*(np.zeros(0, dtype=np.int64),) * 4)


class Bound:
    """The most each of some people can score, tightened by one criterion after another."""

    def __init__(self, tables: Tables, rows: Ints, most: Sequence[Codes] | None = None) -> None:
        self.tables, self.rows = tables, rows
        self.most = (
            [np.full(len(rows), side.rule.total * FULL, dtype=side.width) for side in tables.sides]
            if most is None
            else list(most)
        )

    def tighten(self, codes: Sequence[str]) -> None:
        """Look at these criteria."""
        for at, side in enumerate(self.tables.sides):
            for index, code in enumerate(side.codes):
                if code in codes:
                    self.most[at] += self.tables.losses(side, index, self.rows)

    def sides(self) -> tuple[Codes, Codes]:
        """No E and no W is above these."""
        employer, worker = (
            side.scores(most) for side, most in zip(self.tables.sides, self.most, strict=True)
        )
        return employer, worker

    def match(self) -> Codes:
        """No M is above this."""
        return match_scores(*self.sides())

    def keep_reaching(self, score: int) -> None:
        """Drop whoever cannot reach the score."""
        self.keep(np.flatnonzero(can_reach(*self.sides(), score)))

    def keep(self, which: Ints) -> None:
        """Drop the others."""
        if len(which) < len(self.rows):
            self.rows = self.rows.take(which)
            self.most = [most.take(which) for most in self.most]

    def add(self, rows: Ints) -> None:
        """More people; nothing has been looked at yet but trades."""
        more = np.setdiff1d(rows, self.rows, assume_unique=True)
        bound = Bound(self.tables, more)
        bound.tighten(GROUPED)
        self.rows = np.concatenate((self.rows, more))
        self.most = [np.concatenate(pair) for pair in zip(self.most, bound.most, strict=True)]

    def exact(self) -> Scored:
        """Look at everything."""
        if not len(self.rows):
            return NOBODY
        values = self.tables.values(self.rows)
        employer, worker = (side.exact(of) for side, of in zip(self.tables.sides, values, strict=True))
        match = match_scores(employer, worker).astype(np.int64, copy=False)
        return Scored(self.rows, employer, worker, match)


@dataclass(frozen=True, eq=False, slots=True)
class Need:
    """How many places a list has, and how many of them each level can claim."""

    size: int
    levels: tuple[tuple[int, int], ...]  # (level, people)
    floor: int
    cap: int | None

    @classmethod
    def of(cls, policy: PriorityPolicy, size: int) -> "Need":
        """What a list of this size needs under the policy."""
        claims = ((level, top * size // bottom) for level, top, bottom in policy.shares)
        levels = tuple((level, people) for level, people in claims if people)
        return cls(size, levels, policy.floor, policy.cap)

    def threshold(self, match: Ints, tiers: Ints) -> int:
        """A score below which nobody is placed, learnt from some of the people.

        These must hold `size` people, and of each level as many as it can claim or everybody there is. The
        reserve places nobody below the floor or, as the best remaining is never below the last that merit
        alone would list, further below that one than the cap.
        """
        last = _nth(match, self.size)
        claimed = [_nth(match[tiers >= level], people) for level, people in self.levels]
        reach = max(self.floor, 0 if self.cap is None else last - self.cap)
        return min(last, max(reach, min(claimed, default=last)))


def _nth(match: Ints, place: int) -> int:
    """The score of this place, or the lowest there is; a great one for nobody at all."""
    if not len(match):
        return FULL_SCORE
    place = min(place, len(match))
    return int(np.partition(match, len(match) - place)[len(match) - place])


class Search:
    """The people one opening can list."""

    def __init__(self, tables: Tables, gated: Gated, batch: int = BATCH) -> None:
        self.tables, self.pool, self.gated, self.batch = tables, tables.pool, gated, batch
        self.first = NOBODY  # those looked at closely before there was a threshold

    def everybody(self) -> Scored:
        """All who pass the gates."""
        return Bound(self.tables, np.flatnonzero(self.gated.passed.mask)).exact()

    def reaching(self, need: Need) -> Scored:
        """Everybody who scores at least some threshold, and all the list can need are among them."""
        if self.gated.passed.people <= max(self.batch, need.size):
            return self.everybody()
        first = self.first = self._first(need)
        return self.at_least(need.threshold(first.match, self.pool.tiers[first.rows]))

    def at_least(self, score: int, among: Mask | None = None) -> Scored:
        """Everybody eligible with at least this score, exactly."""
        if not self.gated.passed.people:
            return NOBODY
        score = min(max(score, 0), FULL_SCORE + 1)
        bound = self._members(can_reach(*self._trades.sides(), score))
        if among is not None:
            bound.keep(np.flatnonzero(among[bound.rows]))
        few = CLOSELY * self.batch
        for codes in self._groups if len(bound.rows) > few else ():
            if len(bound.rows) <= few:
                break
            bound.tighten(codes)
            bound.keep_reaching(score)
        scored = bound.exact()
        return scored.where(scored.match >= score)

    @cached_property
    def _people(self) -> Joint:
        """Everybody, by how close they are to the trade."""
        return self.tables.closeness()

    @cached_property
    def _trades(self) -> Bound:
        """The most anybody equally close to the trade can score; the rows are such groups here."""
        tables = self.tables
        bound = Bound(tables, np.arange(len(self._people.sizes), dtype=np.int64))
        found = dict(zip(GROUPED, (part + UNKNOWN for part in self._people.parts), strict=True))
        for most, side in zip(bound.most, tables.sides, strict=True):
            for index, code in enumerate(side.codes):
                if code in found:
                    most += side.loss(index, found[code])
        return bound

    @cached_property
    def _groups(self) -> list[list[str]]:
        """The criteria a trade leaves open, those first that cost people most, a few at a time."""
        rows = np.linspace(0, len(self.pool) - 1, min(SAMPLE, len(self.pool)), dtype=np.int64)
        lost: dict[str, int] = {}
        for side, values in zip(self.tables.sides, self.tables.values(rows), strict=True):
            losses = side.losses(values).sum(axis=1) * FULL // max(side.rule.total, 1)
            lost |= {
                code: loss
                for code, loss in zip(side.codes, losses.tolist(), strict=True)
                if code not in GROUPED
            }
        codes = sorted(lost, key=lambda code: lost[code])
        ends = list(accumulate(GROUPS))
        groups = [codes[end - size : end] for end, size in zip(ends, GROUPS, strict=True)]
        return [group for group in groups if group]

    def _members(self, wanted: Mask) -> Bound:
        """The eligible people of these trades."""
        trades, passed = self._people, self.gated.passed.mask
        chosen = np.flatnonzero(wanted)
        if MANY * int(trades.sizes.take(chosen).sum()) > len(self.pool):  # then going through all is quicker
            rows = np.flatnonzero(wanted.take(trades.codes) & passed)
            of = trades.codes.take(rows)
            return Bound(self.tables, rows, [most.take(of) for most in self._trades.most])
        bound = Bound(self.tables, *trades.members(chosen, self._trades.most))
        bound.keep(np.flatnonzero(passed.take(bound.rows)))
        return bound

    def _first(self, need: Need) -> Scored:
        """Enough of the most promising people to learn a threshold from."""
        people = max(self.batch, need.size)
        bound = self._promising(people * FUNNEL[0])
        for level, claimed in need.levels:
            of_level = self.pool.tier_at_least(level)
            if np.count_nonzero(of_level.take(bound.rows)) < claimed:
                bound.add(np.flatnonzero(self.gated.passed.mask & of_level))
        for codes, batches in zip_longest(self._groups[: len(FUNNEL)], FUNNEL):
            bound.tighten(codes or ())
            bound.keep(self._most_promising(bound, need, people, batches))
        return bound.exact()

    def _most_promising(self, bound: Bound, need: Need, people: int, batches: int) -> Ints:
        """Some batches of people by their bounds, and for each level as many times what it can claim."""
        most = bound.match()
        chosen = [_top(most, people * batches)]
        for level, claimed in need.levels:
            of_level = np.flatnonzero(self.pool.tier_at_least(level).take(bound.rows))
            chosen.append(of_level.take(_top(most.take(of_level), 2 * claimed * batches)))
        marked = np.zeros(len(most), dtype=np.bool_)
        marked[np.concatenate(chosen)] = True
        return np.flatnonzero(marked)

    def _promising(self, people: int) -> Bound:
        """At least so many eligible people, those of the best trades; or everybody."""
        most = self._trades.match()
        order = np.argsort(most)[::-1]
        above = np.cumsum(self._people.sizes.take(order))  # people of a group or a better one
        wanted = people
        while True:
            place = int(np.searchsorted(above, wanted))
            least = int(most[order[place]]) if place < len(order) else 0
            bound = self._members(most >= least)
            if len(bound.rows) >= people or not least:
                return bound
            wanted *= 4


def _top(most: Codes, people: int) -> Ints:
    """Where the greatest so many are."""
    if len(most) <= people:
        return np.arange(len(most), dtype=np.int64)
    return np.argpartition(most, len(most) - people)[-people:]
