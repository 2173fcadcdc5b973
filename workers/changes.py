"""Whom matching has to read again: the changes since a watermark, with none lost and none told twice."""

from dataclasses import dataclass

from django.db import connection
from psycopg.sql import SQL

from centres import watermarks
from centres.models import Centre
from centres.watermarks import TakenElsewhere, Watermark

TABLE = "workers_workerchange"
NOW = watermarks.moment(TABLE)

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


@dataclass(frozen=True, slots=True)
class Changes:
    """Whom to read again, and the watermark to ask with next time.

    ``ids`` holds also people who are gone from the centre: who is not found on reading is to be forgotten.
    """

    ids: frozenset[int]
    watermark: Watermark


def now() -> Watermark:
    """The moment of the current snapshot; see ``watermarks.now``."""
    return watermarks.now(TABLE)


def changed_since(watermark: Watermark, *, centre: Centre) -> Changes:
    """People of the centre whose changes committed after ``watermark`` and by now; one query.

    Whoever reads these people in the same REPEATABLE READ transaction, or at any time later, sees the
    changes. Raises TakenElsewhere.
    """
    snapshot = watermarks.snapshot_of(watermark)
    reached, ids = watermarks.row(CHANGED, watermark=snapshot, centre=centre.pk)
    if not watermarks.same_place(reached, watermark):
        raise TakenElsewhere
    return Changes(frozenset(ids), Watermark(reached))


def waiting(watermark: Watermark) -> bool:
    """Whether ``changed_since`` has anything to say, for whichever centre; one short index read."""
    reached, changed = watermarks.row(WAITING, watermark=watermarks.snapshot_of(watermark))
    return changed or not watermarks.same_place(reached, watermark)


def prune(before: Watermark) -> int:
    """Drop what every reading at ``before`` or later has seen; returns the rows dropped.

    Call with the oldest watermark anybody still holds: an older one would lose changes.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM workers_workerchange WHERE xid < pg_snapshot_xmin(%s::pg_snapshot)",
            [watermarks.snapshot_of(before)],
        )
        return cursor.rowcount
