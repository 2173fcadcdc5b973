"""Proposing a vacancy to a person, and what the person says: refusals first."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from centres.models import AuditEvent
from jobs.actions import (
    ConfirmFirst,
    NotAllowed,
    NotIntroducible,
    ReasonMissing,
    ReferralLimitReached,
    StaleState,
    Unsuitable,
    VacancyIsFull,
    VacancyNotOpen,
    move_referral,
    propose_referral,
)
from jobs.models import Referral, Vacancy
from tests.cast import NOW
from tests.factories import make_employer, make_rules, make_seeker, make_vacancy, make_worker
from workers.actions import withdraw_consent
from workers.models import JobSearch, WorkerSkill

State = Referral.State


@pytest.fixture
def vacancy(garments):
    make_rules()
    return make_vacancy(garments, openings=1)


@pytest.fixture
def tailor(son_la, vacancy):
    return make_seeker(son_la, "Lò Thị Hạnh")


def propose(worker, vacancy, by=None):
    return propose_referral(worker=worker, vacancy=vacancy, by=by, at=NOW)


def refused(error, worker, vacancy):
    before = Referral.objects.count(), AuditEvent.objects.filter(verb__startswith="referral").count()
    with pytest.raises(error):
        propose(worker, vacancy)
    after = Referral.objects.count(), AuditEvent.objects.filter(verb__startswith="referral").count()
    assert after == before


def test_who_does_not_agree_or_does_not_look_is_not_referred(son_la, hoa, tailor, vacancy):
    refused(NotIntroducible, make_worker(son_la, "Lò Văn Nghỉ"), vacancy)
    withdraw_consent(worker=tailor, by=hoa, at=NOW)
    refused(NotIntroducible, tailor, vacancy)


def test_who_stopped_looking_is_not_referred(hoa, tailor, vacancy):
    search = JobSearch.objects.get(worker=tailor)
    JobSearch.objects.filter(pk=search.pk).update(state="paused")
    refused(NotIntroducible, tailor, vacancy)


@pytest.mark.parametrize(
    "change", [{"state": "paused", "state_reason": "Chờ"}, {"filled": 1}, {"deadline": date(2026, 3, 15)}]
)
def test_a_vacancy_that_is_not_open_gets_nobody(tailor, vacancy, change):
    Vacancy.objects.filter(pk=vacancy.pk).update(**change)
    refused(VacancyNotOpen, tailor, vacancy)


def test_a_vacancy_of_another_centre_is_not_open_to_her(tailor, lai_chau):
    refused(VacancyNotOpen, tailor, make_vacancy(make_employer(lai_chau), "Ở tỉnh khác"))


def test_a_must_nobody_asked_about_is_confirmed_first(tailor, vacancy):
    vacancy.skill_demands.create(skill_id="sewing", importance="must")
    refused(ConfirmFirst, tailor, vacancy)
    WorkerSkill.objects.create(worker=tailor, skill_id="sewing", held=False)
    refused(Unsuitable, tailor, vacancy)
    WorkerSkill.objects.update(held=True)
    assert propose(tailor, vacancy).state == "proposed"


def test_a_person_has_three_open_referrals_at_most(tailor, garments, vacancy):
    for number in range(3):
        propose(tailor, make_vacancy(garments, f"Thợ may {number}"))
    refused(ReferralLimitReached, tailor, vacancy)
    move_referral(referral=Referral.objects.first(), to=State.CANCELLED, by=None, at=NOW, reason="Nhầm")
    assert propose(tailor, vacancy).vacancy == vacancy


def test_three_people_are_referred_for_one_place(son_la, tailor, vacancy):
    for number in range(3):
        propose(make_seeker(son_la, f"Lò Văn {number}"), vacancy)
    refused(VacancyIsFull, tailor, vacancy)


def test_a_referral_is_written_with_who_and_when(hoa, tailor, vacancy):
    referral = propose(tailor, vacancy, by=hoa)
    assert (referral.worker, referral.vacancy, referral.centre) == (tailor, vacancy, vacancy.centre)
    assert (referral.state, referral.proposed_by, referral.proposed_at, referral.version) == (
        "proposed",
        hoa,
        NOW,
        1,
    )
    line = AuditEvent.objects.get(verb="referral.proposed")
    assert (line.subject_id, line.actor) == (referral.public_id, hoa)


def test_a_live_referral_is_returned_as_it_is(tailor, vacancy):
    first = propose(tailor, vacancy)
    assert propose(tailor, vacancy) == first
    assert Referral.objects.count() == 1


def test_after_a_cancelled_one_there_may_be_another(tailor, vacancy):
    first = propose(tailor, vacancy)
    move_referral(referral=first, to=State.CANCELLED, by=None, at=NOW, reason="Nhầm người")
    assert propose(tailor, vacancy).pk != first.pk


def test_the_database_itself_refuses_a_second_live_one(tailor, vacancy):
    propose(tailor, vacancy)
    with (
        pytest.raises(IntegrityError, match="one_live_referral_per_worker_and_vacancy"),
        transaction.atomic(),
    ):
        Referral.objects.create(
            worker=tailor, vacancy=vacancy, centre=vacancy.centre, proposed_at=NOW, moved_at=NOW
        )


@pytest.mark.parametrize(
    ("was", "to", "justified"),
    [
        ("declined", State.ACCEPTED, None),
        ("cancelled", State.PROPOSED, None),
        ("accepted", State.DECLINED, True),
        ("proposed", State.PROPOSED, None),
        ("proposed", State.DECLINED, None),
        ("proposed", State.ACCEPTED, True),
    ],
)
def test_a_step_the_table_does_not_have(tailor, vacancy, was, to, justified):
    referral = propose(tailor, vacancy)
    facts = {"declined": {"is_justified": True}}.get(was, {})
    Referral.objects.update(state=was, state_reason="" if was in Referral.LIVE else "Nhầm", **facts)
    referral.refresh_from_db()
    with pytest.raises(NotAllowed):
        move_referral(referral=referral, to=to, by=None, at=NOW, reason="Nhầm", is_justified=justified)
    assert Referral.objects.get().state == was


def test_declining_needs_a_reason(tailor, vacancy):
    referral = propose(tailor, vacancy)
    with pytest.raises(ReasonMissing):
        move_referral(referral=referral, to=State.DECLINED, by=None, at=NOW, reason=" ", is_justified=False)
    assert Referral.objects.get().state == "proposed"


def test_what_she_says_is_recorded(hoa, tailor, vacancy):
    referral = propose(tailor, vacancy)
    accepted = move_referral(referral=referral, to=State.ACCEPTED, by=hoa, at=NOW)
    assert (accepted.state, accepted.version) == ("accepted", 2)
    with pytest.raises(StaleState):
        move_referral(referral=referral, to=State.DECLINED, by=hoa, at=NOW, reason="Xa", is_justified=True)
    assert Referral.objects.get().state == "accepted"


def test_declining_says_whether_the_reason_was_good(hoa, tailor, vacancy):
    declined = move_referral(
        referral=propose(tailor, vacancy),
        to=State.DECLINED,
        by=hoa,
        at=NOW,
        reason="Con ốm",
        is_justified=True,
    )
    assert (declined.state, declined.state_reason, declined.is_justified) == ("declined", "Con ốm", True)
