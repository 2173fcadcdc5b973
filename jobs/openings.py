"""A vacancy's rows -> what matching knows of the job, with the distances compiled to whole kilometres."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from operator import attrgetter
from typing import Any, cast

from catalog import choices
from catalog.models import Commune
from catalog.related import RelatedTable
from jobs.matching.types import EXPERIENCE_MONTHS, LanguageLevel, Opening, SkillDemand, SkillImportance
from jobs.models import Vacancy
from jobs.seekers import conditions_of, monthly_vnd, proficiency_level

EARTH_KM = 6371.0088
HAZARDOUS_MIN_AGE, LEGAL_MIN_AGE = 18, 15  # Labour Code 2019 arts 143, 147
FACTORY_GROUPS = ("8", "9")
TRADE_GROUP = "7"

Point = tuple[float, float]  # latitude, longitude in degrees


def profile_code(vacancy: Vacancy) -> str:
    """The job family whose weights apply: the one staff chose, or by workplace, then by occupation."""
    if vacancy.job_family:
        return vacancy.job_family
    if vacancy.workplace == Vacancy.Workplace.OVERSEAS:
        return "overseas"
    code = vacancy.occupation_id or ""
    trained = vacancy.technical_level not in ("", "untrained", "skilled_no_certificate")
    if code.startswith(TRADE_GROUP) or (code.startswith(FACTORY_GROUPS) and trained):
        return "skilled_trade"
    return "unskilled_factory" if code.startswith(FACTORY_GROUPS) else "general"


@lru_cache(maxsize=1 << 16)  # a hundred workplaces and a hundred communes, asked again for every list
def whole_km(here: Point, there: Point) -> int:
    """Great-circle distance between two points, rounded down."""
    (lat1, lon1), (lat2, lon2) = ((radians(lat), radians(lon)) for lat, lon in (here, there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return int(2 * EARTH_KM * asin(sqrt(half)))


def points_of(communes: Iterable[str]) -> dict[str, Point]:
    """Commune code -> where it lies, for those on the map; one query."""
    rows = Commune.objects.filter(pk__in=set(communes)).order_by("pk").values_list("pk", "lat", "lon")
    return {code: (lat, lon) for code, lat, lon in rows}


def distances(vacancy: Vacancy, points: Mapping[str, Point]) -> dict[str, int]:
    """Commune code -> whole km to the workplace; empty where the workplace has no place on the map."""
    place = vacancy.commune or vacancy.province
    if place is None:
        return {}
    here = (place.lat, place.lon)
    return {code: whole_km(here, there) for code, there in points.items()}


def opening_of(vacancy: Vacancy, points: Mapping[str, Point], table: RelatedTable) -> Opening:
    """The job as matching sees it. ``points``: the communes its distances are wanted from.

    No query where the vacancy comes from ``with_demands``. Raises jobs.matching.types.InvalidOpening when the
    stored importance names something the engine does not have.
    """
    benefits = vacancy.benefits
    related = table.row(vacancy.occupation_id)
    facts: dict[str, Any] = {
        "id": vacancy.pk,
        "occupation": vacancy.occupation_id or "",
        "related": related and related.permilles,
        "related_version": related.version if related else "",
        "importance": dict(vacancy.importance),
        "skills": tuple(
            SkillDemand(row.skill_id, cast("SkillImportance", row.importance))
            for row in sorted(vacancy.skill_demands.all(), key=attrgetter("skill_id"))
        ),
        "education": choices.step(choices.EducationLevel, vacancy.education_level)
        if vacancy.education_level
        else None,
        "technical_level": choices.step(choices.TechnicalLevel, vacancy.technical_level)
        if vacancy.technical_level
        else None,
        "experience_months": EXPERIENCE_MONTHS[vacancy.experience] if vacancy.experience else None,
        "languages": tuple(
            LanguageLevel(row.language_id, proficiency_level(row.proficiency))
            for row in sorted(vacancy.language_demands.all(), key=attrgetter("language_id"))
        ),
        "it_level": proficiency_level(vacancy.it_level) if vacancy.it_level else None,
        "conditions": conditions_of(*(getattr(vacancy, name) for name in choices.CONDITIONS)),
        "kind": vacancy.workplace,
        "province": vacancy.province_id,
        "commune": vacancy.commune_id,
        "country": vacancy.country or None,
        "km": distances(vacancy, points),
        "has_dormitory": "dormitory" in (benefits or ()),
        "has_shuttle": "shuttle_bus" in (benefits or ()),
        "wage_min_vnd": monthly_vnd(vacancy.wage_min_vnd, vacancy.wage_mode),
        "wage_max_vnd": monthly_vnd(vacancy.wage_max_vnd, vacancy.wage_mode),
        "contract": vacancy.contract_type or None,
        "demands_shifts": vacancy.demands_shifts,
        "demands_trips": vacancy.demands_trips,
        "demands_secondment": vacancy.demands_secondment,
        "work_form": vacancy.work_form or None,
        "purpose": vacancy.purpose or None,
        "meals": vacancy.meals or None,
        "benefits": None if benefits is None else frozenset(benefits),
        "min_age": HAZARDOUS_MIN_AGE if vacancy.is_hazardous else LEGAL_MIN_AGE,
        "start_in_months": vacancy.starts_in_months,
    }
    return Opening(**facts)
