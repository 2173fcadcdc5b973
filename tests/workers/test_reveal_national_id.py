"""Reading a personal number: who may, with what reason, and the trace it leaves."""

import pytest

from centres.models import AuditEvent
from centres.sealing import CannotOpen
from tests.cast import NOW
from tests.factories import make_worker
from workers.actions import NotEntitled, ReasonMissing, reveal_national_id

NUMBER = "014095000011"


@pytest.fixture
def worker(son_la):
    return make_worker(son_la, national_id=NUMBER)


@pytest.mark.parametrize("role", ["hoa", "registrar", "officer", "fair_officer", "auditor", "client"])
def test_only_managers_read_it(cast, worker, role):
    with pytest.raises(NotEntitled):
        reveal_national_id(worker=worker, reason="Đối chiếu thẻ", by=getattr(cast, role), at=NOW)
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reason_is_needed(manager, worker, reason):
    with pytest.raises(ReasonMissing):
        reveal_national_id(worker=worker, reason=reason, by=manager, at=NOW)
    assert AuditEvent.objects.count() == 0


def test_the_reading_is_on_the_trail_without_the_number(manager, worker):
    shown = reveal_national_id(worker=worker, reason=" Đối chiếu  thẻ ", by=manager, at=NOW)
    assert shown == NUMBER
    line = AuditEvent.objects.get()
    assert (line.verb, line.reason, line.actor) == ("worker.national_id_read", "Đối chiếu thẻ", manager)
    assert NUMBER not in str(line.details)


def test_a_value_pasted_into_another_row_does_not_open(son_la, worker):
    other = make_worker(son_la, national_id="014095000022")
    other.national_id_sealed = worker.national_id_sealed
    with pytest.raises(CannotOpen):
        other.reveal_national_id()
