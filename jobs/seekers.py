"""Rows of the registers -> what matching may know of a person. Nothing else of them passes this file.

Forbidden inputs (sex, ethnicity, religion, family, name) are not read here at all; household poverty is read
only to give the tier of the policy, as of one Vietnam-local date.

The reading is made for whole registers: people come in chunks, and every other table gives one row a person,
aggregated by the database into one text. Many people tell the same, and what was read once is not read again.
"""

import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import BooleanField, Count, Field, Func, QuerySet, TextChoices, TextField, Value

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
from jobs.models import Referral
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

CHUNK = 20_000  # people
HOURS_A_MONTH, DAYS_A_MONTH = 208, 26  # Labour Code 2019 arts 105, 111: 48 hours in six days a week
COLUMNS = (
    "pk", "worker_id", "registered", "worker__birth_date", "worker__birth_precision", "worker__household_id",
    "worker__commune_id", "worker__commune__province_id", "worker__education_level",
    "worker__technical_level", "worker__it_level", "experience", "first_province_id", "first_commune_id",
    "first_country", "second_province_id", "second_commune_id", "second_country", "only_these_places",
    "accepts_moving", "accepts_overseas", "contract_type", "accepts_shifts", "accepts_trips",
    "accepts_secondment", "work_form", "purpose", "wage_mode", "wage_band", "wage_vnd", "meals", "benefits",
    "ready_in_months", *choices.CONDITIONS,
)  # fmt: skip
KEYS = (("job_search", COLUMNS.index("pk")), ("worker", COLUMNS.index("worker_id")))
HOUSEHOLD = COLUMNS.index("worker__household_id")

Row = tuple[Any, ...]


class Microseconds(Func):
    """A moment as whole microseconds since the epoch."""

    template = "(extract(epoch FROM %(expressions)s) * 1000000)::bigint"
    arity = 1
    output_field = Field()  # an integer field would have every number turned into itself


class Among(Func):
    """Whether a key is one of many: one parameter however many they are, where ``IN`` writes one for each."""

    template, arg_joiner = "%(expressions)s::bigint[])", " = ANY ("
    output_field = BooleanField()

    def __init__(self, key: str, keys: Iterable[int]) -> None:
        super().__init__(key, Value("{" + ",".join(map(str, keys)) + "}"))


def seekers_of(
    centre: Centre, *, policy: PriorityPolicy, as_of: date, ids: Collection[int] | None = None
) -> list[Seeker]:
    """Everybody of a centre with an active job search, by id; where ``ids`` are given, those of them who are
    such people.

    One query, and seven for each ``CHUNK`` of people. The caller holds one REPEATABLE READ transaction, so
    that all see the same moment.
    """
    searches = JobSearch.objects.active().filter(worker__centre=centre, worker__state=Worker.State.REGISTERED)
    if ids is not None:
        searches = searches.filter(Among("worker", ids))
    rows = searches.order_by("worker_id").annotate(registered=Microseconds("worker__registered_at"))
    people = rows.values_list(*COLUMNS).iterator(CHUNK)
    found: list[Seeker] = []
    with uncollected():
        while chunk := list(islice(people, CHUNK)):
            record = Record.of(chunk, centre=centre, policy=policy, as_of=as_of)
            found += map(record.seeker, chunk)
    return found


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cyclic garbage: among a register's worth of new rows, which hold no cycles, it would take
    as long as reading them.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Record:
    """What the other tables say of a chunk of people: by household, by search, and the rest by worker."""

    as_of: date
    tiers: dict[int, int]
    wishes: dict[int, str]
    consenting: set[int]
    jobs: dict[int, str]
    skills: dict[int, str]
    languages: dict[int, str]
    live: dict[int, int]

    @classmethod
    def of(cls, people: Sequence[Row], *, centre: Centre, policy: PriorityPolicy, as_of: date) -> "Record":
        """For rows of ``COLUMNS``, in seven queries."""
        searches, workers = (Among(key, [row[place] for row in people]) for key, place in KEYS)
        consents = Consent.objects.live(Consent.Purpose.EMPLOYMENT_SERVICE, as_of).filter(workers)
        wishes, skills = Wish.objects.filter(searches), WorkerSkill.objects.filter(workers)
        jobs = Experience.objects.filter(workers, occupation__isnull=False, started_on__lte=as_of)
        languages = LanguageSkill.objects.filter(workers)
        return cls(
            as_of=as_of,
            tiers=_tiers(policy, as_of, centre, {row[HOUSEHOLD] for row in people if row[HOUSEHOLD]}),
            wishes=_lines(wishes, "job_search", "occupation_id", order_by="position"),
            consenting=set(consents.values_list("worker", flat=True)),
            jobs=_lines(jobs, "worker", "occupation_id", "started_on", "ended_on", order_by="pk"),
            skills=_lines(skills, "worker", "skill_id", "held", order_by="pk"),
            languages=_lines(languages, "worker", "language_id", "proficiency", order_by="language_id"),
            live=_live_referrals(workers),
        )

    def seeker(self, row: Row) -> Seeker:
        """One person, from a row of ``COLUMNS``."""
        (
            search, worker, registered, birth_date, precision, household, commune, province, education,
            technical, it_level, experience, first_province, first_commune, first_country, second_province,
            second_commune, second_country, only_these, moving, overseas, contract, shifts, trips, secondment,
            work_form, purpose, wage_mode, wage_band, wage_vnd, meals, benefits, ready, *conditions,
        ) = row  # fmt: skip
        wished = _wishes(self.wishes.get(search, ""))
        places = _places(
            first_province, first_commune, first_country, second_province, second_commune, second_country
        )
        past = _past(self.jobs.get(worker, ""), self.as_of)
        held, lacking = _skills(self.skills.get(worker, ""))
        languages = _languages(self.languages.get(worker, ""))
        return Seeker(
            id=worker,
            registered=registered,
            tier=self.tiers.get(household, 0),
            age=full_years(birth_date, precision, self.as_of),
            consents=worker in self.consenting,
            searching=True,
            live_referrals=self.live.get(worker, 0),
            wished=wished,
            past=past,
            skills_held=held,
            skills_lacking=lacking,
            skills_recorded=worker in self.skills,
            education=EDUCATION[education],
            technical_level=TECHNICAL_LEVEL[technical],
            experience_months=_experience(experience, past, wished),
            languages=languages,
            languages_recorded=bool(languages),
            it_level=PROFICIENCY[it_level],
            conditions=conditions_of(*conditions),
            commune=commune,
            province=province,
            places=places,
            only_these_places=only_these,
            willing_to_move=moving,
            accepts_overseas=overseas,
            wage_mode=wage_mode or None,
            wage_monthly_vnd=monthly_vnd(wage_vnd, wage_mode),
            wage_band=WAGE_BAND[wage_band],
            contract=contract or None,
            accepts_shifts=shifts,
            accepts_trips=trips,
            accepts_secondment=secondment,
            work_form=work_form or None,
            purpose=purpose or None,
            meals=meals or None,
            benefits=frozenset(benefits) or None,
            ready_in_months=ready,
        )


