"""Codes of the matching core -> sentences for people: gates, evidence, promises, next steps.

Sentences state facts without a subject, so that staff and the person read the same words.
``jobs.audiences`` has what the employer and the person may read, ``jobs.promises`` what staff read of a place
kept for a priority household.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.models import Language, Occupation, Skill
from jobs.matching.results import Component, GateResult, NextStep

CRITERIA = {
    "occupation": _("Trade"),
    "skills": _("Skills"),
    "experience": _("Experience"),
    "technical_level": _("Technical level"),
    "conditions": _("Working conditions"),
    "education": _("General education"),
    "language": _("Languages"),
    "it": _("Office IT"),
    "place": _("Place of work"),
    "wage": _("Wage"),
    "occupation_wished": _("Wished trade"),
    "contract": _("Contract"),
    "availability": _("Shifts, trips, secondment"),
    "hours": _("Full or part time"),
    "purpose": _("Long-term or temporary"),
    "meals": _("Meals"),
    "benefits": _("Benefits"),
    "readiness": _("Time of starting"),
    "conditions_wished": _("Wished conditions"),
}
SCALES = {
    "place": _("place of work"),
    "lifting": _("lifting"),
    "standing": _("standing and walking"),
    "hearing_speaking": _("hearing and speaking"),
    "vision": _("vision"),
    "manipulation": _("handling objects"),
    "two_hands": _("use of hands"),
}
DEMANDS = {
    "shifts": _("shift work"),
    "trips": _("business trips"),
    "secondment": _("secondment"),
    "overseas": _("work abroad"),
    "moving": _("moving for work"),
}
LEVELS = {
    "technical_level": choices.TechnicalLevel,
    "education": choices.EducationLevel,
}
STATUSES = {
    "met": _("met"),
    "partly": _("partly met"),
    "to_confirm": _("to confirm"),
    "missing": _("missing"),
}
MONTHS_SPOKEN = 24  # from here on people count in years
Listed = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Names:
    """What catalogue codes are called: code -> (Vietnamese, English)."""

    occupations: Listed
    skills: Listed
    languages: Listed

    @classmethod
    def load(cls) -> "Names":
        """Three queries, about a thousand short rows."""
        return cls(
            _listed(Occupation.objects.filter(level=4)),
            _listed(Skill.objects.all()),
            _listed(Language.objects.all()),
        )

    def occupation(self, code: str) -> str:
        return _name(self.occupations, code)

    def skill(self, code: str) -> str:
        return _name(self.skills, code)

    def language(self, tag: str) -> str:
        return _name(self.languages, tag)

    def every_skill(self, codes: Sequence[str]) -> str:
        return ", ".join(self.skill(code) for code in codes)

    def every_language(self, tags: Sequence[str]) -> str:
        return ", ".join(self.language(tag) for tag in tags)


def _listed(rows: Any) -> Listed:
    return {code: (name, name_en) for code, name, name_en in rows.values_list("code", "name", "name_en")}


def _name(rows: Listed, code: str) -> str:
    vietnamese, english = rows.get(code, (code, ""))
    return english if english and get_language() == "en" else vietnamese


def scales(names: Sequence[str]) -> str:
    """Condition scales in a row."""
    return ", ".join(str(SCALES[name]) for name in names)


def demands(names: Sequence[str]) -> str:
    """Shift work, trips and the like in a row."""
    return ", ".join(str(DEMANDS[name]) for name in names)


def months(count: str) -> str:
    """A span of experience as people say it: "8 months", "3 years"."""
    number = int(count)
    if number == 0:
        return gettext("no time")
    if number < MONTHS_SPOKEN:
        return ngettext("%(count)s month", "%(count)s months", number) % {"count": number}
    return gettext("%(count)s years") % {"count": number // 12}


def level(name: str, step: str) -> str:
    """A level of a form's scale by its place on it."""
    return str(LEVELS[name].choices[int(step)][1])


def it_level(step: str) -> str:
    """Office IT by its place on (none, average, fair, good)."""
    return str(choices.Proficiency.choices[int(step) - 1][1]) if int(step) else gettext("none")


