"""Make a REST client for a centre, or give it a new secret; the secret is printed once."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres import actions
from centres.actions import OVERLAP
from centres.models import ApiClient, Centre
from centres.roles import CLIENT_SCOPES


class Command(BaseCommand):
    help = "Make a REST client of a centre (or --rotate one) and print its id and secret, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("centre", help="code of the centre, such as SLA")
        parser.add_argument("name", help="what the client is called, or with --rotate its client id")
        parser.add_argument("--scopes", help="separated by spaces; default: all but workers:sensitive")
        parser.add_argument("--rotate", action="store_true", help="give an existing client a new secret")
        parser.add_argument(
            "--overlap-days", type=int, default=OVERLAP.days, help="how long the secret before still works"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            centre = Centre.objects.get(code=options["centre"])
            made = self.rotate(centre, options) if options["rotate"] else self.create(centre, options)
        except Centre.DoesNotExist:
            raise CommandError(f"There is no centre {options['centre']}.") from None
        except ApiClient.DoesNotExist:
            raise CommandError("This centre has no such client.") from None
        except actions.UnknownScope as unknown:
            raise CommandError(str(unknown)) from None
        self.stdout.write(f"client_id: {made.client.oauth_id}\nclient_secret: {made.secret}")

    def create(self, centre: Centre, options: dict[str, Any]) -> actions.Credentials:
        scopes = options["scopes"].split() if options["scopes"] else CLIENT_SCOPES
        return actions.create_api_client(
            centre=centre, name=options["name"], scopes=scopes, by=None, at=timezone.now()
        )

    def rotate(self, centre: Centre, options: dict[str, Any]) -> actions.Credentials:
        client = ApiClient.objects.get(oauth=options["name"], user__centre=centre)
        overlap = timedelta(days=max(options["overlap_days"], 0))
        return actions.rotate_api_client(client=client, overlap=overlap, by=None, at=timezone.now())
