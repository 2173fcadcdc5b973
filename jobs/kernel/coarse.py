"""What everybody falls short of a full score by, at least: a rough number, for a whole register at once.

Looking a code up costs many times what adding two columns does. So what a criterion takes from each person is
kept person by person for as long as openings ask the same; all that an opening adds are its weights. Whatever
is rounded is rounded in the person's favour, a criterion that hardly weighs counts as met, and M, the
harmonic mean of E and W, is never above their plain mean: nobody scores more than this says.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.kernel.facets import Ints, Mask
from jobs.kernel.sides import SideColumns, can_reach
from jobs.kernel.tables import Tables
from jobs.kernel.work import UNKNOWN
from jobs.matching.lookup import FULL
from jobs.matching.score import FULL_SCORE

STEP = 8  # permille in one step
PARTS = 262  # of a side; parts x steps of both sides fit 16 bits, with OUT to spare
LEAST = 10  # parts a criterion has to weigh
GRAIN = 25  # permille to which the most an unknown value can come to is rounded up, to be shared more
OUT = (1 << 16) - 1
MOST_COLUMNS, MOST_BYTES = 512, 1 << 26  # kept with one pool

Lacking = NDArray[np.uint8]  # steps
Short = NDArray[np.uint16]  # parts x steps


@dataclass(frozen=True, eq=False, slots=True)
class Rough:
    """By how much each person falls short at least, in parts x steps."""

    employer: Short
    both: Short  # of both sides; OUT for who is not looked for

    @classmethod
    def of(cls, tables: Tables, passed: Mask) -> "Rough":
        """Of everybody who passes."""
        employer, both = (_short(tables, side) for side in tables.sides)
        both += employer
        both |= np.multiply(~passed, OUT, dtype=np.uint16)
        return cls(employer, both)

    def reaching(self, score: int) -> Ints:
        """Those whom nothing seen here keeps from the score."""
        rows = np.flatnonzero(self.both <= within(score))
        employer = self.employer.take(rows)
        sides = _most(employer), _most(self.both.take(rows) - employer)
        return rows.take(np.flatnonzero(can_reach(*sides, score)))

    def least(self, people: int, among: Ints | None = None) -> Ints:
        """So many who fall least short, or all there are; of these rows if they are given."""
        if among is not None:
            return among.take(_least(self.both.take(among), people))
        return _least(self.both, people)


def within(score: int) -> int:
    """Whoever falls short by more than this does not reach the score."""
    return 2 * (FULL_SCORE - score) * FULL * PARTS // (FULL_SCORE * STEP)


def _most(short: Short) -> Ints:
    """No E or W is above this."""
    return FULL_SCORE - short.astype(np.int64) * (FULL_SCORE * STEP) // (FULL * PARTS)


def _least(short: Short, people: int) -> Ints:
    if len(short) <= people:
        return np.flatnonzero(short < OUT)
    last = np.partition(short, people)[people]
    below = np.flatnonzero(short < last)
    if last == OUT:
        return below
    return np.concatenate((below, np.flatnonzero(short == last)[: people - len(below)]))


def _short(tables: Tables, side: SideColumns) -> Short:
    short: Short = np.zeros(len(tables.pool), dtype=np.uint16)
    part = np.empty_like(short)
    for index, code in enumerate(side.codes):
        weight = side.rule.weights[index] * PARTS // side.rule.total
        if weight >= LEAST:
            unknown = -(-side.most_unknown[index] // GRAIN) * GRAIN
            lacking = _lacking(tables, code, unknown)
            short += np.multiply(lacking, weight, out=part, dtype=np.uint16)
    return short


def _lacking(tables: Tables, code: str, unknown: int) -> Lacking:
    """Steps each person lacks of a criterion when what is not known counts as so much permille."""
    values, people = tables.by_fact(code), len(tables.pool)
    kept: OrderedDict[Any, tuple[Ints, Lacking]] = tables.pool.kept.setdefault("lacking", OrderedDict())
    key = id(values), unknown
    found = kept.pop(key, None)
    if found is None:
        if len(kept) >= min(MOST_COLUMNS, MOST_BYTES // people):
            kept.popitem(last=False)  # the one not asked for the longest
        steps = (FULL - np.where(values == UNKNOWN, unknown, values)) // STEP
        found = values, steps.astype(np.uint8).take(tables.column(code))  # with the values their id stays
    kept[key] = found
    return found[1]
