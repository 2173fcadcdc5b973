"""Do all waiting work here and now, without a worker and without Redis: degraded mode, and for tests."""

import time

from celery import current_app
from django.core.management.base import BaseCommand

from centres import queue


class Command(BaseCommand):
    help = "Do all waiting work in this process, without Celery workers and without Redis."

    def add_arguments(self, parser):
        parser.add_argument("--seconds", type=float, default=3600, help="stop claiming after this long")

    def handle(self, *, seconds, **options):
        current_app.loader.import_default_modules()  # registers the tasks, as a worker does at its start
        started = time.monotonic()
        for kind in queue.kinds():
            waiting = queue.due(kind).count()
            self.stdout.write(f"{kind._meta.label}: {waiting} due")
            current_app.tasks[kind.CELERY_TASK].run(seconds=seconds)
            self.stdout.write(
                f"{kind._meta.label}: {queue.due(kind).count()} due, {time.monotonic() - started:.1f} s"
            )
