"""Two usual ways of reading a register, as peers of jobs.seekers: instances with prefetches, and rows.

Both give the very same seekers.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from catalog import choices
from centres.models import Centre
from jobs.matching.policy import PriorityPolicy
from jobs.matching.types import EXPERIENCE_MONTHS, LanguageLevel, Past, PlaceWish, Seeker
from jobs.seekers import conditions_of, monthly_vnd, proficiency_level
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
CHUNK = 5_000
SEARCH = (
    "pk", "worker_id", "experience", "first_province_id", "first_commune_id", "first_country",
    "second_province_id", "second_commune_id", "second_country", "only_these_places", "accepts_moving",
    "accepts_overseas", "contract_type", "accepts_shifts", "accepts_trips", "accepts_secondment",
    "work_form", "purpose", "wage_mode", "wage_band", "wage_vnd", "meals", "benefits", "ready_in_months",
    *choices.CONDITIONS,
)  # fmt: skip
PERSON = (
    "worker__registered_at", "worker__birth_date", "worker__birth_precision", "worker__household_id",
    "worker__commune_id", "worker__commune__province_id", "worker__education_level",
    "worker__technical_level", "worker__it_level",
)  # fmt: skip

Row = dict[str, Any]
Jobs = Iterable[tuple[str | None, date, date | None]]


def by_instances(centre: Centre, policy: PriorityPolicy, as_of: date) -> list[Seeker]:
    """Model instances with every relation prefetched."""
    consents = Consent.objects.live(Consent.Purpose.EMPLOYMENT_SERVICE, as_of)
    searches = _searches(centre).select_related("worker__commune", "worker__household")
    prefetched = searches.prefetch_related(
        Prefetch("wishes", Wish.objects.order_by("position")),
        Prefetch("worker__experiences", Experience.objects.order_by("pk")),
        Prefetch("worker__skills", WorkerSkill.objects.all()),
        Prefetch("worker__languages", LanguageSkill.objects.order_by("language")),
        Prefetch("worker__consents", consents),
        Prefetch("worker__household__poverty_statuses", PovertyStatus.objects.on(as_of)),
    )
    return [_of_instance(search, policy, as_of) for search in prefetched.iterator(chunk_size=CHUNK)]


def by_rows(centre: Centre, policy: PriorityPolicy, as_of: date) -> list[Seeker]:
    """values_list of each table, grouped in Python."""
    mine = {"worker__centre": centre}
    consents = Consent.objects.live(Consent.Purpose.EMPLOYMENT_SERVICE, as_of).filter(**mine)
    consenting = set(consents.values_list("worker", flat=True))
    held = PovertyStatus.objects.on(as_of).filter(household__centre=centre, category__in=policy.tiers)
    tiers = {home: policy.tiers.index(name) for home, name in held.values_list("household", "category")}
    wishes = _grouped(
        Wish.objects.filter(job_search__worker__centre=centre).order_by("position"),
        "job_search",
        "occupation_id",
    )
    jobs = _grouped(
        Experience.objects.filter(**mine).order_by("pk"), "worker", "occupation_id", "started_on", "ended_on"
    )
    skills = _grouped(WorkerSkill.objects.filter(**mine), "worker", "skill_id", "held")
    languages = _grouped(
        LanguageSkill.objects.filter(**mine).order_by("language"), "worker", "language_id", "proficiency"
    )
    found = []
    for values in _searches(centre).values_list(*SEARCH, *PERSON).iterator(CHUNK):
        row = dict(zip((*SEARCH, *(name.removeprefix("worker__") for name in PERSON)), values, strict=True))
        worker = row["worker_id"]
        found.append(
            _seeker(
                row,
                as_of,
                tier=tiers.get(row["household_id"], 0),
                consents=worker in consenting,
                wished=tuple(code for (code,) in wishes.get(row["pk"], ())),
                jobs=jobs.get(worker, ()),
                skills=skills.get(worker, ()),
                languages=languages.get(worker, ()),
            )
        )
    return found


def _searches(centre: Centre) -> QuerySet[JobSearch]:
    active = JobSearch.objects.active().filter(worker__centre=centre, worker__state=Worker.State.REGISTERED)
    return active.order_by("worker_id")


def _grouped(rows: QuerySet[Any], key: str, *columns: str) -> dict[int, list[tuple[Any, ...]]]:
    groups = defaultdict(list)
    for owner, *rest in rows.values_list(key, *columns).iterator(CHUNK):
        groups[owner].append(tuple(rest))
    return groups


def _of_instance(search: JobSearch, policy: PriorityPolicy, as_of: date) -> Seeker:
    worker = search.worker
    row = {name: getattr(search, name) for name in SEARCH}
    names = [name.removeprefix("worker__") for name in PERSON if not name.startswith("worker__commune__")]
    row |= {name: getattr(worker, name) for name in names}
    row["commune__province_id"] = worker.commune and worker.commune.province_id
    held = worker.household.poverty_statuses.all() if worker.household else ()
    tiers = [policy.tiers.index(status.category) for status in held if status.category in policy.tiers]
    return _seeker(
        row,
        as_of,
        tier=max(tiers, default=0),
        consents=bool(worker.consents.all()),
        wished=tuple(wish.occupation_id for wish in search.wishes.all()),
        jobs=[(job.occupation_id, job.started_on, job.ended_on) for job in worker.experiences.all()],
        skills=[(skill.skill_id, skill.held) for skill in worker.skills.all()],
        languages=[(spoken.language_id, spoken.proficiency) for spoken in worker.languages.all()],
    )


def _seeker(
    row: Row, as_of: date, *, tier: int, consents: bool, wished: tuple[str, ...], jobs: Jobs, **sets: Any
) -> Seeker:
    past = tuple(_past(jobs, as_of))
    mode = row["wage_mode"] or None
    return Seeker(
        id=row["worker_id"],
        registered=(row["registered_at"] - EPOCH) // timedelta(microseconds=1),
        tier=tier,
        age=full_years(row["birth_date"], row["birth_precision"], as_of),
        consents=consents,
        searching=True,
        wished=wished,
        past=past,
        skills_held=frozenset(code for code, held in sets["skills"] if held),
        skills_lacking=frozenset(code for code, held in sets["skills"] if not held),
        skills_recorded=bool(sets["skills"]),
        education=_step(choices.EducationLevel, row["education_level"]),
        technical_level=_step(choices.TechnicalLevel, row["technical_level"]),
        experience_months=_experience(row["experience"], past, wished),
        languages=tuple(LanguageLevel(tag, proficiency_level(level)) for tag, level in sets["languages"]),
        languages_recorded=bool(sets["languages"]),
        it_level=proficiency_level(row["it_level"]) if row["it_level"] else None,
        conditions=conditions_of(*(row[name] for name in choices.CONDITIONS)),
        commune=row["commune_id"],
        province=row["commune__province_id"],
        places=tuple(_places(row)),
        only_these_places=row["only_these_places"],
        willing_to_move=row["accepts_moving"],
        accepts_overseas=row["accepts_overseas"],
        wage_mode=mode,
        wage_monthly_vnd=monthly_vnd(row["wage_vnd"], mode),
        wage_band=choices.step(choices.WageBand, row["wage_band"]) + 1 if row["wage_band"] else None,
        contract=row["contract_type"] or None,
        accepts_shifts=row["accepts_shifts"],
        accepts_trips=row["accepts_trips"],
        accepts_secondment=row["accepts_secondment"],
        work_form=row["work_form"] or None,
        purpose=row["purpose"] or None,
        meals=row["meals"] or None,
        benefits=frozenset(row["benefits"]) or None,
        ready_in_months=row["ready_in_months"],
    )


def _step(scale: Any, key: str) -> int | None:
    return choices.step(scale, key) if key else None


def _past(jobs: Jobs, as_of: date) -> Iterator[Past]:
    for code, started, ended in jobs:
        if code and started <= as_of:
            end = min(ended or as_of, as_of)
            yield Past(code, max(0, _months(started, end)), _months(end, as_of) // 12)


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _experience(band: str, past: tuple[Past, ...], wished: tuple[str, ...]) -> int | None:
    if band:
        return EXPERIENCE_MONTHS[band]
    return sum(job.months for job in past if job.code in wished) if past else None


def _places(row: Row) -> Iterator[PlaceWish]:
    for choice in ("first", "second"):
        if row[f"{choice}_province_id"]:
            yield PlaceWish(province=row[f"{choice}_province_id"], commune=row[f"{choice}_commune_id"])
        elif row[f"{choice}_country"]:
            yield PlaceWish(country=row[f"{choice}_country"])


Reader = Callable[[Centre, PriorityPolicy, date], list[Seeker]]
READERS: dict[str, Reader] = {"ORM instances": by_instances, "values_list": by_rows}
