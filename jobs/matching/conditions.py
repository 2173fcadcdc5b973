"""Working conditions: how many steps a person is from what the work needs, per scale of Forms 01a and 03a."""

from functools import lru_cache

from jobs.matching.types import CONDITION_SCALES, Conditions

# What the body must manage: the employer's side, and gates when the vacancy says must.
ABILITY_SCALES = ("lifting", "standing", "hearing_speaking", "vision", "manipulation", "two_hands")
# What the person would rather have: the worker's side.
COMFORT_SCALES = ("place", "lifting", "standing")


def _ordered(size: int) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(max(0, need - have) for have in range(size)) for need in range(size))


# STEPS[scale][needed level][level of the person]; 0 = suits, 2 = far apart.
STEPS: dict[str, tuple[tuple[int, ...], ...]] = {
    "place": (
        (0, 2, 0),
        (2, 0, 0),
        (1, 1, 0),
    ),  # someone happy with a mix takes either; a mix is half of each
    **{scale: _ordered(len(CONDITION_SCALES[scale])) for scale in ABILITY_SCALES if scale != "two_hands"},
    # A person who ticked "one hand" has not said which.
    "two_hands": ((0, 1, 2, 2, 2), (0, 0, 1, 1, 1), (0, 0, 0, 0, 0), (0, 0, 1, 0, 2), (0, 0, 1, 2, 0)),
}


@lru_cache(maxsize=1 << 10)
def demanding_scales(needs: Conditions, scales: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `scales` on which some person could be a step away."""
    return tuple(
        scale for scale in scales if (need := getattr(needs, scale)) is not None and any(STEPS[scale][need])
    )


def steps_apart(scale: str, needs: Conditions, has: Conditions) -> int | None:
    """Steps between the person and a demanding scale; None when the person was not asked."""
    level = getattr(has, scale)
    return None if level is None else STEPS[scale][getattr(needs, scale)][level]