def band(number: str) -> str:
    """A monthly wage band by its number, 1 first."""
    return str(choices.WageBand.choices[int(number) - 1][1])


def choice(kind: Any, key: str) -> str:
    """The wording of a form's tick box."""
    return str(kind(key).label)


Arguments = Sequence[str]
Sentence = Callable[[Names, Arguments], str]

EVIDENCE: dict[str, Sentence] = {
    "occupation_wished": lambda names, a: (
        gettext("Wants to work as: %(trade)s") % {"trade": names.occupation(a[0])}
    ),
    "occupation_past": lambda names, a: _past(names.occupation(a[0]), int(a[1])),
    "occupation_unknown": lambda names, a: gettext("No wished or past trade is recorded"),
    "occupation_wish_unknown": lambda names, a: gettext("No wished trade is recorded"),
    "skills": lambda names, a: (
        gettext("Lacks: %(skills)s") % {"skills": names.every_skill(a)}
        if a
        else gettext("Has every skill asked for")
    ),
    "skills_unknown": lambda names, a: (
        gettext("Not asked yet: %(skills)s") % {"skills": names.every_skill(a)}
    ),
    "experience_months": lambda names, a: (
        gettext("%(have)s of experience, %(need)s asked") % {"have": months(a[0]), "need": months(a[1])}
    ),
    "experience_unknown": lambda names, a: (
        gettext("Experience not asked yet (%(need)s asked)") % {"need": months(a[0])}
    ),
    "technical_level": lambda names, a: _levels("technical_level", a),
    "technical_level_unknown": lambda names, a: gettext("Technical level not asked yet"),
    "education": lambda names, a: _levels("education", a),
    "education_unknown": lambda names, a: gettext("General education not asked yet"),
    "it_level": lambda names, a: (
        gettext("Office IT: %(have)s, asked: %(need)s") % {"have": it_level(a[0]), "need": it_level(a[1])}
    ),
    "it_level_unknown": lambda names, a: gettext("Office IT not asked yet"),
    "language": lambda names, a: (
        gettext("Language too weak: %(languages)s") % {"languages": names.every_language(a)}
        if a
        else gettext("Speaks every language asked for")
    ),
    "language_unknown": lambda names, a: (
        gettext("Not asked yet: %(languages)s") % {"languages": names.every_language(a)}
    ),
    "conditions": lambda names, a: (
        gettext("Hard to combine: %(scales)s") % {"scales": scales(a)}
        if a
        else gettext("The working conditions suit")
    ),
    "conditions_unknown": lambda names, a: gettext("Not asked yet: %(scales)s") % {"scales": scales(a)},
    "place_wished": lambda names, a: (
        gettext("Wants to work here (first choice)")
        if a[0] == "1"
        else gettext("Wants to work here (second choice)")
    ),
    "place_not_wished": lambda names, a: gettext("Wants to work in other places only"),
    "overseas": lambda names, a: gettext("Would work abroad"),
    "overseas_unknown": lambda names, a: gettext("Not asked yet whether to work abroad"),
    "overseas_refused": lambda names, a: gettext("Does not want to work abroad"),
    "lodged": lambda names, a: gettext("Would move; there is a dormitory or shuttle bus"),
    "distance": lambda names, a: _distance(int(a[0])),
    "other_province": lambda names, a: gettext("Lives in another province and does not want to move"),
    "distance_unknown": lambda names, a: gettext("The distance to the workplace is not known"),
    "wage_band": lambda names, a: (
        gettext("Wage offered: %(offered)s; wished: %(wished)s")
        % {"offered": band(a[0]), "wished": band(a[1])}
    ),
    "wage_wish_open": lambda names, a: gettext("Leaves the wage open"),
    "wage_wish_unknown": lambda names, a: gettext("No wished wage is recorded"),
    "wage_offer_unknown": lambda names, a: gettext("The vacancy states no wage"),
    "contract": lambda names, a: (
        gettext("Contract offered: %(offered)s; wished: %(wished)s")
        % {"offered": choice(choices.ContractType, a[0]), "wished": choice(choices.ContractType, a[1])}
    ),
    "contract_unknown": lambda names, a: gettext("The contract offered or wished is not known"),
    "availability": lambda names, a: (
        gettext("Refuses: %(demands)s") % {"demands": demands(a)}
        if a
        else gettext("Accepts shifts and trips as demanded")
    ),
    "availability_unknown": lambda names, a: gettext("Not asked yet: %(demands)s") % {"demands": demands(a)},
    "hours": lambda names, a: (
        gettext("Offered: %(offered)s; wished: %(wished)s")
        % {"offered": choice(choices.WorkForm, a[0]), "wished": choice(choices.WorkForm, a[1])}
    ),
    "hours_unknown": lambda names, a: gettext("Full or part time: offer or wish is not known"),
    "purpose": lambda names, a: (
        gettext("Offered: %(offered)s; wished: %(wished)s")
        % {"offered": choice(choices.WorkPurpose, a[0]), "wished": choice(choices.WorkPurpose, a[1])}
    ),
    "purpose_unknown": lambda names, a: gettext("Long-term or temporary: offer or wish is not known"),
    "meals": lambda names, a: (
        gettext("Meals offered: %(offered)s; wished: %(wished)s")
        % {"offered": choice(choices.MealSupport, a[0]), "wished": choice(choices.MealSupport, a[1])}
    ),
    "meals_any": lambda names, a: gettext("Needs no meals"),
    "meals_unknown": lambda names, a: gettext("Meals: offer or wish is not known"),
    "benefits": lambda names, a: (
        gettext("%(offered)s of %(wanted)s wished benefits are offered") % {"offered": a[0], "wanted": a[1]}
    ),
    "benefits_any": lambda names, a: gettext("Asks for no benefits"),
    "benefits_unknown": lambda names, a: gettext("Benefits: offer or wish is not known"),
    "months_late": lambda names, a: (
        gettext("Can start in time")
        if a[0] == "0"
        else gettext("Can start %(months)s months after the job does") % {"months": a[0]}
    ),
    "readiness_unknown": lambda names, a: gettext("Not asked yet when the person can start"),
}


