"""Times, and the two ways they are told: a table for people, rows for machines."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar

from seeds.bench.hardware import cpu_seconds, nearest_rank

Given = ParamSpec("Given")
Result = TypeVar("Result")
Row = dict[str, Any]


class Out(Protocol):
    """Where words go: a stream, or the output of a command."""

    def write(self, text: str, /) -> object:
        """Take some text."""

    def flush(self) -> object:
        """Show it now."""

    def isatty(self) -> bool:
        """Whether somebody watches."""


class Mismatch(Exception):
    """Two engines gave different answers to one question; the message shows the first difference."""


class Skipped(Exception):
    """A section cannot run here; the message says why."""


@dataclass
class Series:
    """What one engine took, question by question, in seconds."""

    name: str
    server: int | None = None  # the database process whose processor time counts as well
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def time(self, work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
        """Do the work once and keep what it took."""
        used, started = self._cpu(), time.perf_counter()
        result = work(*given, **named)
        self.wall.append(time.perf_counter() - started)
        self.cpu.append(self._cpu() - used)
        return result

    def _cpu(self) -> float:
        return cpu_seconds() + (cpu_seconds(self.server) if self.server else 0.0)

    @property
    def mean(self) -> float:
        """Mean wall time in seconds."""
        return sum(self.wall) / len(self.wall)

    def line(self) -> str:
        """Median, mean, p95 and processor time in milliseconds."""
        figures = (
            nearest_rank(self.wall, 0.5),
            self.mean,
            nearest_rank(self.wall, 0.95),
            sum(self.cpu) / len(self.cpu),
        )
        return "".join(f"{figure * 1000:>11,.2f}" for figure in figures)


class Report:
    """Collects rows; says everything else to ``out`` at once."""

    def __init__(self, out: Out, *, workers: int) -> None:
        self.out, self.workers = out, workers
        self.rows: list[Row] = []

    def say(self, line: str = "") -> None:
        """One line for people."""
        self.out.write(f"{line}\n")
        self.out.flush()

    def progress(self, done: int, total: int) -> None:
        """How far something is; on a terminal the line stays where it is."""
        line = f"  {done:,} of {total:,}"
        self.out.write(f"\r{line:<40}" if self.out.isatty() else f"{line}\n")
        if self.out.isatty() and done >= total:
            self.out.write("\n")
        self.out.flush()

    def add(
        self, section: str, engine: str, peer: str, engine_s: float, peer_s: float, **about: Any
    ) -> float:
        """One comparison; returns how many times longer the peer took."""
        ratio = peer_s / engine_s if engine_s else float("inf")
        self.rows.append(
            {
                "section": section,
                "workers": self.workers,
                "vacancies": about.get("vacancies", 0),
                "policy": about.get("policy", ""),
                "engine": engine,
                "peer": peer,
                "ratio": round(ratio, 3),
                "engine_ms": round(engine_s * 1000, 4),
                "peer_ms": round(peer_s * 1000, 4),
            }
        )
        return ratio

    def table(self, section: str, engine: Series, peers: list[Series], **about: Any) -> None:
        """Every series with its ratio to the engine."""
        self.say(f"  {'':<30}{'median ms':>11}{'mean':>11}{'p95':>11}{'CPU':>11}{'ratio':>10}")
        self.say(f"  {engine.name:<30}{engine.line()}{'1':>10}")
        for peer in peers:
            ratio = self.add(section, engine.name, peer.name, engine.mean, peer.mean, **about)
            self.say(f"  {peer.name:<30}{peer.line()}{ratio:>10,.1f}")


def first_difference(expected: list[Any], found: list[Any]) -> str:
    """Where two lists part."""
    for place, (want, got) in enumerate(zip(expected, found, strict=False), 1):
        if want != got:
            return f"place {place}: {want} expected, {got} found"
    return f"{len(expected)} places expected, {len(found)} found"
