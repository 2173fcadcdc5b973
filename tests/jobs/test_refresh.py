"""Lists follow the register: who changed, which lists are made anew, and that none is forgotten."""

import gc
import random
from datetime import date, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from centres import queue
from jobs import compilations, refresh, shortlist, snapshots, tasks
from jobs.kernel.pool import Pool
from jobs.matching.results import ENGINE_VERSION
from jobs.models import Freshness, MatchRun, MatchSnapshot, SeekerFacts, Vacancy
from jobs.runs import ranking_of
from jobs.tasks import KeepingFresh
from tests.cast import NOW, TODAY, make_cast, write_catalogue
from tests.factories import (
    make_employer,
    make_household,
    make_match_run,
    make_match_task,
    make_poverty_status,
    make_rules,
    make_seeker,
    make_vacancy,
)
from workers.models import Consent, JobSearch, PovertyStatus, Wish, Worker

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


@pytest.fixture
def ranked(centre, vacancies, short_lists):
    """Everybody listed and nothing to do."""
    people(centre, 30)
    for vacancy in vacancies:
        make_match_run(vacancy)
    keep_fresh()
    return vacancies


def everything_kept():
    return [model.objects.count() for model in (MatchRun, MatchSnapshot, SeekerFacts)]


def outsider(vacancies):
    """Somebody on no list."""
    listed = {worker for ranking in stored_lists().values() for worker in ids(ranking)}
    seekers = Worker.objects.filter(job_searches__state="active")
    return seekers.exclude(pk__in=listed).order_by("pk").first()


def ids(ranking):
    return [person.id for person in ranking.ranked]


def test_where_nothing_matching_knows_has_changed_nothing_is_written(ranked):
    before = everything_kept()
    Worker.objects.update(full_name="Nguyễn Văn Khác", religion="Tin Lành", phone="", phone_owner="none")
    assert keep_fresh() == {}
    assert everything_kept() == before


def test_somebody_who_reaches_no_list_leaves_every_list_alone(ranked):
    before = everything_kept()
    worker = outsider(ranked)
    JobSearch.objects.filter(worker=worker).update(ready_in_months=5)
    assert keep_fresh() == {}
    assert everything_kept() == [before[0], before[1] + 1, before[2] + 1]


def test_only_lists_that_hold_somebody_changed_are_made_anew(ranked):
    """Whoever stands on a list has the reasons shown explained anew, though no place changes."""
    rankings = stored_lists()
    worker = ids(rankings[ranked[0].pk])[0]
    Consent.objects.filter(worker=worker).update(withdrawn_on=TODAY)
    written = keep_fresh()
    assert set(written) == {key for key, ranking in rankings.items() if worker in ids(ranking)}
    assert all(worker not in run.worker_ids and run.task is None for run in written.values())


def test_a_day_that_is_new_is_read_and_listed(ranked, centre, households):
    poor = Worker.objects.get(pk=ids(stored_lists()[ranked[0].pk])[3])
    make_poverty_status(households[0], "poor", valid_from=TODAY + timedelta(days=1))
    Worker.objects.filter(pk=poor.pk).update(household=households[0])
    keep_fresh()
    assert {person.tier for person in stored_lists()[ranked[0].pk].ranked} == {0}
    tomorrow = NOW + timedelta(days=1)
    keep_fresh(tomorrow)
    assert shown(stored_lists()) == shown(fresh_lists(centre, tomorrow))
    tiers = {person.id: person.tier for person in stored_lists()[ranked[0].pk].ranked}
    assert tiers[poor.pk] == 3


def test_killed_between_the_snapshot_and_the_lists_it_goes_on(ranked, centre):
    worker = ids(stored_lists()[ranked[0].pk])[0]
    JobSearch.objects.filter(worker=worker).update(state="paused")
    snapshots.bring_forward(centre, at=NOW)  # and there the process dies
    assert worker in ids(stored_lists()[ranked[0].pk])
    assert ranked[0].pk in keep_fresh()
    assert shown(stored_lists()) == shown(fresh_lists(centre))


