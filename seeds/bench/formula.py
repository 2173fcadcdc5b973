"""The product's score as expressions over facts, for peers that compute it in a query.

This is a second writing of jobs.matching for engines that cannot call it. The facts are what a peer has to
find out about a person; how it finds them (join, subquery, column, bitmask) is what the bench compares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from jobs.matching.compiled import CompiledSide, compile_opening
from jobs.matching.conditions import ABILITY_SCALES, COMFORT_SCALES, STEPS, demanding_scales
from jobs.matching.employer_side import SKILL_WEIGHTS
from jobs.matching.gates import ADULT_AGE
from jobs.matching.lookup import FULL, by_steps
from jobs.matching.policy import Profile
from jobs.matching.score import FULL_SCORE
from jobs.matching.types import Opening
from jobs.matching.worker_side import (
    CHOICE_PERMILLE,
    CONTRACTS,
    LATE_PERMILLE_PER_MONTH,
    LODGED_PERMILLE,
    MEAL_STEPS,
    OVERSEAS_ACCEPTED_PERMILLE,
    PURPOSES,
    demands,
    offered_band,
)
from seeds.bench.algebra import Algebra, X

MEALS = tuple(MEAL_STEPS)
FORMS = ("full_time", "part_time")


class Facts(Protocol):
    """What a peer knows of every person, for one opening. Unknown is null unless stated otherwise."""

    def plain(self, name: str) -> X:
        """A column that is the same for every opening: see seeds.bench.columns.PLAIN."""

    def closest(self) -> X:
        """Permille of the closest wished or past occupation."""

    def wished(self) -> X:
        """Permille of the closest wished occupation."""

    def months(self) -> X:
        """Months of experience that count here."""

    def cover(self, weights: dict[str, int]) -> X:
        """Sum of the weights of the skills held; never null."""

    def all_asked(self, codes: Sequence[str]) -> X:
        """Whether each of the skills is known to be held or lacking; never null."""

    def lacks(self, code: str) -> X:
        """Whether the person is known not to hold the skill; never null."""

    def speaks(self, tag: str) -> X:
        """Level in the language, null when not named."""

    def near(self) -> X:
        """Permille of the distance to the workplace."""

    def other_province(self) -> X:
        """Whether the person is known to live in another province than the workplace; never null."""

    def fits(self, choice: int) -> X:
        """Whether the wish at that place, 0 or 1, fits the workplace; never null."""

    def offered(self) -> X:
        """How many of the wanted benefits are offered."""


class Side(NamedTuple):
    """The weights and medians of the criteria that count, and the name of the side's columns."""

    name: str
    codes: tuple[str, ...]
    compiled: CompiledSide


@dataclass(frozen=True)
class Question:
    """One opening under one profile."""

    opening: Opening
    profile: Profile

    def sides(self) -> tuple[Side, Side]:
        """E and W."""
        compiled = compile_opening(self.opening, self.profile)
        both = (("e", compiled.employer), ("w", compiled.worker))
        e, w = (Side(name, tuple(part.code for part in side.criteria), side) for name, side in both)
        return e, w


