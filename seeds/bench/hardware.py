"""What a measurement was taken on, in words that a reader can compare with their own machine."""

import os
import platform
import time
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from django.db import connection

PACKAGES = ("django", "numpy", "psycopg", "celery", "duckdb", "polars", "tantivy", "ortools")
STREAMED_BYTES = 256 << 20
TRIES = 5


def machine() -> str:
    """Processor, cores and memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    load = os.getloadavg()[0]
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, load {load:.1f}"


def versions() -> str:
    """Python, PostgreSQL and the libraries that are compared."""
    found = [f"Python {platform.python_version()}", f"PostgreSQL {_server_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} not installed")
    return ", ".join(found)


def bandwidth() -> float:
    """Bytes a second one core reads from memory: the fastest of several sums over a large array."""
    stream = np.ones(STREAMED_BYTES // 8, dtype=np.int64)
    best = float("inf")
    for _ in range(TRIES):
        started = time.perf_counter()
        int(stream.sum())
        best = min(best, time.perf_counter() - started)
    return STREAMED_BYTES / best


def cpu_seconds(process: int | None = None) -> float:
    """Processor time this process, or a server process on this machine, has used; 0 when out of sight."""
    if process is None:
        return time.process_time()
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def nearest_rank(values: Iterable[float], share: float) -> float:
    """The value at a share of the way up, by nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0]).split()[0]
