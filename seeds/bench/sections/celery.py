"""celery: many vacancies by one worker process and by two, with the real broker between."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.db import connection

from jobs.models import MatchRun, MatchTask, Vacancy
from seeds.bench.bench import Bench
from seeds.bench.hardware import cpu_seconds
from seeds.bench.lists import desk_of
from seeds.bench.measure import Mismatch, Series, Skipped

VACANCIES = 2_048  # eight claims
WARM_UP = 8
POKE_AGAIN, LOOK_AGAIN, PATIENCE = 2.0, 0.1, 600.0  # seconds


class Stuck(Exception):
    """The workers did not finish in time."""


def run(bench: Bench) -> None:
    """Time the same tasks under one process and under two; their results are compared. Raises Mismatch."""
    if (os.cpu_count() or 1) < 2:
        raise Skipped("two worker processes need two cores")
    vacancies = bench.rows(bench.count(VACANCIES))
    desk_of(bench, bench.filling.at)
    one, two = Series("1 worker process"), Series("2 worker processes")
    digests, used = [], []
    for processes, series in ((1, one), (2, two)):
        with workers(processes) as (queue, worker):
            for _ in range(processes):  # every child has loaded the product before the clock starts
                drained(queue, vacancies[:WARM_UP], processes)
            before = spent(worker)
            tasks = series.time(drained, queue, vacancies, processes)
            busy = [seconds - before.get(child, 0.0) for child, seconds in spent(worker).items()]
        digests.append(results_of(tasks))
        used.append(max(busy))
        bench.report.say(
            f"  {series.name}: {series.mean:.2f} s; processor time of each:"
            f" {', '.join(f'{seconds:.2f}' for seconds in sorted(busy))} s"
        )
    if digests[0] != digests[1]:
        differing = [key for key in digests[0] if digests[0][key] != digests[1].get(key)]
        raise Mismatch(f"celery: vacancy {differing[:1]} differs between one process and two")
    about = {"vacancies": len(vacancies), "policy": "as the product"}
    ratio = bench.report.add("celery", two.name, one.name, two.mean, one.mean, **about)
    bench.report.say(
        f"  {len(vacancies):,} vacancies: {one.mean:.2f} s by one process, {two.mean:.2f} s by two,"
        f" {ratio:.2f} times as fast; on cores nobody else uses {used[0] / used[1]:.2f} times,"
        " for each process needs a core no longer than that"
    )
    bench.report.add("celery", "2 processes, the busier", "1 process", used[1], used[0], **about)


@contextmanager
def workers(processes: int) -> Iterator[tuple[str, int]]:
    """A Celery worker with so many children on a queue of its own: the name of the queue, its process."""
    queue = f"bench-{uuid4().hex[:8]}"
    argv = ["-m", "celery", "--app", "config.celery", "worker", "--concurrency", str(processes)]
    argv += ["--queues", queue, "--hostname", f"{queue}@%h", "--loglevel", "ERROR"]
    argv += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    address = urlsplit(os.environ["DATABASE_URL"])
    env = {
        **os.environ,
        "DATABASE_URL": urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}")),
        "NOIVIEC_POOLS": str(settings.MATCH_POOLS),
        "NOIVIEC_PROCESS": "worker",
        "PYTHONWARNINGS": "ignore",
    }
    child = subprocess.Popen(
        [sys.executable, *argv], env=env, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL
    )
    try:
        yield queue, child.pid
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(timeout=60)


def spent(worker: int) -> dict[int, float]:
    """Child process of a worker -> the processor time it has used."""
    children = Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
    return {int(child): cpu_seconds(int(child)) for child in children}


def drained(queue: str, vacancies: Sequence[Vacancy], processes: int) -> list[int]:
    """Ask for a list of each vacancy and wait for all; the keys of the tasks. Raises Stuck."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now = cursor.fetchone()[0]
    wanted = [
        MatchTask(vacancy=vacancy, reason=MatchTask.Reason.ASKED, not_before=now, created_at=now)
        for vacancy in vacancies
    ]
    tasks = [task.pk for task in MatchTask.objects.bulk_create(wanted)]
    started = poked = time.monotonic()
    _poke(queue, processes)
    # asked seldom and cheaply: whoever waits takes processor time from those who are timed
    open_tasks = MatchTask.objects.filter(pk__range=(tasks[0], tasks[-1]), state__in=["todo", "doing"])
    while open_tasks.exists():
        if time.monotonic() - started > PATIENCE:
            raise Stuck(f"{len(tasks)} tasks were not done in {PATIENCE:.0f} s")
        if time.monotonic() - poked > POKE_AGAIN:
            _poke(queue, processes)
            poked = time.monotonic()
        time.sleep(LOOK_AGAIN)
    return tasks


def _poke(queue: str, processes: int) -> None:
    for _ in range(processes):
        current_app.send_task(MatchTask.CELERY_TASK, queue=queue, ignore_result=True, expires=60)


def results_of(tasks: Sequence[int]) -> dict[int, str]:
    """Vacancy -> digest of its list."""
    return dict(MatchRun.objects.filter(task__in=tasks).values_list("vacancy", "result_digest"))
