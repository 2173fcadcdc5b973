"""Ranking candidates: ask for it, watch it, read the list, see why somebody stands where they stand."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from centres.doors import StaffRequest, needs, request_id_of
from centres.roles import may
from jobs import shortlist, words
from jobs.actions import Refused, request_match_run
from jobs.models import MatchRun, MatchTask, Vacancy
from jobs.rules import policy_of
from jobs.staff import facts, rows

PAGE = 25
Work = MatchTask.State


@require_POST
@needs("matches:run")
def rank(request: StaffRequest, public_id: str) -> HttpResponse:
    """Ask for a fresh shortlist and watch it being made."""
    vacancy = vacancy_with_run(request, public_id)
    try:
        task = request_match_run(
            vacancy=vacancy, by=request.user, at=timezone.now(), request_id=request_id_of(request)
        )
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("staff:vacancy", public_id)
    return redirect("staff:match-run", task.public_id)


@require_GET
@needs("matches:read")
def match_run(request: StaffRequest, public_id: str) -> HttpResponse:
    """How far a ranking is. ``?part=progress`` gives the fragment the page asks for every two seconds."""
    tasks = MatchTask.objects.filter(vacancy__centre=request.user.centre_id)
    task = get_object_or_404(tasks.select_related("vacancy__employer"), public_id=public_id)
    context = {"task": task, "vacancy": task.vacancy, **_progress(task)}
    if request.GET.get("part") == "progress":
        return render(request, "jobs/progress.html", context)
    return render(request, "jobs/match_run.html", context)


def _progress(task: MatchTask) -> dict[str, Any]:
    """What the progress bar shows, and where the next answer comes from."""
    work = {
        "title": _("Ranking the candidates"),
        "done": task.progress_done,
        "total": task.progress_total,
        "now": _now(task),
        "finished": _("The list is ready") if task.state == Work.DONE else "",
        "failed": _("It did not work after several tries") if task.state == Work.FAILED else "",
    }
    return {"work": work, "poll": reverse("staff:match-run", args=[task.public_id]) + "?part=progress"}


def _now(task: MatchTask) -> str:
    if task.state == Work.TODO:
        return _("waiting for its turn")
    if task.progress_total == 0:
        return _("reading the register")
    if task.progress_done < task.progress_total:
        return _("comparing each person with the vacancy")
    return _("putting the list in order")


@require_GET
@needs("matches:read")
def shortlist_page(request: StaffRequest, public_id: str) -> HttpResponse:
    """The people for one vacancy. ``order=merit`` shows the order by score alone, ``from`` a place."""
    vacancy = vacancy_with_run(request, public_id)
    waiting = MatchTask.objects.filter(vacancy=vacancy, state__in=(Work.TODO, Work.DOING))
    task = waiting.order_by("-pk").first()
    context: dict[str, Any] = {
        **head_of(vacancy),
        "task": task,
        "may_run": may(request.user, "matches:run") and vacancy.state in Vacancy.MATCHABLE,
        **(_progress(task) if task else {}),
    }
    if vacancy.current_run is not None:
        context |= _list(request, vacancy, vacancy.current_run)
    return render(request, "jobs/shortlist.html", context)


def _list(
    request: StaffRequest, vacancy: Vacancy, run: MatchRun, *, everybody: bool = False
) -> dict[str, Any]:
    sight, names = rows.Sight.of(request.user), words.Names.load()
    merit = not sight.priority or request.GET.get("order") == "merit"
    ranking = shortlist.read(run)
    ordered = rows.in_order(ranking, sight, merit=merit)
    start = 0 if everybody else _start(request, len(ordered))
    shown = ordered if everybody else ordered[start : start + PAGE]
    policy = policy_of(run.policy)
    return {
        "run": run,
        "merit": merit,
        "sight": sight,
        "listed": len(ordered),
        "may_refer": may(request.user, "referrals:write"),
        "may_decide": may(request.user, "matches:override"),
        "start": start + 1,
        "people": rows.people(rows.View(run, sight, merit, names, timezone.localdate()), shown),
        "from_previous": start - PAGE + 1 if start else None,
        "from_next": start + PAGE + 1 if start + PAGE < len(ordered) else None,
        "report": rows.report(ranking, policy) if sight.priority else [],
        "law": policy.legal_text,
        "refusals": rows.refusals(run, names),
        "is_stale": run.vacancy_revision != vacancy.revision,
    }


def _start(request: StaffRequest, length: int) -> int:
    """Index of the first row from ``?from=26``; anything that is not a page's first place gives the top."""
    given = request.GET.get("from", "")
    place = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 1
    return place - 1 if 1 <= place <= length else 0


@require_GET
@needs("matches:read")
def shortlist_sheet(request: StaffRequest, public_id: str) -> HttpResponse:
    """The list as staff decided, on paper: no score, no priority, nothing not to be left on a desk."""
    vacancy = vacancy_with_run(request, public_id)
    if vacancy.current_run is None:
        raise Http404
    context = {**head_of(vacancy), **_list(request, vacancy, vacancy.current_run, everybody=True)}
    context["people"] = rows.as_decided(context["people"])
    return render(request, "jobs/sheet.html", context)


def vacancy_with_run(request: StaffRequest, public_id: str) -> Vacancy:
    """A vacancy the user may see, with its current list, or 404."""
    found = Vacancy.objects.visible_to(request.user).with_run()
    return get_object_or_404(found, public_id=public_id)


def head_of(vacancy: Vacancy) -> dict[str, Any]:
    """What every page about a list says of the vacancy."""
    return {"vacancy": vacancy, "place": facts.workplace(vacancy), "period": facts.period(vacancy)}
