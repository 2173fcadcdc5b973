"""How good a ranking is: gain found near the top, the first hit, what is missed."""

from collections.abc import Mapping, Sequence
from math import log2
from typing import NamedTuple

DEPTH = 10


class Ranked(NamedTuple):
    """Means over all questions."""

    ndcg: float
    mrr: float
    recall: float


def ndcg(found: Sequence[str], gains: Mapping[str, float]) -> float:
    """Discounted gain of the first ten, of the most there could be."""
    best = sorted(gains.values(), reverse=True)[:DEPTH]
    most = sum(gain / log2(place) for place, gain in enumerate(best, 2))
    got = sum(gains.get(code, 0) / log2(place) for place, code in enumerate(found[:DEPTH], 2))
    return got / most if most else 0.0


def reciprocal_rank(found: Sequence[str], right: set[str]) -> float:
    """One over the place of the first right answer among the first ten; 0 without."""
    return next((1 / place for place, code in enumerate(found[:DEPTH], 1) if code in right), 0.0)


def recall(found: Sequence[str], right: set[str]) -> float:
    """Share of the right answers among the first ten."""
    return len(right & set(found[:DEPTH])) / len(right) if right else 0.0


def judge(found: Sequence[str], gains: Mapping[str, float]) -> Ranked:
    """One ranked list against graded right answers."""
    right = {code for code, gain in gains.items() if gain > 0}
    return Ranked(ndcg(found, gains), reciprocal_rank(found, right), recall(found, right))


def mean(parts: Sequence[Ranked]) -> Ranked:
    """Means, question by question."""
    columns = zip(*parts, strict=True)
    return Ranked(*(sum(column) / len(parts) for column in columns))
