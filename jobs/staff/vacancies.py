"""Vacancies: list, record, Form 03a, the steps of their state."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.forms import offer_occupations
from centres.doors import StaffRequest, events_of, needs, page_of
from centres.roles import may
from employers.forms import ReasonForm, show_problems
from employers.models import Employer
from jobs.actions import (
    RIGHT_TO_MOVE,
    DuplicateVacancy,
    Refused,
    move_vacancy,
    post_vacancy,
    update_vacancy,
)
from jobs.forms import VacancyFilter, VacancyForm
from jobs.models import MatchTask, Vacancy
from jobs.staff import facts

State = Vacancy.State
TONES = {
    "draft": "",
    "submitted": "attention",
    "approved": "accent",
    "published": "done",
    "paused": "attention",
    "filled": "",
    "expired": "",
    "withdrawn": "danger",
    "rejected": "danger",
}
PATH = (State.DRAFT, State.SUBMITTED, State.APPROVED, State.PUBLISHED, State.FILLED)
STEPS = {
    State.DRAFT: (gettext_lazy("Take up again"), ""),
    State.SUBMITTED: (gettext_lazy("Send for approval"), ""),
    State.APPROVED: (gettext_lazy("Approve the vacancy"), ""),
    State.PUBLISHED: (gettext_lazy("Publish the vacancy"), ""),
    State.PAUSED: (
        gettext_lazy("Pause the vacancy"),
        gettext_lazy("Nobody new is introduced until it is published again."),
    ),
    State.FILLED: (gettext_lazy("Mark as filled"), ""),
    State.EXPIRED: (gettext_lazy("Mark as expired"), ""),
    State.WITHDRAWN: (
        gettext_lazy("Withdraw the vacancy"),
        gettext_lazy("This is final: a withdrawn vacancy is posted anew."),
    ),
    State.REJECTED: (
        gettext_lazy("Reject the vacancy"),
        gettext_lazy("The employer is told the reason and may hand it in again."),
    ),
}
NEXT = {
    State.DRAFT: State.SUBMITTED,
    State.SUBMITTED: State.APPROVED,
    State.APPROVED: State.PUBLISHED,
    State.PAUSED: State.PUBLISHED,
    State.REJECTED: State.DRAFT,
}  # the step the one filled button takes; a published vacancy is ranked instead
EVENTS = {
    "vacancy.posted": gettext_lazy("Posted"),
    "vacancy.changed": gettext_lazy("Changed"),
    "match_run.asked": gettext_lazy("Ranking asked for"),
    "override.decided": gettext_lazy("Decided about a person on the list"),
    "override.withdrawn": gettext_lazy("Decision about a person withdrawn"),
}


def visible(request: StaffRequest, public_id: str) -> Vacancy:
    """The vacancy with what its pages name, or 404."""
    rows = Vacancy.objects.visible_to(request.user).for_list().select_related("centre__province")
    return get_object_or_404(rows, public_id=public_id)


@require_GET
@needs("vacancies:read")
def vacancies(request: StaffRequest) -> HttpResponse:
    """The vacancies of the centre, newest first: words of the title, state, workplace, employer."""
    form = VacancyFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    found = Vacancy.objects.visible_to(request.user).for_list()
    if asked.get("q"):
        found = found.titled(asked["q"])
    for name, lookup in (("state", "state"), ("workplace", "workplace"), ("employer", "employer__public_id")):
        if asked.get(name):
            found = found.filter(**{lookup: asked[name]})
    page = page_of(
        found,
        order="-registered_at",
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "form": form,
        "rows": [(row, TONES[row.state], facts.workplace(row), facts.period(row)) for row in page.rows],
        "page": _list_page(page, found.count()),
        "employer": page.rows[0].employer if asked.get("employer") and page.rows else None,
        "may_write": may(request.user, "vacancies:write"),
    }
    return render(request, "jobs/list.html", context)


def _list_page(page: Any, total: int) -> dict[str, Any]:
    return {
        "caption": _("Vacancies"),
        "columns": [
            {"key": "title", "label": _("Vacancy")},
            {"key": "place", "label": _("Workplace")},
            {"key": "wage", "label": _("Wage")},
            {"key": "places", "label": _("Places left"), "num": True},
            {"key": "state", "label": _("State")},
            {"key": "list", "label": _("Shortlist")},
        ],
        "count": len(page.rows),
        "sort": "",
        "pager": {"previous": page.previous, "next": page.next, "total": total},
        "empty": {
            "title": _("No vacancy here"),
            "text": _("Change the filter, or open an employer and post its Form 03a."),
        },
    }


@require_GET
@needs("vacancies:read")
def vacancy(request: StaffRequest, public_id: str) -> HttpResponse:
    """One vacancy: what it offers and asks, where it stands, and the next thing to do."""
    vacancy = visible(request, public_id)
    moves = _moves(request, vacancy)
    context = {
        "vacancy": vacancy,
        "tone": TONES[vacancy.state],
        "steps": _steps(vacancy),
        "next": next((move for move in moves if move["to"] == NEXT.get(State(vacancy.state))), None),
        "others": [move for move in moves if move["to"] != NEXT.get(State(vacancy.state))],
        "period": facts.period(vacancy),
        "offered": facts.offered(vacancy),
        "asked": facts.asked(vacancy),
        "events": events_of(vacancy, EVENTS),
        "may_write": may(request.user, "vacancies:write"),
        "may_run": may(request.user, "matches:run") and vacancy.state in Vacancy.MATCHABLE,
        "may_read_list": may(request.user, "matches:read"),
        "running": MatchTask.objects.filter(vacancy=vacancy, state__in=("todo", "doing")).first(),
    }
    return render(request, "jobs/record.html", context)


def _moves(request: StaffRequest, vacancy: Vacancy) -> list[dict[str, Any]]:
    allowed = Vacancy.MOVES[State(vacancy.state)]
    return [
        {"to": to, "label": STEPS[to][0], "text": STEPS[to][1], "reason": to in Vacancy.NEEDS_REASON}
        for to in State
        if to in allowed and may(request.user, RIGHT_TO_MOVE[to])
    ]


def _steps(vacancy: Vacancy) -> list[dict[str, Any]]:
    """The usual path with the present state on it; a state off the path stands stopped at its place."""
    labels = {state: str(state.label).capitalize() for state in State}
    at = State(vacancy.state)
    if at in PATH:
        return [
            {"label": labels[state], "state": "done" if PATH.index(state) < PATH.index(at) else "todo"}
            if state != at
            else {"label": labels[state], "state": "current"}
            for state in PATH
        ]
    reached = PATH[: 2 if at == State.REJECTED else 4 if at in (State.PAUSED, State.EXPIRED) else 1]
    stop = {"label": labels[at], "state": "stopped", "note": vacancy.state_reason}
    return [*({"label": labels[state], "state": "done"} for state in reached), stop]


@require_http_methods(["GET", "POST"])
@needs("vacancies:write")
def vacancy_new(request: StaffRequest) -> HttpResponse:
    """Form 03a for the employer named in the address; without one, the list of employers to choose from."""
    employers = Employer.objects.visible_to(request.user).select_related("centre__province")
    if not request.GET.get("employer"):
        messages.info(request, _("Choose the employer that posts the vacancy."))
        return redirect(f"{reverse('staff:employers')}?state=verified")
    employer = get_object_or_404(employers, public_id=request.GET["employer"])
    draft = Vacancy(employer=employer, centre=employer.centre)
    form = VacancyForm(request.POST or None, instance=draft)
    existing = None
    if "propose" in request.POST:
        form.errors.clear()
    elif request.method == "POST" and form.is_valid():
        try:
            posted = post_vacancy(employer=employer, facts=form.facts(), by=request.user, at=timezone.now())
        except DuplicateVacancy as problem:
            existing = problem.existing
            show_problems(form, problem)
        except ValidationError as problem:
            show_problems(form, problem)
        else:
            messages.success(request, _("The vacancy is kept as a draft."))
            return redirect("staff:vacancy", posted.public_id)
    return _form_page(request, form, employer, None, existing)


@require_http_methods(["GET", "POST"])
@needs("vacancies:write")
def vacancy_edit(request: StaffRequest, public_id: str) -> HttpResponse:
    """Form 03a, filled; a save over somebody else's change is refused and keeps what was typed."""
    vacancy = visible(request, public_id)
    form = VacancyForm(request.POST or None, instance=visible(request, public_id))
    if "propose" in request.POST:
        form.errors.clear()
    elif request.method == "POST" and form.is_valid():
        try:
            update_vacancy(
                vacancy=vacancy,
                version=form.cleaned_data["version"] or 0,
                facts=form.facts(),
                by=request.user,
                at=timezone.now(),
            )
        except (ValidationError, Refused) as problem:
            show_problems(form, problem)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("staff:vacancy", public_id)
    return _form_page(request, form, vacancy.employer, vacancy, None)


