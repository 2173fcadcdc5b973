"""The faults: what happens to which process while lists are being made."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from seeds.lifeline import signal_group
from tests.faults.cluster import LEASE_SECONDS, Cluster


def children_of(pid: int) -> list[int]:
    """Direct children of a process."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill_child(cluster: Cluster) -> None:
    """kill -9 one pool process of the worker."""
    pool = children_of(cluster.servers.children["worker"].pid)
    os.kill(pool[-1], signal.SIGKILL)


def kill_worker(cluster: Cluster) -> None:
    """kill -9 the worker with its pool."""
    cluster.servers.children["worker"].kill()


def kill_worker_main(cluster: Cluster) -> None:
    """kill -9 the worker's main process only; its pool is orphaned."""
    os.kill(cluster.servers.children["worker"].pid, signal.SIGKILL)


def stop_worker(cluster: Cluster) -> None:
    """SIGTERM, as every deployment does."""
    cluster.servers.children["worker"].send(signal.SIGTERM)


def freeze_worker(cluster: Cluster) -> None:
    """Stop the worker for twice its lease, then let it go on where it was."""
    pid = cluster.servers.children["worker"].pid
    signal_group(pid, signal.SIGSTOP)
    time.sleep(2 * LEASE_SECONDS)
    signal_group(pid, signal.SIGCONT)


def kill_relay(cluster: Cluster) -> None:
    """kill -9 the relay."""
    cluster.servers.children["relay"].kill()


def kill_valkey(cluster: Cluster) -> None:
    """kill -9 Valkey, away for a second, back empty."""
    cluster.servers.kill_valkey()
    time.sleep(1)
    cluster.servers.restart_valkey()


def kill_postgres(cluster: Cluster) -> None:
    """kill -9 PostgreSQL with every backend, recovered at once."""
    cluster.servers.kill_postgres()
    cluster.servers.restart_postgres()


def cut_connections(cluster: Cluster) -> None:
    """Terminate every database connection of the product."""
    cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")


KINDS: dict[str, Callable[[Cluster], None]] = {
    fault.__name__: fault
    for fault in (
        kill_child,
        kill_worker,
        kill_worker_main,
        stop_worker,
        freeze_worker,
        kill_relay,
        kill_valkey,
        kill_postgres,
        cut_connections,
    )
}
