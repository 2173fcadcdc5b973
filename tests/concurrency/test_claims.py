"""Sixteen workers at one queue: every row is done by one of them, and every wish leaves one row.

Each guard has a twin without it, in which the race has to appear.
"""

import threading
import time
import uuid
from collections import Counter

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now

from centres import queue
from centres.models import Work
from jobs.models import MatchTask
from tests.cast import NOW, make_cast, write_catalogue
from tests.concurrency.threads import together
from tests.factories import make_employer, make_vacancy

THREADS, TASKS, ROUNDS, BATCH = 16, 200, 3, 5

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def employer():
    write_catalogue()
    return make_employer(make_cast().son_la)


@pytest.fixture
def vacancies(employer):
    """As many vacancies as tasks: a vacancy has one waiting task."""
    return [make_vacancy(employer, f"Thợ may {number}") for number in range(TASKS)]


def ask_for_all(vacancies) -> None:
    MatchTask.objects.all().delete()
    MatchTask.objects.bulk_create(
        MatchTask(vacancy=vacancy, reason="asked", not_before=NOW, created_at=NOW) for vacancy in vacancies
    )


def claim_until_empty(claim) -> list[int]:
    """What one worker gets hold of."""
    taken: list[int] = []
    while rows := claim(MatchTask, BATCH):
        taken += [row.pk for row in rows]
    return taken


def claimed_by_everybody(claim, threads=THREADS) -> Counter:
    """Task -> how many workers got it. A refusal or deadlock of the database is raised."""
    outcomes = together([lambda: claim_until_empty(claim)] * threads)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    return Counter(pk for taken in outcomes for pk in taken)


def claim_by_reading_first(model, limit):
    """The twin: what a claim looks like to somebody who has not met a second worker."""
    rows = list(queue.due(model).order_by("priority", "not_before", "pk")[:limit])
    model.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=Work.State.DOING, lease_token=uuid.uuid4(), lease_until=Now() + queue.lease()
    )
    return rows


def test_every_task_is_claimed_once(vacancies):
    for _round in range(ROUNDS):
        ask_for_all(vacancies)
        claimed = claimed_by_everybody(queue.claim)
        assert (len(claimed), set(claimed.values())) == (TASKS, {1})
        assert set(MatchTask.objects.values_list("state", "attempts")) == {("doing", 1)}


def test_reading_before_writing_gives_tasks_to_several(vacancies):
    ask_for_all(vacancies)
    claimed = claimed_by_everybody(claim_by_reading_first)
    assert len(claimed) == TASKS
    assert max(claimed.values()) > 1


def test_a_claim_passes_over_rows_another_worker_is_looking_at(vacancies):
    ask_for_all(vacancies)
    first = queue.due(MatchTask).order_by("priority", "not_before", "pk")[:1]
    with transaction.atomic():
        [held] = first.select_for_update(no_key=True)
        [(seconds, claimed)] = together([lambda: timed(lambda: queue.claim(MatchTask, BATCH))])
    assert held.pk not in {task.pk for task in claimed}
    assert len(claimed) == BATCH
    assert seconds < 1


def test_without_skipping_a_claim_waits_for_the_other_worker(vacancies, monkeypatch):
    ask_for_all(vacancies)
    plain = queue.QuerySet.select_for_update
    monkeypatch.setattr(
        queue.QuerySet, "select_for_update", lambda rows, skip_locked=False, **words: plain(rows, **words)
    )

    def impatient():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        return queue.claim(MatchTask, BATCH)

    with transaction.atomic():
        list(queue.due(MatchTask).order_by("priority", "not_before", "pk").select_for_update(no_key=True)[:1])
        [outcome] = together([impatient])
    assert isinstance(outcome, OperationalError)
    assert "lock timeout" in str(outcome)


def timed(task):
    started = time.monotonic()
    result = task()
    return time.monotonic() - started, result


def ask(vacancy):
    with transaction.atomic():
        return queue.enqueue(MatchTask, key={"vacancy": vacancy}, by=None, at=NOW, reason="asked")


def test_sixteen_wishes_at_once_leave_one_waiting_row(employer):
    for number in range(5):
        vacancy = make_vacancy(employer, f"Thợ hàn {number}")
        answers = together([lambda vacancy=vacancy: ask(vacancy)] * THREADS)
        assert [made for _task, made in answers].count(True) == 1
        assert len({task.pk for task, _made in answers}) == 1
        assert MatchTask.objects.filter(vacancy=vacancy).count() == 1


def test_looking_before_asking_leaves_many_rows(employer):
    """The twin: without the unique constraint, and with a check where the constraint was."""
    vacancy = make_vacancy(employer)
    constraint = next(
        c for c in MatchTask._meta.constraints if c.name == "one_waiting_match_task_per_vacancy"
    )
    everybody_looked = threading.Barrier(THREADS)

    def look_then_ask():
        waiting = MatchTask.objects.filter(vacancy=vacancy, state=Work.State.TODO)
        if not waiting.exists():
            everybody_looked.wait(timeout=20)
            MatchTask.objects.create(vacancy=vacancy, reason="asked", not_before=NOW, created_at=NOW)

    with connection.schema_editor() as editor:
        editor.remove_constraint(MatchTask, constraint)
    try:
        together([look_then_ask] * THREADS)
        assert MatchTask.objects.filter(vacancy=vacancy).count() == THREADS
    finally:
        MatchTask.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(MatchTask, constraint)


def test_wishes_and_claims_at_once_lose_nothing_and_never_lock_each_other_out(vacancies):
    """Half ask, half claim, over the same few vacancies: the last wish is always still to be done or done."""
    few = vacancies[:8]
    done: list[int] = []

    def work():
        for _turn in range(30):
            for task in queue.claim(MatchTask, 2):
                with transaction.atomic():
                    done.extend(each.pk for each in queue.finish([task]))

    def wish():
        for turn in range(30):
            ask(few[turn % len(few)])

    outcomes = together([work, wish] * (THREADS // 2))
    assert [outcome for outcome in outcomes if outcome is not None] == []
    done += claim_until_empty(queue.claim)
    assert len(done) == len(set(done)) == MatchTask.objects.count()
