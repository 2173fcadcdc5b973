"""No personal number and no phone in an address, a log line, a session or the audit trail."""

import logging

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from centres.models import AuditEvent
from tests.workers.test_register_page import typed
from workers.models import Worker

CANARIES = ("014199000123", "912345678", "912 345 678")


@pytest.fixture
def heard():
    """Every record of every logger, as text."""
    lines = []

    class Ear(logging.Handler):
        def emit(self, record):
            lines.append(f"{record.getMessage()} {record.__dict__}")

    ear, root = Ear(level=logging.DEBUG), logging.getLogger()
    before = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(ear)
    root.setLevel(before)


def test_a_day_with_one_person_leaves_no_trace_of_the_numbers(browser, manager, heard):
    client = browser(manager)
    addresses = []

    def follow(response):
        addresses.append(response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"])
        addresses.append(response.headers.get("Location", ""))
        return response

    follow(client.post(reverse("staff:worker-duplicates"), typed()))
    follow(client.post(reverse("staff:worker-new"), typed()))
    follow(client.post(reverse("staff:worker-new"), typed()))
    worker = Worker.objects.get()
    for name in ("worker", "worker-edit"):
        follow(client.get(reverse(f"staff:{name}", kwargs={"public_id": worker.public_id})))
    unmask = reverse("staff:worker-unmask", kwargs={"public_id": worker.public_id})
    shown = follow(client.post(unmask, {"reason": "Đối chiếu thẻ"}))
    assert CANARIES[0] in shown.text
    edit = reverse("staff:worker-edit", kwargs={"public_id": worker.public_id})
    follow(client.post(edit, typed(version="1", religion="Phật")))
    places = {
        "addresses": addresses,
        "logs": heard,
        "audit": [f"{line.reason} {line.details}" for line in AuditEvent.objects.all()],
        "sessions": [str(session.get_decoded()) for session in Session.objects.all()],
    }
    found = [
        (place, canary) for place, texts in places.items() for canary in CANARIES if canary in str(texts)
    ]
    assert found == []
    assert len(heard) > 10
    assert len(places["audit"]) == 3


def test_the_database_holds_no_number_in_clear(browser, manager):
    browser(manager).post(reverse("staff:worker-new"), typed())
    row = Worker.objects.values().get()
    assert CANARIES[0] not in str(row)
    assert CANARIES[0].encode() not in bytes(row["national_id_sealed"])
