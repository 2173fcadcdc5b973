"""What changed since a cursor, for systems that keep a copy: nothing is missed, nothing gone comes back.

A cursor says which changes its holder has been told of (``seen``), which they are being told of now
(``target``) and how far the telling has got. Both are watermarks, so what is told in between is fixed however
many pages it takes and whatever is written meanwhile. A change names a subject; whoever tells it reads the
subject as it is *now*, so a copy never goes back to an older state.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from centres import watermarks
from centres.models import Centre
from centres.watermarks import TakenElsewhere, Watermark

TABLE = "centres_change"
KEPT_FOR = timedelta(days=90)
READ = """
    SELECT xid::text AS number, kind, subject, public_id, changed_at FROM centres_change
    WHERE centre_id = %(centre)s AND kind = ANY(%(kinds)s)
      AND xid >= pg_snapshot_xmin(%(seen)s::pg_snapshot)
      AND (xid, kind, subject) > (%(xid)s::xid8, %(kind)s, %(subject)s)
      AND NOT pg_visible_in_snapshot(xid, %(seen)s::pg_snapshot)
      AND pg_visible_in_snapshot(xid, %(target)s::pg_snapshot)
    ORDER BY xid, kind, subject
    LIMIT %(limit)s
"""


class TooOld(Exception):
    """Changes the cursor was not told of may be gone from the log: start again from a snapshot."""


class Place(NamedTuple):
    """How far the telling has got: a transaction, and the subject told last of it."""

    xid: str
    kind: str
    subject: int


START = Place("0", "", 0)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a reader stands. ``target`` is None between two tellings; ``at`` is when ``seen`` was taken."""

    seen: Watermark
    at: datetime
    target: Watermark | None = None
    target_at: datetime | None = None
    place: Place = START


class Told(NamedTuple):
    """One subject that changed."""

    kind: str
    subject: int
    public_id: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Changes, each subject once, and the cursor to go on from."""

    changes: list[Told]
    cursor: Cursor


def start(*, at: datetime) -> Cursor:
    """A cursor that has been told of everything there is now; see ``watermarks.now`` for when to take it."""
    return Cursor(watermarks.now(TABLE), at)


def read(cursor: Cursor, *, centre: Centre, kinds: Collection[str], limit: int, at: datetime) -> Page:
    """The next changes of these kinds in a centre; two queries.

    Read the subjects after this, and in another snapshot. Raises TooOld, TakenElsewhere.
    """
    if cursor.at < at - KEPT_FOR:
        raise TooOld
    reached = watermarks.now(TABLE)
    if not watermarks.same_place(cursor.seen, reached):
        raise TakenElsewhere
    target, target_at = (cursor.target, cursor.target_at or at) if cursor.target else (reached, at)
    rows = _rows(cursor, target, centre, kinds, limit + 1)
    told = {(row[1], row[2]): Told(*row[1:]) for row in rows[:limit]}
    if len(rows) > limit:
        place = Place(*rows[limit - 1][:3])
        return Page(list(told.values()), Cursor(cursor.seen, cursor.at, target, target_at, place))
    return Page(list(told.values()), Cursor(target, target_at))


def _rows(
    cursor: Cursor, target: Watermark, centre: Centre, kinds: Collection[str], limit: int
) -> list[tuple]:
    values = {
        "centre": centre.pk,
        "kinds": sorted(kinds),
        "seen": watermarks.snapshot_of(cursor.seen),
        "target": watermarks.snapshot_of(target),
        "limit": limit,
        **cursor.place._asdict(),
    }
    with connection.cursor() as query:
        query.execute(READ, values)
        return query.fetchall()


def prune(*, at: datetime) -> int:
    """Drop what was told long enough ago; returns the rows dropped. A cursor as old is refused, not answered
    with a gap.
    """
    with connection.cursor() as query:
        query.execute("DELETE FROM centres_change WHERE changed_at < %s", [at - KEPT_FOR - timedelta(days=1)])
        return query.rowcount
