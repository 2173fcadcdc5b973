"""Imports killed half-way and imports at once: every row is accounted for once."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from employers.models import Employer
from jobs.models import ImportBatch, ImportRow, Vacancy
from tests.bench.lists import address_of
from tests.cast import make_cast, write_catalogue
from tests.jobs.importing import run
from tests.jobs.postings import (
    COOK,
    SEWING,
    csv_text,
    numbered,
    write_lists,
)

ROOT = Path(__file__).parents[2]
PLAIN = csv_text([SEWING, COOK])


@pytest.fixture
def committed(transactional_db):
    """The cast and the lists where other connections see them."""
    write_catalogue()
    write_lists()
    return make_cast().son_la


def test_four_imports_at_once_make_one_set_of_rows(committed, save):
    path, start, problems = save(numbered(1_100)), threading.Barrier(4), []

    def one():
        try:
            start.wait()
            run(path)
        except Exception as problem:  # shown by the assertion below
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert (ImportBatch.objects.get().applied, Vacancy.objects.count()) == (1_100, 1_100)
    assert sorted(ImportRow.objects.values_list("number", flat=True)) == list(range(1, 1_101))


def test_overlapping_files_at_once_share_postings_and_employers(committed, save):
    rows, problems = numbered(400), []
    paths = [save(rows, "a.csv"), save(rows[::-1], "b.csv"), save(rows[200:] + rows[:200], "c.csv")]

    def one(path):
        try:
            run(path, approve=True)
        except Exception as problem:  # shown by the assertion below
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert Vacancy.objects.count() == 400
    assert Employer.objects.filter(source="import").count() == 50
    found = ImportRow.objects.values_list("outcome", flat=True)
    assert sorted(found) == ["created"] * 400 + ["known"] * 800


def test_a_killed_import_is_resumed_and_every_row_accounted_for_once(committed, save):
    path = save(numbered(2_000))
    address = address_of(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "import_vacancies", path, "--centre", "SLA"],
        env=os.environ | {"DATABASE_URL": address, "CI_NO_BOOTSTRAP": "1"},
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not ImportBatch.objects.filter(applied__gt=0).exists():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    applied = ImportBatch.objects.get().applied
    assert 0 < applied < 2_000
    assert ImportRow.objects.count() == Vacancy.objects.count() == applied
    assert f"This run took {2_000 - applied} rows" in run(path)
    assert sorted(ImportRow.objects.values_list("number", flat=True)) == list(range(1, 2_001))
    assert Vacancy.objects.count() == 2_000
