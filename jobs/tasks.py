"""Celery entry points of matching."""

from collections.abc import Callable, Sequence
from typing import Any

from celery import shared_task
from django.utils import timezone

from centres import queue
from jobs import refresh as freshness
from jobs import shortlist
from jobs.models import Freshness, MatchTask
from jobs.runs import Made


class Matching:
    """How a match task is done. Tasks of a batch share one snapshot of each centre."""

    model = MatchTask
    batch = 256

    def prepare(self, works: Sequence[MatchTask]) -> dict[int, shortlist.Job]:
        return shortlist.prepare(works, at=timezone.now())

    def compute(
        self, work: MatchTask, prepared: dict[int, shortlist.Job], progress: Callable[[int, int], None]
    ) -> Made | None:
        return shortlist.compute(work, prepared)

    def write(self, done: Sequence[tuple[MatchTask, Made | None]]) -> None:
        shortlist.write(done, at=timezone.now())


class KeepingFresh:
    """How the lists of a centre follow its register: one turn compares them with everything new."""

    model = Freshness
    batch = 1

    def prepare(self, works: Sequence[Freshness]) -> None:
        """Nothing is shared between centres."""

    def compute(
        self, work: Freshness, prepared: None, progress: Callable[[int, int], None]
    ) -> freshness.Turn:
        return freshness.turn(work, at=timezone.now())

    def write(self, done: Sequence[tuple[Freshness, freshness.Turn]]) -> None:
        for work, turn in done:
            freshness.keep(work, turn, at=timezone.now())


@shared_task(name=MatchTask.CELERY_TASK, ignore_result=True)
def drain(*, seconds: float = 60, **_later_versions: Any) -> None:
    """A wake-up that carries no data; the rows of MatchTask are the work."""
    queue.drain(Matching(), seconds=seconds)


@shared_task(name=Freshness.CELERY_TASK, ignore_result=True)
def refresh(*, seconds: float = 60, **_later_versions: Any) -> None:
    """A wake-up that carries no data; a row of Freshness says up to where the lists of a centre are fresh."""
    queue.drain(KeepingFresh(), seconds=seconds)
