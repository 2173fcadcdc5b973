"""Pages of a long list that cost the same wherever they stand: by the key of the row before, never by number.

A cursor is the public id of a row, so an address tells nothing about anybody.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

SIZE = 50


@dataclass(frozen=True)
class Page:
    """``rows`` in order; ``previous`` and ``next`` are cursors, "" at the ends."""

    rows: list[Any]
    previous: str
    next: str


def page(rows: QuerySet, key: str, *, after: str = "", before: str = "", size: int = SIZE) -> Page:
    """The page of ``rows`` after or before a row. ``key`` is a column, "-" for descending; id breaks ties.

    A cursor that names no row of the list gives the first page: the row may be gone since.
    """
    down = key.startswith("-")
    column = key.removeprefix("-")
    cursor = after or before
    edge = rows.filter(public_id=cursor).values_list(column, "pk").first() if cursor else None
    backwards = bool(edge and before and not after)
    descending = down != backwards
    if edge:
        rows = rows.filter(_beyond(column, *edge, descending=descending))
    sign = "-" if descending else ""
    found = list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    ahead = bool(found) and (backwards or more)
    behind = bool(found) and bool(edge) and (more or not backwards)
    return Page(found, found[0].public_id if behind else "", found[-1].public_id if ahead else "")


def _beyond(column: str, value: Any, pk: int, *, descending: bool) -> Q:
    """Rows past (value, pk). The first condition alone lets the index start in the right place."""
    side = "lt" if descending else "gt"
    return Q(**{f"{column}__{side}e": value}) & (Q(**{f"{column}__{side}": value}) | Q(**{f"pk__{side}": pk}))
