"""Changes of a person's facts that could raise the score: what to confirm, to learn or to agree to."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from jobs.matching.conditions import ABILITY_SCALES, COMFORT_SCALES, demanding_scales
from jobs.matching.employer_side import language_levels
from jobs.matching.types import LanguageLevel, Opening, Seeker
from jobs.matching.worker_side import demands


class Change(NamedTuple):
    """A step, and the person as they would be after it."""

    code: str
    subject: str
    seeker: Seeker


def changes(opening: Opening, seeker: Seeker) -> Iterator[Change]:
    """Every single step this opening gives a reason for."""
    for suggest in (_skills, _languages, _levels, _confirmations, _willingness):
        yield from suggest(opening, seeker)


def _skills(opening: Opening, seeker: Seeker) -> Iterator[Change]:
    for skill in opening.skills:
        if skill.code not in seeker.skills_held:
            code = "gain_skill" if skill.code in seeker.skills_lacking else "confirm_skill"
            held, lacking = seeker.skills_held | {skill.code}, seeker.skills_lacking - {skill.code}
            yield Change(code, skill.code, replace(seeker, skills_held=held, skills_lacking=lacking))


def _languages(opening: Opening, seeker: Seeker) -> Iterator[Change]:
    levels = language_levels(opening, seeker.languages)
    for tag, need in opening.languages:
        have = levels[tag]
        if have is None or have < need:
            others = tuple(spoken for spoken in seeker.languages if spoken.tag != tag)
            code = "confirm_language" if have is None else "learn_language"
            yield Change(code, tag, replace(seeker, languages=(*others, LanguageLevel(tag, need))))


def _levels(opening: Opening, seeker: Seeker) -> Iterator[Change]:
    for name in ("technical_level", "education", "it_level"):
        need, have = getattr(opening, name), getattr(seeker, name)
        if need and (have is None or have < need):
            code = "confirm" if have is None else "raise"
            yield Change(f"{code}_{name}", str(need), replace(seeker, **{name: need}))


def _confirmations(opening: Opening, seeker: Seeker) -> Iterator[Change]:
    if opening.experience_months and seeker.experience_months is None:
        months = opening.experience_months
        yield Change("confirm_experience", str(months), replace(seeker, experience_months=months))
    for scale in demanding_scales(opening.conditions, tuple(dict.fromkeys(ABILITY_SCALES + COMFORT_SCALES))):
        if getattr(seeker.conditions, scale) is None:
            able = seeker.conditions._replace(**{scale: getattr(opening.conditions, scale)})
            yield Change("confirm_condition", scale, replace(seeker, conditions=able))
    if seeker.ready_in_months is None:
        ready = replace(seeker, ready_in_months=opening.start_in_months)
        yield Change("confirm_readiness", str(opening.start_in_months), ready)


def _willingness(opening: Opening, seeker: Seeker) -> Iterator[Change]:
    if opening.occupation not in seeker.wished:
        wished = (*seeker.wished, opening.occupation)
        yield Change("wish_occupation", opening.occupation, replace(seeker, wished=wished))
    for name in demands(opening):
        if not getattr(seeker, f"accepts_{name}"):
            answer: dict[str, Any] = {f"accepts_{name}": True}
            yield Change("accept", name, replace(seeker, **answer))
    if opening.kind == "overseas" and not seeker.accepts_overseas:
        yield Change("accept", "overseas", replace(seeker, accepts_overseas=True))
    if (opening.has_dormitory or opening.has_shuttle) and not seeker.willing_to_move:
        yield Change("accept", "moving", replace(seeker, willing_to_move=True))
