"""``manage.py bench``: what the engine reaches here, against other ways of doing the same work."""

import importlib
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from seeds.accounts import ensure_centre
from seeds.bench import hardware
from seeds.bench.bench import Bench, profiles
from seeds.bench.measure import Mismatch, Report, Skipped
from seeds.bench.quality import run as run_quality
from seeds.bench.register import PROVINCE, connected_to, drop, ensure_register, name_for

SECTIONS = (
    "match", "all-pairs", "reverse", "load", "store", "incremental", "celery", "api", "fair", "province",
)  # fmt: skip
MOST_WORKERS = 1_000_000


class Command(BaseCommand):
    help = (
        "Measure the engine on an invented register of its own, beside the product's database. Answers of all"
        " engines are compared inside the timed loop; one difference fails the run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", nargs="?", choices=["speed", "quality"], default="speed")
        parser.add_argument("--workers", type=int, default=100_000, help="people in the register (100,000)")
        parser.add_argument("--vacancies", type=int, help="vacancies (each section has its own number)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same register (1)")
        parser.add_argument("--sections", help=f"separated by commas, of {', '.join(SECTIONS)}")
        parser.add_argument("--json", action="store_true", help="rows on standard output, words beside it")
        parser.add_argument("--drop", action="store_true", help="remove the bench database of this size")
        parser.add_argument("--data", type=Path, help="quality: the folder with the labelled files")

    def handle(self, *, what, workers, **options):
        as_json = options.pop("json")
        report = Report(sys.stderr if as_json else self.stdout, workers=workers)
        try:
            with quiet():
                if what == "quality":
                    judge(report, data=options["data"], seed=options["seed"])
                else:
                    measure(report, workers=workers, **options)
        except Mismatch as difference:
            raise CommandError(f"Different answers: {difference}") from difference
        if as_json:
            self.stdout.write(json.dumps(report.rows, indent=1))


@contextmanager
def quiet() -> Iterator[None]:
    """No log lines of requests and tasks: standard output is the reader's."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def measure(report: Report, *, workers: int, **options) -> None:
    """Run the wanted sections. Raises CommandError for a wrong option, Mismatch for a wrong answer."""
    wanted = options["sections"].split(",") if options["sections"] else list(SECTIONS)
    if unknown := [name for name in wanted if name not in SECTIONS]:
        raise CommandError(f"There is no section {', '.join(unknown)}; there are {', '.join(SECTIONS)}.")
    if not 1 <= workers <= MOST_WORKERS or (options["vacancies"] is not None and options["vacancies"] < 1):
        raise CommandError(f"--workers is a number from 1 to {MOST_WORKERS:,}, --vacancies at least 1.")
    name = name_for(workers)
    if options["drop"]:
        drop(name)
        report.say(f"{name} is gone.")
        return
    report.say(f"Register: {workers:,} people in the database {name}")
    filling = ensure_register(
        name, workers=workers, seed=options["seed"], at=timezone.now(), progress=report.progress
    )
    with connected_to(name):
        bench = Bench(ensure_centre(PROVINCE), filling, options["vacancies"], report)
        introduce(bench)
        for section in wanted:
            report.say(f"\n{section}")
            try:
                importlib.import_module(f"seeds.bench.sections.{section.replace('-', '_')}").run(bench)
            except Skipped as reason:
                report.say(f"  skipped: {reason}")


def judge(report: Report, *, data: Path | None, seed: int) -> None:
    """Run the benchmarks of quality, with the reference lists of the product and nobody in the register."""
    name = name_for(0)
    filling = ensure_register(name, workers=0, seed=seed, at=timezone.now(), progress=report.progress)
    with connected_to(name):
        report.say(f"Machine: {hardware.machine()}")
        report.say(f"Versions: {hardware.versions()}")
        report.say(f"Seed {filling.seed}")
        run_quality(report, data=data, seed=seed)


def introduce(bench: Bench) -> None:
    """On what this is measured."""
    filling = bench.filling
    say = bench.report.say
    say(f"Machine: {hardware.machine()}")
    say(f"Versions: {hardware.versions()}")
    say(f"Memory bandwidth of one core: {bench.bandwidth / 1e9:.1f} GB/s")
    say(f"Seed {filling.seed}, read as of {filling.on}, policies {' and '.join(profiles())}")
