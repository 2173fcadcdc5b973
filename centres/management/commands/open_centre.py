"""Open a centre for a province: the first step of an installation, after `seed`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from catalog.models import Province
from centres.actions import open_centre


class Command(BaseCommand):
    help = "Open a centre for a province."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="short code that worker codes begin with, such as SLA")
        parser.add_argument("province", help="official code of the province, such as 14")
        parser.add_argument("name", help="full name of the centre")
        parser.add_argument("--sandbox", action="store_true", help="for trying programs out; no real people")

    def handle(self, *args: Any, code: str, province: str, name: str, **options: Any) -> None:
        try:
            found = Province.objects.current().get(pk=province)
            centre = open_centre(
                code=code,
                name=name,
                province=found,
                is_sandbox=options["sandbox"],
                by=None,
                at=timezone.now(),
            )
        except Province.DoesNotExist:
            raise CommandError(f"There is no province {province}; `seed` loads them.") from None
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        self.stdout.write(f"{centre.code} {centre.name}")
