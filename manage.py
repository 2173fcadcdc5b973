#!/usr/bin/env python3
"""The one command of the project: `demo`, `test` and every Django command, from a fresh clone onwards.

It needs Python 3.11 with venv and nothing else. Outside a virtual environment it makes `.venv` from the
hash-pinned lock and continues inside it; without DATABASE_URL and REDIS_URL it uses local servers.
"""

from __future__ import annotations  # lets an old Python come as far as the sentence about its age

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = (ROOT / ".venv").resolve()
LOCAL = ROOT / ".local"
STAMP = VENV / "installed-locks"
OLDEST_PYTHON = (3, 11)
RUNTIME_LOCK = ROOT / "requirements.lock"
TEST_LOCK, BENCH_LOCK = ROOT / "requirements-test.lock", ROOT / "requirements-bench.lock"
LARGER_LOCKS = {
    "test": TEST_LOCK,
    "build_messages": TEST_LOCK,
    "bench": BENCH_LOCK,
}  # each holds the runtime one
WITHOUT_SERVERS = {
    *("help", "--help", "-h", "version", "--version", "check", "collectstatic", "findstatic"),
    *("compilemessages", "makemessages", "diffsettings", "startapp", "startproject", "spectacular"),
    "build_messages",
}
# Two cores halve the wait; the tests of one file share what they start.
WHOLE_SUITE = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile"]
NOWHERE = {
    "DATABASE_URL": "postgres://app@/noi_viec?host=%2Fnonexistent",
    "REDIS_URL": "redis+socket:///nonexistent/valkey.sock",
}


class Ended(SystemExit):
    """A signal asked this process to end."""


def main(argv: list[str]) -> None:
    """Run one command in the project's environment, with servers when it needs them."""
    if sys.version_info[:2] < OLDEST_PYTHON:
        sys.exit(f"Nối Việc needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    command = argv[1] if len(argv) > 1 else "help"
    if bootstraps():
        enter_environment(LARGER_LOCKS.get(command, RUNTIME_LOCK), argv)
    if command == "test":
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *(argv[2:] or WHOLE_SUITE)])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if importlib.util.find_spec("django") is None:
        sys.exit("Django is missing from this environment: install requirements.lock, or unset VIRTUAL_ENV.")
    from django.core.management import execute_from_command_line

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, end)
    try:
        with servers_for(argv):
            execute_from_command_line(argv)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def end(number: int, _frame: object) -> NoReturn:
    raise Ended(128 + number)


@contextlib.contextmanager
def progress(label: str) -> Iterator[None]:
    """Say on standard error what is being done and for how long, if it takes over a second."""
    started, done, live = time.monotonic(), threading.Event(), sys.stderr.isatty()

    def line() -> str:
        return f"{label} … {time.monotonic() - started:.0f} s"

    def tick() -> None:
        pause = 1.0
        while not done.wait(pause):
            sys.stderr.write(f"\r{line()}" if live else f"{label} …\n")
            sys.stderr.flush()
            pause = 1.0 if live else threading.TIMEOUT_MAX

    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield
    finally:
        done.set()
        ticker.join()
        if time.monotonic() - started >= 1:
            sys.stderr.write(f"\r{line()}\n" if live else f"{line()}\n")


# --- The environment ---------------------------------------------------------------------------------------


def bootstraps() -> bool:
    """Whether `.venv` is ours to make and keep: not inside an environment that somebody chose."""
    if os.environ.get("VIRTUAL_ENV") or os.environ.get("CI_NO_BOOTSTRAP") == "1":
        return False
    return sys.prefix == sys.base_prefix or inside()


def inside() -> bool:
    return Path(sys.prefix).resolve() == VENV


def enter_environment(lock: Path, argv: list[str]) -> None:
    """Bring `.venv` up to the lock and continue inside it; returns at once when already there."""
    if not is_installed(lock):
        LOCAL.mkdir(mode=0o700, exist_ok=True)
        with (LOCAL / "bootstrap.lock").open("ab") as door:
            os.set_inheritable(door.fileno(), True)  # an installer that outlives this process keeps the lock
            with progress("Waiting for another command that prepares .venv"):
                fcntl.flock(door, fcntl.LOCK_EX)
            if not is_installed(lock):
                make_environment()
                install(lock)
    if not inside():
        python = str(VENV / "bin" / "python")
        os.execv(python, [python, str(ROOT / "manage.py"), *argv[1:]])


def digest(lock: Path) -> str:
    return f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()}"


