"""Postings as published, from the file to a hundred lists, three ways that must give the same bytes.

The long form takes a file of real postings, which is not kept here, and 20,000 generated people:
``NOIVIEC_REAL_POSTINGS=postings.csv python3 manage.py test tests/bench -s``. It imports the file twice, then
ranks a hundred of its vacancies through the relay and a Celery worker with two children, again with
``manage.py drain`` in a copy of the database, and replays every stored run. Minutes, on a quiet machine.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.bench.lists import copy_database, stored_lists
from tests.faults.cluster import ROOT, Cluster

REAL = os.environ.get("NOIVIEC_REAL_POSTINGS", "")
GATHERED_ON = os.environ.get("NOIVIEC_REAL_POSTINGS_ON", "2025-10-19")
PEOPLE = os.environ.get("NOIVIEC_REAL_PEOPLE", "20000")
LISTS = 100
PATIENCE = 1_800
ALL_DONE = "SELECT count(*) = 0 FROM jobs_matchtask WHERE state IN ('todo', 'doing')"

pytestmark = [pytest.mark.long, pytest.mark.skipif(not REAL, reason="NOIVIEC_REAL_POSTINGS names no file")]


@pytest.fixture(scope="module")
def cluster():
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="nv-")))
    try:
        cluster.servers.start()
        yield cluster
    finally:
        cluster.stop()


class Stopwatch:
    """Runs commands of the product and prints how long each took."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env

    def run(self, *words: str, **env: str) -> str:
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.env | env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        self.tell(started, Path(words[0]).name, *words[1:])
        return done.stdout

    def manage(self, *words: str, **env: str) -> str:
        return self.run(str(ROOT / "manage.py"), *words, **env)

    def tell(self, started: float, *words: str) -> None:
        print(f"{time.monotonic() - started:7.1f} s  {' '.join(words)}", flush=True)


@pytest.fixture(scope="module")
def watch(cluster):
    """The register: the reference lists and the generated people of Sơn La."""
    watch = Stopwatch(cluster.env)
    watch.manage("migrate", "--verbosity", "0")
    watch.manage("seed")
    watch.manage("generate_province", "--province", "14", "--workers", PEOPLE, "--seed", "1")
    return watch


def test_real_postings_to_a_hundred_lists_three_ways(cluster, watch, tmp_path):
    import_twice(cluster, watch, tmp_path / "report.csv")
    watch.run("-m", "tests.bench.ask", str(LISTS))
    copy = copy_database(cluster.servers.database_url, "drained")
    rank_through_celery(cluster, watch)
    watch.manage("drain", DATABASE_URL=copy)
    by_celery, by_drain = stored_lists(cluster.servers.database_url), stored_lists(copy)
    assert len(by_celery) == LISTS
    different = [vacancy for vacancy in by_celery if by_celery[vacancy] != by_drain.get(vacancy)]
    assert (by_drain.keys(), different) == (by_celery.keys(), [])
    assert watch.manage("replay_match_run").count(" same\n") == LISTS


def import_twice(cluster: Cluster, watch: Stopwatch, report: Path) -> None:
    """Import the file, check what was understood, import it again and find nothing new."""
    words = ["import_vacancies", REAL, "--centre", "SLA", "--source", "real", "--gathered-on", GATHERED_ON]
    words += ["--approve", "--report", str(report)]
    print(watch.manage(*words).rpartition("\r")[2])
    [(total, applied, rows)] = cluster.sql(
        "SELECT total, applied, (SELECT count(DISTINCT number) FROM jobs_importrow) FROM jobs_importbatch"
    )
    assert (applied, rows) == (total, total)
    [(wages, places)] = cluster.sql(
        "SELECT avg((findings->'wage'->>0 <> 'refused')::int), avg((findings->'place'->>0 <> 'refused')::int)"
        " FROM jobs_importrow"
    )
    assert wages >= 0.99
    assert places >= 0.99
    before = cluster.sql("SELECT count(*) FROM jobs_vacancy")
    watch.manage(*words)
    assert cluster.sql("SELECT count(*) FROM jobs_vacancy") == before


def rank_through_celery(cluster: Cluster, watch: Stopwatch) -> None:
    """Let the relay and two Celery children do all that is waiting."""
    started = time.monotonic()
    cluster.start_workers()
    try:
        assert cluster.wait_for(ALL_DONE, PATIENCE)
        watch.tell(started, f"{LISTS} lists through Celery")
    finally:
        cluster.stop_workers()
