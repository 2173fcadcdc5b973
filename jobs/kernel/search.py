"""Everybody whose score reaches the list, exactly, having looked closely at as few people as possible.

A value not looked at yet counts as met in full, an unknown one as the most it can come to; the score of that
is never below the true one. People are taken by that bound, first a batch to learn what score a place takes,
then everybody whose bound reaches it, criterion by criterion, dropping whoever falls below on the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from jobs.kernel.facets import Ints, Mask
from jobs.kernel.gated import Gated
from jobs.kernel.pool import Pool
from jobs.kernel.sides import Lookup, match_scores
from jobs.kernel.tables import Tables
from jobs.matching.lookup import FULL
from jobs.matching.policy import PriorityPolicy
from jobs.matching.score import FULL_SCORE

BATCH = 400  # people looked at closely before there is a threshold
STAGES = (("occupation", "occupation_wished", "place"), ("skills", "wage", "experience"))


class Scored(NamedTuple):
    """Rows and their exact scores."""

    rows: Ints
    employer: Ints
    worker: Ints
    match: Ints

    def where(self, keep: Mask | Ints) -> "Scored":
        """Some of them."""
        return Scored(*(column[keep] for column in self))


@dataclass(frozen=True, eq=False, slots=True)
class Trades:
    """People grouped by what they wish and have done: within a group occupations read the same."""

    wished: Ints  # code of the wished facet, by group
    past: Ints  # a code of the past facet, by group
    rows: Ints  # everybody, group after group
    starts: Ints  # of each group in `rows`, and the end

    @classmethod
    def of(cls, pool: Pool) -> "Trades":
        """The groups of a pool, worked out once."""
        trades: Trades | None = pool.kept.get("trades")
        if trades is None:
            trades = pool.kept["trades"] = cls._grouped(pool)
        return trades

    @classmethod
    def _grouped(cls, pool: Pool) -> "Trades":
        known: dict[tuple[tuple[str, int], ...], int] = {}
        alike = np.fromiter(
            (
                known.setdefault(tuple((job.code, job.years_since_end) for job in jobs), len(known))
                for jobs in pool.facets["past"].facts
            ),
            dtype=np.int64,
        )
        past = pool.codes["past"]
        keys = pool.codes["wished"].astype(np.int64) * max(len(known), 1) + alike.take(past)
        _, first, group, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
        return cls(
            wished=pool.codes["wished"][first].astype(np.int64),
            past=past[first].astype(np.int64),
            rows=np.argsort(group, kind="stable"),
            starts=np.concatenate(([0], np.cumsum(counts))),
        )

    def members(self, groups: Ints) -> Ints:
        """The rows of these groups."""
        starts, sizes = self.starts[groups], self.starts[groups + 1] - self.starts[groups]
        ends = np.cumsum(sizes)
        offsets = np.repeat(starts - (ends - sizes), sizes)
        return self.rows[np.arange(len(offsets), dtype=np.int64) + offsets]


class Bound:
    """The most each of some people can score, tightened by one criterion after another."""

    def __init__(self, tables: Tables, rows: Ints) -> None:
        self.tables, self.rows = tables, rows
        self.sides: tuple[tuple[tuple[str, ...], Lookup], ...] = (
            (tables.employer_codes, tables.employer),
            (tables.worker_codes, tables.worker),
        )
        self.most = [np.full(len(rows), lookup.rule.total * FULL, dtype=np.int64) for _, lookup in self.sides]
        self.values: dict[str, Ints] = {}

    def tighten(self, codes: Sequence[str]) -> None:
        """Look at these criteria."""
        for at, (asked, lookup) in enumerate(self.sides):
            for index, code in enumerate(asked):
                if code in codes and code not in self.values:
                    self._look(at, index, code, self.tables.values(code, self.rows))

    def look(self, found: Mapping[str, Ints]) -> None:
        """Take these values of criteria from the caller."""
        for at, (asked, _) in enumerate(self.sides):
            for index, code in enumerate(asked):
                if code in found:
                    self._look(at, index, code, found[code])

    def _look(self, at: int, index: int, code: str, values: Ints) -> None:
        lookup = self.sides[at][1]
        self.values[code] = values
        self.most[at] += lookup.most[index].take(values + 1) - lookup.rule.weights[index] * FULL

    def match(self) -> Ints:
        """No score is above this."""
        employer, worker = (
            10 * most // lookup.rule.total if lookup.rule.total else np.full(len(most), FULL_SCORE)
            for most, (_, lookup) in zip(self.most, self.sides, strict=True)
        )
        return match_scores(employer, worker)

    def keep(self, which: Mask | Ints) -> None:
        """Drop the others."""
        self.rows = self.rows[which]
        self.most = [most[which] for most in self.most]
        self.values = {code: values[which] for code, values in self.values.items()}

    def exact(self) -> Scored:
        """Look at everything."""
        self.tighten((*self.sides[0][0], *self.sides[1][0]))
        employer, worker = (
            lookup.exact(np.stack([self.values[code] for code in asked]) if asked else self.rows[None, :])
            for asked, lookup in self.sides
        )
        return Scored(self.rows, employer, worker, match_scores(employer, worker))


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
        self.trades = Trades.of(self.pool)

    def everybody(self) -> Scored:
        """All who pass the gates."""
        return Bound(self.tables, np.flatnonzero(self.gated.passed.mask)).exact()

    def reaching(self, need: Need) -> Scored:
        """Everybody who scores at least some threshold, and all the list can need are among them."""
        if self.gated.passed.people <= max(self.batch, need.size):
            return self.everybody()
        first = self._first(need)
        return self.at_least(need.threshold(first.match, self.pool.tiers[first.rows]))

    def at_least(self, score: int, among: Mask | None = None) -> Scored:
        """Everybody eligible with at least this score, exactly."""
        bound = self._started(np.flatnonzero(self.bounds >= score), among)
        for codes in STAGES:
            bound.tighten(codes)
            bound.keep(bound.match() >= score)
        scored = bound.exact()
        return scored.where(scored.match >= score)

    @cached_property
    def bounds(self) -> Ints:
        """The most anybody of each trade can score."""
        work, trades = self.tables.work, self.trades
        wished = work.wished().take(trades.wished)
        occupation = np.maximum(wished, work.past().take(trades.past))
        bound = Bound(self.tables, np.arange(len(wished), dtype=np.int64))
        bound.look({"occupation": occupation, "occupation_wished": wished})
        return bound.match()

    def _started(self, groups: Ints, among: Mask | None = None) -> Bound:
        rows = self.trades.members(groups)
        mask = self.gated.passed.mask if among is None else self.gated.passed.mask & among
        return Bound(self.tables, rows[mask[rows]])

    def _first(self, need: Need) -> Scored:
        """Enough of the most promising people to learn a threshold from."""
        bound = self._promising(max(self.batch, need.size))
        most = bound.match()
        chosen = [bound.rows[_top(most, max(self.batch, need.size))]]
        for level, people in need.levels:
            of_level = self.pool.tier_at_least(level)
            held = np.flatnonzero(of_level[bound.rows])
            if len(held) >= people:
                chosen.append(bound.rows[held[_top(most[held], people)]])
            else:
                chosen.append(self._best_of(of_level, people))
        return Bound(self.tables, np.unique(np.concatenate(chosen))).exact()

    def _promising(self, people: int) -> Bound:
        """At least so many eligible people, those of the best trades."""
        sizes = np.bincount(self.bounds, weights=np.diff(self.trades.starts), minlength=FULL_SCORE + 1)
        above = np.cumsum(sizes[::-1])[::-1]  # people whose trade can score at least so much
        wanted = people
        while True:
            least = int(np.count_nonzero(above >= wanted)) - 1
            bound = self._started(np.flatnonzero(self.bounds >= least))
            if len(bound.rows) >= people:
                bound.tighten(STAGES[0])
                return bound
            wanted = min(wanted * 4, len(self.pool))

    def _best_of(self, of_level: Mask, people: int) -> Ints:
        """The most promising of a level that is rare among the promising."""
        bound = Bound(self.tables, np.flatnonzero(self.gated.passed.mask & of_level))
        bound.tighten(STAGES[0])
        return bound.rows[_top(bound.match(), people)]


def _top(most: Ints, people: int) -> Ints:
    """Where the greatest so many are."""
    if len(most) <= people:
        return np.arange(len(most), dtype=np.int64)
    return np.argpartition(most, len(most) - people)[-people:]
