"""``manage.py generate_province``: fill an empty register with invented people, employers and vacancies."""

import time

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from employers.models import Employer
from seeds.accounts import CENTRES, ensure_centre
from seeds.demand import make_demand
from seeds.province import RegisterNotEmpty, generate

MOST_WORKERS = 1_000_000


class Command(BaseCommand):
    help = (
        "Fill the empty register of one province with invented people. The same seed gives the same people."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--province", choices=sorted(CENTRES), default="14", help="official code (14)")
        parser.add_argument("--workers", type=int, default=20_000, help="people to invent (20,000)")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *, province, workers, seed, **options):
        if not 1 <= workers <= MOST_WORKERS:
            raise CommandError(f"--workers is a number from 1 to {MOST_WORKERS:,}.")
        centre, at = ensure_centre(province), timezone.now()
        progress = Rate(self)
        try:
            generate(centre, count=workers, seed=seed, at=at, progress=progress)
        except RegisterNotEmpty as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("")
        if not Employer.objects.filter(centre=centre).exists():
            made = make_demand(centre, seed=seed, at=at)
            self.stdout.write("{} employers, {} vacancies.".format(*made))


class Rate:
    """One line that says how far it is, how fast, and for how long still."""

    def __init__(self, command: BaseCommand) -> None:
        self.command, self.started = command, time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        rate = done / max(time.monotonic() - self.started, 0.001)
        left = (total - done) / rate
        line = f"{done:>9,} of {total:,} people, {rate:,.0f} a second, {left:,.0f} s left"
        self.command.stdout.write(f"\r{line:<70}", ending="")
        self.command.stdout.flush()
