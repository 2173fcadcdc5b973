"""What to make of empty lines of a form: the rule of the engine against simpler ones, on people whose whole
truth is known because it was drawn.

Of each of 600 people eight criteria are drawn on the scale of the engine; they weigh what side E weighs.
Linked: a fifth of what a criterion says is common to all eight; unlinked: nothing is. Then lines are emptied,
more often for the poor, and each rule ranks what is left. Kendall's tau compares the whole order with the
true one.
"""

from collections.abc import Callable, Sequence
from math import erf, sqrt
from random import Random
from statistics import fmean, median
from typing import NamedTuple

import numpy as np

from jobs.matching.fill import Shrinkage
from jobs.matching.lookup import FULL
from jobs.matching.policy import GENERAL_E
from seeds.bench.measure import Report
from seeds.names import dice

PEOPLE, TOP, REPETITIONS = 600, 20, 100
WEIGHTS = tuple(GENERAL_E.values())
CRITERIA = len(WEIGHTS)
POOR, EMPTY_OF_POOR, EMPTY_OF_OTHERS = 0.40, 0.45, 0.15
COMMON = {"linked": 0.2, "unlinked": 0.0}  # share of the variance that is common to all criteria
KAPPAS = {"the engine: fill, kappa 1": (1, 1), "fill, kappa 1/2": (1, 2), "fill, kappa 3/10": (3, 10)}
ENGINE = "the engine: fill, kappa 1"

Values = tuple[int | None, ...]


class Person(NamedTuple):
    """The truth, and what the form says of it."""

    poor: bool
    true: tuple[int, ...]
    known: Values


class Outcome(NamedTuple):
    """How well a rule ranked."""

    tau: float
    right: float  # share of the true top among the top
    poor: float  # share of poor people among the top


def run(report: Report, *, seed: int, repetitions: int = REPETITIONS) -> dict[str, dict[str, Outcome]]:
    """Simulate and report; returns setting -> rule -> means over the repetitions."""
    report.say(f"  {PEOPLE} people, {CRITERIA} criteria, seed {seed}, {repetitions} repetitions")
    results = {}
    for setting, common in COMMON.items():
        rounds = [_round(dice(f"missing/{seed}/{setting}/{turn}"), common) for turn in range(repetitions)]
        means = {
            rule: Outcome(*map(fmean, zip(*(one[rule] for one in rounds), strict=True))) for rule in rounds[0]
        }
        results[setting] = means
        report.say(f"  {setting:<28}{'tau':>8}{'right':>8}{'poor':>8}")
        for rule, outcome in means.items():
            report.say(f"    {rule:<26}" + "".join(f"{figure:>8.3f}" for figure in outcome))
    return results


def _round(rng: Random, common: float) -> dict[str, Outcome]:
    """One population under every rule."""
    people = [_person(rng, common) for _ in range(PEOPLE)]
    known = [
        [value for value in column if value is not None]
        for column in zip(*(one.known for one in people), strict=True)
    ]
    medians = tuple(min(FULL - 1, max(1, int(median(column)))) for column in known)
    true = [_mean(WEIGHTS, one.true) for one in people]
    outcomes = {"(the truth)": _compare(people, true, true)}
    for name, rule in _rules(WEIGHTS, medians).items():
        outcomes[name] = _compare(people, true, [rule(one.known) for one in people])
    return outcomes


def _person(rng: Random, common: float) -> Person:
    shared, poor = rng.gauss(0, 1), rng.random() < POOR
    true = tuple(
        _permille(sqrt(common) * shared + sqrt(1 - common) * rng.gauss(0, 1)) for _ in range(CRITERIA)
    )
    empty = EMPTY_OF_POOR if poor else EMPTY_OF_OTHERS
    return Person(poor, true, tuple(None if rng.random() < empty else value for value in true))


def _permille(normal: float) -> int:
    """A normal draw as an even one from 0 to 1000."""
    return round(FULL * (1 + erf(normal / sqrt(2))) / 2)


def _mean(weights: Sequence[int], values: Sequence[int]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True)) / sum(weights)


def _rules(weights: tuple[int, ...], medians: tuple[int, ...]) -> dict[str, Callable[[Values], float]]:
    def constant(fill: Sequence[int]) -> Callable[[Values], float]:
        return lambda values: _mean(
            weights, [at if value is None else value for value, at in zip(values, fill, strict=True)]
        )

    def known_only(values: Values) -> float:
        known = [(weight, value) for weight, value in zip(weights, values, strict=True) if value is not None]
        return sum(w * v for w, v in known) / sum(w for w, _ in known) if known else 0.0

    def shrunken(kappa: tuple[int, int]) -> Callable[[Values], float]:
        rule = Shrinkage(weights, medians, kappa)
        return lambda values: _mean(weights, rule.complete(values))

    return {
        "known only": known_only,
        "unknown = 0": constant([0] * CRITERIA),
        "unknown = 1": constant([FULL] * CRITERIA),
        "unknown = 1/2": constant([FULL // 2] * CRITERIA),
        "unknown = median": constant(medians),
        **{name: shrunken(kappa) for name, kappa in KAPPAS.items()},
    }


def _compare(people: Sequence[Person], true: Sequence[float], found: Sequence[float]) -> Outcome:
    def best(scores: Sequence[float]) -> list[int]:
        return sorted(range(PEOPLE), key=lambda at: (-scores[at], at))[:TOP]

    top = best(found)
    right = len(set(top) & set(best(true))) / TOP
    return Outcome(_tau(true, found), right, fmean(people[at].poor for at in top))


def _tau(a: Sequence[float], b: Sequence[float]) -> float:
    """Kendall's tau: agreeing pairs less disagreeing ones, of all pairs."""
    first, second = (np.array(side)[:, None] > np.array(side)[None, :] for side in (a, b))
    agreeing, disagreeing = np.count_nonzero(first & second), np.count_nonzero(first & second.T)
    return 2 * (agreeing - disagreeing) / (len(a) * (len(a) - 1))
