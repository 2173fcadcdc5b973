"""``manage.py related_occupations``: the shipped table of related occupations as CSV."""

import csv

from django.core.management.base import BaseCommand, CommandError, CommandParser

from seeds.catalogue import FOLDER
from seeds.similarity import table


class Command(BaseCommand):
    help = "Print related ISCO-08 unit groups, the closest first: isco08, related_isco08, score in permille."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="ISCO08", help="unit groups of four digits (all)")
        parser.add_argument("--limit", type=int, default=10, help="related groups for each (10)")

    def handle(self, *args, **options):
        if options["limit"] < 1:
            raise CommandError("--limit is at least 1.")
        stored = table.load(FOLDER)
        codes = options["codes"] or stored.codes
        unknown = sorted(set(codes) - set(stored.codes))
        if unknown:
            raise CommandError(f"No ISCO-08 unit group: {', '.join(unknown)}.")
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow(["isco08", "related_isco08", "score"])
        for code in codes:
            out.writerows((code, *pair) for pair in stored.best_first(code)[: options["limit"]])
