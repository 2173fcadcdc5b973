"""What everybody falls short of a full score by, at least: a rough number, for a whole register at once.

Looking a code up costs many times what adding two columns does. So what a criterion takes from each person is
kept person by person for as long as openings ask the same; all that an opening adds are its weights. Whatever
is rounded is rounded in the person's favour, a criterion that hardly weighs counts as met, and M, the
harmonic mean of E and W, is never above their plain mean: nobody scores more than this says.
"""

from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.kernel.facets import Ints, Mask
from jobs.kernel.sides import most_ever_for_unknown
from jobs.kernel.tables import Tables
from jobs.kernel.work import UNKNOWN
from jobs.matching.lookup import FULL
from jobs.matching.score import FULL_SCORE

STEP = 8  # permille in one step
PARTS = 262  # of a side; parts x steps of both sides fit 16 bits, with OUT to spare
LEAST = 10  # parts a criterion has to weigh
OUT = (1 << 16) - 1
MOST_COLUMNS, MOST_BYTES = 512, 1 << 26  # kept with one pool

Lacking = NDArray[np.uint8]  # steps
Short = NDArray[np.uint16]  # parts x steps


def within(score: int) -> int:
    """Whoever falls short by more than this does not reach the score."""
    return 2 * (FULL_SCORE - score) * FULL * PARTS // (FULL_SCORE * STEP)


def short_of_full(tables: Tables, passed: Mask) -> Short:
    """By how much each person falls short at least, in parts x steps; OUT for who does not pass."""
    short: Short = np.zeros(len(passed), dtype=np.uint16)
    part = np.empty_like(short)
    for side in tables.sides:
        for index, code in enumerate(side.codes):
            weight = side.rule.weights[index] * PARTS // side.rule.total
            if weight >= LEAST:
                lacking = _lacking(tables, code, most_ever_for_unknown(side.rule, index))
                short += np.multiply(lacking, weight, out=part, dtype=np.uint16)
    short |= np.multiply(~passed, OUT, out=part, dtype=np.uint16)
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
