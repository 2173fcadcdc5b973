"""A whole installation of its own: PostgreSQL with fsync, Valkey without persistence, relay, Celery worker.

Faults hit real processes by signal; the supervisor of the product brings back what died, as in production.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

from seeds.lifeline import signal_group
from seeds.services import LocalServers

ROOT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 2.0
PYTHON = sys.executable
DIALECT = {"postgres://": "postgresql://"}


@dataclass
class Outcome:
    """What the database says after everything has come to rest."""

    tasks: int
    done: int
    runs: int
    current: int
    seconds: float


class Cluster:
    """Start, load, harm, wait, count. Everything lives below one temporary directory."""

    def __init__(self, home: Path) -> None:
        self.servers = LocalServers(home, mode="durable-test")
        self.waves = count()
        self.env = {
            **os.environ,
            "DATABASE_URL": self.servers.database_url,
            "REDIS_URL": self.servers.redis_url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "NOIVIEC_LEASE_SECONDS": str(LEASE_SECONDS),
            "NOIVIEC_POOLS": str(home / "pools"),
            "CI_NO_BOOTSTRAP": "1",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "default",
        }

    def run(self, *argv: str) -> None:
        """Run a program of the product to its end."""
        done = subprocess.run(
            [PYTHON, *argv], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self, *, people: int, vacancies: int) -> None:
        """Servers, schema and register; no worker yet."""
        self.servers.start()
        self.run(str(ROOT / "manage.py"), "migrate", "--verbosity", "0")
        self.run("-m", "tests.faults.register", str(people), str(vacancies))

    def start_workers(self, worker: Sequence[str] = ("-m", "celery", "-A", "config.celery")) -> None:
        """The relay, and a Celery worker with two children."""
        env = self.env | {"NOIVIEC_PROCESS": "worker"}
        argv = [*worker, "worker", "--concurrency", "2", "--loglevel", "WARNING", "--without-mingle"]
        for name, words in (("worker", argv), ("relay", [str(ROOT / "manage.py"), "relay"])):
            child = self.servers.spawn(name, [PYTHON, *words], env)
            child.echo = False
            child.close()

    def stop_workers(self) -> None:
        """End worker and relay at once; the servers stay."""
        for name in ("worker", "relay"):
            if child := self.servers.children.pop(name, None):
                signal_group(child.pid, signal.SIGCONT)
                child.kill()

    def sql(self, query: str, *values: object) -> list[tuple]:
        """Ask the database from outside, as an auditor would."""
        with psycopg.connect(self.servers.database_url.replace("postgres://", "postgresql://", 1)) as link:
            cursor = link.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def forget(self) -> None:
        """Remove tasks and runs, so that the next fault starts from the same register."""
        self.sql("UPDATE jobs_vacancy SET current_run_id = NULL")
        for kind in ("matchrun", "matchtask", "matchopening", "freshness", "seekerfacts", "matchsnapshot"):
            self.sql(f"DELETE FROM jobs_{kind}")

    def ask_for_every_list(self) -> int:
        """Enqueue one task a vacancy, as a committed request would, and ring."""
        self.sql(
            "INSERT INTO jobs_matchtask (public_id, state, priority, not_before, attempts, last_error,"
            " progress_done, progress_total, request_id, created_at, vacancy_id, reason)"
            " SELECT 'mr_' || id, 'todo', 5, now(), 0, '', 0, 0, '', now(), id, 'asked' FROM jobs_vacancy"
        )
        self.sql("SELECT pg_notify('work', 'jobs.drain')")
        return self.sql("SELECT count(*) FROM jobs_matchtask")[0][0]

    def change_the_register(self) -> None:
        """What many clerks commit: another wage wish for every seventh person, a search closed for a few.

        No two times alike, so that every time lists change.
        """
        wave = next(self.waves)
        self.sql(
            "UPDATE workers_jobsearch SET wage_mode = 'monthly',"
            " wage_vnd = 3000000 + 2000000 * ((id + %s) %% 11) WHERE id %% 7 = %s",
            wave,
            wave % 7,
        )
        self.sql("UPDATE workers_jobsearch SET state = 'paused' WHERE id %% 97 = %s", wave % 97)

    def wait_for(self, condition: str, seconds: float) -> bool:
        """Poll until the query gives true, tending the processes meanwhile."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.servers.tend()
            try:
                if self.sql(condition)[0][0]:
                    return True
            except psycopg.OperationalError:
                pass  # PostgreSQL is the patient at the moment
            time.sleep(0.05)
        return False

    def outcome(self, started: float) -> Outcome:
        """Count tasks, runs and current lists."""
        [(tasks, done)] = self.sql(
            "SELECT count(*), count(*) FILTER (WHERE state = 'done') FROM jobs_matchtask"
        )
        [(runs,)] = self.sql("SELECT count(*) FROM jobs_matchrun")
        [(current,)] = self.sql(
            "SELECT count(*) FROM jobs_vacancy v JOIN jobs_matchrun r ON r.id = v.current_run_id"
            " AND r.vacancy_id = v.id AND r.vacancy_revision = v.revision"
        )
        return Outcome(tasks, done, runs, current, time.monotonic() - started)

    def stop(self) -> None:
        """End everything and remove the directory."""
        self.stop_workers()
        self.servers.stop()
        shutil.rmtree(self.servers.home, ignore_errors=True)
