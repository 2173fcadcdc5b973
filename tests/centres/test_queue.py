"""The work queue: who may claim what, whose result is let in, what a failure leaves behind."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from centres import queue
from jobs.models import MatchTask
from tests.cast import NOW
from tests.factories import make_employer, make_match_task, make_vacancy


@pytest.fixture
def vacancy(cast):
    return make_vacancy(make_employer(cast.son_la, "Xưởng may Tô Hiệu"))


@pytest.fixture
def vacancies(vacancy):
    return [vacancy, *(make_vacancy(vacancy.employer, f"Thợ may {n}") for n in range(3))]


def ask(vacancy):
    return queue.enqueue(MatchTask, key={"vacancy": vacancy}, by=None, at=NOW, reason="asked")


class Recorder:
    """A handler that notes what it was given; ``trouble`` runs inside compute."""

    model = MatchTask

    def __init__(self, batch=10, trouble=lambda task: None):
        self.batch, self.trouble = batch, trouble
        self.prepared, self.written = [], []

    def prepare(self, works):
        self.prepared.append([work.pk for work in works])
        return "prepared"

    def compute(self, work, prepared, progress):
        assert prepared == "prepared"
        self.trouble(work)
        return work.pk * 10

    def write(self, done):
        self.written += [(work.pk, result) for work, result in done]


def expire(task):
    MatchTask.objects.filter(pk=task.pk).update(lease_until=Now() - timedelta(seconds=1))


def test_asking_twice_leaves_one_waiting_row(vacancy):
    first, made = ask(vacancy)
    again, made_again = ask(vacancy)
    assert (made, made_again, again.pk) == (True, False, first.pk)
    assert MatchTask.objects.count() == 1


def test_asking_while_one_is_being_done_makes_a_second(vacancy):
    first, _ = ask(vacancy)
    queue.claim(MatchTask, 1)
    second, made = ask(vacancy)
    assert made
    assert second.pk != first.pk


def test_a_claim_takes_due_rows_once_by_priority_then_time(vacancies):
    late, soon, urgent, future = (
        make_match_task(vacancies[0], not_before=NOW + timedelta(seconds=2)),
        make_match_task(vacancies[1], not_before=NOW),
        make_match_task(vacancies[2], priority=1, not_before=NOW + timedelta(seconds=9)),
        make_match_task(vacancies[3], not_before=Now() + timedelta(hours=1)),
    )
    claimed = queue.claim(MatchTask, 10)
    assert [task.pk for task in claimed] == [urgent.pk, soon.pk, late.pk]
    assert {(task.state, task.attempts) for task in claimed} == {("doing", 1)}
    assert len({task.lease_token for task in claimed}) == 1
    assert queue.claim(MatchTask, 10) == []
    future.refresh_from_db()
    assert (future.state, future.attempts, future.lease_token) == ("todo", 0, None)


def test_an_expired_lease_is_taken_over_in_place(vacancy):
    task = make_match_task(vacancy)
    [held] = queue.claim(MatchTask, 1)
    assert queue.claim(MatchTask, 1) == []
    expire(task)
    [taken] = queue.claim(MatchTask, 1)
    assert (taken.pk, taken.attempts) == (task.pk, 2)
    assert taken.lease_token != held.lease_token


def test_a_row_that_was_tried_before_comes_alone(vacancies):
    tried = make_match_task(vacancies[0], attempts=1)
    fresh = [make_match_task(vacancy) for vacancy in vacancies[1:]]
    assert [task.pk for task in queue.claim(MatchTask, 10)] == [tried.pk]
    assert [task.pk for task in queue.claim(MatchTask, 10)] == [task.pk for task in fresh]


def test_a_latecomer_is_fenced_and_changes_nothing(vacancy):
    task = make_match_task(vacancy)
    [zombie] = queue.claim(MatchTask, 1)
    expire(task)
    [holder] = queue.claim(MatchTask, 1)
    before = MatchTask.objects.values().get(pk=task.pk)
    assert queue.finish([zombie]) == []
    queue.give_back(zombie, "late")
    queue.progress_of(zombie)(7, 9)
    assert MatchTask.objects.values().get(pk=task.pk) == before
    assert queue.finish([holder]) == [holder]
    assert MatchTask.objects.get(pk=task.pk).state == "done"


def test_a_row_given_back_waits_longer_each_time_and_fails_at_the_fifth(vacancy):
    task = make_match_task(vacancy)
    for attempt in range(1, 6):
        [held] = queue.claim(MatchTask, 1)
        assert held.attempts == attempt
        queue.give_back(held, "KeyError in read, line 3")
        assert queue.claim(MatchTask, 1) == []
        expire(task)
    task.refresh_from_db()
    assert (task.state, task.attempts, task.last_error) == ("failed", 5, "KeyError in read, line 3")
    assert task.finished_at is not None
    assert queue.claim(MatchTask, 1) == []


def test_a_batch_does_not_renew_the_lease_of_a_row_it_gave_back(vacancy):
    make_match_task(vacancy)
    [held] = queue.claim(MatchTask, 1)
    queue.give_back(held, "error")
    assert not MatchTask.objects.filter(lease_token=held.lease_token).exists()


def test_sweep_closes_rows_whose_last_attempt_died(vacancies, caplog):
    dead = make_match_task(vacancies[0], state="doing", attempts=5, lease_token=uuid.uuid4(), lease_until=NOW)
    make_match_task(vacancies[1], state="doing", attempts=4, lease_token=uuid.uuid4(), lease_until=NOW)
    make_match_task(vacancies[2])
    assert queue.sweep() == 2
    dead.refresh_from_db()
    assert (dead.state, dead.last_error) == ("failed", "lease expired")
    assert "work_failed" in caplog.text


def test_drain_does_everything_in_batches(vacancies):
    tasks = [make_match_task(vacancy) for vacancy in vacancies]
    handler = Recorder(batch=3)
    assert queue.drain(handler) == 4
    assert handler.prepared == [[tasks[0].pk, tasks[1].pk, tasks[2].pk], [tasks[3].pk]]
    assert handler.written == [(task.pk, task.pk * 10) for task in tasks]
    assert set(MatchTask.objects.values_list("state", flat=True)) == {"done"}


def test_an_error_stays_on_its_row_and_never_quotes_data(vacancies, caplog):
    tasks = [make_match_task(vacancy) for vacancy in vacancies]

    def trouble(task):
        if task.pk == tasks[1].pk:
            raise ValueError("Lò Văn Thương 014095001234")

    handler = Recorder(trouble=trouble)
    assert queue.drain(handler) == 3
    failed = MatchTask.objects.get(pk=tasks[1].pk)
    assert (failed.state, failed.attempts) == ("doing", 1)
    assert failed.last_error.startswith("ValueError in trouble, line ")
    assert tasks[1].pk not in [pk for pk, _ in handler.written]
    assert "Thương" not in caplog.text + failed.last_error


def test_a_worker_that_lost_its_lease_writes_nothing(vacancy):
    task = make_match_task(vacancy)

    def freeze(work):
        expire(task)
        [taken] = queue.claim(MatchTask, 1)
        assert taken.attempts == work.attempts + 1

    handler = Recorder(trouble=freeze)
    queue.drain(handler, seconds=0.1)
    assert handler.written == []
    assert MatchTask.objects.get(pk=task.pk).state == "doing"


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "doing"}, "matchtask_doing_holds_a_lease"),
        ({"attempts": 6}, "matchtask_attempts_within_limit"),
        ({"state": "done"}, "matchtask_ended_has_a_time"),
        ({"finished_at": NOW}, "matchtask_ended_has_a_time"),
    ],
)
def test_the_table_refuses_rows_that_make_no_sense(vacancy, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_match_task(vacancy, **fields)
    assert MatchTask.objects.count() == 0
