"""The first page after signing in: what each desk has to do today, every figure a link to its list."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.roles import may
from jobs.models import Vacancy
from workers.models import JobSearch, Worker

Figure = dict[str, Any]


def home(request: HttpRequest) -> HttpResponse:
    """What is waiting, and how large the registers are."""
    waiting = [figure for figure in _waiting(request) if figure["number"]["value"]]
    return render(request, "home.html", {"waiting": waiting, "registers": list(_registers(request))})


def _figure(label: str, value: int, name: str, query: str = "") -> Figure:
    return {"number": {"label": label, "value": value, "url": reverse(name) + query}}


def _waiting(request: HttpRequest) -> Iterator[Figure]:
    user = request.user
    if may(user, "workers:write"):
        workers = Worker.objects.visible_to(user)
        drafts = workers.filter(state=Worker.State.DRAFT).count()
        yield _figure(_("registrations left as drafts"), drafts, "staff:workers", "?state=draft")


def _registers(request: HttpRequest) -> Iterator[Figure]:
    user, today = request.user, timezone.localdate()
    if may(user, "workers:read"):
        workers = Worker.objects.visible_to(user)
        yield _figure(_("workers on the register"), workers.count(), "staff:workers")
        looking = workers.filter(pk__in=JobSearch.objects.active().values("worker")).count()
        yield _figure(_("looking for work"), looking, "staff:workers", "?search=active")
        if may(user, "workers:sensitive"):
            poor = workers.with_priority(today).count()
            yield _figure(_("of poor, near-poor and newly escaped households"), poor, "staff:workers", "?poverty=priority")
