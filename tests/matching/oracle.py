"""Gates and scores of one pair the slow way: each criterion asked directly, each formula in fractions."""

from fractions import Fraction
from math import floor

from jobs.matching.criteria import REGISTRY
from tests.matching.test_fill import exact_fills

FACTORS = {"must": 4, "high": 4, "medium": 2, "low": 1, "ignore": 0}


class Rule:
    """What exact_fills reads of a side."""

    def __init__(self, weights, medians, kappa):
        self.weights, self.medians, self.kappa = weights, medians, kappa


def side(opening, seeker, base, profile):
    weights, medians, values = [], [], []
    for code, weight in base.items():
        criterion = REGISTRY[code]
        weight *= FACTORS[opening.importance.get(code, "medium")]
        if weight and criterion.asked(opening):
            weights.append(weight)
            medians.append(profile.medians[code])
            values.append(criterion(opening, seeker).value)
    if not weights:
        return 10_000
    fills = [floor(fill) for fill in exact_fills(Rule(weights, medians, profile.kappa), values)]
    return floor(Fraction(10 * sum(w * v for w, v in zip(weights, fills, strict=True)), sum(weights)))


def scores(opening, seeker, profile):
    e = side(opening, seeker, profile.employer_weights, profile)
    w = side(opening, seeker, profile.worker_weights, profile)
    return e, w, floor(Fraction(2 * e * w, e + w)) if e + w else 0
