"""Accepting what a round suggests, all at once, as work on the queue; and the places a round keeps."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.urls import reverse

from centres import queue
from centres.models import AuditEvent
from jobs import batches, tasks
from jobs.actions import (
    AlreadyDecided,
    Fenced,
    PlacesKept,
    accept_part,
    accept_suggestions,
    propose_referral,
    request_acceptance,
    still_open,
)
from jobs.models import Referral, ReferralAcceptance, ReferralRound, Vacancy
from jobs.tasks import Accepting
from jobs.tasks import accept_suggestions as accept_waiting
from tests.cast import NOW, TODAY
from tests.factories import (
    make_referral_round,
    make_seeker,
    make_vacancy,
)
from workers.actions import withdraw_consent
from workers.models import Worker


@pytest.fixture
def batch(son_la, people):
    return make_referral_round(son_la, multiplier=1).batch


def address(name, *rows):
    return reverse(f"staff:{name}", args=[row.public_id for row in rows])


@pytest.fixture
def kept(son_la, garments, people, vacancies):
    """A vacancy with room for five, of which two fifths are kept; six people suit it, one has priority."""
    Vacancy.objects.filter(pk__in=[row.pk for row in vacancies]).update(filled=F("openings"))
    vacancy = make_vacancy(garments, "Thợ may chuyền hai", openings=5, commune_id="03646")
    for number in range(3):
        make_seeker(son_la, f"Lò Văn {number}", wishes=("8153",))
    return vacancy


def test_two_fifths_are_kept_for_priority_and_stay_free(son_la, people, kept):
    batch = make_referral_round(son_la, multiplier=1, keeps_places=True).batch
    assert (batch.room, batch.kept, batch.released, batch.covered, batch.covered_priority) == (5, 2, 0, 4, 1)
    assert batches.result_digest(batches.replay(batch)) == batch.result_digest
    assert len(batch.left_out) == 2
    assert batch.urgent == [people[2].pk]


def test_without_keeping_everybody_competes_for_all(son_la, kept):
    batch = make_referral_round(son_la, multiplier=1).batch
    assert (batch.room, batch.kept, batch.covered) == (5, 0, 5)


def test_whoever_is_referred_already_fills_what_is_kept_first(son_la, people, kept):
    propose_referral(worker=people[2], vacancy=kept, by=None, at=NOW)
    batch = make_referral_round(son_la, multiplier=1, keeps_places=True).batch
    assert (batch.room, batch.kept, batch.covered) == (4, 1, 3)


@pytest.mark.parametrize(("days", "kept_places", "released"), [(7, 2, 0), (6, 0, 2)])
def test_what_is_kept_is_released_in_the_last_week(son_la, kept, days, kept_places, released):
    Vacancy.objects.filter(pk=kept.pk).update(deadline=TODAY + timedelta(days=days))
    batch = make_referral_round(son_la, multiplier=1, keeps_places=True).batch
    assert (batch.kept, batch.released) == (kept_places, released)


def test_accepting_keeps_what_the_round_keeps(son_la, hoa, people, kept):
    """A place given by hand meanwhile is one of those open to everybody."""
    batch = make_referral_round(son_la, multiplier=1, keeps_places=True).batch
    left = Worker.objects.get(pk=batch.left_out[0])
    propose_referral(worker=left, vacancy=kept, by=hoa, at=NOW)
    keys = list(batch.suggestions.values_list("pk", flat=True))
    referred, refused = accept_suggestions(batch=batch, suggestions=keys, by=hoa, at=NOW)
    assert (referred, dict(refused)) == (3, {PlacesKept: 1})
    assert Referral.objects.filter(worker=people[2]).count() == 1


def test_hoa_asks_for_a_round_that_keeps_places(browser, hoa, people):
    client = browser(hoa)
    assert "2 in 5 referrals" in client.get(address("rounds")).content.decode()
    client.post(address("rounds"), {"multiplier": "2", "keeps_places": "1"})
    assert ReferralRound.objects.get().keeps_places is True


def test_accepting_all_waits_and_asking_twice_gives_the_waiting_one(hoa, batch):
    first = request_acceptance(batch=batch, by=hoa, at=NOW)
    assert request_acceptance(batch=batch, by=hoa, at=NOW) == first
    assert Referral.objects.count() == 0
    accept_waiting(seconds=30)
    first.refresh_from_db()
    assert (first.state, first.referred, first.refused, first.progress_done) == ("done", 2, {}, 2)
    assert Referral.objects.count() == 2
    with pytest.raises(AlreadyDecided):
        request_acceptance(batch=batch, by=hoa, at=NOW)
    asked, done = AuditEvent.objects.filter(verb__startswith="suggestions").order_by("pk")
    assert (asked.verb, done.verb, done.details) == (
        "suggestions.acceptance_asked",
        "suggestions.accepted",
        {"people": 2},
    )


def test_all_for_one_vacancy_leaves_the_others_open(hoa, batch, vacancies):
    request_acceptance(batch=batch, vacancy=vacancies[0], by=hoa, at=NOW)
    accept_waiting(seconds=30)
    assert Referral.objects.get().vacancy == vacancies[0]
    assert batch.suggestions.filter(state="open").count() == 1


def test_what_cannot_be_accepted_is_counted_by_reason(browser, hoa, batch, people):
    withdraw_consent(worker=people[2], by=hoa, at=NOW)
    work = request_acceptance(batch=batch, by=hoa, at=NOW)
    accept_waiting(seconds=30)
    work.refresh_from_db()
    assert (work.referred, work.refused) == (1, {"NotIntroducible": 1})
    page = browser(hoa).get(address("acceptance", work))
    assert [count for _reason, count in page.context["refused"]] == [1]


def test_work_that_dies_between_two_parts_goes_on_where_it_stopped(hoa, batch, monkeypatch):
    """The first worker dies after one part; the next counts what is done and does the rest, nothing twice."""
    monkeypatch.setattr(tasks, "ACCEPTED_TOGETHER", 1)
    work = request_acceptance(batch=batch, by=hoa, at=NOW)
    (claimed,) = queue.claim(ReferralAcceptance, 1)
    keys = list(still_open(batch, None).values_list("pk", flat=True))
    accept_part(work=claimed, suggestions=keys[:1], at=NOW)
    ReferralAcceptance.objects.update(lease_until=NOW - timedelta(days=400))
    accept_waiting(seconds=30)
    work.refresh_from_db()
    assert (work.state, work.attempts, work.referred, work.progress_total) == ("done", 2, 2, 2)
    assert Referral.objects.count() == 2


def test_a_worker_that_lost_its_lease_accepts_nothing_more(hoa, batch):
    request_acceptance(batch=batch, by=hoa, at=NOW)
    (frozen,) = queue.claim(ReferralAcceptance, 1)
    ReferralAcceptance.objects.update(lease_token=uuid4())
    with pytest.raises(Fenced):
        accept_part(work=frozen, suggestions=batch.suggestions.values_list("pk", flat=True), at=NOW)
    assert Accepting().compute(frozen, None, lambda done, total: None) == {}
    assert Referral.objects.count() == 0
    assert batch.suggestions.filter(state="open").count() == 2
