"""What ``manage.py demo`` shows: the programs it runs, the vacancies it picks and the lists it prints."""

import os
import signal
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext

from centres.models import Centre, Work
from jobs import promises, shortlist, words
from jobs.matching.results import Explanation, Ranked
from jobs.models import MatchRun, MatchTask, Vacancy
from jobs.rules import policy_of
from seeds.processes import ChildProcess, Supervisor
from workers.models import Worker

Workplace = Vacancy.Workplace
SHOWN = 10  # places printed of each list
NAME_WIDTH = 22
KEPT = "★"
# CI has checked the code; root is expected on a machine made for trying things out
QUICK_START = {"CELERY_SKIP_CHECKS": "1", "C_FORCE_ROOT": "1"}


def migrations_are_missing() -> bool:
    """Whether the database is behind the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Programs:
    """The processes of the product, children of a supervisor that stops them newest first."""

    def __init__(self, supervisor: Supervisor, *, echo: bool) -> None:
        self.supervisor, self.echo = supervisor, echo

    def start_matching(self) -> None:
        """The relay, then a Celery worker with two children: what a ranking needs."""
        self._start("relay", [str(settings.BASE_DIR / "manage.py"), "relay"], "command", patience=5)
        worker = ["-m", "celery", "--app", "config.celery", "worker", "--concurrency", "2"]
        worker += ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
        self._start("worker", worker, "worker", patience=35)

    def start_web(self, port: int) -> None:
        """The pages and REST, on the loopback interface only."""
        web = ["-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}", "--threads", "8"]
        web += ["--worker-class", "gthread", "--no-control-socket", "--log-level", "warning"]
        self._start("web", web, "web", patience=10)

    def _start(self, name: str, arguments: list[str], process: str, patience: float) -> None:
        self.supervisor.add(
            ChildProcess(
                name,
                [sys.executable, *arguments],
                self.supervisor.log(name),
                {**os.environ, **QUICK_START, "NOIVIEC_PROCESS": process},
                stop_signal=signal.SIGTERM,
                patience=patience,
                echo=self.echo,
            )
        )

    def last_words(self, name: str) -> str:
        """The end of a program's log, for a message that says why it does not work."""
        lines = self.supervisor.log(name).read_text(errors="replace").splitlines()
        return "\n".join(lines[-8:])


def contrasting(centre: Centre, day: date) -> list[Vacancy]:
    """Three open vacancies as different as can be: the first in another province, at home and abroad."""
    open_now = Vacancy.objects.filter(centre=centre).open_on(day).for_list().order_by("pk")
    first: dict[str, Vacancy] = {}
    for vacancy in open_now:
        first.setdefault(vacancy.workplace, vacancy)
    order = (Workplace.ELSEWHERE, Workplace.IN_PROVINCE, Workplace.OVERSEAS)
    return [first[kind.value] for kind in order if kind.value in first]


@dataclass(frozen=True)
class Standing:
    """How far the asked rankings are, from their rows."""

    waiting: int
    done: int
    total: int
    finished: tuple[MatchTask, ...]
    failed: tuple[MatchTask, ...]

    def __str__(self) -> str:
        if not self.total:
            return "Waiting for a worker"
        return f"Ranking: {self.done:,} of {self.total:,} people, {self.waiting} lists to come"


def standing(keys: list[int]) -> Standing:
    """The state of the tasks with these keys, in the order they were asked for."""
    tasks = {task.pk: task for task in MatchTask.objects.filter(pk__in=keys).select_related("run")}
    ordered = [tasks[key] for key in keys]
    open_states = (Work.State.TODO, Work.State.DOING)
    return Standing(
        waiting=sum(task.state in open_states for task in ordered),
        done=sum(task.progress_done for task in ordered if task.state in open_states),
        total=sum(task.progress_total for task in ordered if task.state in open_states),
        finished=tuple(task for task in ordered if task.state == Work.State.DONE),
        failed=tuple(task for task in ordered if task.state == Work.State.FAILED),
    )


def vacancy_line(vacancy: Vacancy) -> str:
    """One line about the job: title, employer, places, where, wage."""
    commune = vacancy.commune.full_name if vacancy.commune else ""
    where = vacancy.country or ", ".join(
        str(part) for part in (vacancy.industrial_park, commune, vacancy.province) if part
    )
    places = gettext("%(places)s places") % {"places": vacancy.places_left}
    return " · ".join((vacancy.title, str(vacancy.employer), places, where, wage_words(vacancy)))


def wage_words(vacancy: Vacancy) -> str:
    """The monthly wage in millions, as people speak of it."""
    if not (vacancy.wage_min_vnd and vacancy.wage_max_vnd):
        return gettext("wage negotiable")
    low, high = (f"{vnd / 1_000_000:g}" for vnd in (vacancy.wage_min_vnd, vacancy.wage_max_vnd))
    return gettext("%(low)s-%(high)s million VND a month") % {"low": low, "high": high}


def shortlist_lines(run: MatchRun, names: words.Names, *, width: int) -> Iterator[str]:
    """The top of one stored list as a table: place, name, scores, reasons and what is still to confirm."""
    ranking = shortlist.read(run)
    top = ranking.ranked[:SHOWN]
    reasons = shortlist.explain(run, [person.id for person in top])
    people = dict(Worker.objects.filter(pk__in=reasons).values_list("pk", "full_name"))
    yield table_row("", "", (gettext("score"), gettext("job"), gettext("person"))) + gettext("why")
    for person in top:
        place = f"{person.place.position}{KEPT if person.place.rule == 'reserved' else ' '}"
        scores = (person.score, person.employer_score, person.worker_score)
        head = table_row(place, people[person.id], tuple(map(points, scores)))
        text = "; ".join(reason_words(names, reasons[person.id], person))
        yield from textwrap.wrap(
            text, width, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False
        )
    passed = {"eligible": f"{run.eligible:,}", "everybody": f"{run.snapshot.seekers:,}"}
    yield "  " + gettext("%(eligible)s of %(everybody)s people pass the conditions.") % passed
    policy = policy_of(run.policy)
    for level in sorted({p.place.level for p in top if p.place.level is not None}):
        yield f"  {KEPT} {promises.guarantee(policy, level)}"


def table_row(place: str, name: str, scores: tuple[str, ...]) -> str:
    """The columns before the reasons. ``scores``: both sides together, the job's side, the person's side."""
    return f"  {place:>4} {name:<{NAME_WIDTH}} " + "".join(f"{score:>7}" for score in scores) + "   "


def points(score: int) -> str:
    """A score of 0..10,000 as people read it: 0.0 to 100.0."""
    return f"{score / 100:.1f}"


def reason_words(names: words.Names, why: Explanation, person: Ranked) -> Iterator[str]:
    """The reasons that lift a person most, then what staff must confirm before an introduction."""
    yield from dict.fromkeys(words.evidence(names, part.evidence) for part in words.reasons(why.components))
    for gate in person.confirm:
        yield gettext("to confirm: %(what)s") % {"what": words.gate(names, gate)}
