"""Small pools full of ties, and policies in sixths: where a reserve goes wrong if it can."""

from hypothesis import strategies as st

from jobs.matching.policy import PriorityPolicy
from jobs.matching.reserve import Candidate

SCORES, TIERS, REGISTRATIONS = 7, 4, 2
PEOPLE = SCORES * TIERS * REGISTRATIONS  # how many differ
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


def situation(raw: bytes) -> tuple[list[Candidate], PriorityPolicy]:
    """A pool of at most 12 and a policy from 16 bytes: one draw, far cheaper than lists of tuples."""
    rules = _policy(int.from_bytes(raw[:3], "big") % (7 * 7 * 7 * SCORES * 6))
    people = raw[4 : 4 + raw[3] % 13]
    return [candidate(number, code % PEOPLE) for number, code in enumerate(people)], rules


def _policy(code: int) -> PriorityPolicy:
    code, strict = divmod(code, 7)
    code, middle = divmod(code, 7)
    code, wide = divmod(code, 7)
    code, floor = divmod(code, SCORES)
    return policy((strict, middle, wide), floor, None if code == 5 else code)


situations = st.binary(min_size=16, max_size=16).map(situation)
