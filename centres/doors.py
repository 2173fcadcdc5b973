"""What staff pages share: asking for a right, paging a list by its keys, showing a record's history."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.core.handlers.wsgi import WSGIRequest
from django.db.models import Model, Q, QuerySet

from centres.models import AuditEvent, User
from centres.roles import may

PAGE_SIZE = 25


class StaffRequest(WSGIRequest):
    """A request behind the sign-in: somebody of the centre made it."""

    user: User


def needs(right: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A page for users who hold ``right``; everybody else gets a 403."""

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            if not may(request.user, right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def request_id_of(request: StaffRequest) -> str:
    """The number under which the request stands in the logs, for work that goes on after it."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64]


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the public ids the neighbouring pages start from ("" where there is none)."""

    rows: list[Any]
    previous: str = ""
    next: str = ""


def page_of(
    rows: QuerySet[Any], *, order: str, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> Page:
    """One page of ``rows`` by ``order`` ("name" or "-name"), ties by key: two queries, however deep the page.

    ``after`` and ``before`` are public ids; one that is not among ``rows`` gives the first page.
    """
    column, down = order.removeprefix("-"), order.startswith("-")
    edge = rows.filter(public_id=before or after).first() if before or after else None
    backwards = edge is not None and bool(before)
    if edge is not None:
        rows = rows.filter(_beyond(edge, column, forwards=down == backwards))
    sign = "-" if down != backwards else ""
    found = list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    return Page(
        found,
        previous=found[0].public_id if (more if backwards else edge is not None) else "",
        next=found[-1].public_id if (more or backwards) else "",
    )


def _beyond(edge: Model, column: str, *, forwards: bool) -> Q:
    """Rows past ``edge`` in the direction of growing (``forwards``) or falling values.

    The first condition repeats what the second implies: with it the index is entered at the edge.
    """
    way = "gt" if forwards else "lt"
    value = getattr(edge, column)
    past = Q(**{f"{column}__{way}": value}) | Q(**{f"pk__{way}": edge.pk})
    return Q(**{f"{column}__{way}e": value}) & past


def events_of(subject: Any, words: dict[str, Any]) -> list[dict[str, Any]]:
    """The newest twenty lines of a record's history; one query."""
    lines = (
        AuditEvent.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.public_id)
        .select_related("actor")
        .order_by("-at", "-id")[:20]
    )
    states = dict(subject._meta.get_field("state").choices)
    return [
        {
            "at": line.at,
            "title": str(states.get(line.details.get("to"), words.get(line.verb, line.verb))).capitalize(),
            "note": line.reason,
            "by": line.actor,
        }
        for line in lines
    ]