def test_a_list_that_was_closed_meanwhile_is_caught_up_when_it_opens_again(ranked, centre):
    worker = ids(stored_lists()[ranked[0].pk])[0]
    Vacancy.objects.filter(pk=ranked[0].pk).update(state="paused", state_reason="x")
    JobSearch.objects.filter(worker=worker).update(state="paused")
    assert ranked[0].pk not in keep_fresh()
    Vacancy.objects.filter(pk=ranked[0].pk).update(state="published", state_reason="")
    assert ranked[0].pk in keep_fresh()
    assert shown(stored_lists()) == shown(fresh_lists(centre))


def test_a_list_written_late_is_caught_up(ranked, centre):
    """A worker read the register before a turn and writes its list after it."""
    task = make_match_task(ranked[0], state="done", finished_at=NOW)
    late = shortlist.compute(task, shortlist.prepare([task], at=NOW))
    worker = late.ranking.ranked[0].id
    JobSearch.objects.filter(worker=worker).update(state="paused")
    Vacancy.objects.filter(pk=ranked[0].pk).update(current_run=None)
    keep_fresh()
    with transaction.atomic():
        shortlist.write([(task, late)], at=NOW)
    assert worker in ids(stored_lists()[ranked[0].pk])
    keep_fresh()
    assert shown(stored_lists()) == shown(fresh_lists(centre))


def test_a_vacancy_that_cannot_be_ranked_holds_up_no_other(ranked, centre):
    worker = ids(stored_lists()[ranked[0].pk])[0]
    Vacancy.objects.filter(pk=ranked[0].pk).update(importance={"sex": "must"})
    JobSearch.objects.filter(worker=worker).update(state="paused")
    holding = {key for key, ranking in stored_lists().items() if worker in ids(ranking)}
    assert set(keep_fresh()) == holding - {ranked[0].pk}


def test_it_is_wanted_when_somebody_changed_and_not_before(ranked):
    Freshness.objects.update(not_before=Now())
    assert not queue.due(Freshness).exists()
    Consent.objects.filter(worker=outsider(ranked)).update(withdrawn_on=TODAY)
    assert queue.due(Freshness).count() == 1
    keep_fresh()
    Freshness.objects.update(not_before=Now())
    assert not queue.due(Freshness).exists()
    Freshness.objects.update(not_before=Now() - Freshness.LOOK_AROUND)
    assert queue.due(Freshness).count() == 1


def test_standing_work_waits_again_after_it_failed(ranked, monkeypatch):
    monkeypatch.setattr(refresh, "turn", lambda standing, at: 1 / 0)
    for _attempt in range(Freshness.MAX_ATTEMPTS):
        Freshness.objects.filter(state="todo").update(not_before=NOW)
        queue.drain(KeepingFresh(), seconds=5)
        Freshness.objects.filter(state="doing").update(lease_until=NOW)
    row = Freshness.objects.get()
    assert (row.state, row.attempts, row.finished_at) == ("todo", 0, None)
    assert row.last_error.startswith("ZeroDivisionError in ")
    assert not queue.due(Freshness).exists()


def test_a_turn_costs_the_same_queries_however_many_lists(ranked, centre):
    def queries(count):
        for number in range(count):
            make_match_run(make_vacancy(ranked[0].employer, f"Thợ may {number}"))
        keep_fresh()
        worker = ids(stored_lists()[ranked[0].pk])[0]
        Wish.objects.filter(job_search__worker=worker).update(occupation_id="7531")
        with CaptureQueriesContext(connection) as asked:
            written = keep_fresh()
        assert ranked[0].pk in written
        return len(asked)

    assert queries(0) == queries(7)


