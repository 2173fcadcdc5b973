"""What to make of empty lines of a form: the rule of the engine against simpler ones, on people whose whole
truth is known because it was drawn.

Of each of 600 people eight criteria are drawn on the scale of the engine; they weigh what side E weighs.
Linked: a fifth of what a criterion says is common to all eight; unlinked: nothing is. A value is 1000 times
the normal distribution function of 0.2 + 0.75 z, a bell that leans upwards: of the shapes tried, the one
under which the simple rules come out as in the study that the engine's rule was chosen by. Then lines are
emptied, more often for the poor, and each rule ranks what is left. Kendall's tau compares the whole order
with the true one.
"""

from collections.abc import Callable
from fractions import Fraction
from math import sqrt
from statistics import NormalDist, fmean, stdev
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobs.matching.fill import Shrinkage
from jobs.matching.lookup import FULL
from jobs.matching.policy import GENERAL_E, KAPPA
from seeds.bench.measure import Report

PEOPLE, TOP, REPETITIONS = 600, 20, 400
WEIGHTS = tuple(GENERAL_E.values())
CRITERIA = len(WEIGHTS)
POOR, EMPTY_OF_POOR, EMPTY_OF_OTHERS = 0.40, 0.45, 0.15
COMMON = {"linked": 0.2, "unlinked": 0.0}  # share of the variance that is common to all criteria
LEANS, SPREAD = 0.2, 0.75
NORMAL = NormalDist()
MEDIAN = round(FULL * NORMAL.cdf(LEANS))  # of every criterion
ENGINE = f"the engine: fill, kappa {Fraction(*KAPPA)}"
OTHER_KAPPAS = (Fraction(3, 4), Fraction(1, 2), Fraction(3, 10))
UNKNOWN = -1

Values = NDArray[np.int64]  # (people, criteria), permille or UNKNOWN
Scores = NDArray[np.float64]


class People(NamedTuple):
    """The truth, and what the forms say of it."""

    poor: NDArray[np.bool_]
    true: Values
    known: Values


class Outcome(NamedTuple):
    """How well a rule ranked."""

    tau: float
    right: float  # share of the true top among the top
    poor: float  # share of poor people among the top
    error: float = 0.0  # standard error of `right` over the repetitions


def run(report: Report, *, seed: int, repetitions: int) -> dict[str, dict[str, Outcome]]:
    """Simulate and report; returns setting -> rule -> means over the repetitions."""
    report.say(f"  {PEOPLE} people, {CRITERIA} criteria, seed {seed}, {repetitions} repetitions")
    results = {}
    for at, (setting, common) in enumerate(COMMON.items()):
        rounds = [_round(np.random.default_rng((seed, at, turn)), common) for turn in range(repetitions)]
        results[setting] = {rule: _mean([one[rule] for one in rounds]) for rule in rounds[0]}
        report.say(f"  {setting:<28}{'tau':>8}{'right':>8}{'poor':>8}{'error of right':>16}")
        for rule, found in results[setting].items():
            report.say(
                f"    {rule:<26}{found.tau:>8.3f}{found.right:>8.3f}{found.poor:>8.3f}{found.error:>16.3f}"
            )
    return results


def _mean(outcomes: list[Outcome]) -> Outcome:
    tau, right, poor, _error = zip(*outcomes, strict=True)
    error = stdev(right) / sqrt(len(right)) if len(right) > 1 else 0.0
    return Outcome(fmean(tau), fmean(right), fmean(poor), error)


def _round(rng: np.random.Generator, common: float) -> dict[str, Outcome]:
    """One population under every rule."""
    people = _drawn(rng, common)
    true = _points(people.true)
    scores = {"(the truth)": true} | {name: rule(people.known) for name, rule in RULES.items()}
    return {name: _compare(people.poor, true, found) for name, found in scores.items()}


def _drawn(rng: np.random.Generator, common: float) -> People:
    shared, own = rng.standard_normal((PEOPLE, 1)), rng.standard_normal((PEOPLE, CRITERIA))
    poor = rng.random(PEOPLE) < POOR
    true = _permilles(sqrt(common) * shared + sqrt(1 - common) * own)
    empty = rng.random((PEOPLE, CRITERIA)) < np.where(poor, EMPTY_OF_POOR, EMPTY_OF_OTHERS)[:, None]
    return People(poor, true, np.where(empty, UNKNOWN, true))


def _permilles(normal: Scores) -> Values:
    shares = [NORMAL.cdf(LEANS + SPREAD * value) for value in normal.ravel().tolist()]
    return np.rint(FULL * np.array(shares)).astype(np.int64).reshape(normal.shape)


def _points(values: Values) -> Scores:
    return (values @ np.array(WEIGHTS)).astype(np.float64)


def _constant(fill: int) -> Callable[[Values], Scores]:
    return lambda values: _points(np.where(values == UNKNOWN, fill, values))


def _known_only(values: Values) -> Scores:
    known = values != UNKNOWN
    return _points(np.where(known, values, 0)) / np.maximum(known @ np.array(WEIGHTS), 1)


def _shrunken(kappa: Fraction) -> Callable[[Values], Scores]:
    rule = Shrinkage(WEIGHTS, (MEDIAN,) * CRITERIA, kappa.as_integer_ratio())

    def score(values: Values) -> Scores:
        rows = ([None if value == UNKNOWN else value for value in row] for row in values.tolist())
        return _points(np.array([rule.complete(tuple(row)) for row in rows]))

    return score


RULES = {
    "known only": _known_only,
    "unknown = 0": _constant(0),
    "unknown = 1": _constant(FULL),
    "unknown = 1/2": _constant(FULL // 2),
    "unknown = median": _constant(MEDIAN),
    ENGINE: _shrunken(Fraction(*KAPPA)),
} | {f"fill, kappa {kappa}": _shrunken(kappa) for kappa in OTHER_KAPPAS}


def _compare(poor: NDArray[np.bool_], true: Scores, found: Scores) -> Outcome:
    top, best = (np.argsort(-scores, kind="stable")[:TOP] for scores in (found, true))
    return Outcome(_tau(true, found), len(np.intersect1d(top, best)) / TOP, float(poor[top].mean()))


def _tau(one: Scores, other: Scores) -> float:
    """Kendall's tau: agreeing pairs less disagreeing ones, of all pairs."""
    first, second = (side[:, None] > side[None, :] for side in (one, other))
    agreeing, disagreeing = np.count_nonzero(first & second), np.count_nonzero(first & second.T)
    return 2 * (agreeing - disagreeing) / (len(one) * (len(one) - 1))
