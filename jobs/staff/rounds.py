"""Referral rounds: ask for one, watch it, read what it suggests, decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centres.doors import StaffRequest, needs
from centres.roles import may
from jobs import actions, batches, words
from jobs.load import load_in_words, load_of
from jobs.models import ReferralBatch, ReferralRound, ReferralSuggestion, Vacancy
from jobs.prospects import prospects_of
from jobs.staff import facts, rows
from workers.models import Worker

PAGE = 10  # vacancies on a page
ROUNDS_SHOWN = 20
PEOPLE_SHOWN = 200
State = ReferralSuggestion.State
Work = ReferralRound.State


def _rounds(request: StaffRequest) -> QuerySet[ReferralRound]:
    return ReferralRound.objects.filter(centre=request.user.centre_id).select_related("centre")


def _round(request: StaffRequest, public_id: str) -> ReferralRound:
    found = _rounds(request).select_related("batch__policy", "created_by").defer("batch__content")
    return get_object_or_404(found, public_id=public_id)


@require_http_methods(["GET", "POST"])
@needs("matches:read")
def rounds(request: StaffRequest) -> HttpResponse:
    """The rounds of the centre, and the form that asks for one."""
    if request.method == "POST":
        return _ask(request)
    newest = _rounds(request).select_related("batch", "created_by").defer("batch__content")
    context = {
        "rounds": newest.order_by("-created_at", "-pk")[:ROUNDS_SHOWN],
        "multipliers": ReferralRound.MULTIPLIERS,
        "usual": actions.MULTIPLIER,
        "may_run": may(request.user, "referrals:write"),
    }
    return render(request, "jobs/rounds.html", context)


@needs("referrals:write")
def _ask(request: StaffRequest) -> HttpResponse:
    given, asked = request.POST.get("multiplier", ""), structlog.contextvars.get_contextvars()
    if request.user.centre is None:
        raise Http404
    try:
        work = actions.request_referral_round(
            centre=request.user.centre,
            multiplier=int(given) if given.isascii() and given.isdigit() and len(given) < 3 else 0,
            by=request.user,
            at=timezone.now(),
            request_id=str(asked.get("request_id", ""))[:64],
        )
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:rounds")
    return redirect("staff:round", work.public_id)


@require_GET
@needs("matches:read")
def round_page(request: StaffRequest, public_id: str) -> HttpResponse:
    """A round: how far it is, then what it suggests.

    ``?part=progress`` gives the fragment asked for every two seconds, ``?from=`` the first vacancy of a page,
    ``?people=`` the list behind a figure.
    """
    work = _round(request, public_id)
    batch = getattr(work, "batch", None)
    context: dict[str, Any] = {"round": work, "batch": batch, **_progress(work)}
    if request.GET.get("part") == "progress":
        return render(request, "jobs/round_progress.html", context)
    if batch is not None:
        sight = rows.Sight.of(request.user)
        context |= _figures(batch, sight) | {
            "sight": sight,
            "may_decide": may(request.user, "referrals:write"),
        }
        context |= (
            _people(request, batch, sight) if request.GET.get("people") else _page(request, batch, sight)
        )
    return render(request, "jobs/round.html", context)


def _progress(work: ReferralRound) -> dict[str, Any]:
    now = _("comparing everybody with every open vacancy")
    if work.state == Work.TODO:
        now = _("waiting for its turn")
    elif work.progress_total == 0:
        now = _("reading the register")
    elif work.progress_done == work.progress_total:
        now = _("settling who is suggested where")
    shown = {
        "title": _("Suggesting referrals"),
        "done": work.progress_done,
        "total": work.progress_total,
        "now": now,
        "finished": _("The suggestions are ready") if work.state == Work.DONE else "",
        "failed": _("It did not work after several tries") if work.state == Work.FAILED else "",
    }
    return {"work": shown, "poll": reverse("staff:round", args=[work.public_id]) + "?part=progress"}


def _figures(batch: ReferralBatch, sight: rows.Sight) -> dict[str, Any]:
    """Coverage as bars that open the people behind them, and how much is decided; one query."""
    bars = [
        {"label": _("Looking for work"), "value": batch.people},
        {"label": _("A vacancy suits"), "value": batch.suitable},
        {"label": _("With a suggestion"), "value": batch.covered, "url": "?people=covered", "now": True},
        {
            "label": _("Suited, none left for them"),
            "value": batch.suitable - batch.covered,
            "url": "?people=uncovered",
        },
    ]
    urgent = [
        {"label": _("Looking for work"), "value": batch.people_priority},
        {"label": _("A vacancy suits"), "value": batch.suitable_priority},
        {
            "label": _("With a suggestion"),
            "value": batch.covered_priority,
            "url": "?people=priority",
            "now": True,
        },
    ]
    counted = batch.suggestions.order_by().values("state").annotate(count=Count("pk"))
    decided = dict(counted.values_list("state", "count"))
    return {
        "bars": bars,
        "urgent": urgent if sight.priority else [],
        "reached": 100 * batch.value / (batch.bound or 1),
        "open_left": decided.get(State.OPEN, 0),
        "decided": [(label, decided.get(state, 0)) for state, label in State.choices],
    }


@dataclass(frozen=True)
class Group:
    """One vacancy with the people suggested for it."""

    vacancy: Vacancy
    where: str
    load: str
    suggestions: list["Line"]
    open_left: int


@dataclass(frozen=True)
class Line:
    """One suggestion."""

    suggestion: ReferralSuggestion
    name: str
    about: str
    points: int


def _page(request: StaffRequest, batch: ReferralBatch, sight: rows.Sight) -> dict[str, Any]:
    """The suggestions of ten vacancies; seven queries whatever their number."""
    counted = batch.suggestions.order_by("vacancy__code", "vacancy").values("vacancy").annotate(n=Count("pk"))
    given = request.GET.get("from", "")
    start = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0
    ids = [row["vacancy"] for row in counted[start : start + PAGE + 1]]
    shown, more = ids[:PAGE], len(ids) > PAGE
    return {
        "groups": list(_groups(batch, shown, sight)),
        "previous": max(0, start - PAGE) if start else None,
        "next": start + PAGE if more else None,
    }


def _groups(batch: ReferralBatch, ids: list[int], sight: rows.Sight) -> Iterator[Group]:
    vacancies = Vacancy.objects.select_related("employer", "province", "commune").in_bulk(ids)
    load = load_of(ids)
    found: dict[int, list[Line]] = {key: [] for key in ids}
    suggestions = batch.suggestions.filter(vacancy__in=ids).select_related("worker__commune", "decided_by")
    for one in suggestions.order_by("-value", "pk"):
        found[one.vacancy_id].append(
            Line(one, rows.name_of(one.worker, sight), str(one.worker.commune), one.value // 100)
        )
    for key in ids:
        vacancy = vacancies[key]
        yield Group(
            vacancy=vacancy,
            where=facts.workplace(vacancy),
            load=load_in_words(load.get(key, 0), vacancy.places_left),
            suggestions=found[key],
            open_left=sum(line.suggestion.state == State.OPEN for line in found[key]),
        )


def _people(request: StaffRequest, batch: ReferralBatch, sight: rows.Sight) -> dict[str, Any]:
    """The people behind a bar: those with a suggestion, or those a vacancy suits who got none."""
    which, visible = request.GET["people"], Worker.objects.visible_to(request.user)
    if which == "uncovered":
        found = visible.filter(pk__in=batches.left_out(batch))
    elif which == "priority" and sight.priority:
        found = visible.filter(pk__in=batches.urgent(batch)).filter(pk__in=batch.suggestions.values("worker"))
    else:
        found = visible.filter(pk__in=batch.suggestions.values("worker"))
    shown = found.select_related("commune").order_by("pk")[:PEOPLE_SHOWN]
    return {
        "people": [(worker, rows.name_of(worker, sight), worker.commune) for worker in shown],
        "people_title": _("Suited, none left for them") if which == "uncovered" else _("With a suggestion"),
        "people_most": PEOPLE_SHOWN,
    }


@require_POST
@needs("referrals:write")
def accept(request: StaffRequest, public_id: str) -> HttpResponse:
    """Propose the chosen suggestions, or with ``all`` every one that is open."""
    work = _round(request, public_id)
    batch = getattr(work, "batch", None)
    if batch is None:
        raise Http404
    wanted = batch.suggestions.filter(state=State.OPEN)
    if not request.POST.get("all"):
        wanted = wanted.filter(public_id__in=request.POST.getlist("chosen"))
    try:
        referred, refused = actions.accept_suggestions(
            batch=batch,
            suggestions=wanted.values_list("pk", flat=True),
            by=request.user,
            at=timezone.now(),
        )
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:round", public_id)
    said = ngettext("%(count)s person is referred.", "%(count)s people are referred.", referred)
    messages.success(request, said % {"count": number_format(referred)})
    for reason, count in refused.items():
        messages.warning(request, f"{number_format(count)}: {reason.sentence}")
    return redirect("staff:round", public_id)


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
