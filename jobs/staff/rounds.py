"""Referral rounds: ask for one, watch it, read what it suggests, decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from centres.doors import StaffRequest, needs, request_id_of
from centres.roles import may
from jobs import actions
from jobs.keeping import Keeping
from jobs.load import Load, in_all, loads_of
from jobs.models import MatchPolicy, ReferralBatch, ReferralRound, ReferralSuggestion, Vacancy
from jobs.rules import POLICY, policy_of
from jobs.staff import facts, rows
from workers.models import Worker

PAGE = 10  # vacancies on a page
FIRST, AT_ONCE = 10, 100  # people shown of each vacancy, and of one that is opened alone
ROUNDS_SHOWN = 20
PEOPLE_SHOWN = 200
State = ReferralSuggestion.State
Work = ReferralRound.State


def _rounds(request: StaffRequest) -> QuerySet[ReferralRound]:
    return ReferralRound.objects.filter(centre=request.user.centre_id).select_related("centre")


def round_of(request: StaffRequest, public_id: str) -> ReferralRound:
    """A round of the reader's centre with its batch, or 404."""
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
        "keeps": _keeping(request) if may(request.user, "workers:sensitive") else None,
        "may_run": may(request.user, "referrals:write"),
    }
    return render(request, "jobs/rounds.html", context)


def _keeping(request: StaffRequest) -> Keeping | None:
    """What the guarantee in force would keep; None if it promises nothing."""
    policy = MatchPolicy.objects.in_force(POLICY, timezone.localdate(), request.user.centre)
    keeping = Keeping.by(policy_of(policy), frozenset())
    return keeping if keeping.top else None


@needs("referrals:write")
def _ask(request: StaffRequest) -> HttpResponse:
    given = request.POST.get("multiplier", "")
    if request.user.centre is None:
        raise Http404
    try:
        work = actions.request_referral_round(
            centre=request.user.centre,
            multiplier=int(given) if given.isascii() and given.isdigit() and len(given) < 3 else 0,
            keeps_places=bool(request.POST.get("keeps_places")),
            by=request.user,
            at=timezone.now(),
            request_id=request_id_of(request),
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
    ``?vacancy=`` everybody suggested for one, ``?people=`` the list behind a figure.
    """
    work = round_of(request, public_id)
    batch = getattr(work, "batch", None)
    context: dict[str, Any] = {"round": work, "batch": batch, **_progress(work)}
    if request.GET.get("part") == "progress":
        return render(request, "jobs/round_progress.html", context)
    if batch is not None:
        sight = rows.Sight.of(request.user)
        context |= _figures(batch, sight) | _accepting(batch)
        context |= {"sight": sight, "may_decide": may(request.user, "referrals:write")}
        part = _people if request.GET.get("people") else _page
        context |= part(request, batch, sight)
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


def _accepting(batch: ReferralBatch) -> dict[str, Any]:
    """The work that accepts suggestions of this batch now, if any does."""
    running = batch.acceptances.filter(state__in=(Work.TODO, Work.DOING), vacancy=None)
    return {"accepting": running.order_by("-pk").first()}


def _figures(batch: ReferralBatch, sight: rows.Sight) -> dict[str, Any]:
    """Coverage as bars that open the people behind them, how full the vacancies are, how much is decided."""
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
    today = timezone.localdate()
    open_now = Vacancy.objects.filter(centre=batch.round.centre_id).open_on(today)
    loads = loads_of(batch, open_now.only("pk", "openings", "filled", "deadline"), today)
    counted = batch.suggestions.order_by().values("state").annotate(count=Count("pk"))
    decided = dict(counted.values_list("state", "count"))
    return {
        "bars": bars,
        "urgent": urgent if sight.priority else [],
        "load": in_all(loads.values()),
        "overfull": sum(each.over > 0 for each in loads.values()),
        "reached": 100 * batch.value / (batch.bound or 1),
        "open_left": decided.get(State.OPEN, 0),
        "decided": [(label, decided.get(state, 0)) for state, label in State.choices],
    }


@dataclass(frozen=True)
class Group:
    """One vacancy with the people suggested for it."""

    vacancy: Vacancy
    where: str
    load: Load
    suggestions: list["Line"]
    count: int  # suggested in all, shown or not


@dataclass(frozen=True)
class Line:
    """One suggestion."""

    suggestion: ReferralSuggestion
    name: str
    about: str
    points: int

    @property
    def is_open(self) -> bool:
        return self.suggestion.state == State.OPEN


def _page(request: StaffRequest, batch: ReferralBatch, sight: rows.Sight) -> dict[str, Any]:
    """The suggestions of ten vacancies, or a page of those for one; as many queries whatever their number."""
    alone, start = request.GET.get("vacancy", ""), _start(request)
    counted = batch.suggestions.order_by("vacancy__code", "vacancy").values("vacancy").annotate(n=Count("pk"))
    if alone:
        counted = counted.filter(vacancy__public_id=alone)
    found = counted[:1] if alone else counted[start : start + PAGE + 1]
    counts = {row["vacancy"]: row["n"] for row in found[:PAGE]}
    window = slice(start, start + AT_ONCE) if alone else slice(0, FIRST)
    size, total = (AT_ONCE, sum(counts.values())) if alone else (PAGE, start + len(found))
    return {
        "alone": alone,
        "groups": list(_groups(batch, counts, sight, window)),
        "previous": max(0, start - size) if start else None,
        "next": start + size if start + size < total else None,
    }


def _start(request: StaffRequest) -> int:
    given = request.GET.get("from", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0


def _groups(
    batch: ReferralBatch, counts: dict[int, int], sight: rows.Sight, window: slice
) -> Iterator[Group]:
    vacancies = Vacancy.objects.select_related("employer", "province", "commune").in_bulk(list(counts))
    loads = loads_of(batch, vacancies.values(), timezone.localdate())
    place = Window(RowNumber(), partition_by="vacancy", order_by=[F("value").desc(), F("pk").asc()])
    ranked = batch.suggestions.filter(vacancy__in=counts).annotate(place=place)
    shown = ranked.filter(place__gt=window.start, place__lte=window.stop)
    found: dict[int, list[Line]] = {key: [] for key in counts}
    for one in shown.select_related("worker__commune", "decided_by").order_by("-value", "pk"):
        found[one.vacancy_id].append(
            Line(one, rows.name_of(one.worker, sight), str(one.worker.commune), one.value // 100)
        )
    for key, count in counts.items():
        vacancy = vacancies[key]
        yield Group(vacancy, facts.workplace(vacancy), loads[key], found[key], count)


def _people(request: StaffRequest, batch: ReferralBatch, sight: rows.Sight) -> dict[str, Any]:
    """The people behind a bar: those with a suggestion, or those a vacancy suits who got none."""
    which, visible = request.GET["people"], Worker.objects.visible_to(request.user)
    if which == "uncovered":
        found = visible.filter(pk__in=batch.left_out)
    elif which == "priority" and sight.priority:
        found = visible.filter(pk__in=batch.urgent).filter(pk__in=batch.suggestions.values("worker"))
    else:
        found = visible.filter(pk__in=batch.suggestions.values("worker"))
    shown = found.select_related("commune").order_by("pk")[:PEOPLE_SHOWN]
    return {
        "people": [(worker, rows.name_of(worker, sight), worker.commune) for worker in shown],
        "people_title": _("Suited, none left for them") if which == "uncovered" else _("With a suggestion"),
        "people_most": PEOPLE_SHOWN,
    }
