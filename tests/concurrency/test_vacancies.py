"""Many clerks at one vacancy in the same moment: one step is taken, one posting made, one ranking waits.

Real connections, and for each a twin without the guard in which the race does appear.
"""

from collections import Counter
from functools import partial
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet

from catalog.models import Occupation
from centres.models import AuditEvent
from jobs.actions import DuplicateVacancy, StaleState, move_vacancy, post_vacancy, update_vacancy
from jobs.actions import vacancies as actions
from jobs.models import MatchTask, Vacancy
from tests.cast import NOW
from tests.concurrency.threads import together
from tests.factories import make_vacancy

AT_ONCE, ROUNDS = 10, 10
EDITS = AT_ONCE * ROUNDS
ONE_WAITING = next(
    rule for rule in MatchTask._meta.constraints if rule.name == "one_waiting_match_task_per_vacancy"
)

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(attempt):
    """How often each answer was given by ten clerks who start together."""
    return Counter(together([partial(attempt, number) for number in range(AT_ONCE)]))


def approving(vacancy, by):
    """Everybody read the vacancy while it was still waiting for approval."""

    def attempt(_number):
        seen = Vacancy.objects.get(pk=vacancy.pk)
        seen.state, seen.version = "submitted", 1
        try:
            move_vacancy(vacancy=seen, to=Vacancy.State.APPROVED, by=by, at=NOW)
        except StaleState:
            return "stale"
        return "approved"

    return attempt


def test_of_many_approvals_one_is_taken(hoa, garments):
    vacancy = make_vacancy(garments, state="submitted")
    assert all_at_once(approving(vacancy, hoa)) == {"approved": 1, "stale": AT_ONCE - 1}
    assert Vacancy.objects.get().version == 2
    assert AuditEvent.objects.filter(verb="vacancy.moved").count() == 1


def test_without_the_old_state_in_the_update_every_approval_is_taken(hoa, garments, monkeypatch):
    vacancy = make_vacancy(garments, state="submitted")
    monkeypatch.setattr(type(Vacancy.objects), "filter", lambda rows, pk, **_guard: rows.all().filter(pk=pk))
    assert all_at_once(approving(vacancy, hoa)) == {"approved": AT_ONCE}
    assert AuditEvent.objects.filter(verb="vacancy.moved").count() == AT_ONCE


def editing(vacancy, by, rounds):
    """Everybody changes the wage ``rounds`` times, and tries again when somebody else was faster."""

    def save(amount):
        while True:
            seen = Vacancy.objects.get(pk=vacancy.pk)
            try:
                facts = {"wage_max_vnd": 10_000_000 + amount}
                return update_vacancy(vacancy=seen, version=seen.version, facts=facts, by=by, at=NOW)
            except StaleState:
                continue

    def attempt(number):
        for turn in range(rounds):
            save(number * rounds + turn)
        return "saved"

    return attempt


def test_a_hundred_edits_leave_one_waiting_ranking(hoa, garments):
    vacancy = make_vacancy(garments)
    assert all_at_once(editing(vacancy, hoa, ROUNDS)) == {"saved": AT_ONCE}
    vacancy.refresh_from_db()
    assert (vacancy.version, vacancy.revision) == (EDITS + 1, EDITS + 1)
    assert list(MatchTask.objects.values_list("vacancy", "state")) == [(vacancy.pk, "todo")]


@pytest.fixture
def without_one_waiting(db):
    """The guard taken away, and put back."""
    with connection.schema_editor() as editor:
        editor.remove_constraint(MatchTask, ONE_WAITING)
    yield
    MatchTask.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(MatchTask, ONE_WAITING)


def test_without_the_rule_every_edit_leaves_a_ranking(hoa, garments, without_one_waiting):
    vacancy = make_vacancy(garments)
    assert all_at_once(editing(vacancy, hoa, 1)) == {"saved": AT_ONCE}
    assert MatchTask.objects.filter(state="todo").count() == AT_ONCE


def posting(employer, by, title):
    """``title(number)`` names each posting."""

    def attempt(number):
        facts = {
            "title": title(number),
            "occupation": Occupation.objects.get(pk="8153"),
            "openings": 1,
            "workplace": "in_province",
            "wage_mode": "negotiable",
        }
        try:
            return post_vacancy(employer=employer, facts=facts, by=by, at=NOW).code
        except DuplicateVacancy:
            return "already posted"
        except ValidationError:
            return "code taken"

    return attempt


def test_codes_are_given_once_each(hoa, garments):
    codes = all_at_once(posting(garments, hoa, "Thợ may {}".format))
    assert sorted(codes) == [f"2026-{number:06d}" for number in range(1, AT_ONCE + 1)]


def test_of_many_identical_postings_one_is_made(hoa, garments):
    answers = all_at_once(posting(garments, hoa, lambda _number: "Thợ may"))
    assert answers == {"2026-000001": 1, "already posted": AT_ONCE - 1}
    assert Vacancy.objects.count() == 1


def test_without_locks_nobody_sees_the_others_posting(hoa, garments, monkeypatch):
    looked, check = Barrier(AT_ONCE), actions._refuse_repetition

    def check_together(vacancy):
        check(vacancy)
        looked.wait(timeout=30)

    monkeypatch.setattr(actions, "_refuse_repetition", check_together)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)
    answers = all_at_once(posting(garments, hoa, lambda _number: "Thợ may"))
    assert answers["already posted"] == 0
    assert answers["code taken"] >= 1
