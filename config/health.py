"""Is this process alive, can it serve, is the work getting done: two addresses for machines, one for people.

``/livez`` and ``/readyz`` tell strangers nothing but yes or no. ``/statusz`` is a page of numbers about the
work tables, without a word of what the work is about.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from centres import queue
from centres.doors import StaffRequest
from centres.models import Work
from centres.roles import may

RETRY_SECONDS = 5
READERS = ("audit:read", "users:manage")
LATE = timedelta(seconds=120)  # waiting longer than this, nobody is doing the work


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers; asks nothing of anybody else."""
    return JsonResponse({"status": "live"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 if the database answers and has every migration of this release, else 503 saying what lacks."""
    missing = missing_for_service()
    if missing is None:
        return JsonResponse({"status": "ready"})
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return JsonResponse({"status": "unavailable", "missing": missing}, status=503, headers=headers)


def missing_for_service() -> str | None:
    """What keeps this process from serving: ``database``, ``migrations``, or nothing."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except (OperationalError, InterfaceError):
        return "database"
    return None if newest_migrations() <= applied.keys() else "migrations"


@cache
def newest_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of every app as this release has them; read from disk once a process."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


@require_safe
def status(request: StaffRequest) -> HttpResponse:
    """Per kind of work: what waits and since when, what nobody holds any more, what failed."""
    if not any(may(request.user, right) for right in READERS):
        raise PermissionDenied
    now = timezone.now()
    kinds = [
        {"label": kind.TITLE or kind._meta.label, "facts": facts_of(counts_of(kind, at=now), at=now)}
        for kind in queue.kinds()
    ]
    return render(request, "status.html", {"kinds": kinds, "at": now})


def counts_of(kind: type[Work], *, at: datetime) -> dict[str, Any]:
    """Waiting, due and lost rows with the time the oldest has been due since, and the failed ones."""
    todo = Q(state=Work.State.TODO)
    lost = Q(state=Work.State.DOING, lease_until__lt=at)
    # two questions, so that the first is answered by the index of open rows alone
    open_rows = kind._default_manager.filter(state__in=[Work.State.TODO, Work.State.DOING])
    failed = kind._default_manager.filter(state=Work.State.FAILED)
    return open_rows.aggregate(
        waiting=Count("pk", filter=todo),
        due=Count("pk", filter=todo & Q(not_before__lte=at)),
        doing=Count("pk", filter=Q(state=Work.State.DOING)),
        lost=Count("pk", filter=lost),
        oldest=Min("not_before", filter=todo & Q(not_before__lte=at)),
    ) | {"failed": failed.count()}


def facts_of(counts: dict[str, Any], *, at: datetime) -> list[dict[str, Any]]:
    """The numbers in words, with a remark where somebody should look."""
    oldest = counts["oldest"] or at
    minutes = (at - oldest) // timedelta(minutes=1)
    return [
        {
            "label": _("Oldest work has waited"),
            "value": ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes},
            "note": _("Nobody takes it.") if at - oldest > LATE else "",
        },
        {"label": _("Waiting"), "value": str(counts["waiting"])},
        {"label": _("Due now"), "value": str(counts["due"])},
        {"label": _("Being done"), "value": str(counts["doing"])},
        {
            "label": _("Left by their worker"),
            "value": str(counts["lost"]),
            "note": _("Somebody else takes them over.") if counts["lost"] else "",
        },
        {
            "label": _("Failed"),
            "value": str(counts["failed"]),
            "note": _("The log says why.") if counts["failed"] else "",
        },
    ]
