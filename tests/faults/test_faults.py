"""Whatever dies while lists are being made: every list is made, once, and nothing is stuck.

A short slice runs every time; the long form: ``FAULT_ROUNDS=60 python3 manage.py test tests/faults``.
"""

import os
import tempfile
import time
from pathlib import Path

import pytest

from tests.faults.cluster import LEASE_SECONDS, Cluster
from tests.faults.kinds import (
    KINDS,
    cut_connections,
    freeze_worker,
    kill_postgres,
    kill_relay,
    kill_worker,
)

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
PEOPLE, VACANCIES = 1_500, 400  # enough that the fault comes while most lists are still to be made
PATIENCE = 60
ALL_DONE = "SELECT count(*) = 0 FROM jobs_matchtask WHERE state IN ('todo', 'doing')"
HALF_WAY = f"SELECT count(*) >= {VACANCIES // 4} FROM jobs_matchrun"
TURNING = "SELECT count(*) > 0 FROM jobs_freshness WHERE state = 'doing'"
AT_REST = """
    SELECT bool_and(state = 'todo' AND compared_id = newest_id) AND NOT EXISTS (
        SELECT FROM workers_workerchange, jobs_freshness standing
        WHERE NOT pg_visible_in_snapshot(xid, split_part(standing.watermark, '/', 2)::pg_snapshot)
    ) FROM jobs_freshness
"""
CLAIMED = "SELECT count(*) > 0 FROM jobs_matchtask WHERE state = 'doing'"

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def cluster():
    home = Path(tempfile.mkdtemp(prefix="nv-"))
    cluster = Cluster(home)
    try:
        cluster.start(people=PEOPLE, vacancies=VACANCIES)
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def working(cluster):
    cluster.forget()
    cluster.start_workers()
    yield cluster
    cluster.stop_workers()


@pytest.mark.parametrize("turn", range(ROUNDS))
@pytest.mark.parametrize("kind", KINDS)
def test_every_list_is_made_once(working, kind, turn):
    started = time.monotonic()
    asked = working.ask_for_every_list()
    assert working.wait_for(HALF_WAY if turn % 2 == 0 else CLAIMED, PATIENCE), "no list was begun"
    KINDS[kind](working)
    hit = time.monotonic()
    assert working.wait_for(ALL_DONE, PATIENCE), working.sql(
        "SELECT state, attempts, last_error FROM jobs_matchtask"
    )
    outcome = working.outcome(started)
    assert (outcome.tasks, outcome.done, outcome.runs, outcome.current) == (asked, asked, asked, asked)
    print(f"{kind}: all {asked} lists {time.monotonic() - hit:.1f} s after the fault")


@pytest.mark.parametrize("turn", range(ROUNDS))
@pytest.mark.parametrize("kind", [kill_worker, freeze_worker, kill_relay, kill_postgres, cut_connections])
def test_every_list_follows_the_register(working, kind, turn):
    """Clerks change hundreds of records; whatever dies meanwhile, every list ends as it must be."""
    working.ask_for_every_list()
    assert working.wait_for(ALL_DONE, PATIENCE), "the lists were not made"
    before = working.sql("SELECT count(*) FROM jobs_matchrun")[0][0]
    working.change_the_register()
    assert working.wait_for(TURNING, PATIENCE), "nobody noticed the changes"
    kind(working)
    working.change_the_register()
    hit = time.monotonic()
    assert working.wait_for(AT_REST, PATIENCE), working.sql(
        "SELECT state, attempts, last_error FROM jobs_freshness"
    )
    print(f"{kind.__name__}: every list fresh {time.monotonic() - hit:.1f} s after the fault")
    working.stop_workers()
    working.run("-m", "tests.faults.compare")
    assert working.sql("SELECT count(*) FROM jobs_matchrun")[0][0] > before


def test_without_takeover_a_killed_worker_leaves_work_behind(cluster):
    """The control: the same fault, with the rule removed that an expired lease may be taken over."""
    cluster.forget()
    cluster.start_workers(worker=("-m", "tests.faults.worker_without_takeover"))
    try:
        cluster.ask_for_every_list()
        assert cluster.wait_for(HALF_WAY, PATIENCE)
        kill_worker(cluster)
        assert not cluster.wait_for(ALL_DONE, 3 * LEASE_SECONDS)
        [(stuck,)] = cluster.sql(
            "SELECT count(*) FROM jobs_matchtask WHERE state = 'doing' AND lease_until < now()"
        )
        assert stuck > 0
    finally:
        cluster.stop_workers()
