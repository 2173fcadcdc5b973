"""Celery entry points of matching: lists, rules, and referral rounds with what they suggest."""

import gc
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from celery import bootsteps, shared_task
from django.db import DatabaseError, connection
from django.utils import timezone

from centres import queue
from jobs import batches, previews, shortlist
from jobs import refresh as freshness
from jobs.actions import (
    AlreadyDecided,
    Fenced,
    Refused,
    accept_part,
    finish_acceptance,
    rank_under_new_rules,
    still_open,
)
from jobs.models import Freshness, MatchTask, ReferralAcceptance, ReferralRound, RulePreview, RuleStart
from jobs.runs import Made
from jobs.seekers import uncollected

log = structlog.get_logger("noiviec.matching")

ACCEPTED_TOGETHER = 500  # suggestions of one transaction


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


class Previewing:
    """How the preview of new rules is done: one at a time, for it ranks a whole register many times."""

    model = RulePreview
    batch = 1

    def prepare(self, works: Sequence[RulePreview]) -> dict[int, previews.Plan]:
        return previews.prepare(works, at=timezone.now())

    def compute(
        self, work: RulePreview, prepared: dict[int, previews.Plan], progress: Callable[[int, int], None]
    ) -> previews.Outcome:
        return previews.compute(work, prepared, progress)

    def write(self, done: Sequence[tuple[RulePreview, previews.Outcome]]) -> None:
        for work, outcome in done:
            previews.write(work, outcome)


class Starting:
    """How a version comes into force: every open vacancy it decides about is to be ranked again."""

    model = RuleStart
    batch = 1

    def prepare(self, works: Sequence[RuleStart]) -> None:
        """Nothing to read beforehand."""

    def compute(self, work: RuleStart, prepared: None, progress: Callable[[int, int], None]) -> None:
        """Nothing to compute: the work is rows to write."""

    def write(self, done: Sequence[tuple[RuleStart, None]]) -> None:
        for work, _nothing in done:
            rank_under_new_rules(start=work, at=timezone.now())


@shared_task(name=RulePreview.CELERY_TASK, ignore_result=True)
def preview_rules(*, seconds: float = 60, **_later_versions: Any) -> None:
    """A wake-up that carries no data; the rows of RulePreview are the work."""
    queue.drain(Previewing(), seconds=seconds)


@shared_task(name=RuleStart.CELERY_TASK, ignore_result=True)
def start_rules(*, seconds: float = 60, **_later_versions: Any) -> None:
    """A wake-up that carries no data; the rows of RuleStart are the work."""
    queue.drain(Starting(), seconds=seconds)


class WarmStart(bootsteps.StartStopStep):
    """A step of a worker that starts, before there are processes and before it says that it is ready.

    Its processes are forked from it: they share what it has read and are warm as soon as they exist.
    """

    def create(self, parent: Any) -> None:
        """Read what the first turns would have to."""
        warm_up()


def warm_up() -> None:
    """Read what the first turn of every centre would have to; a failure costs time, not lists."""
    started = time.monotonic()
    try:
        with uncollected():
            centres = freshness.warm_up(at=timezone.now())
        gc.collect()
        gc.freeze()  # searches for garbage pass over it, and processes go on sharing it
        log.info("worker_warm", centres=centres, seconds=round(time.monotonic() - started, 1))
    except DatabaseError as problem:  # away, or not migrated yet: the first turn reads for itself
        log.warning("worker_cold", error=type(problem).__name__)
    finally:
        connection.close()  # nobody may share it


@shared_task(name=Freshness.CELERY_TASK, ignore_result=True)
def refresh(*, seconds: float = 60, **_later_versions: Any) -> None:
    """A wake-up that carries no data; a row of Freshness says up to where the lists of a centre are fresh."""
    queue.drain(KeepingFresh(), seconds=seconds)


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

    def write(self, done: Sequence[tuple[ReferralRound, batches.Result]]) -> None:
        for work, result in done:
            batches.write(work, result, at=timezone.now())


@shared_task(name=ReferralRound.CELERY_TASK, ignore_result=True)
def make_rounds(*, seconds: float = 60, **_later_versions: Any) -> None:
    """A wake-up that carries no data; the rows of ReferralRound are the work."""
    queue.drain(Rounds(), seconds=seconds)


class Accepting:
    """How suggestions are accepted: in parts, each a transaction of its own, so that nobody waits long for
    the rows it locks and what is done stays done.
    """

    model = ReferralAcceptance
    batch = 1

    def prepare(self, works: Sequence[ReferralAcceptance]) -> None:
        """Nothing to read beforehand."""

    def compute(
        self, work: ReferralAcceptance, prepared: None, progress: Callable[[int, int], None]
    ) -> Counter[type[Refused]]:
        keys = list(still_open(work.batch, work.vacancy).values_list("pk", flat=True))
        total, refused = work.referred + len(keys), Counter[type[Refused]]()
        for start in range(0, len(keys), ACCEPTED_TOGETHER):
            progress(work.referred + start, total)
            try:
                refused += self.part(work, keys[start : start + ACCEPTED_TOGETHER])
            except Fenced:
                return refused
        progress(total, total)
        return refused

    def part(self, work: ReferralAcceptance, keys: list[int]) -> Counter[type[Refused]]:
        """Accept these; whenever somebody decides on one of them meanwhile, the others again."""
        while True:
            try:
                return accept_part(work=work, suggestions=keys, at=timezone.now())
            except AlreadyDecided:
                continue

    def write(self, done: Sequence[tuple[ReferralAcceptance, Counter[type[Refused]]]]) -> None:
        for work, refused in done:
            finish_acceptance(work=work, refused=refused, at=timezone.now())


@shared_task(name=ReferralAcceptance.CELERY_TASK, ignore_result=True)
def accept_suggestions(*, seconds: float = 60, **_later_versions: Any) -> None:
    """A wake-up that carries no data; the rows of ReferralAcceptance are the work."""
    queue.drain(Accepting(), seconds=seconds)