def is_installed(lock: Path) -> bool:
    """Whether `.venv` is whole and holds what the lock says."""
    whole = (VENV / "pyvenv.cfg").exists() and (VENV / "bin" / "python").exists() and STAMP.exists()
    if not whole or (inside() and importlib.util.find_spec("django") is None):
        return False
    return digest(lock) in STAMP.read_text().splitlines()


def make_environment() -> None:
    """Make `.venv` unless a working one with pip is there; an interrupted one is made again."""
    STAMP.unlink(missing_ok=True)
    python = VENV / "bin" / "python"
    if python.exists() and succeeds([python, "-m", "pip", "--version"]):
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit("This Python has no venv. On Debian or Ubuntu: sudo apt install python3-venv")
    base = getattr(sys, "_base_executable", sys.executable)
    must([base, "-m", "venv", "--clear", VENV], "Making .venv")


def install(lock: Path) -> None:
    """Install the lock with uv, or with pip where uv cannot be had, and stamp `.venv` with its hash."""
    python, uv = VENV / "bin" / "python", VENV / "bin" / "uv"
    wanted = ["--require-hashes", "-r", lock]
    if not uv.exists():
        run([python, "-m", "pip", "install", "--quiet", "uv"], "Installing uv")
    with_uv = [uv, "pip", "install", "--python", python, "--compile-bytecode", *wanted]
    if not uv.exists() or run(with_uv, f"Installing {lock.name}") is not None:
        must([python, "-m", "pip", "install", "--quiet", *wanted], f"Installing {lock.name} with pip")
    locks = dict.fromkeys((lock, RUNTIME_LOCK))  # every other lock contains that one
    draft = STAMP.with_suffix(".new")
    draft.write_text("".join(f"{digest(each)}\n" for each in locks))
    draft.replace(STAMP)


def succeeds(argv: list[object]) -> bool:
    try:
        return subprocess.run([*map(str, argv)], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def run(argv: list[object], label: str) -> str | None:
    """Run a command, showing what it does and for how long; returns its output if it fails."""
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    with tempfile.TemporaryFile("w+") as output, progress(label):
        done = subprocess.run(
            [*map(str, argv)],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            close_fds=False,
            check=False,
        )
        output.seek(0)
        return output.read() if done.returncode else None


def must(argv: list[object], label: str) -> None:
    """Run a command and end with the end of its output if it fails."""
    output = run(argv, label)
    if output is not None:
        sys.exit(f"{label} failed:\n{output[-3000:]}")


# --- The servers -------------------------------------------------------------------------------------------


@contextlib.contextmanager
def servers_for(argv: list[str]) -> Iterator[None]:
    """Give the command a database and a broker: those of the environment, of a running demo, or its own."""
    missing = [name for name in NOWHERE if not os.environ.get(name)]
    if not missing or set(argv[1:2] or ["help"]) & WITHOUT_SERVERS or {"-h", "--help"} & set(argv):
        os.environ.update({name: NOWHERE[name] for name in missing})
        yield
        return
    from seeds.machine import ServicesUnavailable

    with contextlib.ExitStack() as stack:
        try:
            urls = stack.enter_context(local_servers())
        except ServicesUnavailable as refusal:
            sys.exit(str(refusal))
        os.environ.update({name: urls[name] for name in missing})
        yield


@contextlib.contextmanager
def local_servers() -> Iterator[dict[str, str]]:
    """Borrow the servers of this checkout if some command runs them, else run them meanwhile."""
    from seeds.machine import ServicesBusy
    from seeds.services import LocalServers, running_servers

    LOCAL.mkdir(mode=0o700, exist_ok=True)
    with (LOCAL / "users.lock").open("ab") as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits here while the servers are being stopped
        while True:
            if urls := running_servers(LOCAL):
                yield urls
                return
            servers = LocalServers(LOCAL)
            with contextlib.suppress(ServicesBusy), progress("Starting PostgreSQL and Valkey"):
                servers.start()
                break
        try:
            yield {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
        except (KeyboardInterrupt, Ended):
            raise
        except BaseException:
            wait_for_users(users)
            raise
        else:
            wait_for_users(users)
        finally:
            with progress("Stopping PostgreSQL and Valkey"):
                servers.stop()


def wait_for_users(users: BinaryIO) -> None:
    """Wait until no other command uses the servers that this one is about to stop."""
    with progress("Another command still uses the local servers; Ctrl-C stops them all the same"):
        fcntl.flock(users, fcntl.LOCK_EX)


if __name__ == "__main__":
    main(sys.argv)
