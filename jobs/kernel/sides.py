"""Exact scores and upper bounds of one side, for many people at once.

Values are permille or UNKNOWN. What each value of a criterion adds to its side is looked up: points, known
weight and deviation as in jobs.matching.compiled, and the points it can come to at most.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from jobs.kernel.facets import Ints
from jobs.kernel.work import UNKNOWN, Unsuited
from jobs.matching.fill import Shrinkage
from jobs.matching.lookup import FULL
from jobs.matching.score import FULL_SCORE, match_score

SCALE = FULL + 2  # UNKNOWN, then 0 to 1000
LARGEST = (1 << 62) - 1


@dataclass(frozen=True, eq=False, slots=True)
class Lookup:
    """A Shrinkage as arrays over the values of each criterion; row 0 of a scale is UNKNOWN."""

    rule: Shrinkage
    parts: Ints  # (criteria * SCALE, 3): points, known weight, deviation
    most: Ints  # (criteria, SCALE): points when every other criterion is met in full, a bound of any other case

    def exact(self, values: Ints) -> Ints:
        """E or W of each person; values of (criteria, people)."""
        rule = self.rule
        people = values.shape[1]
        if not rule.total:
            return np.full(people, FULL_SCORE, dtype=np.int64)
        index = values + (np.arange(len(values), dtype=np.int64) * SCALE + 1)[:, None]
        points, known, deviation = self.parts.take(index, axis=0).sum(axis=0).T
        for at in np.flatnonzero((values == UNKNOWN).any(axis=1)).tolist():
            who = np.flatnonzero(values[at] == UNKNOWN)
            points[who] += rule.weights[at] * self._fill(at, known[who], deviation[who])
        return 10 * points // rule.total

    def _fill(self, at: int, known: Ints, deviation: Ints) -> Ints:
        """Shrinkage.fill for many people."""
        rule = self.rule
        median = rule.medians[at]
        top, bottom = rule.kappa
        span = np.where(deviation >= 0, FULL - median, median)
        below = rule.unit * (bottom * known + top * rule.total)
        nothing = known == 0
        return np.where(
            nothing, median, median + deviation * bottom * span // np.where(nothing, 1, below)
        )


def most_for_unknown(rule: Shrinkage, at: int) -> int:
    """The most an unknown value can count as: everything else known and met in full."""
    others = rule.total - rule.weights[at]
    return rule.fill(at, others, others * rule.unit)


@lru_cache(maxsize=256)
def lookup_of(rule: Shrinkage) -> Lookup:
    """The arrays of one rule. Raises Unsuited when some sum could leave 64 bits."""
    top, bottom = rule.kappa
    reach = max(rule.unit * (bottom + top) * rule.total, rule.total * rule.unit * bottom * FULL, rule.total * 10 * FULL)
    if reach > LARGEST:
        raise Unsuited("a sum could overflow")
    count = len(rule.weights)
    parts = np.zeros((count, SCALE, 3), dtype=np.int64)
    most = np.zeros((count, SCALE), dtype=np.int64)
    scale = np.arange(FULL + 1, dtype=np.int64)
    for at, (weight, median) in enumerate(zip(rule.weights, rule.medians, strict=True)):
        parts[at, 1:, 0] = most[at, 1:] = weight * scale
        parts[at, 1:, 1] = weight
        units = np.where(scale >= median, rule.unit // (FULL - median), rule.unit // median)
        parts[at, 1:, 2] = weight * (scale - median) * units
        most[at, 0] = weight * most_for_unknown(rule, at)
    return Lookup(rule, parts.reshape(count * SCALE, 3), most)


def match_scores(employer: Ints, worker: Ints) -> Ints:
    """M of each person, as match_score."""
    both = employer + worker
    return 2 * employer * worker // np.maximum(both, 1)


assert match_score(0, 0) == 0  # what the maximum above relies on
