"""Fifty clerks register the same person in the same moment: one record, forty-nine told so.

Real connections, and a twin without the constraint in which the race does appear.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, connections

from catalog.models import Commune, EthnicGroup
from centres.models import AuditEvent
from tests.cast import NOW
from workers.actions import AlreadyRegistered, StaleState, register_worker, update_worker
from workers.models import Household, Worker

CLERKS, AT_ONCE = 50, 10
RULE = next(rule for rule in Worker._meta.constraints if rule.name == "one_worker_per_national_id")

pytestmark = pytest.mark.django_db(transaction=True)


def person():
    return {
        "full_name": "Lò Thị Vân",
        "birth_date": date(1999, 5, 4),
        "sex": "female",
        "ethnicity": EthnicGroup.objects.get(pk="03"),
        "commune": Commune.objects.get(pk="03646"),
        "phone_owner": "none",
        "national_id": "014199000123",
    }


def all_at_once(attempt, count=CLERKS):
    """The answers of ``count`` attempts, ten threads starting each round together."""
    together = Barrier(AT_ONCE)

    def run(number):
        together.wait(timeout=30)
        try:
            return attempt(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as clerks:
        return Counter(clerks.map(run, range(count)))


def registering(users):
    def attempt(number):
        home = {"head_name": "Lò Văn Ơn", "commune": Commune.objects.get(pk="03646")}
        try:
            register_worker(facts=person(), household=home, by=users[number % len(users)], at=NOW)
        except AlreadyRegistered as refusal:
            return "told who" if refusal.worker else "told where"
        return "registered"

    return attempt


@pytest.fixture
def without_the_rule(db):
    """The guard taken away, and put back."""
    with connection.schema_editor() as editor:
        editor.remove_constraint(Worker, RULE)
    yield
    Worker.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Worker, RULE)


def test_one_record_whoever_was_first(cast):
    answers = all_at_once(registering([cast.hoa, cast.registrar, cast.minh]))
    assert answers["registered"] == 1
    assert answers["told who"] + answers["told where"] == CLERKS - 1
    assert Worker.objects.count() == 1
    assert Household.objects.count() == 1
    assert AuditEvent.objects.filter(verb="worker.registered").count() == 1


def test_without_the_rule_the_race_appears(cast, without_the_rule):
    answers = all_at_once(registering([cast.hoa, cast.minh]))
    assert answers == {"registered": CLERKS}
    assert Worker.objects.count() == CLERKS


def test_codes_are_given_once_each(cast):
    def attempt(number):
        facts = person() | {"national_id": f"0141990{number:05d}"}
        return register_worker(facts=facts, by=cast.hoa, at=NOW).code

    codes = all_at_once(attempt)
    assert sorted(codes) == [f"SLA-{number:06d}" for number in range(1, CLERKS + 1)]


def test_of_many_edits_of_one_version_one_is_written(cast):
    worker = register_worker(facts=person(), by=cast.hoa, at=NOW)

    def attempt(number):
        try:
            update_worker(worker=worker, version=1, facts={"email": f"{number}@b.vn"}, by=cast.hoa, at=NOW)
        except StaleState:
            return "stale"
        return "written"

    assert all_at_once(attempt) == {"written": 1, "stale": CLERKS - 1}
    assert Worker.objects.get().version == 2
