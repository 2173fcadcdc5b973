"""Pages of employers for centre staff."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog import choices
from catalog.models import Industry
from catalog.phones import readable_phone
from catalog.vietnamese import search_key
from centres.doors import StaffRequest, events_of, needs, page_of
from centres.models import Centre
from centres.roles import may
from employers import forms
from employers.actions import NEEDS_REASON, Refused, move_employer, register_employer, update_employer
from employers.models import Employer

State = Employer.State
ORDERS = {
    "name": "sort_key",
    "-name": "-sort_key",
    "-registered": "-registered_at",
    "registered": "registered_at",
}
TONES = {"pending": "attention", "verified": "done", "rejected": "danger", "suspended": "danger"}
STEPS = {
    # to: what the button says, what will happen
    State.VERIFIED: (gettext_lazy("Verify the employer"), ""),
    State.REJECTED: (
        gettext_lazy("Reject the employer"),
        gettext_lazy("Its vacancies cannot be approved. The registration stays on record."),
    ),
    State.SUSPENDED: (
        gettext_lazy("Suspend the employer"),
        gettext_lazy("Nobody is introduced to its vacancies until it is reinstated."),
    ),
    State.PENDING: (gettext_lazy("Look at it again"), ""),
}
EVENTS = {
    "employer.registered": gettext_lazy("Registered"),
    "employer.changed": gettext_lazy("Changed"),
    "employer.moved": gettext_lazy("State changed"),
}
SUGGESTIONS = 8


@require_GET
@needs("employers:read")
def employers(request: StaffRequest) -> HttpResponse:
    """The register: words of the name or the tax code, state; sorted by name or newest first."""
    form = forms.EmployerFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    found = Employer.objects.visible_to(request.user).for_list()
    if words := asked.get("q"):
        found = found.filter(Q(pk__in=found.named(words)) | Q(tax_code=words.strip()))
    if state := asked.get("state"):
        found = found.filter(state=state)
    sort = request.GET.get("sort", "") if request.GET.get("sort") in ORDERS else "-registered"
    page = page_of(
        found,
        order=ORDERS[sort],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return render(
        request,
        "employers/list.html",
        {
            "form": form,
            "rows": [(row, TONES[row.state]) for row in page.rows],
            "page": _list_page(page, sort, found.count()),
            "may_write": may(request.user, "employers:write"),
        },
    )


def _list_page(page: Any, sort: str, total: int) -> dict[str, Any]:
    return {
        "caption": _("Employers"),
        "columns": [
            {"key": "name", "label": _("Employer"), "sort": True},
            {"key": "place", "label": _("Place")},
            {"key": "industry", "label": _("Line of business")},
            {"key": "state", "label": _("State")},
            {"key": "registered", "label": _("Registered"), "sort": True},
        ],
        "count": len(page.rows),
        "sort": sort,
        "pager": {"previous": page.previous, "next": page.next, "total": total},
        "empty": {
            "title": _("No employer here"),
            "text": _("Change the filter, or register the employer from its Form 03."),
        },
    }


@require_http_methods(["GET", "POST"])
@needs("employers:write")
def employer_new(request: StaffRequest) -> HttpResponse:
    """Form 03, empty; on success the record."""
    centre = get_object_or_404(Centre, pk=request.user.centre_id)
    form = forms.EmployerForm(request.POST or None, instance=Employer(centre=centre))
    if request.method == "POST" and form.is_valid():
        try:
            employer = register_employer(
                centre=centre, facts=form.facts(), by=request.user, at=timezone.now()
            )
        except ValidationError as problem:
            forms.show_problems(form, problem)
        else:
            messages.success(request, _("%(name)s is registered.") % {"name": employer.name})
            return redirect("staff:employer", employer.public_id)
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
@needs("employers:write")
def employer_edit(request: StaffRequest, public_id: str) -> HttpResponse:
    """Form 03, filled; a save over somebody else's change is refused and keeps what was typed."""
    employer = _visible(request, public_id)
    form = forms.EmployerForm(request.POST or None, instance=_visible(request, public_id))
    if request.method == "POST" and form.is_valid():
        try:
            update_employer(
                employer=employer,
                version=form.cleaned_data["version"] or 0,
                facts=form.facts(),
                by=request.user,
                at=timezone.now(),
            )
        except (ValidationError, Refused) as problem:
            forms.show_problems(form, problem)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("staff:employer", public_id)
    return _form_page(request, form, employer)


