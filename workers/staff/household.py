"""The household of a person: which one it is, and what the commune decided about it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centres.doors import StaffRequest, needs
from workers import actions
from workers.forms import EndStatusForm, JoinForm, StatusForm
from workers.models import Household, PovertyStatus, Worker
from workers.staff.doors import refuse, suggestions, worker_or_404
from workers.staff.entry import version_of


@require_http_methods(["GET", "POST"])
@needs("workers:write")
def worker_household(request: StaffRequest, public_id: str) -> HttpResponse:
    """Join a household known here, make a new one, or leave."""
    worker = worker_or_404(request, public_id)
    version = version_of(request) if request.method == "POST" else worker.version
    form = JoinForm(request.POST or None, user=request.user, initial=_home_of(worker))
    if request.method == "POST" and form.is_valid():
        try:
            actions.join_household(
                worker=worker,
                version=version,
                household=form.household(),
                by=request.user,
                at=timezone.now(),
            )
        except actions.StaleState as refusal:
            version = worker.version  # told of it; saving again is on purpose
            form.add_error(None, str(refusal))
        except (actions.Refused, ValidationError) as problem:
            refuse(form, problem)
        else:
            messages.success(request, _("The household is saved."))
            return redirect("staff:worker", public_id=public_id)
    title, lead = _("Household of %(name)s") % {"name": worker.full_name}, ""
    return _form_page(
        request, worker, form, title=title, lead=lead, version=version, save=_("Save the household")
    )


def _home_of(worker: Worker) -> dict:
    home = worker.household
    if home is None:
        return {"commune": worker.commune, "hamlet": worker.address_detail[:120]}
    return {
        "head": home,
        "commune": home.commune,
        "hamlet": home.hamlet,
        "certificate_no": home.certificate_no,
    }


@require_http_methods(["GET", "POST"])
@needs("workers:write")
def worker_status_new(request: StaffRequest, public_id: str) -> HttpResponse:
    """Record a decision of the commune about the person's household."""
    worker = worker_or_404(request, public_id)
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=worker.household_id)
    form = StatusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_poverty_status(
                household=household, status=form.facts(), by=request.user, at=timezone.now()
            )
        except (actions.Refused, ValidationError) as problem:
            refuse(form, problem)
        else:
            messages.success(request, _("The status is recorded."))
            return redirect("staff:worker", public_id=public_id)
    title = _("New status of the household of %(head)s") % {"head": household.head_name}
    lead = _("Copy it from the certificate or the decision of the commune. Nothing is worked out here.")
    return _form_page(request, worker, form, title=title, lead=lead, save=_("Save the status"))


@require_POST
@needs("workers:write")
def worker_status_end(request: StaffRequest, public_id: str, status: int) -> HttpResponse:
    """End a status before a day."""
    worker = worker_or_404(request, public_id)
    households = Household.objects.visible_to(request.user).filter(pk=worker.household_id)
    row = get_object_or_404(PovertyStatus, pk=status, household__in=households)
    form = EndStatusForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the day as 16/3/2026."))
        return redirect("staff:worker", public_id=public_id)
    try:
        ends_on = form.cleaned_data["ends_on"]
        actions.end_poverty_status(status=row, ends_on=ends_on, by=request.user, at=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The status ends on that day."))
    return redirect("staff:worker", public_id=public_id)


def _form_page(request: StaffRequest, worker: Worker, form, **page: Any) -> HttpResponse:
    page |= {
        "worker": worker,
        "form": form,
        "typeahead": suggestions(),
        "back": reverse("staff:worker", kwargs={"public_id": worker.public_id}),
    }
    return render(request, "workers/form.html", page, status=422 if form.errors else 200)
