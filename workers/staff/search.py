"""The job search of a person: Form 01a."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from catalog.forms import offer_occupations
from centres.doors import StaffRequest, needs
from workers import actions
from workers.forms import CloseSearchForm, JobSearchForm
from workers.models import JobSearch, Worker
from workers.staff.doors import refuse, suggestions, worker_or_404
from workers.staff.entry import version_of

GROUPS = [
    (
        gettext_lazy("Wanted job"),
        ["job_title", "wish_1", "wish_2", "wish_3", "job_description", "experience"],
    ),
    (
        gettext_lazy("Where"),
        [
            *("first_commune", "first_province", "first_country"),
            *("second_commune", "second_province", "second_country"),
            *("only_these_places", "accepts_moving", "accepts_overseas"),
        ],
    ),
    (
        gettext_lazy("Pay and start"),
        ["wage_mode", "wage_band", "wage_vnd", "ready_in_months", "meals", "benefits"],
    ),
    (
        gettext_lazy("Kind of work"),
        [
            *("position", "enterprise_type", "contract_type", "work_form", "purpose"),
            *("accepts_shifts", "accepts_trips", "accepts_secondment", "recruitment_method"),
        ],
    ),
    (
        gettext_lazy("Working conditions the person can take"),
        ["working_place", "lifting", "standing", "hearing_speaking", "vision", "manipulation", "two_hands"],
    ),
]


@require_http_methods(["GET", "POST"])
@needs("workers:write")
def worker_search(request: StaffRequest, public_id: str) -> HttpResponse:
    """Open a search, or change the open one."""
    worker = worker_or_404(request, public_id)
    search = _open_search(worker)
    version = version_of(request) if request.method == "POST" else worker.version
    form = JobSearchForm(request.POST or None, instance=search)
    if "propose" in request.POST:
        form.errors.clear()
    elif request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {
            "version": version,
            "facts": form.facts(),
            "by": request.user,
            "at": timezone.now(),
        }
        try:
            if search:
                actions.update_job_search(search=search, **given)
            else:
                actions.open_job_search(worker=worker, **given)
        except actions.StaleState as refusal:
            version = worker.version  # told of it; saving again is on purpose
            form.add_error(None, str(refusal))
        except (actions.Refused, ValidationError) as problem:
            refuse(form, problem)
        else:
            messages.success(request, _("The job search is saved."))
            return redirect("staff:worker", public_id=public_id)
    offer_occupations([form])
    page = {
        "worker": worker,
        "version": version,
        "form": form,
        "groups": GROUPS,
        "save": _("Save the job search"),
        "title": _("Job search of %(name)s") % {"name": worker.full_name},
        "typeahead": suggestions(),
        "back": reverse("staff:worker", kwargs={"public_id": public_id}),
    }
    return render(request, "workers/form.html", page, status=422 if form.errors else 200)


def _open_search(worker: Worker) -> JobSearch | None:
    return (
        JobSearch.objects.exclude(state=JobSearch.State.CLOSED)
        .filter(worker=worker)
        .select_related("first_commune", "second_commune")
        .first()
    )


@require_POST
@needs("workers:write")
def worker_search_close(request: StaffRequest, public_id: str) -> HttpResponse:
    """End the open search, with the reason."""
    worker = worker_or_404(request, public_id)
    search = get_object_or_404(JobSearch, pk=getattr(_open_search(worker), "pk", None))
    form = CloseSearchForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the reason."))
        return redirect("staff:worker", public_id=public_id)
    try:
        actions.close_job_search(
            search=search,
            version=worker.version,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The job search is closed."))
    return redirect("staff:worker", public_id=public_id)