def _form_page(
    request: StaffRequest,
    form: VacancyForm,
    employer: Employer,
    vacancy: Vacancy | None,
    existing: Vacancy | None,
) -> HttpResponse:
    skills = reverse("staff:suggest-skills")
    offer_occupations([form])
    context = {
        "form": form,
        "employer": employer,
        "vacancy": vacancy,
        "existing": existing,
        "typeahead": {
            "occupation": reverse("staff:suggest-occupations"),
            "commune": reverse("staff:suggest-communes"),
            **{f"skill_{number}": skills for number in form.skill_rows},
        },
    }
    return render(request, "jobs/form.html", context, status=422 if form.errors else 200)


@require_POST
@needs("vacancies:write")
def vacancy_move(request: StaffRequest, public_id: str) -> HttpResponse:
    """One step of the state; approving, rejecting and publishing need a right of their own."""
    vacancy, form = visible(request, public_id), ReasonForm(request.POST)
    if not form.is_valid() or form.cleaned_data["to"] not in State.values:
        messages.error(request, _("This step does not exist."))
        return redirect("staff:vacancy", public_id)
    to = State(form.cleaned_data["to"])
    if not may(request.user, RIGHT_TO_MOVE[to]):
        raise PermissionDenied
    try:
        moved = move_vacancy(
            vacancy=vacancy, to=to, by=request.user, reason=form.cleaned_data["reason"], at=timezone.now()
        )
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{moved.title}: {moved.get_state_display()}")
    return redirect("staff:vacancy", public_id)
