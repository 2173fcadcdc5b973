"""Everybody whose score reaches the list, exactly, having looked closely at as few people as possible.

First a batch of those who roughly fall least short, to learn what score a place takes; then everybody who
does not fall too short for that score.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from jobs.kernel.coarse import OUT, Rough
from jobs.kernel.facets import Ints, Mask
from jobs.kernel.gated import Gated
from jobs.kernel.sides import match_scores
from jobs.kernel.tables import Tables
from jobs.matching.policy import PriorityPolicy
from jobs.matching.score import FULL_SCORE

BATCH = 400  # people looked at closely before there is a threshold
FEW = 1_000  # people who are not worth a rough look


class Scored(NamedTuple):
    """Rows and their exact scores."""

    rows: Ints
    employer: Ints
    worker: Ints
    match: Ints

    def where(self, keep: Mask | Ints) -> "Scored":
        """Some of them."""
        return Scored(*(column[keep] for column in self))

    def and_also(self, other: "Scored") -> "Scored":
        """These, then the others."""
        return Scored(*map(np.concatenate, zip(self, other, strict=True)))


NOBODY = Scored(*(np.zeros(0, dtype=np.int64),) * 4)


def exact(tables: Tables, rows: Ints) -> Scored:
    """Look closely at these people."""
    if not len(rows):
        return NOBODY
    values = tables.values(rows)
    employer, worker = (side.exact(of) for side, of in zip(tables.sides, values, strict=True))
    return Scored(rows, employer, worker, match_scores(employer, worker))


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
        return exact(self.tables, self._passed)

    def reaching(self, need: Need) -> Scored:
        """Everybody who scores at least some threshold, and all the list can need are among them."""
        if self.gated.passed.people <= max(self.batch, need.size):
            return self.everybody()
        self.first = exact(self.tables, self._first(need))
        least = need.threshold(self.first.match, self.pool.tiers[self.first.rows])
        return self.first.where(self.first.match >= least).and_also(self.at_least(least))

    def at_least(self, score: int, among: Mask | None = None) -> Scored:
        """Everybody eligible with at least this score, but for the first."""
        if self.gated.passed.people <= FEW and not len(self.first.rows):
            rows = self._passed
        else:
            rows = self._rough.reaching(min(max(score, 0), FULL_SCORE))
        if among is not None:
            rows = rows[among[rows]]
        scored = exact(self.tables, rows)
        return scored.where(scored.match >= score)

    @property
    def _passed(self) -> Ints:
        return np.flatnonzero(self.gated.passed.mask)

    @cached_property
    def _rough(self) -> Rough:
        return Rough.of(self.tables, self.gated.passed.mask)

    def _first(self, need: Need) -> Ints:
        """Enough of the most promising people to learn a threshold from; nobody looks for them again."""
        first = self._rough.least(max(self.batch, need.size))
        for level, claimed in need.levels:
            if np.count_nonzero(self.pool.tiers.take(first) >= level) < claimed:
                of_level = self._rough.least(claimed, self.pool.rows_at_least(level))
                first = np.union1d(first, of_level)
        self._rough.both[first] = OUT
        return first