def _form_page(request: StaffRequest, form: forms.EmployerForm, employer: Employer | None) -> HttpResponse:
    context = {
        "form": form,
        "employer": employer,
        "groups": forms.GROUPS,
        "typeahead": {
            "commune": reverse("staff:suggest-communes"),
            "industry": reverse("staff:suggest-industries"),
        },
    }
    return render(request, "employers/form.html", context, status=422 if form.errors else 200)


@require_GET
@needs("employers:read")
def employer(request: StaffRequest, public_id: str) -> HttpResponse:
    """One employer: who it is, where its verification stands, its newest vacancies are one press away."""
    employer = _visible(request, public_id)
    may_verify = may(request.user, "employers:verify")
    moves = [
        {"to": to, "label": STEPS[to][0], "text": STEPS[to][1], "reason": to in NEEDS_REASON}
        for to in State
        if may_verify and to in Employer.MOVES[State(employer.state)]
    ]
    return render(
        request,
        "employers/record.html",
        {
            "employer": employer,
            "tone": TONES[employer.state],
            "moves": moves,
            "facts": _facts(employer),
            "events": events_of(employer, EVENTS),
            "may_write": may(request.user, "employers:write"),
            "may_post": may(request.user, "vacancies:write"),
        },
    )


def _facts(employer: Employer) -> list[dict[str, Any]]:
    place = [employer.address_detail, str(employer.commune or ""), str(employer.province or "")]
    services = dict(choices.EmployerService.choices)
    person = " · ".join(filter(None, [employer.representative_name, employer.representative_position]))
    rows = [
        (_("Kind"), employer.get_kind_display()),
        (_("Tax code"), employer.tax_code),
        (_("Kind of enterprise"), employer.get_enterprise_type_display()),
        (_("Line of business"), employer.industry),
        (_("Main product or service"), employer.main_product),
        (_("Number of workers"), employer.get_size_display()),
        (_("Address"), ", ".join(filter(None, place))),
        (_("Industrial park"), employer.industrial_park),
        (_("Phone"), readable_phone(employer.phone)),
        (_("Email"), employer.email),
        (_("Representative"), person),
        (_("Phone of the representative"), readable_phone(employer.representative_phone)),
        (_("Workers to recruit in six months"), employer.plans_to_recruit),
        (_("Services"), ", ".join(str(services[key]) for key in employer.services)),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


@require_POST
@needs("employers:verify")
def employer_move(request: StaffRequest, public_id: str) -> HttpResponse:
    """One step of the verification."""
    employer, form = _visible(request, public_id), forms.ReasonForm(request.POST)
    if not form.is_valid() or form.cleaned_data["to"] not in State.values:
        messages.error(request, _("This step does not exist."))
        return redirect("staff:employer", public_id)
    try:
        moved = move_employer(
            employer=employer,
            to=State(form.cleaned_data["to"]),
            by=request.user,
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
        )
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{moved.name}: {moved.get_state_display()}")
    return redirect("staff:employer", public_id)


@require_GET
@needs("employers:read")
def suggest_industries(request: StaffRequest) -> HttpResponse:
    """Suggestions under a field: lines of business whose name holds the words."""
    words = search_key(request.GET.get("q", "")[:100]).split()
    rows = Industry.objects.current()
    for word in words:
        rows = rows.filter(search_key__contains=word)
    found = rows.in_order()[:SUGGESTIONS] if words else []
    items = [{"text": row.name, "key": row.pk, "note": row.pk} for row in found]
    return render(request, "catalog/options.html", {"items": items})


def _visible(request: StaffRequest, public_id: str) -> Employer:
    rows = Employer.objects.visible_to(request.user).select_related(
        "centre", "province", "commune", "industry"
    )
    return get_object_or_404(rows, public_id=public_id)
