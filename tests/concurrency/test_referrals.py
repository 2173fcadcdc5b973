"""Referrals proposed in the same moment: nobody is referred twice, too often, beyond the room or unasked.

Real connections, and for each a twin without the guard in which the race does appear.
"""

from collections import Counter
from threading import Barrier, Event

import pytest
from django.db.models import QuerySet

from jobs.actions import Refused, propose_referral
from jobs.actions import referrals as actions
from jobs.models import LIVE_AT_MOST, Referral
from tests.cast import NOW
from tests.concurrency.threads import together
from tests.factories import make_rules, make_seeker, make_vacancy
from workers.actions import withdraw_consent

AT_ONCE = 8

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rules(catalogue):
    make_rules()


def proposing(worker, vacancy):
    """One clerk's attempt, and how it ended."""

    def attempt():
        try:
            propose_referral(worker=worker, vacancy=vacancy, by=None, at=NOW)
        except Refused as refusal:
            return type(refusal).__name__
        return "referred"

    return attempt


def without_locks(monkeypatch):
    """Rows are read, not locked; everybody has read before anybody writes."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)


def test_one_pair_is_referred_once(rules, son_la, garments):
    worker, vacancy = make_seeker(son_la), make_vacancy(garments)
    assert Counter(together([proposing(worker, vacancy)] * AT_ONCE)) == {"referred": AT_ONCE}
    assert Referral.objects.count() == 1


def test_nobody_gets_more_than_the_limit(rules, son_la, garments):
    worker = make_seeker(son_la)
    tasks = [proposing(worker, make_vacancy(garments, f"Thợ may {n}")) for n in range(AT_ONCE)]
    answers = Counter(together(tasks))
    assert answers == {"referred": LIVE_AT_MOST, "ReferralLimitReached": AT_ONCE - LIVE_AT_MOST}
    assert Referral.objects.count() == LIVE_AT_MOST


def test_no_vacancy_gets_more_than_it_has_room_for(rules, son_la, garments):
    vacancy = make_vacancy(garments, openings=1)
    tasks = [proposing(make_seeker(son_la, f"Lò Văn {n}"), vacancy) for n in range(AT_ONCE)]
    answers = Counter(together(tasks))
    assert answers == {"referred": actions.MULTIPLIER, "VacancyIsFull": AT_ONCE - actions.MULTIPLIER}


def read_together(monkeypatch):
    """Hold every thread between judging and writing until all have judged."""
    barrier, plain = Barrier(AT_ONCE), actions._Bench.take

    def take(self, pair, by, at):
        barrier.wait(timeout=20)
        return plain(self, pair, by, at)

    monkeypatch.setattr(actions._Bench, "take", take)


def test_without_the_locks_a_person_gets_too_many_and_a_vacancy_too(rules, son_la, garments, monkeypatch):
    without_locks(monkeypatch)
    read_together(monkeypatch)
    worker = make_seeker(son_la)
    together([proposing(worker, make_vacancy(garments, f"Thợ may {n}")) for n in range(AT_ONCE)])
    assert Referral.objects.filter(worker=worker).count() == AT_ONCE
    vacancy = make_vacancy(garments, openings=1)
    together([proposing(make_seeker(son_la, f"Lò Văn {n}"), vacancy) for n in range(AT_ONCE)])
    assert Referral.objects.filter(vacancy=vacancy).count() == AT_ONCE


def withdrawing_meanwhile(worker, vacancy, monkeypatch):
    """The consent is withdrawn between judging the pair and writing the referral."""
    judged, plain = Event(), actions._Bench.take

    def take(self, pair, by, at):
        judged.set()
        done.wait(timeout=1)  # the withdrawal has a second to get through
        return plain(self, pair, by, at)

    done = Event()
    monkeypatch.setattr(actions._Bench, "take", take)

    def withdraw():
        judged.wait(timeout=20)
        withdraw_consent(worker=worker, by=None, at=NOW)
        written = Referral.objects.filter(worker=worker).exists()
        done.set()
        return f"withdrawn, referral already there: {written}"

    return together([proposing(worker, vacancy), withdraw])


def test_consent_cannot_be_withdrawn_while_a_referral_is_written(rules, son_la, garments, monkeypatch):
    answers = withdrawing_meanwhile(make_seeker(son_la), make_vacancy(garments), monkeypatch)
    assert answers == ["referred", "withdrawn, referral already there: True"]


def test_without_the_locks_it_can(rules, son_la, garments, monkeypatch):
    without_locks(monkeypatch)
    plain = actions._agreeing
    monkeypatch.setattr(actions, "_agreeing", lambda workers, at: workers if plain else set())
    answers = withdrawing_meanwhile(make_seeker(son_la), make_vacancy(garments), monkeypatch)
    assert answers == ["referred", "withdrawn, referral already there: False"]
