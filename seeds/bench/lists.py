"""Shortlists of the bench, made and kept the way the product makes and keeps them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jobs.models import Vacancy
from jobs.runs import Made, store
from jobs.shortlist import Desk
from jobs.snapshots import bring_forward
from seeds.bench.bench import Bench

TOGETHER = 256  # lists written in one transaction


def desk_of(bench: Bench, at: datetime) -> Desk:
    """What every ranking of the centre shares, as fresh as the register."""
    return Desk(bring_forward(bench.centre, at=at))


def ranked(bench: Bench, desk: Desk, vacancies: Sequence[Vacancy]) -> list[Made]:
    """A list for each vacancy, not yet written."""
    made = []
    for number, vacancy in enumerate(vacancies, 1):
        made.append(desk.rank(vacancy))
        if number % TOGETHER == 0:
            bench.report.progress(number, len(vacancies))
    return made


def keep(made: Sequence[Made], at: datetime) -> None:
    """Write lists; they are what everybody reads from now on."""
    for first in range(0, len(made), TOGETHER):
        with transaction.atomic():
            store([(None, each) for each in made[first : first + TOGETHER]], at=at)
