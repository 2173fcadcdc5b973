"""The missing-data rule against exact fractions, and its promises."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.matching.fill import Shrinkage
from jobs.matching.score import side_score

many = settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
KAPPAS = ((1, 1), (3, 4), (1, 2), (3, 10), (0, 1))


def exact_fills(rule, values):
    """The rule as it is written, in fractions, before any rounding."""
    known = deviation = Fraction(0)
    for weight, median, value in zip(rule.weights, rule.medians, values, strict=True):
        if value is not None:
            known += weight
            span = 1000 - median if value >= median else median
            deviation += Fraction(weight * (value - median), span)
    denominator = known + Fraction(*rule.kappa) * sum(rule.weights)
    e = deviation / denominator if known else Fraction(0)
    return [
        Fraction(value) if value is not None else median + e * (1000 - median if e >= 0 else median)
        for median, value in zip(rule.medians, values, strict=True)
    ]


def side(rule, values):
    filled = rule.complete(values)
    return side_score(sum(w * v for w, v in zip(rule.weights, filled, strict=True)), rule.total)


def case(raw):
    """A rule and some values, five bytes a criterion: cheap to draw."""
    weights, medians, values = [], [], []
    for at in range(0, len(raw) - 4, 5):
        known, weight = divmod(raw[at], 128)
        weights.append(weight + 1)
        medians.append((raw[at + 1] << 8 | raw[at + 2]) % 999 + 1)
        values.append((raw[at + 3] << 8 | raw[at + 4]) % 1001 if known else None)
    kappa = KAPPAS[sum(raw) % len(KAPPAS)]
    return Shrinkage(tuple(weights), tuple(medians), kappa), tuple(values)


cases = st.binary(min_size=40, max_size=40).map(lambda raw: case(raw[: 5 + raw[-1] % 36]))


def with_value(values, index, value):
    return (*values[:index], value, *values[index + 1 :])


@many
@given(cases)
def test_each_fill_is_the_exact_fraction_rounded_down_once(case):
    rule, values = case
    assert list(rule.complete(values)) == [floor(fill) for fill in exact_fills(rule, values)]


@many
@given(cases)
def test_fills_stay_in_range_and_known_values_stay(case):
    rule, values = case
    for fill, value in zip(rule.complete(values), values, strict=True):
        assert 0 <= fill <= 1000
        assert value is None or fill == value


@many
@given(cases, st.integers(1, 1000))
def test_raising_a_known_value_never_lowers_the_score(case, step):
    rule, values = case
    for index, value in enumerate(values):
        if value is not None:
            raised = with_value(values, index, min(1000, value + step))
            assert side(rule, raised) >= side(rule, values)


@many
@given(cases)
def test_learning_the_best_never_lowers_and_the_worst_never_raises(case):
    rule, values = case
    for index, value in enumerate(values):
        if value is None:
            assert side(rule, with_value(values, index, 1000)) >= side(rule, values)
            assert side(rule, with_value(values, index, 0)) <= side(rule, values)


@many
@given(cases)
def test_the_score_lies_between_all_unknowns_worst_and_all_best(case):
    rule, values = case
    lowest, highest = (
        side(rule, tuple(end if value is None else value for value in values)) for end in (0, 1000)
    )
    assert lowest <= side(rule, values) <= highest


@many
@given(cases)
def test_all_known_is_the_plain_mean(case):
    rule, values = case
    known = tuple(500 if value is None else value for value in values)
    mean = Fraction(sum(w * v for w, v in zip(rule.weights, known, strict=True)), sum(rule.weights))
    assert side(rule, known) == floor(10 * mean)


@pytest.mark.parametrize("kappa", KAPPAS)
def test_nothing_known_is_the_medians(kappa):
    assert Shrinkage((3, 5), (400, 900), kappa).complete((None, None)) == (400, 900)


def test_a_worked_example():
    """Known 1000 (median 400, weight 30) and unknown (median 600, weight 10): e = 30 / (30 + 40) = 3/7."""
    rule = Shrinkage((30, 10), (400, 600), (1, 1))
    assert rule.complete((1000, None)) == (1000, 600 + 400 * 3 // 7) == (1000, 771)
    assert rule.complete((0, None)) == (0, floor(600 - Fraction(600 * 3, 7)))
    assert rule.complete((400, None)) == (400, 600)


def test_a_side_that_asks_nothing():
    rule = Shrinkage((), (), (1, 1))
    assert (rule.total, rule.unit, rule.complete(())) == (0, 1, ())
    assert side(rule, ()) == 10_000
