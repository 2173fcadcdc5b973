"""The first page after signing in: what each desk has to do today, every figure a link to its list."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres.doors import StaffRequest
from centres.roles import may
from employers.models import Employer
from jobs.models import Referral, Vacancy
from workers.forms.listing import in_search, is_due
from workers.models import JobSearch, Worker

Line = tuple[str, QuerySet, str, str]  # what is counted, the rows, the list, its filter


@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """What is waiting first; then how large the registers are."""
    waiting = [figure for line in _to_do(request) if (figure := _figure(*line))["value"]]
    return render(
        request, "home.html", {"waiting": waiting, "registers": [_figure(*r) for r in _registers(request)]}
    )


def _figure(label: str, rows: QuerySet, name: str, query: str) -> dict[str, Any]:
    return {"label": label, "value": rows.count(), "url": reverse(name) + query}


def _to_do(request: StaffRequest) -> Iterator[Line]:
    user, today = request.user, timezone.localdate()
    if may(user, "vacancies:approve"):
        submitted = Vacancy.objects.visible_to(user).filter(state=Vacancy.State.SUBMITTED)
        yield _("Vacancies waiting for approval"), submitted, "staff:vacancies", "?state=submitted"
    if may(user, "vacancies:write"):
        to_code = Vacancy.objects.visible_to(user).to_code()
        yield _("Vacancies whose occupation is to be confirmed"), to_code, "staff:titles", ""
    if may(user, "referrals:write"):
        proposed = Referral.objects.visible_to(user).filter(state=Referral.State.PROPOSED)
        yield _("Referrals waiting for the person's answer"), proposed, "staff:referrals", "?state=proposed"
    if may(user, "employers:verify"):
        pending = Employer.objects.visible_to(user).filter(state=Employer.State.PENDING)
        yield _("Employers waiting to be verified"), pending, "staff:employers", "?state=pending"
    if may(user, "workers:write"):
        workers = Worker.objects.visible_to(user)
        texts = {
            "consent": _("Job searches without consent"),
            "occupation": _("Job searches without a coded occupation"),
            "status": _("Household statuses that end within 30 days"),
        }
        for what, text in texts.items():
            yield text, workers.filter(is_due(what, today=today)), "staff:workers", f"?due={what}"


def _registers(request: StaffRequest) -> Iterator[Line]:
    user, today = request.user, timezone.localdate()
    if may(user, "workers:read"):
        workers = Worker.objects.visible_to(user)
        looking = workers.filter(in_search(JobSearch.State.ACTIVE))
        yield _("Workers on the register"), workers, "staff:workers", ""
        yield _("Looking for work"), looking, "staff:workers", "?search=active"
        if may(user, "workers:sensitive"):
            poor = workers.with_priority(today)
            yield _("From households with priority"), poor, "staff:workers", "?poverty=priority"
    if may(user, "employers:read"):
        yield _("Employers on the register"), Employer.objects.visible_to(user), "staff:employers", ""
    if may(user, "vacancies:read"):
        open_now = Vacancy.objects.visible_to(user).open_on(today)
        yield _("Vacancies with places left"), open_now, "staff:vacancies", ""