def test_the_files_are_only_a_cache(ranked, centre, settings):
    newest = snapshots.bring_forward(centre, at=NOW)
    pool = snapshots.pool_of(newest)
    people = list(pool.seekers(pool.ids.tolist()))
    for column in settings.MATCH_POOLS.rglob("*.npy"):
        column.write_bytes(b"spoilt")
    snapshots._open.clear()
    again = snapshots.pool_of(newest)
    assert list(again.seekers(again.ids.tolist())) == people == snapshots.everybody_at(newest)
    snapshots._open.clear()
    assert len(snapshots.pool_of(newest)) == 30  # mapped from what was written in their place


def saved(settings):
    """The names of the pools on the disk."""
    return {path.name for path in settings.MATCH_POOLS.rglob(f"{ENGINE_VERSION}-*")}


def edited(centre, wage):
    """Somebody wishes another wage; the snapshot that knows."""
    JobSearch.objects.filter(worker=Worker.objects.earliest("pk")).update(wage_mode="monthly", wage_vnd=wage)
    return snapshots.bring_forward(centre, at=NOW)


def test_the_columns_of_a_few_edits_are_made_from_those_before(ranked, centre, settings):
    first = snapshots.bring_forward(centre, at=NOW)
    files = saved(settings)
    last = [edited(centre, wage) for wage in (4_000_000, 5_000_000)][-1]
    assert saved(settings) == files
    JobSearch.objects.filter(worker=outsider(ranked)).update(state="paused")
    gone = snapshots.bring_forward(centre, at=NOW)
    for snapshot in (first, last, gone):
        snapshots._open.clear()
        pool = snapshots.pool_of(snapshot)
        assert pool.seekers(pool.ids) == snapshots.everybody_at(snapshot)
    assert saved(settings) == files


def test_columns_that_do_not_lead_to_the_digest_are_made_anew(ranked, centre, monkeypatch):
    snapshots.bring_forward(centre, at=NOW)
    last = edited(centre, 4_000_000)
    snapshots._open.clear()
    everybody = snapshots.everybody_at(last)
    monkeypatch.setattr(snapshots, "_opened", lambda earlier: None if earlier == last else Pool.of(everybody))
    pool = snapshots.pool_of(last)
    assert pool.seekers(pool.ids) == snapshots.everybody_at(last)


def test_after_so_many_edits_the_columns_are_saved(ranked, centre, settings, monkeypatch):
    monkeypatch.setattr(snapshots, "UNSAVED", 3)
    snapshots.bring_forward(centre, at=NOW)
    counts = []
    for wage in range(1, 9):
        before = saved(settings)
        edited(centre, wage * 1_000_000)
        counts.append(len(saved(settings) - before))
    assert counts == [0, 0, 0, 1, 0, 0, 0, 1]


def test_a_worker_that_starts_reads_what_the_first_turn_needs(ranked, centre):
    snapshots._open.clear()
    compilations.shelf.kept.clear()
    tasks.warm_up()
    gc.unfreeze()
    newest = Freshness.objects.get().newest
    assert list(snapshots._open) == [newest.digest]
    assert {key.vacancy for key in compilations.shelf.kept} == set(
        Vacancy.objects.values_list("pk", flat=True)
    )
    assert {key.homes for key in compilations.shelf.kept} == {("14",)}


def test_a_worker_starts_cold_where_the_database_is_away(monkeypatch):
    def away(*, at):
        raise OperationalError("away")

    monkeypatch.setattr(refresh, "warm_up", away)
    tasks.warm_up()
    assert connection.connection is None


def test_two_who_read_at_once_leave_one_snapshot(ranked, centre):
    """The one who comes second finds that it was overtaken, and reads again."""
    JobSearch.objects.filter(worker=outsider(ranked)).update(state="paused")
    with snapshots.one_moment():
        reading = snapshots._read(centre, NOW, reads_log=True)
    first = snapshots.bring_forward(centre, at=NOW)
    before = everything_kept()
    with pytest.raises(snapshots.Overtaken), transaction.atomic():
        snapshots._keep(centre, reading, reading.differing(), NOW)
    assert everything_kept() == before
    assert snapshots.bring_forward(centre, at=NOW) == first
