"""The record of one person, and the small steps taken from it."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from centres.doors import StaffRequest, needs
from centres.models import AuditEvent
from centres.roles import may
from workers import actions
from workers.forms.registration import ConsentForm
from workers.models import Experience, JobSearch, PovertyStatus, Wish, Worker
from workers.staff import facts
from workers.staff.doors import back_to_list, worker_or_404
from workers.staff.words import FACTS, VERBS

HISTORY = 30  # lines shown; the trail itself is complete


@require_safe
@needs("workers:read")
def worker(request: StaffRequest, public_id: str) -> HttpResponse:
    """Everything on record about a person, the sensitive part only for those entitled."""
    return _page(request, worker_or_404(request, public_id))


def _page(request: StaffRequest, person: Worker, *, status: int = 200, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    sensitive = may(request.user, "workers:sensitive")
    search = _open_search(person)
    page: dict[str, Any] = {
        "worker": person,
        "state": f"{person.code} · {person.commune.full_name}",
        "sensitive": sensitive,
        "may_write": may(request.user, "workers:write"),
        "may_match": may(request.user, "matches:read"),
        "may_unmask": may(request.user, "workers:unmask"),
        "person_facts": facts.of_person(person, today=today, sensitive=sensitive),
        "search": search,
        "search_facts": facts.of_search(search) if search else [],
        "qualifications": person.qualifications.select_related("field").order_by("pk"),
        "skills": person.skills.select_related("skill").order_by("-held", "skill__sort_key"),
        "languages": person.languages.select_related("language").order_by("language__sort_key"),
        "experiences": Experience.objects.filter(worker=person).order_by("-started_on", "-pk"),
        "consents": person.consents.select_related("recorded_by").order_by("-given_on", "-pk"),
        "has_consent": person.consents.filter(withdrawn_on=None).exists(),
        "consent_form": ConsentForm(prefix="consent"),
        "history": _history(person, sensitive=sensitive),
        **back_to_list(),
    }
    if sensitive:
        page |= {
            "memberships": person.priority_memberships.select_related("group").order_by("-valid_from", "pk"),
            "statuses": _statuses(person, today),
        }
    return render(request, "workers/record.html", page | more, status=status)


def _open_search(person: Worker) -> JobSearch | None:
    wishes = Prefetch("wishes", Wish.objects.select_related("occupation").order_by("position"))
    searches = JobSearch.objects.exclude(state=JobSearch.State.CLOSED).filter(worker=person)
    places = ("first_province", "first_commune", "second_province", "second_commune")
    return searches.select_related(*places).prefetch_related(wishes).first()


def _statuses(person: Worker, today) -> list[dict[str, Any]]:
    """The household's statuses, newest first, and whether each is over, in force or to come."""
    rows: QuerySet[PovertyStatus] = PovertyStatus.objects.filter(household=person.household_id)
    return [
        {
            "status": row,
            "is_over": row.valid_to is not None and row.valid_to <= today,
            "is_coming": row.valid_from > today,
        }
        for row in rows.order_by("-valid_from", "-pk")
    ]


def _history(person: Worker, *, sensitive: bool) -> list[dict[str, Any]]:
    """The audit trail as a timeline: who did what, never with what contents."""
    subjects = [person.public_id]
    if sensitive and person.household:
        subjects.append(person.household.public_id)
    lines = AuditEvent.objects.filter(
        subject_type__in=["workers.worker", "workers.household"], subject_id__in=subjects
    )
    return [
        {
            "at": line.at,
            "title": VERBS.get(line.verb, line.verb),
            "by": str(line.actor or ""),
            "note": line.reason or _named(line.details.get("fields", [])),
        }
        for line in lines.select_related("actor").order_by("-at", "-pk")[:HISTORY]
    ]


def _named(fields: list[str]) -> str:
    return ", ".join(str(FACTS.get(name, name)) for name in fields)


@require_POST
@needs("workers:unmask")
def worker_unmask(request: StaffRequest, public_id: str) -> HttpResponse:
    """Show the personal number once, on this answer only; the reading and its reason are recorded."""
    person = worker_or_404(request, public_id)
    try:
        number = actions.reveal_national_id(
            worker=person, reason=request.POST.get("reason", ""), by=request.user, at=timezone.now()
        )
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, person, status=422)
    return _page(request, person, revealed=number)


@require_POST
@needs("workers:write")
def worker_consent(request: StaffRequest, public_id: str) -> HttpResponse:
    """Record that the person agreed."""
    person = worker_or_404(request, public_id)
    form = ConsentForm(request.POST, prefix="consent")
    consent = form.facts() if form.is_valid() else None
    if consent is None:
        messages.error(request, _("Choose how the person agreed."))
        return _page(request, person, status=422)
    try:
        actions.give_consent(worker=person, consent=consent, by=request.user, at=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The consent is recorded."))
    return redirect("staff:worker", public_id=public_id)


@require_POST
@needs("workers:write")
def worker_withdraw_consent(request: StaffRequest, public_id: str) -> HttpResponse:
    """Record that the person takes the consent back."""
    person = worker_or_404(request, public_id)
    try:
        actions.withdraw_consent(worker=person, by=request.user, at=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The consent is withdrawn. From now on no list shows this person."))
    return redirect("staff:worker", public_id=public_id)
