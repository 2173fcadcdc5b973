"""Celery entry points of matching."""

from collections.abc import Callable, Sequence
from typing import Any

from celery import shared_task
from django.utils import timezone

from centres import queue
from jobs import batches, shortlist
from jobs.models import MatchTask, ReferralRound


class Matching:
    """How a match task is done. Tasks of a batch share one reading of the register."""

    model = MatchTask
    batch = 25

    def prepare(self, works: Sequence[MatchTask]) -> dict[int, shortlist.Job]:
        return shortlist.prepare(works, at=timezone.now())

    def compute(
        self, work: MatchTask, prepared: dict[int, shortlist.Job], progress: Callable[[int, int], None]
    ) -> shortlist.Result:
        return shortlist.compute(work, prepared, progress)

    def write(self, work: MatchTask, result: shortlist.Result) -> None:
        shortlist.write(work, result, at=timezone.now())


@shared_task(name=MatchTask.CELERY_TASK, ignore_result=True)
def drain(*, seconds: float = 60, **_later_versions: Any) -> None:
    """A wake-up that carries no data; the rows of MatchTask are the work."""
    queue.drain(Matching(), seconds=seconds)


class Rounds:
    """How a referral round is done. Each is the work of a whole centre, so they come one by one."""

    model = ReferralRound
    batch = 1

    def prepare(self, works: Sequence[ReferralRound]) -> dict[int, batches.Job]:
        return batches.prepare(works, at=timezone.now())

    def compute(
        self, work: ReferralRound, prepared: dict[int, batches.Job], progress: Callable[[int, int], None]
    ) -> batches.Result:
        return batches.compute(work, prepared, progress)

    def write(self, work: ReferralRound, result: batches.Result) -> None:
        batches.write(work, result, at=timezone.now())


@shared_task(name=ReferralRound.CELERY_TASK, ignore_result=True)
def make_rounds(*, seconds: float = 60, **_later_versions: Any) -> None:
    """A wake-up that carries no data; the rows of ReferralRound are the work."""
    queue.drain(Rounds(), seconds=seconds)
