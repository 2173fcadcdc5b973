"""A believable register of invented people for one province, up to a million of them.

Deterministic: the same province, number, seed and day give the same people, codes and public identifiers
(only the sealing of personal numbers is random, as it must be). Written with COPY in chunks, each chunk one
transaction, so memory stays flat and an interrupted run leaves whole households.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, models

from catalog.models import Commune
from catalog.vietnamese import name_sort_key, search_key
from centres.identifiers import ALPHABET
from centres.models import Centre
from centres.sealing import blind_index, seal
from seeds.copying import Sheet, Writer, reserve_keys
from seeds.names import dice
from seeds.population import (
    ETHNIC_SHARES,
    REGISTER_YEARS,
    CommuneFacts,
    Family,
    Person,
    Population,
    Status,
)
from seeds.working_life import Record, WorkingLife
from workers import models as workers

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CHUNK = 4_000  # workers between two commits
BORN_HERE = 0.95
ELSEWHERE_PREFIXES = (
    "001",
    "010",
    "015",
    "017",
    "025",
    "034",
    "035",
    "036",
    "038",
    "033",
)  # delta, neighbours
HERE_NUMBERS = 900_000  # of the million numbers of a cell; the rest is shared out among the provinces
STEP = 7_919  # prime, so it walks through every number of a cell


class RegisterNotEmpty(Exception):
    """The centre already has people; invented ones are never mixed into a register."""


class Registration(NamedTuple):
    """One invented person, ready to be written: household and record with everything but database keys."""

    family: Family
    person: Person
    public_id: str
    code: str
    registered_at: datetime
    national_id: str
    record: Record


Progress = Callable[[int, int], None]


class Numbers:
    """Personal numbers of valid structure, never the same twice in any province of the demo."""

    def __init__(self, province: str) -> None:
        self._own = f"0{province}"
        elsewhere = 1_000_000 - HERE_NUMBERS
        self._share = elsewhere // len(ETHNIC_SHARES)
        self._first_elsewhere = HERE_NUMBERS + self._share * sorted(ETHNIC_SHARES).index(province)
        self._used: dict[str, int] = defaultdict(int)

    def next(self, rng: Random, sex: str, born: date) -> str:
        """Prefix of birth province, century and sex, year, six digits (Decree 137/2015 art. 13)."""
        here = rng.random() < BORN_HERE
        prefix = self._own if here else rng.choice(ELSEWHERE_PREFIXES)
        cell = f"{prefix}{(born.year >= 2000) * 2 + (sex == 'female')}{born.year % 100:02d}"
        turn = self._used[cell]
        self._used[cell] += 1
        first, size = (0, HERE_NUMBERS) if here else (self._first_elsewhere, self._share)
        return f"{cell}{first + (turn + 1) * STEP % size:06d}"


@lru_cache(maxsize=200_000)
def _name_keys(name: str) -> tuple[str, str]:
    return name_sort_key(name), search_key(name)


def _public_id(rng: Random, prefix: str) -> str:
    return f"{prefix}_" + "".join(rng.choices(ALPHABET, k=26))


def registrations(
    population: Population, life: WorkingLife, *, centre_code: str, count: int
) -> Iterator[Registration]:
    """``count`` people in the order of registration. Pure: reads neither the clock nor the database."""
    rng, numbers = population.rng, Numbers(population.province)
    start = population.today - timedelta(days=365 * REGISTER_YEARS)
    done = 0
    for family in population.families():
        for person in family.people:
            if done == count:
                return
            day = start + timedelta(days=int(done / count * 365 * REGISTER_YEARS))
            day = max(day, person.birth_date + timedelta(days=365 * 15 + 5))  # nobody registers below 15
            day -= timedelta(days=max(day.weekday() - 4, 0))
            done += 1
            yield Registration(
                family=family,
                person=person,
                public_id=_public_id(rng, "wk"),
                code=f"{centre_code}-{done:06d}",
                registered_at=datetime.combine(day, time(7, 30), VIETNAM)
                + timedelta(minutes=rng.randrange(540)),
                national_id=numbers.next(rng, person.sex, person.birth_date) if rng.random() < 0.97 else "",
                record=life.record(family, person, day),
            )


class Register:
    """Turns registrations of one centre into rows. Sheets stand in the order they have to be written."""

    def __init__(self, centre: Centre, rng: Random, at: datetime) -> None:
        self.centre, self.rng, self.at = centre, rng, at
        self.households = Sheet(workers.Household, with_key=True)
        self.workers = Sheet(workers.Worker, with_key=True)
        self.searches = Sheet(workers.JobSearch, with_key=True)
        self.statuses = Sheet(workers.PovertyStatus)
        self.wishes = Sheet(workers.Wish)
        self.rest = {
            "experiences": Sheet(workers.Experience),
            "qualifications": Sheet(workers.Qualification),
            "skills": Sheet(workers.WorkerSkill),
            "languages": Sheet(workers.LanguageSkill),
            "memberships": Sheet(workers.PriorityMembership),
            "consents": Sheet(workers.Consent),
        }
        owned = (self.statuses, self.wishes, *self.rest.values())
        self.sheets = (self.households, self.workers, self.searches, *owned)
        self._home: tuple[Family | None, int] = (None, 0)

    def reserve(self, count: int) -> None:
        """Keys for the next ``count`` people."""
        self.household_keys = reserve_keys(workers.Household, count)
        self.worker_keys = reserve_keys(workers.Worker, count)
        self.search_keys = reserve_keys(workers.JobSearch, count)

    def add(self, item: Registration) -> None:
        """One person; the household comes with its first member."""
        if item.family is not self._home[0]:
            self._home = (item.family, next(self.household_keys))
            self._add_household(*self._home)
        key = next(self.worker_keys)
        self._add_worker(item, key, self._home[1])
        self._add_record(item.record, key)

    def _add_household(self, family: Family, key: int) -> None:
        poor = family.poverty in ("poor", "near_poor")
        self.households.add(
            {
                "id": key,
                "public_id": _public_id(self.rng, "hh"),
                "centre_id": self.centre.pk,
                "head_name": family.head_name,
                "commune_id": family.place.code,
                "hamlet": family.hamlet,
                "certificate_no": f"{self.rng.randint(1, 900)}/GCN-HN.HCN" if poor else "",
                "created_at": self.at,
            }
        )
        for status in family.statuses:
            self._add_status(status, key)

    def _add_status(self, status: Status, household: int) -> None:
        self.statuses.add(
            {
                "household_id": household,
                "category": status.category,
                "standard": workers.PovertyStatus.Standard.DECREE_07_2021.value,
                "decision_no": status.decision_no,
                "valid_from": status.valid_from,
                "valid_to": status.valid_to,
                "recorded_at": datetime.combine(status.valid_from, time(2), UTC),
            }
        )

    def _add_worker(self, item: Registration, key: int, household: int) -> None:
        person, family, rng = item.person, item.family, self.rng
        by_name, by_words = _name_keys(person.name)
        owner, phone = self._phone(family.poverty)
        year_only = person.age > 35 and rng.random() < 0.08
        number = item.national_id
        row = {
            "id": key,
            "public_id": item.public_id,
            "code": item.code,
            "centre_id": self.centre.pk,
            "full_name": person.name,
            "name_sort_key": by_name,
            "name_search_key": by_words,
            "birth_date": person.birth_date.replace(month=1, day=1) if year_only else person.birth_date,
            "birth_precision": "year" if year_only else "day",
            "sex": person.sex,
            "ethnicity_id": family.ethnicity,
            "household_id": household,
            "permanent_commune_id": family.place.code,
            "permanent_detail": family.hamlet,
            "commune_id": family.place.code,
            "address_detail": family.hamlet,
            "phone_owner": owner,
            "phone": phone,
            "registered_at": item.registered_at,
            "updated_at": item.registered_at,
        }
        if number:  # sealed for its row, as Worker.set_national_id does
            context = f"workers.worker/{item.public_id}/national_id"
            row["national_id_sealed"] = seal(number, context=context)
            row["national_id_index"] = blind_index(number, purpose="national_id")
        self.workers.add(row | item.record.worker)

    def _phone(self, poverty: str) -> tuple[str, str]:
        """Whose phone and a number of a range no operator uses."""
        draw = self.rng.random()
        limits = (0.55, 0.8, 0.92) if poverty == "poor" else (0.85, 0.95, 0.98)
        owners = ("own", "relative", "village_head")
        owner = next((name for name, limit in zip(owners, limits, strict=True) if draw < limit), "none")
        return owner, "" if owner == "none" else f"+8495{self.rng.randrange(10_000_000):07d}"

    def _add_record(self, record: Record, worker: int) -> None:
        for name, sheet in self.rest.items():
            for row in getattr(record, name):
                sheet.add({"worker_id": worker, **row})
        if record.search is not None:
            search = next(self.search_keys)
            self.searches.add({"id": search, "worker_id": worker, **record.search})
            for row in record.wishes:
                self.wishes.add({"job_search_id": search, **row})


def generate(centre: Centre, *, count: int, seed: int, at: datetime, progress: Progress) -> None:
    """Fill an empty register with ``count`` invented people as of ``at``.

    ``progress(done, count)`` is called after every chunk. Raises RegisterNotEmpty, and UnknownProvince for a
    province the demo does not know.
    """
    if workers.Worker.objects.filter(centre=centre).exists():
        raise RegisterNotEmpty(f"The register of {centre.name} already has people in it.")
    today = at.astimezone(VIETNAM).date()
    province = centre.province_id
    population = Population(province, commune_facts(province), seed=seed, today=today)
    life = WorkingLife(population.rng, province, today)
    people = registrations(population, life, centre_code=centre.code, count=count)
    register = Register(centre, dice(f"{province}/{seed}/register"), at)
    register.reserve(min(CHUNK, count))
    with Writer() as writer:
        for done, person in enumerate(people, 1):
            register.add(person)
            if done % CHUNK == 0 or done == count:
                writer.finish()  # for a moment nobody else uses the connection
                register.reserve(min(CHUNK, count - done))
                writer.write(register.sheets)
                progress(done, count)
        writer.finish()
    _freshen_statistics()


def commune_facts(province: str) -> list[CommuneFacts]:
    """The current communes of a province, by code."""
    rows = Commune.objects.current().filter(province=province).order_by("code")
    return [CommuneFacts(row.code, row.unit_type == "Phường", row.lat, row.lon, row.area_km2) for row in rows]


def _freshen_statistics() -> None:
    """Tell the planner what arrived; autovacuum would do it a minute too late."""
    tables: list[type[models.Model]] = [workers.Worker, workers.Household, workers.PovertyStatus]
    tables += [workers.JobSearch, workers.Wish, workers.Experience, workers.WorkerSkill, workers.Consent]
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
