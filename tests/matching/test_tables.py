"""The small fixed tables: distance, occupations, conditions, bands."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from jobs.matching.conditions import STEPS
from jobs.matching.distance import PERMILLE_BY_KM, distance_permille
from jobs.matching.similarity import related_permille, similarity, similarity_version
from jobs.matching.types import CONDITION_SCALES, Opening
from jobs.matching.worker_side import wage_band


def test_distance_is_the_rounded_exponential():
    for km in range(400):
        exact = 1000 * (Decimal(-max(0, km - 5)) / 37).exp()
        assert distance_permille(km) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    assert (len(PERMILLE_BY_KM), PERMILLE_BY_KM[5], PERMILLE_BY_KM[6], PERMILLE_BY_KM[-1]) == (
        287,
        1000,
        973,
        1,
    )


@pytest.mark.parametrize(
    ("a", "b", "permille"),
    [
        ("8121", "8121", 1000),
        ("8121", "8122", 700),
        ("8121", "8131", 500),
        ("8121", "8211", 200),
        ("8121", "7121", 0),
    ],
)
def test_occupations_share_a_branch(a, b, permille):
    assert similarity(a, b) == similarity(b, a) == permille


def test_an_opening_may_bring_its_own_row():
    own = Opening(id=1, occupation="8121", related={"8122": 123}, related_version="texts-1")
    builtin = Opening(id=1, occupation="8121")
    assert [related_permille(own, code) for code in ("8121", "8122")] == [0, 123]
    assert [related_permille(builtin, code) for code in ("8121", "8122")] == [1000, 700]
    assert (similarity_version(own), similarity_version(builtin)) == ("texts-1", "hierarchy-1")


def test_every_condition_scale_has_a_square_table_with_no_step_to_itself():
    assert set(STEPS) == set(CONDITION_SCALES)
    for scale, levels in CONDITION_SCALES.items():
        assert [len(row) for row in STEPS[scale]] == [len(levels)] * len(levels)
        assert [STEPS[scale][level][level] for level in range(len(levels))][:1] == [0]
        assert {steps for row in STEPS[scale] for steps in row} <= {0, 1, 2}


@pytest.mark.parametrize(
    ("scale", "need", "has", "steps"),
    [
        ("place", "indoor", "mixed", 0),
        ("place", "mixed", "indoor", 1),
        ("place", "mixed", "mixed", 0),
        ("place", "indoor", "outdoor", 2),
        ("lifting", "gt20kg", "lt5kg", 2),
        ("lifting", "lt5kg", "gt20kg", 0),
        ("vision", "fine_detail", "normal", 1),
        ("two_hands", "both", "one", 2),
        ("two_hands", "sometimes_both", "left", 1),
        ("two_hands", "one", "right", 0),
        ("two_hands", "left", "left", 0),
        ("two_hands", "left", "right", 2),
        ("two_hands", "right", "one", 1),
    ],
)
def test_steps_apart(scale, need, has, steps):
    levels = CONDITION_SCALES[scale]
    assert STEPS[scale][levels.index(need)][levels.index(has)] == steps


def test_wage_bands_begin_at_their_lower_limit():
    amounts = (0, 4_999_999, 5_000_000, 9_999_999, 10_000_000, 20_000_000, 50_000_000)
    assert [wage_band(amount) for amount in amounts] == [1, 1, 2, 2, 3, 4, 5]
