"""Exact scores and upper bounds of one side, for many people at once.

Values are permille or UNKNOWN. The arithmetic is that of jobs.matching.fill and jobs.matching.score, over
columns; whether 64 bits hold every sum is settled before the first one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from jobs.kernel.facets import Ints, Mask
from jobs.kernel.work import UNKNOWN, Unsuited
from jobs.matching.compiled import shrinkage_of, weights_of
from jobs.matching.fill import Shrinkage
from jobs.matching.lookup import FULL
from jobs.matching.policy import Profile
from jobs.matching.score import FULL_SCORE
from jobs.matching.types import Opening

LARGEST = (1 << 62) - 1


@dataclass(frozen=True, eq=False, slots=True)
class SideColumns:
    """A Shrinkage as columns, one entry for each criterion."""

    codes: tuple[str, ...]
    rule: Shrinkage
    weights: Ints
    medians: Ints  # (criteria, 1), like the two below
    above: Ints  # weighted units of deviation for a permille above the median
    below: Ints
    most_unknown: tuple[int, ...]  # most permille an unknown value can come to

    def exact(self, values: Ints) -> Ints:
        """E or W of each person; values of (criteria, people)."""
        rule = self.rule
        if not rule.total:
            return np.full(values.shape[1], FULL_SCORE, dtype=np.int64)
        unknown = values == UNKNOWN
        apart = values - self.medians
        apart *= np.where(apart >= 0, self.above, self.below)
        at = np.flatnonzero(unknown)
        if len(at):
            criteria, people = at // values.shape[1], at % values.shape[1]
            np.put(apart, at, 0)
            known = rule.total - self.weights @ unknown
            values = values.copy()
            np.put(values, at, self._fills(known, apart.sum(axis=0), criteria, people))
        return 10 * (self.weights @ values) // rule.total

    def _fills(self, known: Ints, deviation: Ints, criteria: Ints, people: Ints) -> Ints:
        """Shrinkage.fill of these criteria of these people."""
        top, bottom = self.rule.kappa
        share = np.where(known, self.rule.unit * (bottom * known + top * self.rule.total), 1)
        medians, apart = self.medians[:, 0].take(criteria), deviation.take(people)
        span = np.where(apart >= 0, FULL - medians, medians)
        return medians + apart * bottom * span // share.take(people)  # with nothing known the deviation is 0


def most_for_unknown(rule: Shrinkage, index: int) -> int:
    """The most permille an unknown value can count as: when all else is known and met in full."""
    others = rule.total - rule.weights[index]
    return rule.fill(index, others, others * rule.unit)


def side_of(opening: Opening, profile: Profile, base: Mapping[str, int]) -> SideColumns:
    """One side of an opening under a profile. Raises Unsuited when some sum could leave 64 bits."""
    weights = weights_of(opening, base)
    return _columns(tuple(weights), shrinkage_of(weights, profile))


@lru_cache(maxsize=4096)
def _columns(codes: tuple[str, ...], rule: Shrinkage) -> SideColumns:
    top, bottom = rule.kappa
    largest = rule.total * FULL * max(10, rule.unit * bottom, rule.unit * (bottom + top))
    if largest > LARGEST:
        raise Unsuited("a sum could overflow")
    weights, medians = zip(*zip(rule.weights, rule.medians, strict=True), strict=True) if codes else ((), ())
    pairs = tuple(zip(weights, medians, strict=True))
    return SideColumns(
        codes=codes,
        rule=rule,
        weights=np.asarray(weights, dtype=np.int64),
        medians=np.asarray(medians, dtype=np.int64)[:, None],
        above=np.asarray([w * (rule.unit // (FULL - m)) for w, m in pairs], dtype=np.int64)[:, None],
        below=np.asarray([w * (rule.unit // m) for w, m in pairs], dtype=np.int64)[:, None],
        most_unknown=tuple(most_for_unknown(rule, index) for index in range(len(codes))),
    )


def match_scores(employer: Ints, worker: Ints) -> Ints:
    """M of each person, as match_score; 0 for whoever has no points."""
    scores: Ints = 2 * employer * worker // np.maximum(employer + worker, 1)
    return scores


def can_reach(employer: Ints, worker: Ints, score: int) -> Mask:
    """Whether M is at least `score`, for whoever has any points; without a division."""
    return 2 * employer * worker >= score * (employer + worker)
