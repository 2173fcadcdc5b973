"""``manage.py demo``: accounts that work, three different vacancies, tables to read, and the whole of it."""

import os
import socket
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
import time_machine
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from centres import queue
from centres.models import ApiClient, Role, User
from jobs.actions import request_match_run
from jobs.models import MatchRun
from jobs.tasks import Matching
from jobs.words import Names
from seeds import demo
from seeds.accounts import PEOPLE, ensure_accounts, ensure_centre
from seeds.catalogue import seed
from seeds.demand import make_demand
from seeds.province import generate

ROOT = Path(__file__).resolve().parent.parent.parent
AT = datetime(2026, 3, 16, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TODAY = AT.date()


@pytest.fixture(autouse=True)
def english():
    """Texts are compared with their sources."""
    with translation.override("en"):
        yield


@pytest.fixture
def seeded(db):
    list(seed(on=TODAY))


@pytest.fixture
def son_la(seeded):
    centre = ensure_centre("14")
    make_demand(centre, seed=1, at=AT)
    generate(centre, count=200, seed=1, at=AT, progress=lambda *_: None)
    return centre


# --- Accounts ----------------------------------------------------------------------------------------------


def test_every_role_gets_an_account_that_signs_in(seeded, tmp_path):
    accounts = ensure_accounts(tmp_path / "accounts.json", at=AT)
    assert {account.role for account in accounts} == set(Role.values)
    for account in accounts[:-1]:
        user = User.objects.get(username=account.username)
        assert user.check_password(account.password)
        assert (user.role, user.centre.code if user.centre else "") == (account.role, account.centre)
    assert ApiClient.objects.get(oauth_id=accounts[-1].username).user.centre.code == "SLA"
    assert authenticate(username="hoa", password="wrong") is None


def test_accounts_are_made_once_and_readable_by_their_owner_only(seeded, tmp_path):
    path = tmp_path / "kept" / "accounts.json"
    first = ensure_accounts(path, at=AT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ensure_accounts(path, at=AT) == first
    assert User.objects.exclude(role=Role.CLIENT).count() == len(PEOPLE)


def test_a_lost_file_gives_new_passwords_and_no_second_people(seeded, tmp_path):
    path = tmp_path / "accounts.json"
    first = ensure_accounts(path, at=AT)
    path.unlink()
    second = ensure_accounts(path, at=AT)
    assert [account.full_name for account in second] == [account.full_name for account in first]
    assert not {account.password for account in first} & {account.password for account in second}
    assert User.objects.exclude(role=Role.CLIENT).count() == len(PEOPLE)


# --- Lists -------------------------------------------------------------------------------------------------


def test_the_vacancies_lie_in_another_province_at_home_and_abroad(son_la):
    picked = demo.contrasting(son_la, TODAY)
    assert [(vacancy.workplace, vacancy.occupation_id) for vacancy in picked] == [
        ("elsewhere", "8202"),
        ("in_province", "8332"),
        ("overseas", "8202"),
    ]
    line = demo.vacancy_line(picked[1])
    assert line == (
        "Lái xe tải tuyến Sơn La - Hà Nội · Công ty TNHH Vận tải Đèo Gió · 5 places · "
        "Phường Chiềng An, Son La · 11-15 million VND a month"
    )


def test_a_list_is_printed_with_places_scores_reasons_and_kept_places(son_la):
    vacancy = demo.contrasting(son_la, TODAY)[0]
    task = request_match_run(vacancy=vacancy, by=None, at=AT)
    assert str(demo.standing([task.pk])) == "Waiting for a worker"
    with time_machine.travel(AT):
        queue.drain(Matching())
    now = demo.standing([task.pk])
    assert (now.finished, now.failed, now.waiting) == ((task,), (), 0)
    run = MatchRun.objects.get(task=task)
    lines = list(demo.shortlist_lines(run, Names.load(), width=120))
    end = next(at for at, line in enumerate(lines) if "people pass the conditions" in line)
    places = [line for line in lines[:end] if line[2:5].strip().isdigit()]
    assert [int(line[2:5]) for line in places] == list(range(1, 11))
    marks = [line[5] for line in places]
    assert marks.count(demo.KEPT) + marks.count(" ") == 10
    assert (demo.KEPT in marks) == any(line.startswith(f"  {demo.KEPT}") for line in lines)
    assert max(map(len, lines[:end])) <= 120
    assert f"{run.eligible:,} of {run.snapshot.seekers:,}" in "\n".join(lines)


def test_scores_are_read_as_points_of_a_hundred():
    assert [demo.points(score) for score in (0, 5_005, 10_000)] == ["0.0", "50.0", "100.0"]


def test_a_database_of_this_code_needs_no_migration(db):
    assert demo.migrations_are_missing() is False


# --- The command -------------------------------------------------------------------------------------------


def test_a_taken_port_is_named_before_anything_starts(db):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is taken"):
            call_command("demo", port=port)
    assert not User.objects.exists()


@pytest.fixture
def empty_database(django_db_blocker):
    """The address of a database nobody has used, on the server of the tests; dropped at the end."""
    name = f"{connection.settings_dict['NAME']}_demo"
    with django_db_blocker.unblock():
        parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    parameters = {
        key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if key in parameters
    }

    def run(statement):
        with psycopg.connect(**parameters, autocommit=True) as admin:
            admin.execute(statement)

    run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    run(f'CREATE DATABASE "{name}"')
    place = os.environ["DATABASE_URL"]
    old = place.split("?")[0].rsplit("/", 1)[1]
    yield place.replace(f"/{old}", f"/{name}", 1)
    run(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_once_prints_three_lists_and_leaves_no_process(empty_database):
    env = {**os.environ, "DATABASE_URL": empty_database, "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--once", "--workers", "150", "--port", "0"],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for number in (1, 2, 3):
        assert f"Shortlist {number}: " in done.stdout
    assert "Everything works; stopping." in done.stdout
    assert "  hoa " in done.stdout
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port_of(done.stdout)), timeout=1)


def port_of(output):
    return int(output.split("http://127.0.0.1:")[1].split("/")[0])
