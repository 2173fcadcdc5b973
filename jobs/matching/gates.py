"""Hard criteria: pass, fail or unknown. One fail removes the person, an unknown is to be confirmed first.

Distance is never a gate: most enterprise jobs lie outside the province.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from jobs.matching.conditions import ABILITY_SCALES, demanding_scales, steps_apart
from jobs.matching.criteria import REGISTRY
from jobs.matching.lookup import FULL, Criterion, Fact
from jobs.matching.results import GateOutcome, GateResult
from jobs.matching.types import Opening, Seeker
from jobs.matching.worker_side import choice_of, demands

ADULT_AGE = 18
TOO_MANY_STEPS = 2
LEVEL_GATES = ("technical_level", "education", "experience", "it")


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate of one opening: `gate(seeker)` gives its GateResult."""

    code: str
    subject: str  # skill code, language tag or condition scale; "" when the code says it all
    fact: Fact
    judge: Callable[[Any], bool | None]  # fact -> met; None = unknown
    fix: str  # what would settle a fail or an unknown

    def __call__(self, seeker: Seeker) -> GateResult:
        return self.result(self.fact(seeker))

    def result(self, fact: Any) -> GateResult:
        """The result for anybody with this fact."""
        return self.stated(self.judge(fact))

    def stated(self, met: bool | None) -> GateResult:
        """The result when this is how the gate judged; None = unknown."""
        outcome: GateOutcome = "unknown" if met is None else "pass" if met else "fail"
        return GateResult(self.code, self.subject, outcome, "" if met else self.fix)


def gates_of(opening: Opening) -> tuple[Gate, ...]:
    """Every gate this opening puts up, in a fixed order."""
    return tuple(gate for build in BUILDERS for gate in build(opening))


def legal_gates(opening: Opening) -> Iterator[Gate]:
    """Consent (forms 01a and 03a), an active search, the referral limit, and ages set by law."""
    yield Gate("consent", "", attrgetter("consents"), bool, "record_consent")
    yield Gate("searching", "", attrgetter("searching"), bool, "reopen_search")
    limit = opening.referral_limit
    yield Gate(
        "referral_limit", "", attrgetter("live_referrals"), lambda live: live < limit, "close_a_referral"
    )
    yield Gate("legal_age", "", attrgetter("age"), partial(_of_age, opening), "record_birth_date")


def _of_age(opening: Opening, age: int | None) -> bool | None:
    if age is None:
        return None
    least = max(opening.min_age, ADULT_AGE) if opening.kind == "overseas" else opening.min_age
    return least <= age and (opening.max_age is None or age <= opening.max_age)


def skill_gates(opening: Opening) -> Iterator[Gate]:
    """One gate for each skill, licence or certificate that is a must."""
    for skill in opening.skills:
        if skill.importance == "must":
            yield Gate("skill", skill.code, partial(_skill_fact, skill.code), _first_known, "confirm_skill")


def _skill_fact(code: str, seeker: Seeker) -> tuple[bool, bool]:
    return code in seeker.skills_held, code in seeker.skills_lacking


def _first_known(fact: tuple[bool, bool]) -> bool | None:
    held, lacking = fact
    return True if held else False if lacking else None


def level_gates(opening: Opening) -> Iterator[Gate]:
    """Levels and experience that are a must: met when the criterion is met in full."""
    for code in LEVEL_GATES:
        criterion = REGISTRY[code]
        if opening.importance.get(code) == "must" and criterion.asked(opening):
            yield Gate(
                code, "", criterion.fact(opening), partial(_in_full, criterion, opening), f"confirm_{code}"
            )


def _in_full(criterion: Criterion, opening: Opening, fact: Any) -> bool | None:
    value = criterion.read(opening, fact).value
    return None if value is None else value == FULL


def language_gates(opening: Opening) -> Iterator[Gate]:
    """One gate for each language that is a must; a language nobody named stays unknown."""
    if opening.importance.get("language") == "must":
        for tag, need in opening.languages:
            yield Gate(
                "language", tag, attrgetter("languages"), partial(_speaks, tag, need), "confirm_language"
            )


def _speaks(tag: str, need: int, spoken: tuple[tuple[str, int], ...]) -> bool | None:
    have = dict(spoken).get(tag)
    return None if have is None else have >= need


def condition_gates(opening: Opening) -> Iterator[Gate]:
    """Working conditions that are a must refuse only someone two steps apart."""
    if opening.importance.get("conditions") == "must":
        for scale in demanding_scales(opening.conditions, ABILITY_SCALES):
            judge = partial(_within_reach, scale, opening)
            yield Gate("conditions", scale, attrgetter("conditions"), judge, "confirm_condition")


def _within_reach(scale: str, opening: Opening, has: Any) -> bool | None:
    steps = steps_apart(scale, opening.conditions, has)
    return None if steps is None else steps < TOO_MANY_STEPS


def availability_gates(opening: Opening) -> Iterator[Gate]:
    """Shifts, trips and secondment demanded as a must, against refused."""
    if opening.importance.get("availability") == "must":
        for name in demands(opening):
            yield Gate(name, "", attrgetter(f"accepts_{name}"), _as_said, "ask_availability")


def _as_said(answer: bool | None) -> bool | None:
    return answer


def place_gates(opening: Opening) -> Iterator[Gate]:
    """A workplace that is a must, against "only these places"; abroad, against refusing to go abroad."""
    if opening.importance.get("place") == "must":
        fact = attrgetter("places", "only_these_places")
        yield Gate("only_these_places", "", fact, partial(_may_work_here, opening), "ask_places")
        if opening.kind == "overseas":
            yield Gate("overseas", "", attrgetter("accepts_overseas"), _as_said, "ask_overseas")


def _may_work_here(opening: Opening, fact: Any) -> bool | None:
    places, only = fact
    if choice_of(opening, places) is not None or only is False:
        return True
    return None if only is None or not places else False


BUILDERS = (
    legal_gates,
    skill_gates,
    level_gates,
    language_gates,
    condition_gates,
    availability_gates,
    place_gates,
)
