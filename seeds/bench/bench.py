"""One run: the register, its vacancies as openings, the profiles, and where results go."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from catalog.related import related_table
from centres.models import Centre
from jobs.matching.policy import Profile, default_policy, default_profile
from jobs.matching.types import Opening, Seeker
from jobs.models import Vacancy
from jobs.openings import opening_of, points_of
from jobs.seekers import seekers_of
from jobs.snapshots import one_moment
from seeds.bench import hardware
from seeds.bench.columns import WideRows
from seeds.bench.measure import Report
from seeds.bench.peers import World
from seeds.bench.register import Filling, vacancies_of

# Skills decide: the profile under which cheap criteria say least about who can reach the list.
SKILLS_HEAVY = {"occupation": 10, "skills": 70, "experience": 10, "education": 2, "technical_level": 3}


def profiles() -> dict[str, Profile]:
    """The two profiles every engine is timed under, by the name the rows give."""
    usual = default_profile()
    heavy = Profile(
        code="skills_heavy",
        version=1,
        employer_weights={**usual.employer_weights, **SKILLS_HEAVY},
        worker_weights=usual.worker_weights,
        medians=usual.medians,
    )
    return {"baseline": usual, "skills-heavy": heavy}


@dataclass
class Bench:
    """What a section is given. ``vacancies`` is None where each section takes its own number."""

    centre: Centre
    filling: Filling
    vacancies: int | None
    report: Report

    def count(self, usual: int) -> int:
        """How many vacancies a section uses."""
        return usual if self.vacancies is None else self.vacancies

    @cached_property
    def bandwidth(self) -> float:
        """Bytes a second one core reads from memory here."""
        return hardware.bandwidth()

    @cached_property
    def seekers(self) -> Sequence[Seeker]:
        """Everybody a list may hold."""
        with one_moment():
            return seekers_of(self.centre, policy=default_policy(), as_of=self.filling.at.date())

    @cached_property
    def world(self) -> World:
        """What every engine ranks."""
        wide = WideRows(self.seekers)
        return World(self.centre, self.filling.at.date(), default_policy(), self.seekers, wide)

    def rows(self, count: int) -> list[Vacancy]:
        """The first vacancies, as rows."""
        return vacancies_of(self.centre, count, filling=self.filling)

    def openings(self, count: int) -> list[Opening]:
        """The first vacancies, as matching sees them."""
        points = points_of({seeker.commune for seeker in self.seekers if seeker.commune})
        table = related_table()
        return [opening_of(vacancy, points, table) for vacancy in self.rows(count)]


Section = Callable[[Bench], None]


@contextmanager
def one_core() -> Iterator[None]:
    """PostgreSQL as a peer of one core: no parallel workers, no compiling of queries that run once."""
    with connection.cursor() as cursor:
        for setting in ("jit = off", "max_parallel_workers_per_gather = 0", "work_mem = '256MB'"):
            cursor.execute(f"SET {setting}")
        try:
            yield
        finally:
            for name in ("jit", "max_parallel_workers_per_gather", "work_mem"):
                cursor.execute(f"RESET {name}")