def _distance(km: int) -> str:
    if km == 0:
        return gettext("Lives less than a kilometre from the workplace")
    return gettext("Lives %(km)s km from the workplace") % {"km": number_format(km)}


def _past(trade: str, years: int) -> str:
    if years == 0:
        return gettext("Works or worked this year as: %(trade)s") % {"trade": trade}
    return gettext("Worked %(years)s years ago as: %(trade)s") % {"trade": trade, "years": years}


def _levels(name: str, steps: Arguments) -> str:
    have, need = (level(name, step) for step in steps)
    return gettext("%(have)s; asked: %(need)s") % {"have": have, "need": need}


def evidence(names: Names, codes: Sequence[str]) -> str:
    """What a criterion found, as one sentence. ``codes``: a reason code, then its details."""
    return EVIDENCE[codes[0]](names, codes[1:])


GATES: dict[str, Sentence] = {
    "consent": lambda names, a: gettext("Agrees to be introduced (Form 01a)"),
    "searching": lambda names, a: gettext("Has an active job search"),
    "referral_limit": lambda names, a: gettext("Has fewer open referrals than the limit"),
    "legal_age": lambda names, a: gettext("Of the age the law asks for this work"),
    "skill": lambda names, a: names.skill(a[0]),
    "technical_level": lambda names, a: str(CRITERIA["technical_level"]),
    "education": lambda names, a: str(CRITERIA["education"]),
    "experience": lambda names, a: str(CRITERIA["experience"]),
    "it": lambda names, a: str(CRITERIA["it"]),
    "language": lambda names, a: names.language(a[0]),
    "conditions": lambda names, a: scales(a).capitalize(),
    "shifts": lambda names, a: demands(["shifts"]).capitalize(),
    "trips": lambda names, a: demands(["trips"]).capitalize(),
    "secondment": lambda names, a: demands(["secondment"]).capitalize(),
    "only_these_places": lambda names, a: gettext("Would work at this place"),
    "overseas": lambda names, a: gettext("Would work abroad"),
}
FIXES = {
    "record_consent": _("record the consent"),
    "reopen_search": _("open the job search again"),
    "close_a_referral": _("close a referral that is over"),
    "record_birth_date": _("record the date of birth"),
    "confirm_skill": _("ask about it and record the answer"),
    "confirm_technical_level": _("record the technical level"),
    "confirm_education": _("record the general education"),
    "confirm_experience": _("record the experience"),
    "confirm_it": _("record the office IT level"),
    "confirm_language": _("ask about the language"),
    "confirm_condition": _("ask about this condition"),
    "ask_availability": _("ask whether the person accepts it"),
    "ask_places": _("ask whether only the wished places will do"),
    "ask_overseas": _("ask whether the person would work abroad"),
}


