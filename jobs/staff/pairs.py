"""One person and one vacancy: the whole sum, what the employer and the person may see, what staff decide."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from centres.doors import StaffRequest, needs
from centres.roles import may
from employers.forms import show_problems
from jobs import audiences, promises, shortlist, words
from jobs.actions import Refused, decide_override, withdraw_override
from jobs.forms import OverrideForm
from jobs.matching.results import Explanation, Ranked
from jobs.matching.views import employer_view, worker_view
from jobs.models import MatchRun, Override, Referral, Vacancy
from jobs.rules import policy_of
from jobs.staff import rows, shortlists
from workers.models import JobSearch, Worker


@dataclass(frozen=True)
class Pair:
    """A person as one reader finds them on the current list of a vacancy."""

    vacancy: Vacancy
    run: MatchRun
    worker: Worker
    sight: rows.Sight
    place: int
    person: Ranked

    @cached_property
    def explained(self) -> Explanation:
        """Everything about the pair; without health for readers who may not know of it."""
        whole = shortlist.explain(self.run, [self.worker.pk])[self.worker.pk]
        return whole if self.sight.priority else shortlist.without_health(whole)

    def head(self) -> dict[str, Any]:
        """What every page about the pair says first."""
        search = JobSearch.objects.active().filter(worker=self.worker).order_by("pk").first()
        return {
            **shortlists.head_of(self.vacancy),
            "run": self.run,
            "sight": self.sight,
            "worker": self.worker,
            "name": rows.name_of(self.worker, self.sight),
            "about": rows.about(self.worker, search),
        }


def pair_of(request: StaffRequest, public_id: str, worker_id: str) -> Pair:
    """The pair, or 404: nobody the reader may not see, and nobody who is not listed for this reader."""
    vacancy = shortlists.vacancy_with_run(request, public_id)
    workers = Worker.objects.visible_to(request.user).select_related("commune")
    shown = shortlist.introducible(workers, timezone.localdate())
    worker = get_object_or_404(shown, public_id=worker_id)
    run, sight = vacancy.current_run, rows.Sight.of(request.user)
    listed = rows.in_order(shortlist.read(run), sight, merit=not sight.priority) if run else []
    place, person = next(((place, each) for place, each in listed if each.id == worker.pk), (0, None))
    if run is None or person is None:
        raise Http404
    return Pair(vacancy, run, worker, sight, place, person)


@require_GET
@needs("matches:read")
def explanation(request: StaffRequest, public_id: str, worker_id: str) -> HttpResponse:
    """Why one person stands in one place, with sums that can be added up by hand."""
    asked = request.GET.get("decision", "")
    form = OverrideForm(initial={"decision": asked if asked in Override.Decision.values else None})
    return _explanation(request, pair_of(request, public_id, worker_id), form)


def _explanation(request: StaffRequest, pair: Pair, form: OverrideForm) -> HttpResponse:
    names, explained, person = words.Names.load(), pair.explained, pair.person
    knows = pair.sight.priority and person.tier
    context = {
        **pair.head(),
        "rank": pair.place,
        "person": person,
        "explained": explained,
        "why": promises.why_here(policy_of(pair.run.policy), person) if knows else "",
        "sides": rows.sums(explained, names),
        "gates": [(gate, words.gate(names, gate), words.fix(gate)) for gate in explained.gates],
        "questions": [(words.criterion(each.code), each.spread) for each in explained.questions],
        "next_steps": [(words.next_step(names, step), step.gain) for step in explained.next_steps],
        "form": form,
        "may_decide": may(request.user, "matches:override"),
        "may_refer": may(request.user, "referrals:write"),
        "referral": Referral.objects.of_pairs(pair.vacancy.pk, [pair.worker.pk]).first(),
        **decisions(pair),
    }
    return render(request, "jobs/explanation.html", context, status=422 if form.errors else 200)


def decisions(pair: Pair) -> dict[str, Any]:
    """What staff decided about the pair, newest first, and the decision that stands."""
    found = Override.objects.filter(vacancy=pair.vacancy, worker=pair.worker)
    made = list(found.order_by("-decided_at", "-pk").select_related("decided_by", "withdrawn_by", "run"))
    events = [
        {
            "at": each.decided_at,
            "title": each.get_decision_display(),
            "note": _("%(reason)s (place %(place)s of the machine)")
            % {"reason": each.reason, "place": each.machine_place}
            if pair.sight.priority
            else each.reason,
            "by": each.decided_by.full_name,
            "tone": "attention" if each.withdrawn_at is None else "",
        }
        for each in made
    ]
    standing = next((each for each in made if each.withdrawn_at is None), None)
    is_against = standing is not None and standing.decision in Override.AGAINST
    return {"decided": events, "standing": standing, "against": is_against}


@require_POST
@needs("matches:override")
def decide(request: StaffRequest, public_id: str, worker_id: str) -> HttpResponse:
    """Put a person forward, aside or off for this vacancy; what was typed stays when it is refused."""
    pair, form = pair_of(request, public_id, worker_id), OverrideForm(request.POST)
    if form.is_valid():
        try:
            decide_override(
                vacancy=pair.vacancy,
                worker=pair.worker,
                decision=Override.Decision(form.cleaned_data["decision"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except (ValidationError, Refused) as problem:
            show_problems(form, problem)
        else:
            messages.success(request, _("The decision is kept beside the machine's order."))
            return redirect("staff:explanation", public_id, worker_id)
    return _explanation(request, pair, form)


@require_POST
@needs("matches:override")
def take_back(request: StaffRequest, public_id: str, worker_id: str) -> HttpResponse:
    """Withdraw the standing decision about a person who is still on the list."""
    pair = pair_of(request, public_id, worker_id)
    try:
        withdraw_override(vacancy=pair.vacancy, worker=pair.worker, by=request.user, at=timezone.now())
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The decision is withdrawn; the machine's place counts again."))
    return redirect("staff:explanation", public_id, worker_id)


@require_GET
@needs("matches:read")
def for_employer(request: StaffRequest, public_id: str, worker_id: str) -> HttpResponse:
    """What the employer may learn before the interview: requirements met, to confirm, missing."""
    pair, names = pair_of(request, public_id, worker_id), words.Names.load()
    asked = employer_view(pair.explained).requirements
    context = {**pair.head(), "requirements": audiences.requirements(names, asked)}
    return render(request, "jobs/for_employer.html", context)


@require_GET
@needs("matches:read")
def for_person(request: StaffRequest, public_id: str, worker_id: str) -> HttpResponse:
    """What the person may take home: what fits, what is missing, what to do next, in plain words."""
    pair, names = pair_of(request, public_id, worker_id), words.Names.load()
    view = worker_view(pair.explained)
    context = {
        **pair.head(),
        "facts": audiences.own_facts(names, view.facts),
        "gates": [(words.gate(names, gate), words.fix(gate)) for gate in view.gates],
        "next_steps": audiences.own_steps(names, view.next_steps),
    }
    return render(request, "jobs/for_person.html", context)
