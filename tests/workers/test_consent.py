"""Consent: given once, withdrawn once, never deleted."""

import pytest
from django.db import ProgrammingError, transaction

from centres.models import AuditEvent
from tests.cast import NOW, TODAY
from tests.factories import make_consent, make_worker
from workers.actions import ConsentAlreadyGiven, NoLiveConsent, give_consent, withdraw_consent
from workers.models import Consent


@pytest.fixture
def worker(son_la):
    return make_worker(son_la)


def test_a_second_live_consent_is_refused(hoa, worker):
    make_consent(worker)
    with pytest.raises(ConsentAlreadyGiven):
        give_consent(worker=worker, consent={"channel": "paper"}, by=hoa, at=NOW)
    assert worker.consents.count() == 1
    assert AuditEvent.objects.count() == 0


def test_nothing_to_withdraw_is_refused(hoa, worker):
    with pytest.raises(NoLiveConsent):
        withdraw_consent(worker=worker, by=hoa, at=NOW)
    assert AuditEvent.objects.count() == 0


def test_withdrawing_ends_it_today_and_a_new_one_may_follow(hoa, worker):
    make_consent(worker)
    withdraw_consent(worker=worker, by=hoa, at=NOW)
    assert worker.consents.get().withdrawn_on == TODAY
    assert not Consent.objects.live("employment_service", TODAY).exists()
    give_consent(worker=worker, consent={"channel": "spoken", "language": "hmn"}, by=hoa, at=NOW)
    assert Consent.objects.live("employment_service", TODAY).get().language == "hmn"
    assert [line.verb for line in AuditEvent.objects.order_by("pk")] == [
        "worker.consent_withdrawn",
        "worker.consented",
    ]


def test_the_database_keeps_consents(worker):
    consent = make_consent(worker)
    with (
        pytest.raises(ProgrammingError, match="Cannot delete rows from workers_consent table"),
        transaction.atomic(),
    ):
        consent.delete()
    assert worker.consents.count() == 1
