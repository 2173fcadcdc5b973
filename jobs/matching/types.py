"""What the caller supplies to the engine.

Levels and keys are those of Forms 01, 01a and 03a (Decree 352/2025): where a field is an `int` level, it is
the position in the tuple of the same name below. `None` always means *unknown* (nobody asked, or no answer),
never "no".

Sex, ethnicity, religion, family state, name, disability as a category and village are not fields and cannot
be passed (Employment Law 74/2025 arts 2.7 and 5.1). Household poverty enters only as `Seeker.tier`, which no
score reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Importance = Literal["must", "high", "medium", "low", "ignore"]
SkillImportance = Literal["must", "required", "useful"]
Side = Literal["E", "W"]
WageMode = Literal["monthly", "daily", "hourly", "negotiable", "commission"]
ContractType = Literal["fixed_lt12m", "fixed_12_36m", "indefinite"]
WorkForm = Literal["full_time", "part_time"]
Purpose = Literal["long_term", "temporary", "extra_job"]
Meals = Literal["none", "cash", "one_meal", "two_meals", "three_meals"]
WorkplaceKind = Literal["in_province", "elsewhere", "overseas"]

EDUCATION = ("below_primary", "primary", "lower_secondary", "upper_secondary")
TECHNICAL_LEVEL = (
    "untrained",
    "skilled_no_certificate",
    "elementary",
    "intermediate",
    "college",
    "university",
    "master",
    "doctorate",
)
PROFICIENCY = ("none", "average", "fair", "good")
WAGE_BAND_LIMITS_VND = (5_000_000, 10_000_000, 20_000_000, 50_000_000)  # band = 1 + number of limits reached
EXPERIENCE_MONTHS = {"none": 0, "lt1": 1, "1_2": 12, "2_5": 24, "gt5": 60}  # a band counts as its lower limit
CONDITION_SCALES = {
    "place": ("indoor", "outdoor", "mixed"),
    "lifting": ("lt5kg", "5_20kg", "gt20kg"),
    "standing": ("rarely", "moderate", "much"),
    "hearing_speaking": ("not_needed", "basic", "important"),
    "vision": ("normal", "fine_detail"),
    "manipulation": ("large_objects", "small_objects", "very_small_objects"),
    "two_hands": ("both", "sometimes_both", "one", "left", "right"),
}

EMPLOYER_SIDE = (
    "occupation",
    "skills",
    "experience",
    "technical_level",
    "conditions",
    "education",
    "language",
    "it",
)
WORKER_SIDE = (
    "place",
    "wage",
    "occupation_wished",
    "contract",
    "availability",
    "hours",
    "purpose",
    "meals",
    "benefits",
    "readiness",
    "conditions_wished",
)
CRITERIA = EMPLOYER_SIDE + WORKER_SIDE
# Criteria an opening may mark "must". A skill, licence or certificate is a must through its own SkillDemand.
MAY_BE_MUST = frozenset(
    ("experience", "technical_level", "education", "language", "it", "conditions", "availability", "place")
)


class InvalidOpening(ValueError):
    """The opening names a criterion, an importance or a level the engine does not have."""


class Conditions(NamedTuple):
    """The seven condition scales of Forms 01a and 03a, as positions in CONDITION_SCALES; None = unknown.

    On an opening: what the work needs (None = the form line is empty, nothing is asked).
    On a seeker: what the person can and would do.
    """

    place: int | None = None
    lifting: int | None = None
    standing: int | None = None
    hearing_speaking: int | None = None
    vision: int | None = None
    manipulation: int | None = None
    two_hands: int | None = None


NO_CONDITIONS = Conditions()


class Past(NamedTuple):
    """One past job of the person."""

    code: str  # 4-digit occupation code
    months: int  # duration in whole months
    years_since_end: int  # whole years from its end to the run's date; 0 for the current job


class PlaceWish(NamedTuple):
    """One wished workplace: a province, optionally one commune of it, or a country overseas."""

    province: str | None = None
    commune: str | None = None  # None = anywhere in the province
    country: str | None = None  # ISO 3166 alpha-2; set only for a wish to work overseas


class SkillDemand(NamedTuple):
    """One skill, licence or certificate the opening asks for."""

    code: str
    importance: SkillImportance = "required"  # must = gate


class LanguageLevel(NamedTuple):
    """A language and a level: position in PROFICIENCY; 0 on a seeker = known not to speak it."""

    tag: str  # BCP 47, e.g. "ko"
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker:
    """One person looking for work, reduced to what matching may know."""

    id: int
    registered: int  # microseconds since the epoch; earlier registration wins a tie
    tier: int = (
        0  # 0 none, 1 newly escaped, 2 near-poor, 3 poor: evaluated by the caller as of the run's date
    )
    age: int | None = None  # whole years on the run's date; read by the legal age gate only
    consents: bool = False  # agreed to the sharing stated on Form 01a
    searching: bool = False  # has an active job search
    live_referrals: int = 0  # referrals not yet closed
    wished: tuple[str, ...] = ()  # 4-digit occupation codes in wish order; empty = unknown
    past: tuple[Past, ...] = ()  # past jobs; with no wish either, the occupation is unknown
    skills_held: frozenset[str] = frozenset()
    skills_lacking: frozenset[str] = frozenset()  # known not to hold; in neither set = unknown to a gate
    skills_recorded: bool = (
        False  # True = skills were asked about, so the score counts an unnamed one as lacking
    )
    education: int | None = None  # position in EDUCATION
    technical_level: int | None = None  # position in TECHNICAL_LEVEL
    experience_months: int | None = None  # in the wished field; a band as EXPERIENCE_MONTHS
    languages: tuple[LanguageLevel, ...] = ()
    languages_recorded: bool = False  # True = asked about, so the score counts an unnamed language as lacking
    it_level: int | None = None  # position in PROFICIENCY; 0 = known to have none
    conditions: Conditions = NO_CONDITIONS
    commune: str | None = None  # code of the current commune, the key of Opening.km
    province: str | None = None  # code of the current province
    places: tuple[PlaceWish, ...] = ()  # first and second choice; empty = unknown
    only_these_places: bool | None = None  # refuses work anywhere but in `places`
    willing_to_move: bool | None = None
    accepts_overseas: bool | None = None
    wage_mode: WageMode | None = None  # negotiable and commission state no amount: unknown
    wage_monthly_vnd: int | None = None  # least monthly amount wished; the caller converts days and hours
    wage_band: int | None = None  # 1..5, used when no amount is stated
    contract: ContractType | None = None
    accepts_shifts: bool | None = None
    accepts_trips: bool | None = None
    accepts_secondment: bool | None = None
    work_form: WorkForm | None = None
    purpose: Purpose | None = None
    meals: Meals | None = None  # least support wished; "none" = does not matter
    benefits: frozenset[str] | None = None  # wanted; empty = asked and wants none, None = unknown
    ready_in_months: int | None = None  # 0 = now


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One vacancy. On the employer's side a demand left empty asks nothing and weighs nothing.

    On the worker's side a None is unknown: nobody has said what the job offers.
    Raises InvalidOpening for an unknown criterion or importance, or a "must" outside MAY_BE_MUST.
    """

    id: int
    occupation: str  # 4-digit code
    related: Mapping[str, int] | None = (
        None  # occupation code -> permille, missing code = 0; None = built-in table
    )
    related_version: str = ""  # version of the table `related` was read from
    importance: Mapping[str, Importance] = field(default_factory=dict)  # by criterion code; missing = medium
    skills: tuple[SkillDemand, ...] = ()
    education: int | None = None  # least level, position in EDUCATION; None or 0 = not asked
    technical_level: int | None = None  # least level, position in TECHNICAL_LEVEL; None or 0 = not asked
    experience_months: int | None = None  # None or 0 = not asked
    languages: tuple[LanguageLevel, ...] = ()  # every one is needed
    it_level: int | None = None  # position in PROFICIENCY; None or 0 = not asked
    conditions: Conditions = NO_CONDITIONS
    kind: WorkplaceKind = "in_province"
    province: str | None = None  # code; None overseas
    commune: str | None = None  # code; None = unknown or overseas
    country: str | None = None  # ISO 3166 alpha-2, overseas only
    km: Mapping[str, int] = field(
        default_factory=dict
    )  # seeker's commune code -> whole km; missing = unknown
    has_dormitory: bool = False
    has_shuttle: bool = False
    wage_min_vnd: int | None = None  # per month; both None = negotiable, unknown
    wage_max_vnd: int | None = None
    contract: ContractType | None = None
    demands_shifts: bool = False
    demands_trips: bool = False
    demands_secondment: bool = False
    work_form: WorkForm | None = None
    purpose: Purpose | None = None
    meals: Meals | None = None
    benefits: frozenset[str] | None = None  # offered; empty = none, None = unknown
    min_age: int = (
        15  # Labour Code 2019 art. 143; 18 for hazardous work. Overseas is held to 18 by the engine
    )
    max_age: int | None = None  # only where a law states one
    start_in_months: int = 0  # 0 = now
    referral_limit: int = 3  # a person with so many live referrals gets no further one

    def __post_init__(self) -> None:
        for code, importance in self.importance.items():
            if code not in CRITERIA:
                raise InvalidOpening(f"unknown criterion {code!r}")
            if importance not in ("must", "high", "medium", "low", "ignore"):
                raise InvalidOpening(f"unknown importance {importance!r} for {code}")
            if importance == "must" and code not in MAY_BE_MUST:
                raise InvalidOpening(f"{code} cannot be a must")
