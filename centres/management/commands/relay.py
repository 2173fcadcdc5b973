"""The bell ringer: hears of new work from PostgreSQL and wakes a Celery worker.

It holds no work and loses none: what it misses the next poll sees. PostgreSQL or Redis may go away under it.
"""

import signal
import threading
import time

import psycopg
import structlog
from celery import current_app
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from kombu.exceptions import OperationalError as BrokerError

from centres import queue

log = structlog.get_logger("noiviec.relay")
POLL_SECONDS = 1.0
SHORTEST_GAP_SECONDS = 0.1  # a burst of edits rings once
POKE_EXPIRES_SECONDS = 30


class Command(BaseCommand):
    help = "Wake Celery workers for waiting work. Run exactly one or many; both are safe."
    requires_system_checks = ()  # the web process makes them; the bell should ring at once

    def handle(self, **options):
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        log.info("relay_started", kinds=[kind._meta.label for kind in queue.kinds()])
        while not stop.is_set():
            try:
                self.listen(stop)
            except (OperationalError, InterfaceError, psycopg.Error) as problem:
                log.warning("relay_lost_database", error=type(problem).__name__)
                connection.close()
                stop.wait(POLL_SECONDS)

    def listen(self, stop):
        """Ring for what is due, then wait for a notice or the next poll; until told to stop."""
        connection.ensure_connection()
        connection.connection.execute(f"LISTEN {queue.CHANNEL}")
        while not stop.is_set():
            if queue.sweep():
                ring()
            for _notice in connection.connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                pass
            time.sleep(SHORTEST_GAP_SECONDS)


def ring() -> None:
    """One poke for each kind that has due rows. A dead broker is logged; the rows wait for the next ring."""
    for kind in queue.kinds():
        if queue.due(kind).exists():
            try:
                current_app.send_task(
                    kind.CELERY_TASK, expires=POKE_EXPIRES_SECONDS, ignore_result=True, retry=False
                )
            except (BrokerError, OSError) as problem:
                log.warning("relay_cannot_ring", kind=kind._meta.label, error=type(problem).__name__)
