"""Make an account for somebody of the staff; the password is printed once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres.actions import create_staff
from centres.models import Centre, Role

ROLES = [role.value for role in Role if role != Role.CLIENT]


class Command(BaseCommand):
    help = "Make an account for somebody of the staff and print its password, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("full_name")
        parser.add_argument("--centre", help="code of the centre; only a system administrator has none")
        parser.add_argument("--role", required=True, choices=ROLES)

    def handle(self, *args: Any, username: str, full_name: str, **options: Any) -> None:
        code = options["centre"]
        try:
            _user, password = create_staff(
                centre=Centre.objects.get(code=code) if code else None,
                username=username,
                full_name=full_name,
                role=Role(options["role"]),
                by=None,
                at=timezone.now(),
            )
        except Centre.DoesNotExist:
            raise CommandError(f"There is no centre {code}.") from None
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        self.stdout.write(f"{username} {password}")
