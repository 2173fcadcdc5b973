"""incremental: somebody is edited; how long after the commit the last list that changes is written.

The wait until a worker is woken, at most the poll of the relay, comes on top.

Then six writers at once, and whether the log of changes names everybody they touched.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import perf_counter_ns

from django.db import connection, transaction

from jobs import compilations, snapshots
from jobs.matching import rank as oracle
from jobs.models import Freshness, MatchRun, Vacancy
from jobs.refresh import keep as keep_turn
from jobs.refresh import turn, warm_up
from jobs.runs import ranking_of
from jobs.seekers import seekers_of
from jobs.shortlist import LIMIT, Desk
from jobs.snapshots import one_moment
from seeds.bench.bench import Bench
from seeds.bench.edits import KINDS, Scene
from seeds.bench.lists import desk_of, keep, ranked
from seeds.bench.measure import Mismatch, Series, first_difference
from workers import changes
from workers.models import JobSearch

VACANCIES, EDITS, VERIFIED = 3_000, 63, 4
WRITERS, WRITES = 6, 40
PROMISED = 5.0  # seconds behind the commit


def run(bench: Bench) -> None:
    """Edit people one after the other and time each turn; then write at once. Raises Mismatch."""
    at = bench.filling.at
    whole = Series("every list made anew")
    vacancies = bench.rows(bench.count(VACANCIES))
    desk = desk_of(bench, at)
    whole.time(_make_all, bench, desk, vacancies)
    _turn(bench, at)  # compares what was there before
    edits = _edits(bench)
    edited, kinds, made = Series("lists one edit can change"), {name: Series(name) for name in KINDS}, 0
    started, first = _start(bench, edits.pop(0))
    for number, (kind, worker) in enumerate(edits, 2):
        now = at + timedelta(minutes=number)
        with transaction.atomic():
            Scene.of(bench.centre).edit(kind, worker, number, now)
        made += edited.time(_turn, bench, now)
        kinds[kind].wall.append(edited.wall[-1])
        kinds[kind].cpu.append(edited.cpu[-1])
    _verify(bench, vacancies)
    late = sum(took > PROMISED for took in edited.wall)
    bench.report.say(
        f"  {len(vacancies):,} open vacancies, {len(edits)} edits, {made:,} lists made anew; fresh"
        f" {edited.mean:.2f} s behind the commit, at most {max(edited.wall):.2f} s, of processor time"
        f" {max(edited.cpu):.2f} s; {late} later than {PROMISED:.0f} s"
    )
    about = {"vacancies": len(vacancies), "policy": "as the product"}
    bench.report.table("incremental", edited, [first, whole], **about)
    bench.report.say(f"  a worker that starts is ready after {started.mean:.2f} s; then by kind of edit:")
    for series in kinds.values():
        if series.wall:
            bench.report.say(f"  {series.name:<30}{series.line()}{max(series.wall) * 1000:>11,.0f} at most")
    lost = _lost(bench)
    bench.report.say(f"  {WRITERS} writers, {WRITERS * WRITES} edits: {lost} lost")
    if lost:
        raise Mismatch(f"incremental: the log of changes lost {lost} edits")


def _edits(bench: Bench) -> list[tuple[str, int]]:
    """Who is edited how: every kind in turn, people from all over the register."""
    names, step = list(KINDS), max(1, len(bench.seekers) // (EDITS + 1))
    people = [seeker.id for seeker in bench.seekers[step::step]][:EDITS]
    return [(names[number % len(names)], worker) for number, worker in enumerate(people)]


def _start(bench: Bench, edit: tuple[str, int]) -> tuple[Series, Series]:
    """What a worker process that has read nothing takes until it is ready, and then for its first edit."""
    started, first = Series("start of a worker"), Series("the first edit of a process")
    snapshots._open.clear()
    compilations.shelf.kept.clear()
    at = bench.filling.at
    started.time(warm_up, at=at)
    Scene.of(bench.centre).edit(*edit, 1, at)
    first.time(_turn, bench, at + timedelta(minutes=1))
    return started, first


def _make_all(bench: Bench, desk: Desk, vacancies: Sequence[Vacancy]) -> None:
    keep(ranked(bench, desk, vacancies), bench.filling.at)


def _turn(bench: Bench, at: datetime) -> int:
    """One turn of the standing work of the centre; how many lists it made."""
    standing = Freshness.objects.select_related("centre", "newest", "compared").get(centre=bench.centre)
    result = turn(standing, at=at)
    with transaction.atomic():
        keep_turn(standing, result, at=at)
    return len(result.made)


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
