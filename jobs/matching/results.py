"""What comes back from the engine: codes and numbers only; the caller puts them into words."""

from dataclasses import dataclass
from typing import Literal

from jobs.matching.types import Side

ENGINE_VERSION = "2.1"

GateOutcome = Literal["pass", "fail", "unknown"]
Rule = Literal["merit", "reserved"]
Source = Literal["known", "filled"]
Shortfall = Literal["none_left", "below_floor", "beyond_cap", "catching_up"]


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate for one pair."""

    code: str
    subject: (
        str  # what exactly: a skill code, a language tag, a condition scale; "" when the code says it all
    )
    result: GateOutcome
    fix: str  # what would settle it, as a code; "" on pass


@dataclass(frozen=True, slots=True)
class Component:
    """One criterion for one pair: points = weight * value."""

    code: str
    side: Side
    weight: int  # base weight of the profile x importance
    value: int  # permille 0..1000
    points: int
    source: Source  # known from the register, or filled because it is not known
    evidence: tuple[str, ...]  # first a reason code, then its details, e.g. ("distance", "17")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person stands and by which rule."""

    position: int  # 1 = first
    rank_without_priority: int  # position in pure merit order
    rule: Rule
    level: int | None  # the tier level whose reserve was used; None on merit


@dataclass(frozen=True, slots=True)
class Ranked:
    """One listed person. E, W and M run from 0 to 10,000 (100 points)."""

    id: int
    tier: int  # the tier used in this run
    employer_score: int  # E
    worker_score: int  # W
    score: int  # M
    place: Place
    confirm: tuple[GateResult, ...]  # unknown gates: no referral slip until staff confirm these


@dataclass(frozen=True, slots=True)
class Refused:
    """How many people one gate removed. Who fails several gates is counted under each of them."""

    gate: GateResult
    people: int


@dataclass(frozen=True, slots=True)
class Promise:
    """The guarantee of one level at one prefix of the list."""

    position: int  # length of the prefix
    level: int
    required: int  # floor(share * position)
    placed: int  # people of tier >= level among the first `position`
    shortfall: Shortfall | None  # why placed < required; None when the promise is kept


@dataclass(frozen=True, slots=True)
class Ranking:
    """One run for one opening. The same inputs give the same Ranking, and the same bytes."""

    engine: str
    opening: int
    profile: str  # code and version
    policy: str  # code and version
    similarity: str  # version of the occupation table
    limit: int | None  # how many were to be listed; None = everybody
    eligible: int  # people who passed every gate or were unknown in some
    ranked: tuple[Ranked, ...]
    removed: int  # people who failed at least one gate
    refused: tuple[Refused, ...]  # by gate code and subject
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One unknown worth asking: how far the answer can move M."""

    code: str
    spread: int  # M if the answer is perfect minus M if it is worst


@dataclass(frozen=True, slots=True)
class NextStep:
    """One change of the person's facts that would raise M by `gain`."""

    code: str
    subject: str
    gain: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one pair, as staff and an auditor see it."""

    id: int
    opening: int
    gates: tuple[GateResult, ...]
    components: tuple[Component, ...]
    employer_score: int
    worker_score: int
    score: int
    lowest: int  # M with every unknown at 0
    highest: int  # M with every unknown at 1000
    place: Place | None
    questions: tuple[Question, ...]  # largest spread first
    next_steps: tuple[NextStep, ...]  # at most three, largest gain first
