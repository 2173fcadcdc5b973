"""What the machines that watch us are told, and what staff see of the work."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.test import Client

from centres import queue
from config import health
from jobs.models import MatchTask
from tests.cast import NOW
from tests.factories import make_employer, make_match_task, make_vacancy


def broken(*_arguments, **_words):
    raise OperationalError("no such server")


def test_a_living_process_says_so_without_asking_the_database(monkeypatch):
    monkeypatch.setattr(connection, "ensure_connection", broken)
    answer = Client().get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


@pytest.mark.django_db
def test_a_process_with_its_database_is_ready():
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
    assert Client().head("/readyz").status_code == 200
    assert Session.objects.count() == 0


def test_without_the_database_it_is_not_ready_and_says_when_to_ask_again(monkeypatch):
    monkeypatch.setattr(health.MigrationRecorder, "applied_migrations", broken)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json() == {"status": "unavailable", "missing": "database"}
    assert b"no such server" not in answer.content


@pytest.mark.django_db
def test_with_a_migration_missing_it_is_not_ready(monkeypatch):
    wanted = health.newest_migrations() | {("jobs", "9999_of_a_later_release")}
    monkeypatch.setattr(health, "newest_migrations", lambda: wanted)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, "migrations")


@pytest.mark.parametrize("address", ["/livez", "/readyz", "/statusz"])
def test_only_reading_is_offered(address, browser, request):
    client = browser(request.getfixturevalue("manager"))
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(("name", "status"), [("hoa", 403), ("officer", 403), ("manager", 200)])
def test_the_numbers_are_for_those_who_audit_or_manage_accounts(name, status, browser, request):
    assert browser(request.getfixturevalue(name)).get("/statusz").status_code == status


def test_a_system_administrator_without_a_centre_reads_them_too(browser, cast):
    assert browser(cast.sysadmin).get("/statusz").status_code == 200


def test_the_page_counts_what_waits_what_was_left_and_what_failed(browser, cast):
    vacancies = [make_vacancy(make_employer(cast.son_la), f"Thợ may {n}") for n in range(5)]
    lease = {"state": "doing", "lease_token": "00000000-0000-4000-8000-000000000000", "attempts": 1}
    make_match_task(vacancies[0], not_before=Now() - timedelta(minutes=10))
    make_match_task(vacancies[1], not_before=Now() + timedelta(hours=1))
    make_match_task(vacancies[2], lease_until=NOW, **lease)
    make_match_task(vacancies[3], lease_until=Now() + timedelta(minutes=1), **lease)
    make_match_task(vacancies[4], state="failed", finished_at=NOW)
    kinds = browser(cast.manager).get("/statusz").context["kinds"]
    [kind] = [kind for kind in kinds if kind["label"] == MatchTask.TITLE]
    values = {fact["label"]: fact["value"] for fact in kind["facts"]}
    notes = [fact["label"] for fact in kind["facts"] if fact.get("note")]
    assert values == {
        "Oldest work has waited": "10 minutes",
        "Waiting": "2",
        "Due now": "1",
        "Being done": "2",
        "Left by their worker": "1",
        "Failed": "1",
    }
    assert notes == ["Oldest work has waited", "Left by their worker", "Failed"]


def test_a_quiet_queue_raises_no_remark(browser, manager):
    kinds = browser(manager).get("/statusz").context["kinds"]
    assert len(kinds) == len(queue.kinds())
    assert [fact for kind in kinds for fact in kind["facts"] if fact.get("note")] == []