class Formula:
    """The gates and the values of one opening, written with a peer's algebra over its facts."""

    def __init__(self, algebra: Algebra, facts: Facts, opening: Opening) -> None:
        self.x, self.facts, self.opening = algebra, facts, opening

    def gates(self) -> list[X]:
        """Conditions that hold for everybody whom no gate removes."""
        opening, plain = self.opening, self.facts.plain
        must = {code for code, importance in opening.importance.items() if importance == "must"}
        age, least = plain("age"), opening.min_age
        if opening.kind == "overseas":
            least = max(least, ADULT_AGE)
        found = [plain("consents"), plain("live") < opening.referral_limit, age.is_null() | (age >= least)]
        if opening.max_age is not None:
            found.append(age.is_null() | (age <= opening.max_age))
        found += [~self.facts.lacks(skill.code) for skill in opening.skills if skill.importance == "must"]
        for code, asked in self._levels():
            if code in must and asked:
                value = self.value(code)
                found.append(value.is_null() | (value == FULL))
        if "language" in must:
            spoken = [(self.facts.speaks(tag), need) for tag, need in opening.languages]
            found += [level.is_null() | (level >= need) for level, need in spoken]
        if "conditions" in must:
            steps = [self._steps(scale) for scale in demanding_scales(opening.conditions, ABILITY_SCALES)]
            found += [each.is_null() | (each < 2) for each in steps]
        if "availability" in must:
            found += [self.x.known(plain(name), True) for name in demands(opening)]
        if "place" in must:
            fits = self.facts.fits(0) | self.facts.fits(1)
            found.append(fits | ~self._only())
            found += [self.x.known(plain("overseas"), True)] if opening.kind == "overseas" else []
        return found

    def _levels(self) -> tuple[tuple[str, Any], ...]:
        opening = self.opening
        return (
            ("technical_level", opening.technical_level),
            ("education", opening.education),
            ("experience", opening.experience_months),
            ("it", opening.it_level),
        )

    def _only(self) -> X:
        """Whether the person named places and refuses any other; never null."""
        return self.x.known(self.facts.plain("only_these"), False) & self.facts.plain("has_places")

    def _steps(self, scale: str) -> X:
        need = getattr(self.opening.conditions, scale)
        return self.x.at(STEPS[scale][need], self.facts.plain(scale))

    def value(self, code: str) -> X:
        """The value of one criterion in permille, null where it is unknown."""
        return getattr(self, f"_{code}")()

    # --- E ---------------------------------------------------------------------------------------------

    def _occupation(self) -> X:
        return self.facts.closest()

    def _skills(self) -> X:
        weights = {skill.code: SKILL_WEIGHTS[skill.importance] for skill in self.opening.skills}
        share = self.x.floor(self.facts.cover(weights) * FULL, sum(weights.values()))
        known = self.facts.plain("skills_recorded") | self.facts.all_asked(tuple(weights))
        return self.x.case((known, share))

    def _share(self, have: X, need: int, first: int = 0) -> X:
        part = self.x.floor((have + first) * FULL, need + first)
        return self.x.case((have >= need, FULL), otherwise=part)

    def _experience(self) -> X:
        return self._share(self.facts.months(), self.opening.experience_months or 0)

    def _technical_level(self) -> X:
        return self._share(self.facts.plain("technical_level"), self.opening.technical_level or 0, 1)

    def _education(self) -> X:
        return self._share(self.facts.plain("education"), self.opening.education or 0, 1)

    def _it(self) -> X:
        return self._share(self.facts.plain("it_level"), self.opening.it_level or 0)

    def _language(self) -> X:
        recorded = self.facts.plain("languages_recorded")
        parts = []
        for tag, need in self.opening.languages:
            level = self.facts.speaks(tag)
            have = self.x.case((level.is_null() & recorded, 0), otherwise=level)
            parts.append(self._share(have, need))
        return self._weakest(parts)

    def _weakest(self, parts: list[X]) -> X:
        lowest = self.x.least(parts)
        unknown = parts[0].is_null()
        for part in parts[1:]:
            unknown = unknown | part.is_null()
        return self.x.case((unknown & (lowest > 0), None), otherwise=lowest)

    def _conditions(self, scales: tuple[str, ...] = ABILITY_SCALES) -> X:
        parts = []
        for scale in demanding_scales(self.opening.conditions, scales):
            need = getattr(self.opening.conditions, scale)
            parts.append(self.x.at([by_steps(step) for step in STEPS[scale][need]], self.facts.plain(scale)))
        return self._weakest(parts)

    # --- W ---------------------------------------------------------------------------------------------

    def _place(self) -> X:
        first, second = CHOICE_PERMILLE
        wished = (
            (self.facts.fits(0), first),
            (self.facts.fits(1), second),
            (self._only(), 0),
        )
        if self.opening.kind == "overseas":
            accepts = self.facts.plain("overseas")
            return self.x.case(*wished, (accepts, OVERSEAS_ACCEPTED_PERMILLE), (~accepts, 0))
        near, moves = self.facts.near(), self.facts.plain("moves")
        lodged: tuple[tuple[X, X], ...] = ()
        if self.opening.has_dormitory or self.opening.has_shuttle:
            lodged = ((moves & (near.is_null() | (near < LODGED_PERMILLE)), LODGED_PERMILLE),)
        away = (near.is_null() & ~moves & self.facts.other_province(), 0)
        return self.x.case(*wished, *lodged, away, otherwise=near)

    def _wage(self) -> X:
        return self._against("wage", offered_band(self.opening))

    def _against(self, name: str, offered: int | None) -> X:
        """Steps by which what is offered stays behind what is wished; null where either is unknown."""
        wished = self.facts.plain(name)
        if offered is None:
            return self._unknown(wished)
        return self._by_steps(wished - offered)

    def _unknown(self, column: X) -> X:
        """Null, in the type of a column."""
        return self.x.case((column.is_null(), column))

    def _by_steps(self, steps: X) -> X:
        return self.x.case((steps <= 0, FULL), (steps == 1, by_steps(1)), (steps > 1, 0))

    def _occupation_wished(self) -> X:
        return self.facts.wished()

    def _contract(self) -> X:
        offered = self.opening.contract
        return self._against("contract", None if offered is None else CONTRACTS.index(offered))

    def _availability(self) -> X:
        answers = [self.facts.plain(name) for name in demands(self.opening)]
        return self._weakest([self.x.case((yes, FULL), (~yes, 0)) for yes in answers])

    def _hours(self) -> X:
        wished, offered = self.facts.plain("work_form"), self.opening.work_form
        if offered is None:
            return self._unknown(wished)
        same = wished == FORMS.index(offered)
        return self.x.case((same, FULL), (~same, 0))

    def _purpose(self) -> X:
        offered = self.opening.purpose
        if offered is None:
            return self._unknown(self.facts.plain("purpose"))
        place = PURPOSES.index(offered)
        return self.x.at(
            [by_steps(abs(at - place)) for at in range(len(PURPOSES))], self.facts.plain("purpose")
        )

    def _meals(self) -> X:
        wished, offered = self.facts.plain("meals"), self.opening.meals
        if offered is None:
            return self.x.case((wished == MEALS.index("none"), FULL))
        table = [by_steps(MEAL_STEPS[name] - MEAL_STEPS[offered]) for name in MEALS]
        table[MEALS.index("none")] = FULL
        return self.x.at(table, wished)

    def _benefits(self) -> X:
        wanted = self.facts.plain("wanted")
        if self.opening.benefits is None:
            return self.x.case((wanted == 0, FULL))
        share = self.x.floor(self.facts.offered() * FULL, self.x.case((wanted > 0, wanted)))
        return self.x.case((wanted == 0, FULL), otherwise=share)

    def _readiness(self) -> X:
        late = self.facts.plain("ready") - self.opening.start_in_months
        falling = late * -LATE_PERMILLE_PER_MONTH + FULL
        most = FULL // LATE_PERMILLE_PER_MONTH
        return self.x.case((late <= 0, FULL), (late >= most, 0), otherwise=falling)

    def _conditions_wished(self) -> X:
        return self._conditions(COMFORT_SCALES)


