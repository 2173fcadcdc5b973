"""incremental: somebody is edited; how long after the commit the last list that changes is written.

The wait until a worker is woken, at most the poll of the relay, comes on top.

Then six writers at once, and whether the log of changes names everybody they touched.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import perf_counter_ns

from django.db import connection, transaction

from jobs.matching import rank as oracle
from jobs.models import Freshness, MatchRun, Vacancy
from jobs.refresh import keep as keep_turn
from jobs.refresh import turn
from jobs.runs import ranking_of
from jobs.seekers import seekers_of
from jobs.shortlist import LIMIT, Desk
from jobs.snapshots import one_moment
from seeds.bench.bench import Bench
from seeds.bench.lists import desk_of, keep, ranked
from seeds.bench.measure import Mismatch, Series, first_difference
from workers import changes
from workers.models import JobSearch

VACANCIES, EDITS, VERIFIED = 3_000, 12, 4
WRITERS, WRITES = 6, 40


def run(bench: Bench) -> None:
    """Edit people one after the other and time each turn; then write at once. Raises Mismatch."""
    at = bench.filling.at
    whole = Series("every list made anew")
    vacancies = bench.rows(bench.count(VACANCIES))
    desk = desk_of(bench, at)
    whole.time(_make_all, bench, desk, vacancies)
    _turn(bench, at)  # compares what was there before
    first, edited = Series("the first edit of a process"), Series("lists one edit can change")
    step = max(1, len(bench.seekers) // (EDITS + 1))
    changed = [seeker.id for seeker in bench.seekers[step::step]][:EDITS]
    made = 0
    for number, worker in enumerate(changed, 1):
        now = at + timedelta(minutes=number)
        _edit(worker, number)
        made += (edited if number > 1 else first).time(_turn, bench, now)
    _verify(bench, vacancies)
    bench.report.say(
        f"  {len(vacancies):,} open vacancies, {len(changed)} edits, {made} lists made anew;"
        f" fresh {edited.mean:.2f} s behind the commit, at most {max(edited.wall):.2f} s,"
        f" of processor time {max(edited.cpu):.2f} s"
    )
    about = {"vacancies": len(vacancies), "policy": "as the product"}
    bench.report.table("incremental", edited, [first, whole], **about)
    lost = _lost(bench)
    bench.report.say(f"  {WRITERS} writers, {WRITERS * WRITES} edits: {lost} lost")
    if lost:
        raise Mismatch(f"incremental: the log of changes lost {lost} edits")


def _make_all(bench: Bench, desk: Desk, vacancies: Sequence[Vacancy]) -> None:
    keep(ranked(bench, desk, vacancies), bench.filling.at)


def _turn(bench: Bench, at: datetime) -> int:
    """One turn of the standing work of the centre; how many lists it made."""
    standing = Freshness.objects.select_related("centre", "newest", "compared").get(centre=bench.centre)
    result = turn(standing, at=at)
    with transaction.atomic():
        keep_turn(standing, result, at=at)
    return len(result.made)


def _edit(worker: int, number: int) -> None:
    """Another wage, another answer about shifts: an edit that many lists may notice."""
    search = JobSearch.objects.active().get(worker=worker)
    search.wage_mode, search.wage_vnd, search.wage_band = "monthly", 4_000_000 + number * 250_000, ""
    search.accepts_shifts, search.ready_in_months = not search.accepts_shifts, 0
    search.save()


def _verify(bench: Bench, vacancies: Sequence[Vacancy]) -> None:
    """Some lists against the reference over the register as it is now: people, places, scores."""
    standing = Freshness.objects.get(centre=bench.centre)
    desk = Desk(standing.newest)
    with one_moment():
        people = seekers_of(bench.centre, policy=desk.policy, as_of=standing.newest.as_of)
    for vacancy in vacancies[:: max(1, len(vacancies) // VERIFIED)]:
        made = desk.rank(vacancy)
        _row, profile = desk.profile(vacancy)
        expected = oracle.rank(made.opening, people, profile=profile, policy=desk.policy, limit=LIMIT)
        stored = MatchRun.objects.select_related("policy", "profile").get(
            pk=Vacancy.objects.values_list("current_run", flat=True).get(pk=vacancy.pk)
        )
        if (found := ranking_of(stored).ranked) != expected.ranked:
            difference = first_difference(list(expected.ranked), list(found))
            raise Mismatch(f"incremental, vacancy {vacancy.pk}: {difference}")


def _lost(bench: Bench) -> int:
    """Edits by several writers while somebody reads the log; how many of them it never named."""
    share = [seeker.id for seeker in bench.seekers[: WRITERS * WRITES]]
    told: set[int] = set()
    mark = changes.now()
    with ThreadPoolExecutor(WRITERS) as pool:
        running = [pool.submit(_write, share[number::WRITERS]) for number in range(WRITERS)]
        while not all(job.done() for job in running):
            seen = changes.changed_since(mark, centre=bench.centre)
            told, mark = told | seen.ids, seen.watermark
        for job in running:
            job.result()
    return len(set(share) - told - changes.changed_since(mark, centre=bench.centre).ids)


def _write(people: Sequence[int]) -> None:
    """One writer: a transaction an edit, on a connection of its own."""
    try:
        for worker in people:
            with transaction.atomic():
                wage = perf_counter_ns() % 10**8 + 1  # an edit that changes nothing is no change
                JobSearch.objects.active().filter(worker=worker).update(wage_mode="monthly", wage_vnd=wage)
    finally:
        connection.close()
