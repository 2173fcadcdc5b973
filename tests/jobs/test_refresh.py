"""Lists follow the register: who changed, which lists are made anew, and that none is forgotten."""

import random
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centres import queue
from jobs import refresh, shortlist, snapshots
from jobs.models import Freshness, MatchRun, MatchSnapshot, SeekerFacts, Vacancy
from jobs.runs import ranking_of
from jobs.tasks import KeepingFresh
from tests.cast import NOW, TODAY, make_cast, write_catalogue
from tests.factories import (
    make_employer,
    make_household,
    make_match_run,
    make_poverty_status,
    make_rules,
    make_seeker,
    make_vacancy,
)
from workers.models import Consent, Household, JobSearch, PovertyStatus, Wish, Worker

pytestmark = pytest.mark.django_db(transaction=True)

TRADES = ("8153", "7531", "5120")
COMMUNES = ("03646", "03664", "03688")


@pytest.fixture
def centre():
    write_catalogue()
    make_rules()
    return make_cast().son_la


@pytest.fixture
def households(centre):
    return [make_household(centre, commune=code) for code in COMMUNES]


@pytest.fixture
def vacancies(centre):
    employer = make_employer(centre, "Xưởng may Tô Hiệu")
    return [
        make_vacancy(employer, f"Việc {n}", occupation_id=TRADES[n % 3], commune_id=COMMUNES[n // 3])
        for n in range(6)
    ]


@pytest.fixture
def short_lists(monkeypatch):
    """Lists of four people, so that most of the register is on none."""
    monkeypatch.setattr(shortlist, "LIMIT", 4)


def people(centre, count):
    for number in range(count):
        make_seeker(centre, f"Lò Văn {number}", wishes=(TRADES[number % 3],), commune_id=COMMUNES[number % 2])


def keep_fresh(at=NOW):
    """One turn of the centre's standing work. Returns the runs it wrote, by vacancy."""
    last = MatchRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Freshness.objects.update(not_before=at)
    with time_machine.travel(at, tick=False):
        assert queue.drain(KeepingFresh(), seconds=5) <= 1
    return {run.vacancy_id: run for run in MatchRun.objects.filter(pk__gt=last)}


def fresh_lists(centre, at=NOW):
    """Vacancy -> what a ranking of everybody gives now."""
    desk = shortlist.Desk(snapshots.bring_forward(centre, at=at))
    rows = Vacancy.objects.filter(current_run__isnull=False).open_on(at.date()).with_demands()
    return {vacancy.pk: desk.rank(vacancy).ranking for vacancy in rows}


def stored_lists():
    runs = MatchRun.objects.filter(vacancy__current_run__isnull=False).select_related("policy", "profile")
    return {
        run.vacancy_id: ranking_of(run)
        for run in runs
        if run.pk == Vacancy.objects.get(pk=run.vacancy_id).current_run_id
    }


def shown(rankings):
    return {
        key: (ranking.ranked, [promise.shortfall for promise in ranking.promises])
        for key, ranking in rankings.items()
    }


def change_something(rng, centre, households):
    """One thing a clerk does to the register."""
    worker = Worker.objects.order_by("pk")[rng.randrange(Worker.objects.count())]
    searches, household = JobSearch.objects.filter(worker=worker), rng.choice(households)
    changes = [
        lambda: searches.update(wage_mode="monthly", wage_vnd=rng.randint(4, 14) * 1_000_000),
        lambda: searches.update(state=rng.choice(["active", "paused"])),
        lambda: searches.update(ready_in_months=rng.randint(0, 5)),
        lambda: Wish.objects.filter(job_search__worker=worker).update(occupation_id=rng.choice(TRADES)),
        lambda: Consent.objects.filter(worker=worker).update(withdrawn_on=rng.choice([None, TODAY])),
        lambda: Worker.objects.filter(pk=worker.pk).update(commune_id=rng.choice(COMMUNES)),
        lambda: Worker.objects.filter(pk=worker.pk).update(household=rng.choice([None, household])),
        lambda: Worker.objects.filter(pk=worker.pk).update(phone="", phone_owner="none"),
        lambda: PovertyStatus.objects.filter(household=household).delete(),
        lambda: (
            PovertyStatus.objects.filter(household=household).exists()
            or make_poverty_status(household, rng.choice(["poor", "near_poor"]), valid_from=date(2026, 1, 1))
        ),
        lambda: make_seeker(centre, "Quàng Văn Mới", wishes=(rng.choice(TRADES),), household=household),
    ]
    rng.choice(changes)()


@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_every_list_is_what_a_ranking_of_everybody_gives(
    centre, households, vacancies, short_lists, seed
):
    rng = random.Random(seed)
    people(centre, 24)
    make_poverty_status(households[0], "poor", valid_from=date(2026, 1, 1))
    for vacancy in vacancies:
        make_match_run(vacancy)
    written = 0
    for _turn in range(12):
        for _change in range(rng.randint(1, 3)):
            change_something(rng, centre, households)
        written += len(keep_fresh())
        assert shown(stored_lists()) == shown(fresh_lists(centre))
    assert 0 < written < 12 * len(vacancies) * 0.8
