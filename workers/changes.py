"""Whom matching has to read again: the log of changes since a moment, with none lost and none told twice.

Counting rows (``id > last``) loses changes: a number is drawn before its transaction commits, so a low one
may become visible after a higher one was read. A *watermark* is therefore the snapshot of a reading itself,
PostgreSQL's ``pg_snapshot``: exactly the transactions that reading saw. A change is new when the transaction
that wrote it is visible now and was not then. So somebody's long import holds up nobody else's changes, and
tells its own the moment it commits.

A watermark is opaque text and knows where it was taken: after a restore from a dump or a backup the counts of
transactions mean something else, and everything has to be read afresh.
"""

from dataclasses import dataclass
from typing import Any, NewType

from django.db import connection
from psycopg.sql import SQL, Composed

from centres.models import Centre

Watermark = NewType("Watermark", str)

# cluster, time line, table: a backup brought back changes the second, a dump brought back the third
NOW = SQL("""
    (SELECT system_identifier FROM pg_control_system())
    || '-' || (SELECT timeline_id FROM pg_control_checkpoint())
    || '-' || 'workers_workerchange'::regclass::oid || '/' || pg_current_snapshot()
""")

# rows before the watermark's oldest running transaction were all seen: the index starts there
NEW = SQL("""
    FROM workers_workerchange
    WHERE xid >= pg_snapshot_xmin(%(watermark)s::pg_snapshot)
      AND NOT pg_visible_in_snapshot(xid, %(watermark)s::pg_snapshot)
""")
CHANGED = SQL("""
WITH changes AS MATERIALIZED (SELECT worker_id, household_id, centre_id {new})
SELECT {now}, array(
    SELECT worker.id FROM changes JOIN workers_worker AS worker ON worker.id = changes.worker_id
    WHERE worker.centre_id = %(centre)s
    UNION
    SELECT worker.id FROM changes JOIN workers_worker AS worker USING (household_id)
    WHERE worker.centre_id = %(centre)s
    UNION
    SELECT worker_id FROM changes WHERE centre_id = %(centre)s
)
""").format(now=NOW, new=NEW)
WAITING = SQL("SELECT {now}, EXISTS (SELECT 1 {new})").format(now=NOW, new=NEW)


class TakenElsewhere(Exception):
    """The watermark is of another cluster, time line or restored table: read everything afresh."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Whom to read again, and the watermark to ask with next time.

    ``ids`` holds also people who are gone from the centre: who is not found on reading is to be forgotten.
    """

    ids: frozenset[int]
    watermark: Watermark


def now() -> Watermark:
    """The moment of the current snapshot.

    For a full reading, ask inside its REPEATABLE READ transaction (anywhere in it: all of it is one
    snapshot), or at any time before it begins: then some changes are told again, which is harmless. Asked
    after the reading, or in a READ COMMITTED transaction after its first query, it loses what committed in
    between.
    """
    return Watermark(_row(SQL("SELECT {now}").format(now=NOW))[0])


def changed_since(watermark: Watermark, *, centre: Centre) -> Changes:
    """People of the centre whose changes committed after ``watermark`` and by now; one query.

    Whoever reads these people in the same REPEATABLE READ transaction, or at any time later, sees the
    changes. Raises TakenElsewhere.
    """
    place, snapshot = watermark.split("/")
    reached, ids = _row(CHANGED, watermark=snapshot, centre=centre.pk)
    if not reached.startswith(f"{place}/"):
        raise TakenElsewhere
    return Changes(frozenset(ids), Watermark(reached))


def waiting(watermark: Watermark) -> bool:
    """Whether ``changed_since`` has anything to say, for whichever centre; one short index read."""
    place, snapshot = watermark.split("/")
    reached, changed = _row(WAITING, watermark=snapshot)
    return changed or not reached.startswith(f"{place}/")


def prune(before: Watermark) -> int:
    """Drop what every reading at ``before`` or later has seen; returns the rows dropped.

    Call with the oldest watermark anybody still holds: an older one would lose changes.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM workers_workerchange WHERE xid < pg_snapshot_xmin(%s::pg_snapshot)",
            [before.split("/")[1]],
        )
        return cursor.rowcount


def _row(statement: Composed, **values: str | int) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()
