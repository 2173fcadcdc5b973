"""Side E, "can this person do it": criteria read from what the vacancy asks."""

from functools import partial
from typing import NamedTuple

from jobs.matching.conditions import ABILITY_SCALES, demanding_scales, steps_apart
from jobs.matching.lookup import FULL, Criterion, Fact, Reading, always, by_steps, fields, share, weakest
from jobs.matching.similarity import related_permille
from jobs.matching.types import Conditions, LanguageLevel, Opening, Seeker

PAST_PERMILLE = 900  # a past occupation against a wished one
FADE_PER_YEAR = 30
PAST_LEAST_PERMILLE = 450  # skills of the hand fade, but not to nothing
SKILL_WEIGHTS = {"must": 2, "required": 2, "useful": 1}


def past_permille(years_since_end: int) -> int:
    """What a past occupation is worth so many whole years after it ended."""
    return max(PAST_LEAST_PERMILLE, PAST_PERMILLE - FADE_PER_YEAR * years_since_end)


class Closest(NamedTuple):
    """The occupation of a person that is closest to the opening's."""

    permille: int
    reason: str
    code: str
    years_since_end: int = 0


def closest_occupation(opening: Opening) -> Fact:
    """Best of the wished and the past occupations, None when there are none; at a tie the wish is named."""

    def fact(seeker: Seeker) -> Closest | None:
        best = None
        for code in seeker.wished:
            value = related_permille(opening, code)
            if best is None or value > best.permille:
                best = Closest(value, "occupation_wished", code)
        for code, _, years in seeker.past:
            value = related_permille(opening, code) * past_permille(years) // FULL
            if best is None or value > best.permille:
                best = Closest(value, "occupation_past", code, years)
        return best

    return fact


def read_occupation(opening: Opening, closest: Closest | None) -> Reading:
    """How close the closest occupation is."""
    if closest is None:
        return Reading(None, ("occupation_unknown",))
    years = (str(closest.years_since_end),) if closest.reason == "occupation_past" else ()
    return Reading(closest.permille, (closest.reason, closest.code, *years))


def skills_fact(opening: Opening) -> Fact:
    """The demanded skills the person holds and lacks, and whether skills were asked about."""
    demanded = frozenset(skill.code for skill in opening.skills)

    def fact(seeker: Seeker) -> tuple[frozenset[str], frozenset[str], bool]:
        return seeker.skills_held & demanded, seeker.skills_lacking & demanded, seeker.skills_recorded

    return fact


def read_skills(opening: Opening, fact: tuple[frozenset[str], frozenset[str], bool]) -> Reading:
    """Weighted cover of the demanded skills; unknown while unasked skills could still change it."""
    held, lacking, recorded = fact
    weights = {skill.code: SKILL_WEIGHTS[skill.importance] for skill in opening.skills}
    total = sum(weights.values())
    covered = sum(weight for code, weight in weights.items() if code in held)
    unasked = sorted(weights.keys() - held - lacking)
    if unasked and not recorded:
        return Reading(None, ("skills_unknown", *unasked))
    missing = sorted(weights.keys() - held)
    return Reading(FULL * covered // total, ("skills", *missing))


def months_of_experience(opening: Opening) -> Fact:
    """Months stated on the form, or months of past jobs weighed by closeness, whichever is more."""

    def fact(seeker: Seeker) -> int | None:
        if not seeker.past:
            return seeker.experience_months
        relevant = sum(months * related_permille(opening, code) for code, months, _ in seeker.past) // FULL
        return max(seeker.experience_months or 0, relevant)

    return fact


def read_experience(opening: Opening, months: int | None) -> Reading:
    """Months in the opening's occupation against the months asked."""
    need = opening.experience_months or 0
    if months is None:
        return Reading(None, ("experience_unknown", str(need)))
    return Reading(share(months, need), ("experience_months", str(months), str(need)))


def read_level(code: str, first: int, opening: Opening, have: int | None) -> Reading:
    """A level against the least level asked; `first` = what the lowest level counts as."""
    need = getattr(opening, code)
    if have is None:
        return Reading(None, (f"{code}_unknown", str(need)))
    return Reading(share(have + first, need + first), (code, str(have), str(need)))


def language_levels(opening: Opening, spoken: tuple[LanguageLevel, ...]) -> dict[str, int | None]:
    """The person's level in each language asked; None = not named."""
    levels = dict(spoken)
    return {tag: levels.get(tag) for tag, _ in opening.languages}


def read_language(opening: Opening, fact: tuple[tuple[LanguageLevel, ...], bool]) -> Reading:
    """The weakest of the languages asked; an unnamed one counts as 0 if languages were asked about."""
    spoken, recorded = fact
    levels = language_levels(opening, spoken)
    parts: list[tuple[str, int | None]] = []
    for tag, need in opening.languages:
        have = 0 if levels[tag] is None and recorded else levels[tag]
        parts.append((tag, None if have is None else share(have, need)))
    value, tags = weakest(parts)
    return Reading(value, ("language_unknown" if value is None else "language", *tags))


def read_conditions(scales: tuple[str, ...], opening: Opening, has: Conditions) -> Reading:
    """The scale on which the person is furthest from what the work needs."""
    parts: list[tuple[str, int | None]] = []
    for scale in demanding_scales(opening.conditions, scales):
        steps = steps_apart(scale, opening.conditions, has)
        parts.append((scale, None if steps is None else by_steps(steps)))
    value, names = weakest(parts)
    return Reading(value, ("conditions_unknown" if value is None else "conditions", *names))


def _asks_conditions(opening: Opening) -> bool:
    return bool(demanding_scales(opening.conditions, ABILITY_SCALES))


def _level(code: str, attribute: str, first: int) -> Criterion:
    return Criterion(
        code,
        "E",
        lambda opening: bool(getattr(opening, attribute)),
        fields(attribute),
        partial(read_level, attribute, first),
    )


EMPLOYER_CRITERIA = (
    Criterion("occupation", "E", always, closest_occupation, read_occupation),
    Criterion("skills", "E", lambda opening: bool(opening.skills), skills_fact, read_skills),
    Criterion(
        "experience",
        "E",
        lambda opening: bool(opening.experience_months),
        months_of_experience,
        read_experience,
    ),
    _level("technical_level", "technical_level", 1),
    Criterion(
        "conditions", "E", _asks_conditions, fields("conditions"), partial(read_conditions, ABILITY_SCALES)
    ),
    _level("education", "education", 1),
    Criterion(
        "language",
        "E",
        lambda opening: bool(opening.languages),
        fields("languages", "languages_recorded"),
        read_language,
    ),
    _level("it", "it_level", 0),
)
