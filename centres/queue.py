"""What every kind of work shares: a row is the work, a lease says who does it, a fence keeps latecomers out.

Celery and Redis only wake somebody up. The rules (reliability.md section 4):

* ``enqueue`` writes the row in the transaction of its cause and notifies there, so nobody is woken for a row
  that does not exist and no committed row is forgotten.
* ``drain`` claims due rows for ``LEASE``, works outside any transaction, and lets results in only through a
  transaction that still holds the lease. A worker that froze and came back finds its token gone.
* An expired lease is taken over in place. The fifth attempt is the last: a row that kills its workers stops.
* Standing work is a row that never ends: done, it waits until its table says that it is ``wanted`` again.

Leases are counted by the database clock, so machines whose clocks differ agree on who holds what.
"""

import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import structlog
from django.apps import apps
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from centres.models import User, Work

log = structlog.get_logger("noiviec.queue")
CHANNEL = "work"
DATABASE_AWAY = (OperationalError, InterfaceError)
WRITTEN_TOGETHER = 32  # results let in by one transaction
STANDING_PAUSE = timedelta(seconds=0.5)  # between two turns of standing work: a burst of changes is one turn
W = TypeVar("W", bound=Work)


class Handler(Protocol[W]):
    """How one kind of work is done.

    ``prepare`` once per batch, ``compute`` outside any transaction, ``write`` inside the fence: it is given
    the rows that are still held, each with what was computed for it.
    """

    model: type[W]
    batch: int

    def prepare(self, works: Sequence[W]) -> Any: ...
    def compute(self, work: W, prepared: Any, progress: Callable[[int, int], None]) -> Any: ...
    def write(self, done: Sequence[tuple[W, Any]]) -> None: ...


def lease() -> timedelta:
    """How long a claim holds without a sign of life; settings shorten it for fault tests."""
    return timedelta(seconds=settings.WORK_LEASE_SECONDS)


def kinds() -> list[type[Work]]:
    """Every work table of the product."""
    return [model for model in apps.get_models() if issubclass(model, Work)]


def enqueue(
    model: type[W],
    *,
    key: dict[str, Any],
    by: User | None,
    at: datetime,
    reason: str,
    priority: int = 5,
    request_id: str = "",
) -> tuple[W, bool]:
    """Ask for work on ``key`` in the caller's transaction. One waiting row serves everybody who asks.

    Returns the waiting row and whether this call made it.
    """
    while True:
        fresh = model(
            **key,
            reason=reason,
            priority=priority,
            not_before=at,
            created_by=by,
            created_at=at,
            request_id=request_id,
        )
        model._default_manager.bulk_create([fresh], ignore_conflicts=True)
        # gone if a worker claimed it since: then the next turn of the loop makes a new one
        waiting = model._default_manager.filter(**key, state=Work.State.TODO).first()
        if waiting is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, model.CELERY_TASK])
            return waiting, waiting.public_id == fresh.public_id


def due(model: type[W]) -> QuerySet[W]:
    """Rows a worker may take: waiting ones whose time has come, and those whose holder went silent."""
    return model._default_manager.filter(
        Q(model.wanted(), state=Work.State.TODO, not_before__lte=Now())
        | Q(state=Work.State.DOING, lease_until__lt=Now(), attempts__lt=Work.MAX_ATTEMPTS)
    )


def claim(model: type[W], limit: int) -> list[W]:
    """Take up to ``limit`` due rows under one fresh token; a row that was tried before comes alone."""
    token = uuid.uuid4()
    with transaction.atomic():
        rows = (
            due(model)
            .order_by("priority", "not_before", "pk")
            .select_for_update(skip_locked=True, no_key=True)
        )
        tried = dict(rows.values_list("pk", "attempts")[:limit])
        ids = [pk for pk, attempts in tried.items() if not attempts]
        if len(ids) < len(tried):  # a row that failed before goes alone, so that it cannot take others down
            ids = [next(pk for pk, attempts in tried.items() if attempts)]
        model._default_manager.filter(pk__in=ids).update(
            state=Work.State.DOING, attempts=F("attempts") + 1, lease_token=token, lease_until=Now() + lease()
        )
    claimed = model._default_manager.filter(pk__in=ids, lease_token=token)
    return list(claimed.order_by("priority", "not_before", "pk"))


def held(work: W) -> QuerySet[W]:
    """The row, if the token it was claimed under still holds it."""
    return type(work)._default_manager.filter(
        pk=work.pk, lease_token=work.lease_token, state=Work.State.DOING
    )


