"""Drop old lists that nobody asked for, and what only they were made from."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from jobs import retention


class Command(BaseCommand):
    help = "Drop lists made only to stay fresh that were replaced, and what no other list was made from."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=30, help="keep those younger than this (30)")

    def handle(self, *, days, **options):
        if days < 1:
            raise CommandError("--days is at least 1.")
        gone = retention.prune(before=timezone.now() - timedelta(days=days))
        self.stdout.write(", ".join(f"{count:,} {kind}" for kind, count in gone.items()) + " dropped")
