"""Supervised child processes: started, echoed, restarted, stopped in order, never orphaned.

Standard library only and importable without Django, so that it works before anything is installed.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Self

from seeds.lifeline import signal_group

LIFELINE = Path(__file__).with_name("lifeline.py")
COLOURS = {"web": 36, "worker": 35, "relay": 33, "postgres": 34, "valkey": 31}
LOG_BYTES = 5_000_000
RESTART_SECONDS = 1.0


@dataclass
class ChildProcess:
    """One supervised program, leader of its own session and process group."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] | None = None
    prefix: Sequence[str] = ()
    """A command that changes the user or namespace before the program runs."""
    stop_signal: int = signal.SIGTERM
    """Asks for an orderly end."""
    death_signal: int = signal.SIGKILL
    """Ends it at once; also what it gets when the supervisor dies."""
    patience: float = 30.0
    """Seconds between the orderly request and the death signal."""
    echo: bool = True
    started_at: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    shown: BinaryIO | None = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        """Process id, also the id of its group. Raises RuntimeError before the first start."""
        if self.process is None:
            raise RuntimeError(f"{self.name} has not been started")
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start the program, tied to the calling process; its output goes to the log file."""
        death = self.death_signal
        if threading.current_thread() is not threading.main_thread():
            death = 0  # the kernel would take the end of this thread for the end of the parent
        tie = [sys.executable, "-I", "-S", str(LIFELINE), "tie", str(os.getpid()), str(int(death))]
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".1.log"))
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*self.prefix, *tie, *self.argv],
                env=None if self.env is None else dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._follow(output.tell())
        self.started_at = time.monotonic()

    def _follow(self, position: int) -> None:
        """Echo from here on what this start writes, after the rest of what the last one wrote."""
        self.close()
        if self.echo:
            self.shown = self.log.open("rb")
            self.shown.seek(position)

    def close(self) -> None:
        """Echo the rest of the output and let go of the log."""
        self.show_output()
        if self.shown is not None:
            self.shown.close()
            self.shown = None

    def send(self, number: int) -> None:
        """Signal the program itself, not its group."""
        if self.running:
            os.kill(self.pid, number)

    def wait(self, seconds: float) -> bool:
        """Wait for its end; False when it still runs after `seconds`."""
        try:
            if self.process is not None:
                self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """SIGKILL the whole group, as a fault would, and reap the program."""
        if self.process is not None:
            signal_group(self.pid, signal.SIGKILL)
            self.process.wait()

    def show_output(self) -> None:
        """Print what the log has gained, each line behind the coloured name."""
        if self.shown is None:
            return
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        start, end = (f"\033[{COLOURS.get(self.name, 37)}m", "\033[0m") if colour else ("", "")
        while line := self.shown.readline():
            text = line.decode(errors="replace").rstrip()
            sys.stdout.write(f"{start}{self.name:>8} |{end} {text}\n")
        sys.stdout.flush()


class Supervisor:
    """Runs programs for the life of a `with` block and stops them newest first.

    When this process dies without leaving the block, even by SIGKILL, the children die with it.
    """

    def __init__(self, home: Path, *, disposable: tuple[Path, ...] = ()) -> None:
        self.home = home
        self.disposable = disposable
        self.children: dict[str, ChildProcess] = {}
        self._watch: subprocess.Popen[bytes] | None = None
        self._hurry = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def spawn(self, name: str, argv: Sequence[str], env: Mapping[str, str] | None = None) -> ChildProcess:
        """Start a program such as the worker; `argv[0]` is an absolute path, output is echoed by `tend`."""
        return self.add(ChildProcess(name, argv, self.log(name), env))

    def add(self, child: ChildProcess) -> ChildProcess:
        """Start a described program and keep it until `stop`."""
        self.children[child.name] = child
        self.revive(child)
        return child

    def log(self, name: str) -> Path:
        """The log file of a program; makes the folder when it is missing."""
        folder = self.home / "log"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / f"{name}.log"

    def revive(self, child: ChildProcess) -> None:
        """Start a program that is not running, under the watch."""
        if child.process is not None:
            self._tell(f"drop {child.pid}")
        child.start()
        self._tell(f"add {child.pid} {int(child.death_signal)}")

    def tend(self) -> list[str]:
        """Echo new output and restart what died, each at most once a second; returns the names restarted."""
        restarted = []
        for child in self.children.values():
            child.show_output()
            if not child.running and time.monotonic() - child.started_at >= RESTART_SECONDS:
                signal_group(child.pid, signal.SIGKILL)  # what a dead leader left behind
                self.revive(child)
                restarted.append(child.name)
        return restarted

    def stop(self) -> None:
        """Stop everything, newest first. A further Ctrl-C or SIGTERM meanwhile ends the patience."""
        with self._hurried_by_signals():
            for child in reversed(self.children.values()):
                self._end(child)
        self.children.clear()
        if self._watch is not None:
            self._tell("bye")
            self._watch.communicate()
            self._watch = None

    def _end(self, child: ChildProcess) -> None:
        if child.process is None:
            return
        for number, patience in ((child.stop_signal, child.patience), (child.death_signal, 7.0)):
            child.send(number)
            deadline = time.monotonic() + patience
            while child.running and time.monotonic() < deadline:
                child.wait(0.05)
                if self._hurry and number != child.death_signal:
                    break
        child.kill()
        child.close()
        self._tell(f"drop {child.pid}")

    def _tell(self, line: str) -> None:
        """Tell the watch, which is started with the first thing worth telling."""
        if self._watch is None:
            folders = map(str, self.disposable)
            self._watch = subprocess.Popen(
                [sys.executable, "-I", "-S", str(LIFELINE), "watch", str(os.getpid()), *folders],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        pipe = self._watch.stdin
        with contextlib.suppress(BrokenPipeError):  # somebody killed the watch: the ties remain
            if pipe is not None:
                pipe.write(line.encode() + b"\n")
                pipe.flush()

    @contextlib.contextmanager
    def _hurried_by_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def hurry(*_: object) -> None:
            self._hurry = True

        before = {number: signal.signal(number, hurry) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            self._hurry = False
            for number, handler in before.items():
                signal.signal(number, handler)
