"""Registering a person and editing a record."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.forms import offer_occupations
from centres.doors import StaffRequest, needs
from workers import actions
from workers.forms import Editing, Registration
from workers.models import Household, Worker
from workers.staff.doors import back_to_list, suggestions, worker_or_404
from workers.staff.words import FACTS


@require_http_methods(["GET", "POST"])
@needs("workers:write")
def worker_new(request: StaffRequest) -> HttpResponse:
    """Forms 01 and 01a on one page."""
    now = timezone.now()
    form = Registration(request.POST or None, today=timezone.localdate(now), user=request.user)
    if request.method != "POST":
        return _entry(request, form)
    if form.is_only_scanned() or "propose" in request.POST:
        form.forgive()
        return _entry(request, form)
    if not form.is_valid():
        return _entry(request, form)
    try:
        worker = actions.register_worker(**form.everything(), by=request.user, at=now)
    except actions.AlreadyRegistered as refusal:
        form.person.add_error("national_id", str(refusal))
        return _entry(request, form, existing=refusal.worker)
    except actions.Refused as refusal:
        form.refuse(ValidationError({refusal.field: str(refusal)}))
        return _entry(request, form)
    except ValidationError as problem:
        form.refuse(problem)
        return _entry(request, form)
    return _registered(request, worker, form)


def _registered(request: StaffRequest, worker: Worker, form: Registration) -> HttpResponseRedirect:
    said = {"name": worker.full_name, "code": worker.code}
    messages.success(request, _("%(name)s is registered as %(code)s.") % said)
    for warning in form.person.warnings():
        messages.warning(request, str(warning))
    if "next" in request.POST:
        return redirect("staff:worker-new")
    return redirect("staff:worker", public_id=worker.public_id)


def _entry(request: StaffRequest, form: Registration, existing: Worker | None = None) -> HttpResponse:
    offer_occupations(form.all_forms)
    page = {"form": form, "typeahead": suggestions(), "existing": existing, **back_to_list()}
    return render(request, "workers/new.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("workers:write")
def worker_edit(request: StaffRequest, public_id: str) -> HttpResponse:
    """The person and the lists of the record. Nobody's change meanwhile is overwritten unseen."""
    worker = worker_or_404(request, public_id)
    now = timezone.now()
    form = Editing(request.POST or None, today=timezone.localdate(now), worker=worker)
    if "propose" in request.POST:
        form.forgive()
        return _edit(request, worker, form, version=version_of(request))
    if request.method != "POST" or not form.is_valid():
        return _edit(request, worker, form, version=request.POST.get("version", worker.version))
    try:
        actions.update_worker(
            worker=worker, version=version_of(request), facts=form.facts(), by=request.user, at=now
        )
    except actions.StaleState as refusal:
        return _stale(request, worker, form, refusal)
    except actions.AlreadyRegistered as refusal:
        form.person.add_error("national_id", str(refusal))
        return _edit(request, worker, form, version=version_of(request))
    except ValidationError as problem:
        form.refuse(problem)
        return _edit(request, worker, form, version=version_of(request))
    messages.success(request, _("The record is saved."))
    return redirect("staff:worker", public_id=worker.public_id)


def version_of(request: StaffRequest) -> int:
    """The version the form was made from; a form without one was made from none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _stale(request: StaffRequest, worker: Worker, form: Editing, refusal: actions.StaleState) -> HttpResponse:
    """What was typed stays; beside it stands who changed what. Saving again overwrites it knowingly."""
    edits = [
        {"by": line.actor, "at": line.at, "facts": [FACTS.get(name, name) for name in line.details["fields"]]}
        for line in refusal.edits
    ]
    return _edit(request, worker, form, version=worker.version, edits=edits, status=409)


def _edit(
    request: StaffRequest, worker: Worker, form: Editing, *, status: int = 0, **page: Any
) -> HttpResponse:
    offer_occupations(form.all_forms)
    page |= {
        "worker": worker,
        "form": form,
        "typeahead": suggestions(),
        "back": reverse("staff:worker", kwargs={"public_id": worker.public_id}),
    }
    return render(request, "workers/edit.html", page, status=status or (422 if form.errors else 200))


@require_POST
@needs("workers:write")
def worker_duplicates(request: StaffRequest) -> HttpResponse:
    """A hint beside the form: people here who may be the one being registered. Shown, never in the way.

    A POST, so that nothing of anybody stands in an address or a log.
    """
    today = timezone.localdate()
    person = Registration(request.POST, today=today, user=request.user).person
    person.is_valid()
    typed = person.cleaned_data
    born = typed.get("birth")
    found = Worker.objects.visible_to(request.user).like(
        typed.get("full_name", ""), born[0].year if born else None, typed.get("commune")
    )
    known = Worker.objects.visible_to(request.user).with_national_id(typed.get("national_id", ""))
    page = {"same": known.first(), "found": list(found[:5]), "typed": typed, "warnings": person.warnings()}
    return render(request, "workers/duplicates.html", page)


@needs("workers:write")
def suggest_households(request: StaffRequest) -> HttpResponse:
    """Households known here, by words of the head's name."""
    text = request.GET.get("q", "").strip()
    rows = Household.objects.visible_to(request.user).headed_by(text).select_related("commune")[:10]
    items = [
        {"text": row.head_name, "key": row.public_id, "note": f"{row.commune.full_name} {row.hamlet}".strip()}
        for row in rows
    ]
    return render(request, "catalog/options.html", {"items": items})
