"""What an unknown value counts as: the person's own known deviation from the medians, shrunk towards 0.

Per side, in permille, with m = frozen median (1..999), w = weight, kappa = how hard to shrink:

    d(v) = (v - m) / (1000 - m)  if v >= m  else  (v - m) / m
    e    = sum_known(w * d) / (sum_known(w) + kappa * sum_all(w))        0 if nothing is known
    fill = m + e * (1000 - m)    if e >= 0  else  m + e * m

Everything is an exact fraction over the common unit of all medians; each fill is rounded down once.
`Shrinkage` is the whole rule and needs nothing else: with kappa 1,

    Shrinkage(weights=(30, 10), medians=(400, 600), kappa=(1, 1)).complete((1000, None)) == (1000, 771)

since e = 30 / (30 + 40) = 3/7. A side is the weighted mean of what `complete` returns (`score.side_score`).

What it promises, for any kappa from 0 (tests/matching/test_fill.py): a fill is from 0 to 1000; a known value
stays; with everything known the side is the plain mean; raising a known value never lowers the side; learning
the best never lowers it, learning the worst never raises it; the side lies between those with all unknowns
worst and all best. Nobody else's answers enter: the medians are frozen in the profile. Why kappa is 1:
docs/adr/0011.
"""

from dataclasses import dataclass, field
from math import lcm

from jobs.matching.lookup import FULL


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """The rule for one side: one weight > 0 and one median per criterion, in the same order."""

    weights: tuple[int, ...]
    medians: tuple[int, ...]
    kappa: tuple[int, int]
    total: int = field(init=False)  # sum of all weights
    unit: int = field(init=False)  # common denominator of every d(v)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", sum(self.weights))
        spans = [span for median in self.medians for span in (median, FULL - median)]
        object.__setattr__(self, "unit", lcm(*spans))

    def deviation(self, index: int, value: int) -> int:
        """w * d(value) of one criterion, times the unit: an exact integer."""
        median = self.medians[index]
        span = FULL - median if value >= median else median
        return self.weights[index] * (value - median) * (self.unit // span)

    def fill(self, index: int, known: int, deviation: int) -> int:
        """What criterion `index` counts as, from the known weight and the sum of known deviations."""
        median = self.medians[index]
        if known == 0:
            return median
        top, bottom = self.kappa
        span = FULL - median if deviation >= 0 else median
        return median + deviation * bottom * span // (self.unit * (bottom * known + top * self.total))

    def complete(self, values: tuple[int | None, ...]) -> tuple[int, ...]:
        """The same values with every unknown one filled."""
        known = sum(weight for weight, value in zip(self.weights, values, strict=True) if value is not None)
        deviation = sum(self.deviation(i, value) for i, value in enumerate(values) if value is not None)
        return tuple(
            self.fill(i, known, deviation) if value is None else value for i, value in enumerate(values)
        )
