"""What a round suggests: accept some at once, let all be accepted, follow that work, choose otherwise."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centres.doors import StaffRequest, needs, request_id_of
from jobs import actions, words
from jobs.actions import refusals
from jobs.load import load_in_words, load_of
from jobs.models import ReferralAcceptance, ReferralBatch, ReferralSuggestion, Vacancy
from jobs.prospects import prospects_of
from jobs.staff import rows
from jobs.staff.rounds import AT_ONCE, round_of
from workers.models import Worker

Work = ReferralAcceptance.State


def _batch(request: StaffRequest, public_id: str) -> ReferralBatch:
    batch: ReferralBatch | None = getattr(round_of(request, public_id), "batch", None)
    if batch is None:
        raise Http404
    return batch


@require_POST
@needs("referrals:write")
def accept(request: StaffRequest, public_id: str) -> HttpResponse:
    """Propose the suggestions that were chosen, at most ``AT_ONCE``."""
    batch = _batch(request, public_id)
    wanted = batch.suggestions.filter(public_id__in=request.POST.getlist("chosen")[:AT_ONCE])
    try:
        referred, refused = actions.accept_suggestions(
            batch=batch, suggestions=wanted.values_list("pk", flat=True), by=request.user, at=timezone.now()
        )
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:round", public_id)
    said = ngettext("%(count)s person is referred.", "%(count)s people are referred.", referred)
    messages.success(request, said % {"count": number_format(referred)})
    for reason, count in refused.items():
        messages.warning(request, f"{number_format(count)}: {reason.sentence}")
    return redirect("staff:round", public_id)


@require_POST
@needs("referrals:write")
def accept_all(request: StaffRequest, public_id: str) -> HttpResponse:
    """Ask for every open suggestion to be accepted, or those for ``vacancy``, and watch it being done."""
    batch, given = _batch(request, public_id), request.POST.get("vacancy", "")
    visible = Vacancy.objects.visible_to(request.user)
    vacancy = get_object_or_404(visible, public_id=given) if given else None
    try:
        work = actions.request_acceptance(
            batch=batch,
            vacancy=vacancy,
            by=request.user,
            at=timezone.now(),
            request_id=request_id_of(request),
        )
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:round", public_id)
    return redirect("staff:acceptance", work.public_id)


@require_GET
@needs("matches:read")
def acceptance(request: StaffRequest, public_id: str) -> HttpResponse:
    """How far the accepting is, then what it came to. ``?part=progress`` gives the fragment that is
    polled.
    """
    found = ReferralAcceptance.objects.filter(batch__round__centre=request.user.centre_id)
    joined = found.select_related("batch__round", "vacancy", "created_by").defer("batch__content")
    work = get_object_or_404(joined, public_id=public_id)
    context = {
        "acceptance": work,
        "round": work.batch.round,
        "work": _progress(work),
        "poll": reverse("staff:acceptance", args=[public_id]) + "?part=progress",
        "refused": [
            (getattr(refusals, name).sentence, count)
            for name, count in sorted(work.refused.items(), key=lambda row: (-row[1], row[0]))
        ],
    }
    is_part = request.GET.get("part") == "progress"
    return render(request, f"jobs/acceptance{'_progress' if is_part else ''}.html", context)


def _progress(work: ReferralAcceptance) -> dict[str, Any]:
    now = _("waiting for its turn") if work.state == Work.TODO else _("referring people, part by part")
    said = ngettext("%(count)s person is referred.", "%(count)s people are referred.", work.referred)
    return {
        "title": _("Accepting suggestions"),
        "done": work.progress_done,
        "total": work.progress_total,
        "now": now,
        "finished": said % {"count": number_format(work.referred)} if work.state == Work.DONE else "",
        "failed": _("It did not work after several tries") if work.state == Work.FAILED else "",
    }


@require_http_methods(["GET", "POST"])
@needs("referrals:write")
def decide(request: StaffRequest, public_id: str) -> HttpResponse:
    """Another vacancy than suggested, or none, with the reason."""
    suggestions = ReferralSuggestion.objects.filter(
        batch__round__centre=request.user.centre_id, worker__in=Worker.objects.visible_to(request.user)
    )
    joined = suggestions.select_related(
        "worker__centre", "worker__commune", "vacancy__employer", "batch__round__centre"
    ).defer("batch__content")
    suggestion = get_object_or_404(joined, public_id=public_id)
    if request.method == "POST" and _decided(request, suggestion):
        return redirect("staff:round", suggestion.batch.round.public_id)
    sight = rows.Sight.of(request.user)
    found = prospects_of(suggestion.worker, at=timezone.now())
    ids = [one.vacancy for one in found.listed if not one.confirm and one.vacancy != suggestion.vacancy_id]
    vacancies, load = Vacancy.objects.select_related("employer").in_bulk(ids), load_of(ids)
    context = {
        "suggestion": suggestion,
        "name": rows.name_of(suggestion.worker, sight),
        "reason": request.POST.get("reason", ""),
        "chips": rows.chips(words.Names.load(), found.explained[suggestion.vacancy_id].components, sight)
        if suggestion.vacancy_id in found.explained
        else [],
        "others": [
            (vacancies[key], load_in_words(load.get(key, 0), vacancies[key].places_left)) for key in ids
        ],
    }
    return render(request, "jobs/decide.html", context, status=422 if request.method == "POST" else 200)


def _decided(request: StaffRequest, suggestion: ReferralSuggestion) -> bool:
    """Do what the form says; False with a message if it was refused."""
    chosen, reason = request.POST.get("vacancy", ""), request.POST.get("reason", "")
    try:
        if chosen:
            vacancy = get_object_or_404(Vacancy.objects.visible_to(request.user), public_id=chosen)
            actions.change_suggestion(
                suggestion=suggestion, vacancy=vacancy, reason=reason, by=request.user, at=timezone.now()
            )
        else:
            actions.drop_suggestion(suggestion=suggestion, reason=reason, by=request.user, at=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return False
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    messages.success(request, _("Your decision stands beside the suggestion."))
    return True