def finish(works: Sequence[W]) -> list[W]:
    """Mark rows of one claim done, inside the transaction that writes their results.

    Returns those that were still held. The others are fenced: somebody else does them now, and what was
    computed for them must not be written.
    """
    if not works:
        return []
    rows = type(works[0])._default_manager.filter(pk__in=[work.pk for work in works])
    mine = rows.filter(lease_token=works[0].lease_token, state=Work.State.DOING)
    locked = set(mine.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    rows.filter(pk__in=locked).update(**_ended(type(works[0]), Work.State.DONE, ""))
    return [work for work in works if work.pk in locked]


def give_back(work: Work, error: str) -> None:
    """Let the next attempt come after a pause that grows; after the last attempt the row has failed."""
    if work.attempts >= Work.MAX_ATTEMPTS:
        held(work).update(**_ended(type(work), Work.State.FAILED, error[:500]))
        log.error("work_failed", kind=work._meta.label, work=work.public_id, error=error[:500])
    else:
        pause = lease() * (2 ** (work.attempts - 1)) / 6
        # a token nobody holds, or the heartbeat of the batch would go on renewing this lease
        held(work).update(lease_until=Now() + pause, lease_token=uuid.uuid4(), last_error=error[:500])


def _ended(model: type[Work], state: Work.State, error: str) -> dict[str, Any]:
    """The columns of a row that is done or has failed. Standing work begins anew, after a failure later."""
    if not model.IS_STANDING:
        return {"state": state, "finished_at": Now(), "last_error": error}
    pause = STANDING_PAUSE if state == Work.State.DONE else 10 * lease()
    again = {"state": Work.State.TODO, "attempts": 0, "lease_token": None, "lease_until": None}
    return again | {"not_before": Now() + pause, "last_error": error}


def sweep() -> int:
    """Close rows whose last attempt died without a word. Returns how many rows are due, over all kinds."""
    waiting = 0
    for model in kinds():
        dead = model._default_manager.filter(
            state=Work.State.DOING, lease_until__lt=Now(), attempts__gte=Work.MAX_ATTEMPTS
        )
        if lost := dead.update(**_ended(model, Work.State.FAILED, "lease expired")):
            log.error("work_failed", kind=model._meta.label, rows=lost, error="lease expired")
        waiting += due(model).count()
    return waiting


@contextmanager
def heartbeat(works: Sequence[Work]) -> Iterator[None]:
    """Keep the leases of a batch alive on a connection of its own while its thread lives and works."""
    stop = threading.Event()
    token = works[0].lease_token
    rows = type(works[0])._default_manager.filter(lease_token=token, state=Work.State.DOING)

    def beat() -> None:
        try:
            while not stop.wait(lease().total_seconds() / 3):
                try:
                    rows.update(lease_until=Now() + lease())
                except DATABASE_AWAY:
                    connection.close()  # the next beat connects again; until then the lease runs down
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True, name="heartbeat")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def progress_of(work: Work) -> Callable[[int, int], None]:
    """A callback that shows ``done`` of ``total`` on the row; a fenced worker's progress is not shown."""

    def show(done: int, total: int) -> None:
        held(work).update(progress_done=done, progress_total=total)

    return show


def where(problem: Exception) -> str:
    """The kind of error and the line it came from. Never its message: that may quote somebody's data."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(str(settings.BASE_DIR))]
    last = [frame for frame in ours if "site-packages" not in frame.filename][-1]
    return f"{type(problem).__name__} in {last.name}, line {last.lineno}"


def do(handler: Handler[W], works: Sequence[W], prepared: Any) -> int:
    """Compute rows one by one and write them together. Returns how many results were let in."""
    results = []
    for work in works:
        try:
            results.append((work, handler.compute(work, prepared, progress_of(work))))
        except DATABASE_AWAY:
            raise  # the database went away: the lease runs out and somebody takes the row over
        except Exception as problem:
            refuse([work], problem)
    return let_in(handler, results)


def let_in(handler: Handler[W], results: Sequence[tuple[W, Any]]) -> int:
    """Write what was computed for the rows still held, in one transaction. Returns how many those are."""
    try:
        with transaction.atomic():
            mine = {work.pk for work in finish([work for work, _result in results])}
            handler.write([each for each in results if each[0].pk in mine])
    except DATABASE_AWAY:
        raise
    except Exception as problem:
        if len(results) > 1:  # one of them spoils the others: each on its own
            return sum(let_in(handler, [each]) for each in results)
        refuse([work for work, _result in results], problem)
        return 0
    for work, _result in results:
        if work.pk not in mine:
            log.warning("work_fenced", kind=work._meta.label, work=work.public_id)
    return len(mine)


def drain(handler: Handler[W], *, seconds: float = 60) -> int:
    """Claim and do batches until nothing is due or the time is up. Returns the rows done."""
    done, until = 0, time.monotonic() + seconds
    while time.monotonic() < until and (works := claim(handler.model, handler.batch)):
        with heartbeat(works):
            try:
                prepared = handler.prepare(works)
            except DATABASE_AWAY:
                raise
            except Exception as problem:
                # one row spoils the batch: all are given back, and tried rows come alone
                refuse(works, problem)
                continue
            for first in range(0, len(works), WRITTEN_TOGETHER):
                done += do(handler, works[first : first + WRITTEN_TOGETHER], prepared)
    return done


def refuse(works: Sequence[Work], problem: Exception) -> None:
    """A bug stops a row, not the queue: it is noted, tried again, and fails loudly the fifth time."""
    error = where(problem)
    for work in works:
        log.warning("work_raised", kind=work._meta.label, work=work.public_id, error=error)
        give_back(work, error)
