"""``manage.py demo``: a running installation with an invented province, and three ranked lists to look at."""

import shutil
import socket
import time
import urllib.error
import urllib.request

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres.models import User
from employers.models import Employer
from jobs import words
from jobs.actions import request_match_run
from jobs.models import MatchRun, MatchTask, Vacancy
from seeds import catalogue, demo
from seeds.accounts import Account, ensure_accounts, ensure_centre
from seeds.demand import make_demand
from seeds.processes import Supervisor
from seeds.province import generate
from workers.models import Worker

LIST_SECONDS = 120
WEB_SECONDS = 40
SECOND_CENTRE_SHARE = 10  # the second centre has a tenth of the people
SEED = 1


class Command(BaseCommand):
    help = "Run everything on this machine with an invented province and print three ranked shortlists."
    requires_system_checks = ()  # a second that CI has spent already

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="print the lists, check the pages, stop")
        parser.add_argument("--workers", type=int, default=2_000, help="people to invent (2,000)")
        parser.add_argument("--port", type=int, default=8000, help="of the pages (8000); 0 takes a free one")

    def handle(self, *, once, workers, port, **options):
        if workers < 1 or not 0 <= port < 65_536:
            raise CommandError("--workers is at least 1, and --port a number from 0 to 65535.")
        self.started = time.monotonic()
        self.live = self.stdout.isatty()
        port = self.usable_port(port)
        with Supervisor(settings.BASE_DIR / ".local" / "demo") as supervisor:
            programs = demo.Programs(supervisor, echo=not once)
            self.prepare_database()
            programs.start_matching()
            self.fill(workers)
            accounts = ensure_accounts(settings.BASE_DIR / ".local" / "demo-accounts.json", at=timezone.now())
            self.print_lists(self.ask_for_lists(), programs, port)
            self.wait_for_pages(port, programs)
            self.print_accounts(accounts, port)
            if once:
                self.say("Everything works; stopping.")
                return
            self.say("Ctrl-C stops everything.")
            while True:
                for name in supervisor.tend():
                    self.say(f"{name} had stopped and was started again.")
                time.sleep(0.2)

    def say(self, text: str) -> None:
        """One line, with the seconds since the start."""
        self.clear()
        self.stdout.write(f"[{time.monotonic() - self.started:5.1f} s] {text}")
        self.stdout.flush()

    def show(self, text: str) -> None:
        """A line that the next one replaces; only where somebody watches."""
        if self.live:
            self.stdout.write(f"\r{text:<70}", ending="")
            self.stdout.flush()

    def clear(self) -> None:
        if self.live:
            self.stdout.write("\r" + " " * 70 + "\r", ending="")

    def usable_port(self, port: int) -> int:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as problem:
                raise CommandError(f"Port {port} is taken; choose another with --port.") from problem
            return probe.getsockname()[1]

    # --- Before the lists ----------------------------------------------------------------------------------

    def prepare_database(self) -> None:
        if demo.migrations_are_missing():
            self.say("Making the tables")
            call_command("migrate", verbosity=0, interactive=False)

    def fill(self, workers: int) -> None:
        """Reference lists always; people only into an empty register."""
        touched = sum(outcome.touched for outcome in catalogue.seed(on=timezone.localdate()))
        self.say(f"Reference lists: {touched:,} rows written")
        if Worker.objects.exists():
            self.say("The register has people already and stays as it is.")
            return
        for province, count in (("14", workers), ("12", max(workers // SECOND_CENTRE_SHARE, 20))):
            centre, at = ensure_centre(province), timezone.now()
            if not Employer.objects.filter(centre=centre).exists():
                make_demand(centre, seed=SEED, at=at)
            generate(
                centre,
                count=count,
                seed=SEED,
                at=at,
                progress=lambda done, total: self.show(f"{done:,} of {total:,} people"),
            )
            self.say(f"{centre.name}: {count:,} invented people")

    def ask_for_lists(self) -> list[MatchTask]:
        """Ask as a counsellor would."""
        vacancies = demo.contrasting(ensure_centre("14"), timezone.localdate())
        if not vacancies:
            raise CommandError("No vacancy of Sơn La is open any more; remove .local for a fresh demo.")
        hoa = User.objects.get(username="hoa")
        return [request_match_run(vacancy=vacancy, by=hoa, at=timezone.now()) for vacancy in vacancies]

    # --- The lists -----------------------------------------------------------------------------------------

    def print_lists(self, tasks: list[MatchTask], programs: demo.Programs, port: int) -> None:
        """Each list as soon as it is there; the pages start after the first, which they would slow down."""
        names, keys = words.Names.load(), [task.pk for task in tasks]
        printed = 0
        deadline = time.monotonic() + LIST_SECONDS
        while printed < len(keys):
            now = demo.standing(keys)
            if now.failed:
                raise CommandError(f"A ranking failed: {now.failed[0].last_error}")
            if time.monotonic() > deadline:
                tail = programs.last_words("worker")
                raise CommandError(f"No ranking after {LIST_SECONDS} s. The worker's last words:\n{tail}")
            for task in now.finished[printed:]:
                printed += 1
                self.print_list(printed, task.run, names)
                if printed == 1:
                    programs.start_web(port)
            self.show(str(now))
            time.sleep(0.05)

    def print_list(self, number: int, run: MatchRun, names: words.Names) -> None:
        vacancy = Vacancy.objects.for_list().get(pk=run.vacancy_id)
        self.say(f"Shortlist {number}: {demo.vacancy_line(vacancy)}")
        width = max(shutil.get_terminal_size((140, 40)).columns, 100)
        for line in demo.shortlist_lines(run, names, width=width):
            self.stdout.write(line)
        self.stdout.write("")
        self.stdout.flush()

    # --- The pages -----------------------------------------------------------------------------------------

    def wait_for_pages(self, port: int, programs: demo.Programs) -> None:
        url, deadline = f"http://127.0.0.1:{port}/accounts/login/", time.monotonic() + WEB_SECONDS
        answer = ""
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(url, timeout=5) as page:
                    if page.status == 200:
                        return
            except urllib.error.HTTPError as problem:
                raise CommandError(f"The sign-in page answers {problem.code}.") from problem
            except OSError as problem:
                answer = str(problem)
            self.show("Waiting for the pages")
            time.sleep(0.1)
        raise CommandError(f"The pages do not answer ({answer}):\n{programs.last_words('web')}")

    def print_accounts(self, accounts: list[Account], port: int) -> None:
        self.say(f"http://127.0.0.1:{port}/staff/")
        for account in accounts:
            self.stdout.write(
                f"  {account.username:<34} {account.password:<34} {account.role:<16} {account.centre:<4}"
                f" {account.full_name}"
            )
        self.stdout.write("")
