"""What a vacancy states and asks, checked as a whole before it is written (Form 03a of Decree 352/2025)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.models import Language, Listed, Skill
from jobs.matching.types import CRITERIA, MAY_BE_MUST
from jobs.models import SkillDemand, Vacancy
from jobs.models.vacancy import Importance

Workplace = Vacancy.Workplace
CODED_LEVEL = 4  # the forms code occupations to four digits
MOST_WAGE_VND = 1_000_000_000
MOST_DEMANDS = 30
NO_AMOUNT = (choices.WageMode.NEGOTIABLE,)

IDENTITY = {"id", "public_id", "centre", "employer", "code", "registered_at", "registered_by", "updated_at"}
STATE = {"state", "state_reason", "moved_at", "version", "revision", "filled", "current_run"}
KEYS = {"search_key"}
FACTS = frozenset(column.name for column in Vacancy._meta.fields) - IDENTITY - STATE - KEYS
DEMANDS = frozenset(("skills", "languages"))
# Everything else changes who stands where, or could: a new column counts until somebody says otherwise.
WORDS = {"title", "description", "position", "industrial_park", "recruitment_method", "wish"}
CAPACITY = {"occupation_confirmed", "openings", "deadline", "posted_on", "source", "source_ref"}
CONTACT = {"contact_name", "contact_position", "contact_phone", "contact_email"}
NOTICES = {"sms_on_application", "email_on_application"}
MATCHING_FACTS = FACTS - WORDS - CAPACITY - CONTACT - NOTICES
NOT_CLEANED = frozenset(
    column.name
    for column in Vacancy._meta.fields
    if column.name not in FACTS or isinstance(column, ForeignKey)  # relations arrive as objects
)


@dataclass(frozen=True)
class Demands:
    """Skills by code with their importance, languages by tag with the least proficiency."""

    skills: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, vacancy: Vacancy) -> "Demands":
        """Those on record; two queries."""
        return cls(
            dict(vacancy.skill_demands.order_by("pk").values_list("skill_id", "importance")),
            dict(vacancy.language_demands.order_by("pk").values_list("language_id", "proficiency")),
        )


def set_facts(vacancy: Vacancy, facts: Mapping[str, Any], demands: Demands) -> Demands:
    """Put ``facts`` on an unsaved vacancy and return what it asks now, starting from ``demands``.

    Raises ValidationError with every problem found, by field.
    """
    if unknown := facts.keys() - FACTS - DEMANDS:
        raise TypeError(f"not facts of a vacancy: {sorted(unknown)}")
    for name in facts.keys() & FACTS:
        setattr(vacancy, name, facts[name])
    vacancy.set_title(vacancy.title)
    if vacancy.workplace == Workplace.IN_PROVINCE:
        vacancy.province = vacancy.centre.province
    asked = Demands(facts.get("skills", demands.skills), facts.get("languages", demands.languages))
    problems: dict[str, list[Any]] = {}
    try:
        vacancy.clean_fields(exclude=NOT_CLEANED)
    except ValidationError as error:
        problems.update(error.message_dict)
    for name, problem in _problems(vacancy, asked, demands):
        problems.setdefault(name, []).append(problem)
    if problems:
        raise ValidationError(problems)
    return asked


Problems = Iterable[tuple[str, Any]]


def _problems(vacancy: Vacancy, asked: Demands, before: Demands) -> Problems:
    if vacancy.occupation is not None and vacancy.occupation.level != CODED_LEVEL:
        yield "occupation", _("Choose an occupation with a four-digit code.")
    yield from _workplace_problems(vacancy)
    yield from _wage_problems(vacancy)
    yield from importance_problems(vacancy.importance)
    if asked.skills != before.skills:
        yield from _demand_problems("skills", asked.skills, Skill, SkillDemand.Importance.values)
    if asked.languages != before.languages:
        yield from _demand_problems("languages", asked.languages, Language, choices.Proficiency.values)


def _workplace_problems(vacancy: Vacancy) -> Problems:
    home = vacancy.centre.province_id
    if vacancy.workplace == Workplace.OVERSEAS:
        if not vacancy.country:
            yield "country", _("Give the country.")
        if vacancy.province_id or vacancy.commune_id:
            yield "province", _("Work abroad has no province in Vietnam.")
        return
    if vacancy.country:
        yield "country", _("Only work abroad has a country.")
    if vacancy.workplace == Workplace.ELSEWHERE and vacancy.province_id == home:
        yield "province", _("This is the centre's own province: choose work in the province.")
    if vacancy.commune is not None and vacancy.commune.province_id != vacancy.province_id:
        yield "commune", _("This commune is not in that province.")


def _wage_problems(vacancy: Vacancy) -> Problems:
    low, high = vacancy.wage_min_vnd, vacancy.wage_max_vnd
    if vacancy.wage_mode in NO_AMOUNT and (low is not None or high is not None):
        yield "wage_mode", _("A negotiable wage states no amount.")
    for name, amount in (("wage_min_vnd", low), ("wage_max_vnd", high)):
        if isinstance(amount, int) and not 0 < amount <= MOST_WAGE_VND:
            yield name, _("An amount lies between 1 and 1,000,000,000 VND.")
    if isinstance(low, int) and isinstance(high, int) and high < low:
        yield "wage_max_vnd", _("The highest wage is below the lowest.")


def importance_problems(importance: Any) -> Problems:
    """What is wrong with an importance map (criterion code to importance)."""
    if not isinstance(importance, dict):
        yield "importance", _("Give an importance for each criterion.")
        return
    for code, value in importance.items():
        if code not in CRITERIA or value not in Importance.values:
            yield "importance", _("There is no such criterion or importance.")
        elif value == Importance.MUST and code not in MAY_BE_MUST:
            yield "importance", _("This criterion cannot be a must.")


def _demand_problems(
    name: str, asked: Mapping[str, str], listed: type[Listed], values: Iterable[str]
) -> Problems:
    if len(asked) > MOST_DEMANDS:
        yield name, _("That is more than can be asked of one person.")
        return
    if not set(asked.values()) <= set(values):
        yield name, _("Choose a value from the list.")
    if listed.objects.filter(pk__in=asked.keys()).count() != len(asked):
        yield name, _("Choose a code from the list.")
