"""``manage.py build_related_occupations DATA_DIR``: the table of related occupations from its sources."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from seeds.catalogue import FOLDER
from seeds.similarity import sources, table


class Command(BaseCommand):
    help = "Build the table of related occupations. The same files give the same bytes."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("data", type=Path, help="folder with esco/, rome/ and crosswalks/")
        parser.add_argument("--into", type=Path, default=FOLDER, help="folder for the table (seeds/)")

    def handle(self, *args, **options):
        started = time.perf_counter()
        try:
            inputs = sources.digests(options["data"])
            built = table.build(sources.read(options["data"]))
        except sources.BadSource as problem:
            raise CommandError(str(problem)) from problem
        table.save(built, options["into"], inputs)
        for name, digest in inputs.items():
            self.stdout.write(f"{digest}  {name}")
        self.stdout.write(f"{built.digest}  {built.version}, {len(built.codes)} unit groups")
        self.stdout.write(f"Built in {time.perf_counter() - started:.1f} s.")
