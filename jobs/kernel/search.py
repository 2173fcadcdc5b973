"""Everybody whose score reaches the list, exactly, having looked closely at as few people as possible.

A value not looked at yet counts as met in full, an unknown one as the most it can come to; the score of that
is never below the true one. People are taken by that bound, first a batch to learn what score a place takes,
then everybody whose bound reaches it, criterion by criterion, dropping whoever falls below on the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from jobs.kernel.facets import Ints, Mask
from jobs.kernel.gated import Gated
from jobs.kernel.pool import Pool
from jobs.kernel.sides import can_reach, match_scores
from jobs.kernel.tables import Tables
from jobs.matching.lookup import FULL
from jobs.matching.policy import PriorityPolicy
from jobs.matching.score import FULL_SCORE

BATCH = 400  # people looked at closely before there is a threshold
FUNNEL = (12, 4, 1)  # batches kept while the first ones are chosen, one criterion group after another
SAMPLE = 128  # people who show which criteria tell people apart
GROUP = 3  # criteria looked at between two prunings
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


@dataclass(frozen=True, eq=False, slots=True)
class Trades:
    """People grouped by what they wish and have done: within a group occupations read the same."""

    wished: Ints  # code of the wished facet, by group
    past: Ints  # a code of the past facet, by group
    rows: Ints  # everybody, group after group
    starts: Ints  # of each group in `rows`, and the end

    @classmethod
    def of(cls, pool: Pool) -> "Trades":
        """The groups of a pool."""
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

    def members(self, groups: Ints) -> tuple[Ints, Ints]:
        """The rows of these groups, and where in `groups` each belongs."""
        sizes = self.starts[groups + 1] - self.starts[groups]
        offsets = self.starts[groups] - (np.cumsum(sizes) - sizes)
        belongs = np.repeat(np.arange(len(groups), dtype=np.int64), sizes)
        return self.rows[np.arange(len(belongs), dtype=np.int64) + offsets.take(belongs)], belongs


def trades_of(pool: Pool) -> Trades:
    """The groups of a pool, worked out once."""
    trades = pool.kept.get("trades")
    if trades is None:
        trades = pool.kept["trades"] = Trades.of(pool)
    return trades  # type: ignore[no-any-return]


class Bound:
    """The most each of some people can score, tightened by one criterion after another."""

    def __init__(self, tables: Tables, rows: Ints, most: Sequence[Ints] | None = None) -> None:
        self.tables, self.rows = tables, rows
        self.most = (
            [np.full(len(rows), side.rule.total * FULL, dtype=np.int64) for side in tables.sides]
            if most is None
            else list(most)
        )

    def tighten(self, codes: Sequence[str]) -> None:
        """Look at these criteria."""
        for at, side in enumerate(self.tables.sides):
            for index, code in enumerate(side.codes):
                if code in codes:
                    self.most[at] += self.tables.losses(side, index, self.rows)

    def look(self, found: Mapping[str, Ints]) -> None:
        """Take these values of criteria from the caller."""
        for at, side in enumerate(self.tables.sides):
            for index, code in enumerate(side.codes):
                if code in found:
                    self.most[at] += side.loss(index, found[code])

    def sides(self) -> tuple[Ints, Ints]:
        """No E and no W is above these."""
        employer, worker = (
            side.scores(most) for side, most in zip(self.tables.sides, self.most, strict=True)
        )
        return employer, worker

    def match(self) -> Ints:
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

    def exact(self) -> Scored:
        """Look at everything."""
        employer, worker = (
            side.exact(self._values(side.codes)) for side in self.tables.sides
        )
        return Scored(self.rows, employer, worker, match_scores(employer, worker))

    def _values(self, codes: Sequence[str]) -> Ints:
        values = np.empty((len(codes), len(self.rows)), dtype=np.int64)
        for at, code in enumerate(codes):
            values[at] = self.tables.values(code, self.rows)
        return values


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
        trades = self._trades
        bound = self._members(np.flatnonzero(can_reach(*trades.sides(), score)))
        if among is not None:
            bound.keep(np.flatnonzero(among[bound.rows]))
        for codes in self._groups:
            if len(bound.rows) <= self.batch:
                break
            bound.tighten(codes)
            bound.keep_reaching(score)
        scored = bound.exact()
        return scored.where(scored.match >= score)

    @cached_property
    def _trades(self) -> Bound:
        """The most anybody of each trade can score; the rows are trades here."""
        work, trades = self.tables.work, trades_of(self.pool)
        wished = work.wished().take(trades.wished)
        bound = Bound(self.tables, np.arange(len(wished), dtype=np.int64))
        bound.look(
            {
                "occupation": np.maximum(wished, work.past().take(trades.past)),
                "occupation_wished": wished,
            }
        )
        return bound

    @cached_property
    def _groups(self) -> list[list[str]]:
        """The criteria a trade leaves open, those first that cost people most, a few at a time."""
        rows = np.linspace(0, len(self.pool) - 1, min(SAMPLE, len(self.pool)), dtype=np.int64)
        lost = {
            code: int(self.tables.losses(side, index, rows).sum()) * FULL // side.rule.total
            for side in self.tables.sides
            for index, code in enumerate(side.codes)
            if code not in GROUPED
        }
        codes = sorted(lost, key=lambda code: lost[code])
        return [codes[at : at + GROUP] for at in range(0, len(codes), GROUP)]

    def _members(self, groups: Ints) -> Bound:
        """The eligible people of these trades."""
        rows, belongs = trades_of(self.pool).members(groups)
        passed = np.flatnonzero(self.gated.passed.mask.take(rows))
        of = groups.take(belongs.take(passed))
        return Bound(self.tables, rows.take(passed), [most.take(of) for most in self._trades.most])

    def _first(self, need: Need) -> Scored:
        """Enough of the most promising people to learn a threshold from."""
        people = max(self.batch, need.size)
        bound = self._promising(people * FUNNEL[0])
        chosen = [self._funnel(bound, people)]
        for level, claimed in need.levels:
            of_level = self.pool.tier_at_least(level)
            held = np.count_nonzero(of_level[chosen[0]])
            if held < claimed:
                rows = np.flatnonzero(self.gated.passed.mask & of_level)
                chosen.append(self._funnel(Bound(self.tables, rows), claimed))
        return Bound(self.tables, np.unique(np.concatenate(chosen))).exact()

    def _funnel(self, bound: Bound, people: int) -> Ints:
        """So many rows, or all there are, by bounds that get tighter as they get fewer."""
        bound = Bound(self.tables, bound.rows, [most.copy() for most in bound.most])
        for codes, batches in zip_longest(self._groups[: len(FUNNEL)], FUNNEL):
            if codes:
                bound.tighten(codes)
            bound.keep(_top(bound.match(), people * batches))
        return bound.rows

    def _promising(self, people: int) -> Bound:
        """At least so many eligible people, those of the best trades; or everybody."""
        most = self._trades.match()
        sizes = np.bincount(most, weights=np.diff(trades_of(self.pool).starts), minlength=FULL_SCORE + 1)
        above = np.cumsum(sizes[::-1])[::-1]  # people whose trade can score at least so much
        wanted = people
        while True:
            least = max(int(np.count_nonzero(above >= wanted)) - 1, 0)
            bound = self._members(np.flatnonzero(most >= least))
            if len(bound.rows) >= people or not least:
                return bound
            wanted *= 4


def _top(most: Ints, people: int) -> Ints:
    """Where the greatest so many are."""
    if len(most) <= people:
        return np.arange(len(most), dtype=np.int64)
    return np.argpartition(most, len(most) - people)[-people:]
