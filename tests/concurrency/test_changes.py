"""Six clerks save while somebody reads the changes: none is lost. The twin counts rows, and loses some."""

import random
import time

import pytest
from django.db import connection

from tests.cast import make_cast, write_catalogue
from tests.concurrency.threads import together
from tests.factories import make_worker
from workers import changes
from workers.models import Worker, WorkerChange

WRITERS, EACH, ROUNDS = 6, 500, 5

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def centre():
    write_catalogue()
    return make_cast().son_la


@pytest.fixture
def people(centre) -> list[int]:
    """One person for each change, so that every change can be missed."""
    pattern = make_worker(centre)
    fields = [
        field.attname for field in Worker._meta.concrete_fields if field.attname not in ("id", "public_id")
    ]
    same = {name: getattr(pattern, name) for name in fields}
    Worker.objects.bulk_create(
        Worker(**same | {"code": f"W-{number:06d}"}) for number in range(WRITERS * EACH)
    )
    return list(Worker.objects.exclude(pk=pattern.pk).values_list("pk", flat=True))


def save(people: list[int], seed: int) -> None:
    """One clerk: each change in its own transaction, saved some time after it was written."""
    dice = random.Random(seed)
    with connection.cursor() as cursor:
        for person in people:
            cursor.execute("BEGIN")
            cursor.execute("UPDATE workers_worker SET it_level = 'good' WHERE id = %s", [person])
            time.sleep(dice.choice((0, 0, 0.001, 0.004, 0.02)))
            cursor.execute("COMMIT")


class ByRow:
    """The twin: rows after the last one seen."""

    def __init__(self) -> None:
        self.last = WorkerChange.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def read(self) -> set[int]:
        rows = list(WorkerChange.objects.filter(pk__gt=self.last).order_by("pk").values_list("pk", "worker"))
        self.last = rows[-1][0] if rows else self.last
        return {worker for _pk, worker in rows}


class BySnapshot:
    """The reader of the product; counts how often it is told of each."""

    def __init__(self, centre) -> None:
        self.centre, self.mark = centre, changes.now()
        self.times = 0

    def read(self) -> frozenset[int]:
        found = changes.changed_since(self.mark, centre=self.centre)
        self.mark = found.watermark
        self.times += len(found.ids)
        return found.ids


def race(people: list[int], readers) -> list[set[int]]:
    """Everybody saves their share while the readers poll, and once more after the last; whom each found."""
    found: list[set[int]] = [set() for _reader in readers]
    gone: list[int] = []

    def clerk(number: int) -> None:
        try:
            save(people[number::WRITERS], seed=number)
        finally:
            gone.append(number)

    def poll() -> None:
        over = False
        while not over:
            over = len(gone) == WRITERS  # what was saved by then, this turn finds
            for reader, seen in zip(readers, found, strict=True):
                seen |= reader.read()
            time.sleep(0.001)

    clerks = [lambda number=number: clerk(number) for number in range(WRITERS)]
    assert together([poll, *clerks]) == [None] * (WRITERS + 1)
    return found


def test_no_change_is_lost_and_none_told_twice(centre, people):
    reader = BySnapshot(centre)
    [found] = race(people, [reader])
    assert len(people) == WRITERS * EACH == 3_000
    assert len(set(people) - found) == 0
    assert (found, reader.times) == (set(people), 3_000)


def test_counting_rows_loses_changes(centre, people):
    """Both readers in one race, so that the twin cannot have had the harder one."""
    for _turn in range(ROUNDS):
        Worker.objects.update(it_level="")
        by_row, by_snapshot = race(people, [ByRow(), BySnapshot(centre)])
        assert by_snapshot == set(people)
        if lost := set(people) - by_row:
            break
    assert len(lost) > 0