Stage = dict[str, X]


def stages(x: Algebra, formula: Formula, question: Question) -> list[Stage]:
    """Columns to add one stage after the other: values, sums of what is known, E and W, M."""
    sides = question.sides()
    values = {f"v_{code}": formula.value(code) for side in sides for code in side.codes}
    sums: Stage = {}
    scores: Stage = {}
    for side in sides:
        sums |= _sums(x, side)
        scores[f"score_{side.name}"] = _score(x, side)
    e, w = x.col("score_e"), x.col("score_w")
    both = x.case((e + w == 0, 1), otherwise=e + w)
    return [values, sums, scores, {"score_m": x.floor(e * w * 2, both)}]


def _sums(x: Algebra, side: Side) -> Stage:
    """What the known values of a side add up to: points, weight, deviation from the medians."""
    if not side.codes:
        return {}
    rule = side.compiled.shrinkage
    points, known, deviation = [], [], []
    for code, weight, median in zip(side.codes, rule.weights, rule.medians, strict=True):
        value = x.col(f"v_{code}")
        above, below = (weight * (rule.unit // span) for span in (FULL - median, median))
        points.append(x.known(value * weight, 0))
        known.append(x.case((value.is_null(), 0), otherwise=weight))
        slope = x.case((value >= median, above), otherwise=below)
        deviation.append(x.known(x.wide(value - median) * slope, 0))
    return {
        f"points_{side.name}": _total(points),
        f"known_{side.name}": _total(known),
        f"deviation_{side.name}": _total(deviation),
    }


def _score(x: Algebra, side: Side) -> X:
    """E or W: known points and the shrunken fill of what is unknown, each fill rounded down.

    Division is of numbers that are not negative in every engine, so a thousand is added before it and taken
    off after it: a fill never falls by more than the whole scale.
    """
    if not side.codes:
        return x.case((x.col("id").is_null(), 0), otherwise=FULL_SCORE)
    rule = side.compiled.shrinkage
    top, bottom = rule.kappa
    deviation, known = x.col(f"deviation_{side.name}"), x.col(f"known_{side.name}")
    whole = x.wide(known * bottom + top * rule.total) * rule.unit
    whole = x.case((known == 0, 1), otherwise=whole)
    points = [x.col(f"points_{side.name}")]
    for code, weight, median in zip(side.codes, rule.weights, rule.medians, strict=True):
        span = x.case((deviation >= 0, FULL - median), otherwise=median)
        fill = x.floor(deviation * bottom * span + whole * FULL, whole) + (median - FULL)
        points.append(x.case((x.col(f"v_{code}").is_null(), fill * weight), otherwise=0))
    return x.floor(_total(points) * 10, rule.total)


def _total(parts: list[X]) -> X:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
