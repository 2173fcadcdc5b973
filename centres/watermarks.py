"""Moments in the life of the database, told apart by what was visible then.

Counting rows (``id > last``) loses changes: a number is drawn before its transaction commits, so a low one
may become visible after a higher one was read. A *watermark* is therefore the snapshot of a reading itself,
PostgreSQL's ``pg_snapshot``: exactly the transactions that reading saw. A change is new when the transaction
that wrote it is visible now and was not then. So somebody's long import holds up nobody else's changes, and
tells its own the moment it commits.

A watermark is opaque text and knows where it was taken: after a restore from a dump or a backup the counts of
transactions mean something else, and everything has to be read afresh.
"""

from typing import Any, NewType

from django.db import connection
from psycopg.sql import SQL, Composed, Literal

Watermark = NewType("Watermark", str)


class TakenElsewhere(Exception):
    """The watermark is of another cluster, time line or restored table: read everything afresh."""


def moment(table: str) -> Composed:
    """SQL for the watermark of the current snapshot, for readers of the changes in ``table``.

    It names cluster, time line and table: a backup brought back changes the second, a dump the third.
    """
    return SQL("""
        (SELECT system_identifier FROM pg_control_system())
        || '-' || (SELECT timeline_id FROM pg_control_checkpoint())
        || '-' || {table}::regclass::oid || '/' || pg_current_snapshot()
    """).format(table=Literal(table))


def now(table: str) -> Watermark:
    """The moment of the current snapshot.

    For a full reading, ask inside its REPEATABLE READ transaction (anywhere in it: all of it is one
    snapshot), or at any time before it begins: then some changes are told again, which is harmless. Asked
    after the reading, or in a READ COMMITTED transaction after its first query, it loses what committed in
    between.
    """
    return Watermark(row(SQL("SELECT {now}").format(now=moment(table)))[0])


def snapshot_of(watermark: Watermark) -> str:
    """What PostgreSQL calls it."""
    return watermark.split("/")[1]


def same_place(one: Watermark, other: Watermark) -> bool:
    """Whether the two can be compared."""
    return one.split("/")[0] == other.split("/")[0]


def row(statement: Composed, **values: Any) -> tuple[Any, ...]:
    """The one row a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), values)  # those who watch the statements of a request read text
        return cursor.fetchone()
