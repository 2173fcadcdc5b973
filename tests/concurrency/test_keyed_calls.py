"""One call sent five times in the same moment, with one key: one effect, and everybody learns the same.

Real connections, and a twin without the guards in which the race does appear.
"""

from collections import Counter

import pytest
from django.db import connection

from centres.models import AuditEvent, KeyedCall
from centres.rest import idempotency
from centres.roles import CLIENT_SCOPES
from employers.models import Employer
from tests.api.callers import Caller, make_token
from tests.concurrency.threads import together

AT_ONCE, STORMS = 5, 8
RULE = next(rule for rule in KeyedCall._meta.constraints if rule.name == "one_effect_per_key")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def token(son_la):
    return make_token(son_la, scopes=CLIENT_SCOPES)


def employer(number):
    """Without a tax code: nothing but the key keeps it from being registered twice."""
    return {"name": f"Hợp tác xã chè số {number}", "province": "14", "phone": "0912345678"}


def registered():
    return Employer.objects.filter(name__startswith="Hợp tác xã chè số").count()


def storm(token, number):
    """The answers to one call sent five times at once, and again until it has ended."""

    def send():
        caller = Caller(token=token)
        return caller.post("/employers/", employer(number), idempotency_key=f"storm-{number}")

    return together([send] * AT_ONCE)


def test_a_storm_of_retries_has_one_effect(token):
    for number in range(STORMS):
        answers = storm(token, number)
        codes = Counter(answer.status_code for answer in answers)
        assert set(codes) <= {201, 409}
        assert codes[201] >= 1
        assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"in_progress"}
        assert {answer["Retry-After"] for answer in answers if answer.status_code == 409} <= {"1"}
        told = [answer for answer in answers if answer.status_code == 201]
        assert len({answer.content for answer in told}) == 1
        assert sum("Idempotent-Replayed" not in answer for answer in told) == 1
    assert registered() == STORMS
    assert AuditEvent.objects.filter(verb="employer.registered").count() == STORMS
    assert KeyedCall.objects.count() == STORMS


@pytest.fixture
def without_the_guards(db, monkeypatch):
    """No lock on the key and no rule that it stands once."""
    monkeypatch.setattr(idempotency, "hold", lambda caller, key: None)
    with connection.schema_editor() as editor:
        editor.remove_constraint(KeyedCall, RULE)
    yield
    KeyedCall.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(KeyedCall, RULE)


def test_without_the_guards_there_are_more(token, without_the_guards):
    for number in range(STORMS):
        storm(token, number)
    assert registered() > STORMS


def test_the_rule_alone_keeps_a_second_effect_out(token, monkeypatch):
    monkeypatch.setattr(idempotency, "hold", lambda caller, key: None)
    for number in range(STORMS):
        storm(token, number)
    assert registered() == STORMS
