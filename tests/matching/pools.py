"""Small pools full of ties, and policies in sixths: where a reserve goes wrong if it can."""

from hypothesis import strategies as st

from jobs.matching.policy import PriorityPolicy
from jobs.matching.reserve import Candidate

SCORES, TIERS, REGISTRATIONS = 7, 4, 2
TIER_NAMES = ("none", "newly_escaped", "near_poor", "poor")


def candidate(number: int, code: int) -> Candidate:
    """A candidate from one small integer."""
    code, score = divmod(code, SCORES)
    code, tier = divmod(code, TIERS)
    # Ids run against input order, so an implementation that falls back on input order is seen.
    return Candidate(id=100 - number, score=score, tier=tier, registered=code)


def policy(sixths: tuple[int, ...] = (0, 0, 0), floor: int = 0, cap: int | None = None) -> PriorityPolicy:
    """Shares in sixths for tier >= 3, >= 2 and >= 1."""
    return PriorityPolicy(
        code="test",
        version=1,
        tiers=TIER_NAMES,
        shares=tuple((level, top, 6) for level, top in zip((3, 2, 1), sixths, strict=True)),
        floor=floor,
        cap=cap,
        legal_text="",
    )


def one_level(sixths: int, floor: int = 0) -> PriorityPolicy:
    """One level, hard guarantee."""
    return PriorityPolicy(
        code="one",
        version=1,
        tiers=TIER_NAMES,
        shares=((1, sixths, 6),),
        floor=floor,
        cap=None,
        legal_text="",
    )


def _pool(codes: bytes) -> list[Candidate]:
    return [candidate(number, code % (SCORES * TIERS * REGISTRATIONS)) for number, code in enumerate(codes)]


def _policy(code: int) -> PriorityPolicy:
    code, strict = divmod(code, 7)
    code, middle = divmod(code, 7)
    code, wide = divmod(code, 7)
    code, floor = divmod(code, SCORES)
    return policy((strict, middle, wide), floor, None if code == 5 else code)


# A byte a person: ten times cheaper to draw than a list of tuples, and it shrinks as well.
pools = st.one_of(st.binary(max_size=12), st.binary(min_size=8, max_size=12)).map(_pool)
policies = st.integers(0, 7 * 7 * 7 * SCORES * 6 - 1).map(_policy)
hard_policies = st.integers(0, 7 * 7 * 7 * SCORES - 1).map(lambda code: _policy(code + 5 * 7**3 * SCORES))
