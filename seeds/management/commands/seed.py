"""``manage.py seed``: bring the reference lists, the weights and the priority policy up to date."""

import time
from datetime import date

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from seeds.catalogue import seed


class Command(BaseCommand):
    help = "Load the reference lists with their official codes. Safe to run again at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, help="the day rows that left a list count as retired (today)"
        )

    def handle(self, *args, **options):
        started = time.perf_counter()
        self.stdout.write(f"{'':<18}{'new':>7}{'changed':>9}{'retired':>9}{'unchanged':>11}")
        for line in seed(on=options["on"] or timezone.localdate()):
            self.stdout.write(
                f"{line.name:<18}{line.new:>7,}{line.changed:>9,}{line.retired:>9,}{line.unchanged:>11,}"
            )
        self.stdout.write(f"Seeded in {time.perf_counter() - started:.2f} s.")