def gate(names: Names, result: GateResult) -> str:
    """What a gate asks, in a few words."""
    return GATES[result.code](names, [result.subject])


def fix(result: GateResult) -> str:
    """What would settle a gate that is not passed; "" when it is."""
    return str(FIXES[result.fix]) if result.fix else ""


STEPS: dict[str, Sentence] = {
    "confirm_skill": lambda names, a: gettext("Confirm: %(what)s") % {"what": names.skill(a[0])},
    "gain_skill": lambda names, a: gettext("Learn: %(what)s") % {"what": names.skill(a[0])},
    "confirm_language": lambda names, a: gettext("Confirm: %(what)s") % {"what": names.language(a[0])},
    "learn_language": lambda names, a: gettext("Learn: %(what)s") % {"what": names.language(a[0])},
    "confirm_technical_level": lambda names, a: (
        gettext("Confirm: %(what)s") % {"what": level("technical_level", a[0])}
    ),
    "raise_technical_level": lambda names, a: (
        gettext("Reach: %(what)s") % {"what": level("technical_level", a[0])}
    ),
    "confirm_education": lambda names, a: gettext("Confirm: %(what)s") % {"what": level("education", a[0])},
    "raise_education": lambda names, a: gettext("Reach: %(what)s") % {"what": level("education", a[0])},
    "confirm_it_level": lambda names, a: gettext("Confirm office IT: %(what)s") % {"what": it_level(a[0])},
    "raise_it_level": lambda names, a: gettext("Learn office IT: %(what)s") % {"what": it_level(a[0])},
    "confirm_experience": lambda names, a: gettext("Confirm %(what)s of experience") % {"what": months(a[0])},
    "confirm_condition": lambda names, a: gettext("Ask about: %(what)s") % {"what": scales(a)},
    "confirm_readiness": lambda names, a: gettext("Ask when the person can start"),
    "wish_occupation": lambda names, a: (
        gettext("Add to the wishes: %(what)s") % {"what": names.occupation(a[0])}
    ),
    "accept": lambda names, a: gettext("Accept: %(what)s") % {"what": demands(a)},
}


def next_step(names: Names, step: NextStep) -> str:
    """One change that would help, as something to do."""
    return STEPS[step.code](names, [step.subject])


def criterion(code: str) -> str:
    """What a criterion is called."""
    return str(CRITERIA[code])


def component_status(part: Component) -> str:
    """How a criterion shows on a chip: met, confirm (not known) or missing."""
    if part.source == "filled":
        return "confirm"
    return "met" if part.value >= GOOD_ENOUGH else "missing"


GOOD_ENOUGH = 700  # permille from which a criterion speaks for the person
REASONS_SHOWN = 3


def reasons(parts: Sequence[Component]) -> list[Component]:
    """The three criteria that lift the person most, none of which says what another says already."""
    known = [part for part in parts if component_status(part) == "met"]
    strongest = sorted(known, key=lambda part: (part.points, part.code))
    said = {part.evidence: part for part in strongest}  # the stronger of two with the same evidence stays
    return sorted(said.values(), key=lambda part: (-part.points, part.code))[:REASONS_SHOWN]


def gap(parts: Sequence[Component]) -> Component | None:
    """The criterion that costs the person most, known or not asked yet; None when nothing costs anything."""
    losses = [part for part in parts if component_status(part) != "met"]
    return max(losses, key=lambda part: (part.weight * (1000 - part.value), part.code), default=None)
