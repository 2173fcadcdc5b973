"""Referrals: the list, one of them with its history and its next steps, and referring somebody from a
list.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from centres.doors import Page, StaffRequest, events_of, needs, page_of
from centres.roles import may
from jobs.actions import Refused, move_referral, propose_referral
from jobs.forms import MoveForm, ReferralFilter
from jobs.models import Referral, Vacancy
from jobs.staff import facts, rows
from workers.models import Worker

State = Referral.State
TONES = {"proposed": "attention", "accepted": "done", "declined": "", "cancelled": ""}
STEPS = {
    State.ACCEPTED: (gettext_lazy("The person agrees"), ""),
    State.DECLINED: (
        gettext_lazy("The person declines"),
        gettext_lazy("The place is free for somebody else. This vacancy is not suggested to them again."),
    ),
    State.CANCELLED: (
        gettext_lazy("Cancel the referral"),
        gettext_lazy("The place is free for somebody else. The referral stays on record."),
    ),
}
EVENTS = {"referral.proposed": gettext_lazy("Proposed")}


def _visible(request: StaffRequest) -> QuerySet[Referral]:
    return Referral.objects.visible_to(request.user).for_list()


@require_GET
@needs("matches:read")
def referrals(request: StaffRequest) -> HttpResponse:
    """The referrals of the centre, newest first: by person, job, state; of one person, of one vacancy."""
    sight = rows.Sight.of(request.user)
    form = ReferralFilter(request.GET or None, names=sight.names)
    found = _filtered(_visible(request), form.cleaned_data if form.is_valid() else {})
    page = page_of(
        found,
        order="-proposed_at",
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "form": form,
        "of": _heading(request, sight),
        "rows": [(row, rows.name_of(row.worker, sight), TONES[row.state]) for row in page.rows],
        "page": _list_page(page, found.count()),
    }
    return render(request, "jobs/referrals.html", context)


def _filtered(found: QuerySet[Referral], asked: dict[str, Any]) -> QuerySet[Referral]:
    if asked.get("q"):
        found = found.filter(worker__in=Worker.objects.named(asked["q"]))
    if asked.get("title"):
        found = found.filter(vacancy__in=Vacancy.objects.titled(asked["title"]))
    for name, lookup in (
        ("state", "state"),
        ("worker", "worker__public_id"),
        ("vacancy", "vacancy__public_id"),
    ):
        if asked.get(name):
            found = found.filter(**{lookup: asked[name]})
    return found


def _heading(request: StaffRequest, sight: rows.Sight) -> dict[str, str] | None:
    """Whose referrals the list is of, if it is of one person or of one vacancy."""
    if asked := request.GET.get("worker"):
        worker = Worker.objects.visible_to(request.user).filter(public_id=asked).first()
        if worker is None:
            return None
        url = reverse("staff:worker" if sight.names else "staff:worker-vacancies", args=[asked])
        return {"text": rows.name_of(worker, sight), "url": url, "back": _("The person's record")}
    if asked := request.GET.get("vacancy"):
        vacancy = Vacancy.objects.visible_to(request.user).filter(public_id=asked).first()
        url = reverse("staff:vacancy", args=[asked]) if vacancy else ""
        return {"text": vacancy.title, "url": url, "back": _("The vacancy")} if vacancy else None
    return None


def _list_page(page: Page, total: int) -> dict[str, Any]:
    return {
        "caption": _("Referrals"),
        "columns": [
            {"key": "person", "label": _("Person")},
            {"key": "vacancy", "label": _("Vacancy")},
            {"key": "state", "label": _("State")},
            {"key": "proposed", "label": _("Proposed")},
        ],
        "count": len(page.rows),
        "sort": "",
        "pager": {"previous": page.previous, "next": page.next, "total": total},
        "empty": {
            "title": _("No referral here"),
            "text": _("Refer somebody from a shortlist, or accept what a round suggests."),
            "url": reverse("staff:rounds"),
            "label": _("Referral rounds"),
        },
    }


@require_GET
@needs("matches:read")
def referral(request: StaffRequest, public_id: str) -> HttpResponse:
    """One referral: who, where, what was said, and what can come next."""
    return _record(request, _referral(request, public_id), MoveForm())


def _referral(request: StaffRequest, public_id: str) -> Referral:
    found = _visible(request).select_related(
        "vacancy__province", "vacancy__commune", "suggestion__batch__round"
    )
    return get_object_or_404(found.defer("suggestion__batch__content"), public_id=public_id)


def _record(request: StaffRequest, row: Referral, form: MoveForm) -> HttpResponse:
    sight = rows.Sight.of(request.user)
    context = {
        "referral": row,
        "sight": sight,
        "name": rows.name_of(row.worker, sight),
        "tone": TONES[row.state],
        "facts": _facts(row),
        "form": form,
        "moves": _moves(row) if may(request.user, "referrals:write") else [],
        "events": _history(row),
    }
    return render(request, "jobs/referral.html", context, status=422 if form.errors else 200)


def _facts(row: Referral) -> list[dict[str, Any]]:
    vacancy = row.vacancy
    said = [
        {
            "label": _("Vacancy"),
            "value": vacancy.title,
            "note": vacancy.employer.name,
            "url": reverse("staff:vacancy", args=[vacancy.public_id]),
        },
        {"label": _("Workplace"), "value": facts.workplace(vacancy)},
    ]
    if row.suggestion:
        work = row.suggestion.batch.round
        url = reverse("staff:round", args=[work.public_id])
        said.append({"label": _("Comes from"), "value": _("Suggested by a round"), "url": url})
    else:
        said.append({"label": _("Comes from"), "value": _("Chosen by hand")})
    if row.is_justified is not None:
        said.append(
            {"label": _("Declined for a good reason"), "value": _("yes") if row.is_justified else _("no")}
        )
    return said


def _moves(row: Referral) -> list[dict[str, Any]]:
    """The steps the table of moves has from here, in its order."""
    return [
        {
            "to": to,
            "label": STEPS[to][0],
            "text": STEPS[to][1],
            "reason": to in Referral.NEEDS_REASON,
            "asks": to == State.DECLINED,
        }
        for to in State
        if to in Referral.MOVES[State(row.state)]
    ]


def _history(row: Referral) -> list[dict[str, Any]]:
    """What happened since it was proposed; of a round's referrals the proposal stands in the round's
    history.
    """
    moved = [event for event in events_of(row, EVENTS) if event["at"] != row.proposed_at]
    begun = {"at": row.proposed_at, "title": EVENTS["referral.proposed"], "by": row.proposed_by}
    return [*moved, begun]


@require_POST
@needs("referrals:write")
def referral_move(request: StaffRequest, public_id: str) -> HttpResponse:
    """One step of a referral; what was typed stays when it is refused."""
    row, form = _referral(request, public_id), MoveForm(request.POST)
    if form.is_valid():
        try:
            moved = move_referral(
                referral=row,
                to=State(form.cleaned_data["to"]),
                by=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
                is_justified=form.cleaned_data["is_justified"],
            )
        except Refused as problem:
            form.add_error(None, str(problem))
        except ValidationError as problem:
            form.add_error(None, " ".join(problem.messages))
        else:
            messages.success(request, moved.get_state_display().capitalize() + ".")
            return redirect("staff:referral", public_id)
    return _record(request, row, form)


@require_POST
@needs("referrals:write")
def refer(request: StaffRequest, public_id: str, worker_id: str) -> HttpResponse:
    """Refer one person to one vacancy, from a row of a list; it can be taken back at once."""
    vacancy = get_object_or_404(Vacancy.objects.visible_to(request.user), public_id=public_id)
    visible = Worker.objects.visible_to(request.user).select_related("centre")
    worker = get_object_or_404(visible, public_id=worker_id)
    try:
        made = propose_referral(worker=worker, vacancy=vacancy, by=request.user, at=timezone.now())
    except Refused as problem:
        messages.error(request, f"{worker.full_name}: {problem}")
    else:
        said = _("%(name)s was referred to %(vacancy)s.") % {
            "name": worker.full_name,
            "vacancy": vacancy.title,
        }
        undo = reverse("staff:referral-take-back", args=[made.public_id])
        messages.success(request, said, extra_tags=undo)
    return _back(request, vacancy)


@require_POST
@needs("referrals:write")
def take_back(request: StaffRequest, public_id: str) -> HttpResponse:
    """Undo a referral the person has not answered yet: it is cancelled, and stays on record."""
    row = _referral(request, public_id)
    try:
        if row.state != State.PROPOSED:
            raise Refused
        reason = _("Taken back right after it was proposed")
        move_referral(referral=row, to=State.CANCELLED, by=request.user, at=timezone.now(), reason=reason)
    except Refused:
        messages.error(request, _("The person has answered since: open the referral."))
        return redirect("staff:referral", public_id)
    messages.success(request, _("The referral is taken back."))
    return _back(request, row.vacancy)


def _back(request: StaffRequest, vacancy: Vacancy) -> HttpResponse:
    """To the list the step was taken from."""
    place = request.POST.get("from", "")
    query = f"?from={place}" if place.isascii() and place.isdigit() and len(place) < 6 else ""
    return redirect(reverse("staff:shortlist", args=[vacancy.public_id]) + query)
