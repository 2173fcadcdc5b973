"""What the centre decides: weights per job family, and the priority guarantee. Versioned data.

Every number here is a starting value, unproven until a pilot has followed people for months.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from jobs.matching.types import EMPLOYER_SIDE, WORKER_SIDE

KAPPA = (1, 1)

GENERAL_E = {
    "occupation": 30,
    "skills": 25,
    "experience": 15,
    "technical_level": 10,
    "conditions": 10,
    "education": 5,
    "language": 5,
    "it": 3,
}
# "contract and shifts 10" is split over four form lines, "benefits 5" over two.
GENERAL_W = {
    "place": 30,
    "wage": 25,
    "occupation_wished": 20,
    "contract": 3,
    "availability": 4,
    "hours": 2,
    "purpose": 1,
    "meals": 2,
    "benefits": 3,
    "readiness": 5,
    "conditions_wished": 5,
}
MEDIANS = {
    "occupation": 400,
    "skills": 400,
    "experience": 500,
    "technical_level": 700,
    "conditions": 800,
    "education": 800,
    "language": 300,
    "it": 400,
    "place": 400,
    "wage": 600,
    "occupation_wished": 300,
    "contract": 700,
    "availability": 700,
    "hours": 900,
    "purpose": 800,
    "meals": 600,
    "benefits": 500,
    "readiness": 900,
    "conditions_wished": 800,
}


class InvalidPolicy(ValueError):
    """A weight, a median, a share or a limit is outside its range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Weights and medians for one job family. Raises InvalidPolicy when a number is out of range."""

    code: str
    version: int
    employer_weights: Mapping[str, int]  # criterion code of side E -> base weight >= 0
    worker_weights: Mapping[str, int]  # criterion code of side W -> base weight >= 0
    medians: Mapping[str, int]  # criterion code -> frozen median, permille 1..999
    kappa: tuple[int, int] = KAPPA  # numerator, denominator: how hard thin knowledge is shrunk to the median

    def __post_init__(self) -> None:
        if set(self.employer_weights) != set(EMPLOYER_SIDE) or set(self.worker_weights) != set(WORKER_SIDE):
            raise InvalidPolicy("every criterion of both sides needs a weight")
        if any(weight < 0 for weight in (*self.employer_weights.values(), *self.worker_weights.values())):
            raise InvalidPolicy("a weight cannot be negative")
        if set(self.medians) != {*EMPLOYER_SIDE, *WORKER_SIDE} or not all(
            1 <= median <= 999 for median in self.medians.values()
        ):
            raise InvalidPolicy("every criterion needs a median from 1 to 999")
        if self.kappa[0] < 0 or self.kappa[1] < 1:
            raise InvalidPolicy("kappa is a fraction of at least zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityPolicy:
    """The minimum guarantee at every prefix of a list, not over and above merit.

    Raises InvalidPolicy when a share is outside 0..1, a level has no tier, or a limit is negative.
    """

    code: str
    version: int
    tiers: tuple[str, ...]  # names by tier number, 0 first
    shares: tuple[
        tuple[int, int, int], ...
    ]  # (level, numerator, denominator): share of people of tier >= level
    floor: int  # F: least M (0..10,000) of a person placed by the reserve
    cap: int | None  # Delta: most M a reserved person may be below the best remaining; None = hard guarantee
    legal_text: str

    def __post_init__(self) -> None:
        levels = [level for level, _, _ in self.shares]
        if levels != sorted(set(levels), reverse=True) or any(not 1 <= x < len(self.tiers) for x in levels):
            raise InvalidPolicy("levels are distinct tiers, strictest first")
        if any(denominator < 1 or not 0 <= top <= denominator for _, top, denominator in self.shares):
            raise InvalidPolicy("a share is a fraction from 0 to 1")
        if self.floor < 0 or (self.cap is not None and self.cap < 0):
            raise InvalidPolicy("floor and cap cannot be negative")


def default_profile() -> Profile:
    """The general profile: any vacancy without a family of its own."""
    return Profile(
        code="general", version=1, employer_weights=GENERAL_E, worker_weights=GENERAL_W, medians=MEDIANS
    )


def unskilled_factory_profile() -> Profile:
    """Place, shifts and readiness decide; trade and schooling hardly do."""
    return Profile(
        code="unskilled_factory",
        version=1,
        employer_weights={**GENERAL_E, "occupation": 15, "skills": 10, "experience": 5, "conditions": 25},
        worker_weights={**GENERAL_W, "place": 35, "availability": 12, "benefits": 6, "readiness": 10},
        medians=MEDIANS,
    )


def skilled_trade_profile() -> Profile:
    """Skills, certificates and practice in the trade decide."""
    return Profile(
        code="skilled_trade",
        version=1,
        employer_weights={**GENERAL_E, "skills": 40, "experience": 20, "technical_level": 15},
        worker_weights={**GENERAL_W, "wage": 30},
        medians=MEDIANS,
    )


def overseas_profile() -> Profile:
    """Language and the length of the contract decide; the place wish is a wish for a country."""
    return Profile(
        code="overseas",
        version=1,
        employer_weights={**GENERAL_E, "language": 30, "conditions": 15},
        worker_weights={**GENERAL_W, "contract": 10, "readiness": 10},
        medians=MEDIANS,
    )


def default_profiles() -> dict[str, Profile]:
    """Every shipped profile by code."""
    profiles = (
        default_profile(),
        unskilled_factory_profile(),
        skilled_trade_profile(),
        overseas_profile(),
    )
    return {profile.code: profile for profile in profiles}


def default_policy() -> PriorityPolicy:
    """Two places in five for poor, near-poor and newly escaped households, one in five for poor ones."""
    return PriorityPolicy(
        code="employment_law_2025",
        version=1,
        tiers=("none", "newly_escaped", "near_poor", "poor"),
        shares=((3, 1, 5), (1, 2, 5)),
        floor=5_000,
        cap=1_500,
        legal_text="Luật Việc làm 74/2025/QH15",
    )