def _tiers(
    policy: PriorityPolicy, as_of: date, centre: Centre, households: Collection[int]
) -> dict[int, int]:
    """Household -> tier number, for the categories the policy names."""
    held = PovertyStatus.objects.on(as_of).filter(
        Among("household", households), household__centre=centre, category__in=policy.tiers
    )
    return {
        household: policy.tiers.index(category)
        for household, category in held.values_list("household", "category")
    }


def _live_referrals(workers: Among) -> dict[int, int]:
    """Worker -> referrals not yet closed, for those who have any."""
    live = Referral.objects.live().filter(workers).order_by().values("worker")
    return dict(live.annotate(count=Count("pk")).values_list("worker", "count"))


def _lines(rows: QuerySet[Any, Any], key: str, *columns: str, order_by: str) -> dict[int, str]:
    """What rows say, by ``key``: a line each, its columns apart by tabs, what is NULL left out."""
    line = Func(Value("\t"), *columns, function="concat_ws", output_field=TextField())
    lines = StringAgg(line, "\n", order_by=order_by)
    return dict(rows.values(key).annotate(lines=lines).values_list(key, "lines"))


def _wishes(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _past(text: str, as_of: date) -> tuple[Past, ...]:
    return tuple(_job(line, as_of) for line in text.split("\n")) if text else ()


@lru_cache(2**16)
def _job(line: str, as_of: date) -> Past:
    code, *days = line.split("\t")
    started, *ended = map(date.fromisoformat, days)
    last = min(*ended, as_of) if ended else as_of
    return Past(code, max(0, _months(started, last)), _months(last, as_of) // 12)


@lru_cache(2**16)
def _skills(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Those held, and those known to be lacking."""
    answers = [line.split("\t") for line in text.split("\n")] if text else []
    held, lacking = (frozenset(code for code, held in answers if held == answer) for answer in "tf")
    return held, lacking


@lru_cache(2**16)
def _languages(text: str) -> tuple[LanguageLevel, ...]:
    known = [line.split("\t") for line in text.split("\n")] if text else []
    return tuple(LanguageLevel(tag, proficiency_level(level)) for tag, level in known)


def _months(start: date, end: date) -> int:
    """Whole months from one day to another."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _experience(band: str, past: tuple[Past, ...], wished: tuple[str, ...]) -> int | None:
    """Months in the wished field: what the form says, else what the recorded jobs add up to; nothing recorded
    is unknown.
    """
    if band:
        return EXPERIENCE_MONTHS[band]
    return sum(job.months for job in past if job.code in wished) if past else None


@lru_cache(2**16)
def _places(*codes: str | None) -> tuple[PlaceWish, ...]:
    """First and second choice of workplace, where given: province and commune, or country, of each."""
    wishes = zip(codes[::3], codes[1::3], codes[2::3], strict=True)
    return tuple(
        PlaceWish(province, commune, country or None)
        for province, commune, country in wishes
        if province or country
    )


def _scale(levels: type[TextChoices], first: int = 0) -> dict[str, int | None]:
    """Key -> place on a scale counted from ``first``; the empty answer is unknown."""
    return {"": None, **{key: first + place for key, place in choices.steps(levels).items()}}


EDUCATION, TECHNICAL_LEVEL = _scale(choices.EducationLevel), _scale(choices.TechnicalLevel)
PROFICIENCY = _scale(choices.Proficiency, first=1)  # in the engine's scale 0 is "none"
WAGE_BAND = _scale(choices.WageBand, first=1)
CONDITIONS = [_scale(levels) for levels in choices.CONDITIONS.values()]


def proficiency_level(key: str) -> int:
    """Position in the engine's scale, where 0 is "none"."""
    return choices.step(choices.Proficiency, key) + 1


@cache
def conditions_of(*keys: str) -> Conditions:
    """The seven working conditions as positions on their scales, in the order of ``choices.CONDITIONS``."""
    return Conditions(*(scale[key] for scale, key in zip(CONDITIONS, keys, strict=True)))


def monthly_vnd(amount: int | None, mode: str | None) -> int | None:
    """An amount a month, from one a day or an hour; other ways of paying state no amount."""
    factor = {"monthly": 1, "daily": DAYS_A_MONTH, "hourly": HOURS_A_MONTH}.get(mode or "")
    return amount * factor if amount is not None and factor else None
