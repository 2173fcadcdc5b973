"""The plain reading of the register, a row for every row of it: what the loader has to agree with."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import F

from catalog import choices
from centres.models import Centre
from jobs.matching.policy import PriorityPolicy
from jobs.matching.types import (
    EXPERIENCE_MONTHS,
    Conditions,
    LanguageLevel,
    Past,
    PlaceWish,
    Seeker,
)
from jobs.seekers import monthly_vnd, proficiency_level
from workers.models import (
    Consent,
    Experience,
    JobSearch,
    LanguageSkill,
    PovertyStatus,
    Wish,
    Worker,
    WorkerSkill,
)
from workers.models.worker import full_years

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SEARCH_FIELDS = (
    "worker_id", "experience", "first_province_id", "first_commune_id", "first_country",
    "second_province_id", "second_commune_id", "second_country", "only_these_places", "accepts_moving",
    "accepts_overseas", "contract_type", "accepts_shifts", "accepts_trips", "accepts_secondment",
    "work_form", "purpose", "wage_mode", "wage_band", "wage_vnd", "meals", "benefits", "ready_in_months",
    *choices.CONDITIONS,
)  # fmt: skip
WORKER_FIELDS = (
    "pk", "registered_at", "birth_date", "birth_precision", "household_id", "commune_id", "province",
    "education_level", "technical_level", "it_level",
)  # fmt: skip

Groups = dict[int, list[tuple[Any, ...]]]


def seekers_of(centre: Centre, *, policy: PriorityPolicy, as_of: date) -> list[Seeker]:
    """Everybody of a centre with an active job search, by id."""
    of_centre = {"worker__centre": centre}  # plain joins: a nested IN runs away on a table not analysed yet
    searches = {
        row[0]: dict(zip(SEARCH_FIELDS, row, strict=True))
        for row in JobSearch.objects.active().filter(**of_centre).values_list(*SEARCH_FIELDS).iterator(5000)
    }
    tiers = _tiers(policy, as_of, centre)
    consents = Consent.objects.live(Consent.Purpose.EMPLOYMENT_SERVICE, as_of).filter(**of_centre)
    consenting = set(consents.values_list("worker", flat=True))
    wishes = _grouped(
        Wish.objects.filter(job_search__state="active", job_search__worker__centre=centre)
        .order_by("position")
        .values_list("job_search__worker", "occupation")
    )
    jobs = _grouped(
        Experience.objects.filter(**of_centre)
        .order_by("pk")
        .values_list("worker", "occupation", "started_on", "ended_on")
    )
    skills = _grouped(WorkerSkill.objects.filter(**of_centre).values_list("worker", "skill", "held"))
    languages = _grouped(
        LanguageSkill.objects.filter(**of_centre)
        .order_by("language")
        .values_list("worker", "language", "proficiency")
    )
    people = Worker.objects.filter(centre=centre, state=Worker.State.REGISTERED).order_by("pk")
    rows = people.annotate(province=F("commune__province")).values_list(*WORKER_FIELDS)
    return [
        _seeker(
            dict(zip(WORKER_FIELDS, row, strict=True)),
            searches[row[0]],
            tier=tiers.get(row[4], 0),
            consents=row[0] in consenting,
            wished=tuple(code for (code,) in wishes.get(row[0], ())),
            past=_past(jobs.get(row[0], ()), as_of),
            skills=skills.get(row[0], ()),
            languages=languages.get(row[0], ()),
            as_of=as_of,
        )
        for row in rows.iterator(5000)
        if row[0] in searches
    ]


def _grouped(rows: Any) -> Groups:
    """(worker, *rest) rows as worker -> [rest]."""
    groups: Groups = defaultdict(list)
    for worker, *rest in rows.iterator(5000):
        groups[worker].append(tuple(rest))
    return groups


def _tiers(policy: PriorityPolicy, as_of: date, centre: Centre) -> dict[int, int]:
    """Household -> tier number, for the categories the policy names."""
    held = PovertyStatus.objects.on(as_of).filter(household__centre=centre, category__in=policy.tiers)
    return {
        household: policy.tiers.index(category)
        for household, category in held.values_list("household", "category")
    }


def _past(jobs: Iterable[tuple[Any, ...]], as_of: date) -> tuple[Past, ...]:
    """Jobs with a coded occupation that had begun by ``as_of``."""
    return tuple(
        Past(
            code,
            max(0, _months(started, min(ended or as_of, as_of))),
            _months(min(ended or as_of, as_of), as_of) // 12,
        )
        for code, started, ended in jobs
        if code and started <= as_of
    )


def _months(start: date, end: date) -> int:
    """Whole months from one day to another."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _seeker(
    row: dict[str, Any],
    search: dict[str, Any],
    *,
    tier: int,
    past: tuple[Past, ...],
    as_of: date,
    **have: Any,
) -> Seeker:
    wage_mode = search["wage_mode"] or None
    return Seeker(
        id=row["pk"],
        registered=(row["registered_at"] - EPOCH) // timedelta(microseconds=1),
        tier=tier,
        age=full_years(row["birth_date"], row["birth_precision"], as_of),
        consents=have["consents"],
        searching=True,
        wished=have["wished"],
        past=past,
        skills_held=frozenset(code for code, held in have["skills"] if held),
        skills_lacking=frozenset(code for code, held in have["skills"] if not held),
        skills_recorded=bool(have["skills"]),
        education=_step(choices.EducationLevel, row["education_level"]),
        technical_level=_step(choices.TechnicalLevel, row["technical_level"]),
        experience_months=_experience(search["experience"], past, have["wished"]),
        languages=tuple(LanguageLevel(tag, proficiency_level(level)) for tag, level in have["languages"]),
        languages_recorded=bool(have["languages"]),
        it_level=proficiency_level(row["it_level"]) if row["it_level"] else None,
        conditions=Conditions(*(_step(scale, search[name]) for name, scale in choices.CONDITIONS.items())),
        commune=row["commune_id"],
        province=row["province"],
        places=tuple(_places(search)),
        only_these_places=search["only_these_places"],
        willing_to_move=search["accepts_moving"],
        accepts_overseas=search["accepts_overseas"],
        wage_mode=wage_mode,
        wage_monthly_vnd=monthly_vnd(search["wage_vnd"], wage_mode),
        wage_band=_band(search["wage_band"]),
        contract=search["contract_type"] or None,
        accepts_shifts=search["accepts_shifts"],
        accepts_trips=search["accepts_trips"],
        accepts_secondment=search["accepts_secondment"],
        work_form=search["work_form"] or None,
        purpose=search["purpose"] or None,
        meals=search["meals"] or None,
        benefits=frozenset(search["benefits"]) or None,
        ready_in_months=search["ready_in_months"],
    )


def _experience(band: str, past: tuple[Past, ...], wished: tuple[str, ...]) -> int | None:
    """Months in the wished field: what the form says, else what the recorded jobs add up to; nothing recorded
    is unknown.
    """
    if band:
        return EXPERIENCE_MONTHS[band]
    return sum(job.months for job in past if job.code in wished) if past else None


def _places(search: dict[str, Any]) -> Iterator[PlaceWish]:
    """First and second choice of workplace, where given."""
    for choice in ("first", "second"):
        if search[f"{choice}_province_id"]:
            yield PlaceWish(province=search[f"{choice}_province_id"], commune=search[f"{choice}_commune_id"])
        elif search[f"{choice}_country"]:
            yield PlaceWish(country=search[f"{choice}_country"])


def _band(key: str) -> int | None:
    return choices.step(choices.WageBand, key) + 1 if key else None


def _step(scale: Any, key: str) -> int | None:
    return choices.step(scale, key) if key else None
