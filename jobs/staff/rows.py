"""A stored ranking as the rows, figures and sentences of its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalog import choices
from centres.models import User
from centres.roles import may
from jobs import promises, shortlist, trades, words
from jobs.matching.policy import PriorityPolicy
from jobs.matching.results import Component, Explanation, GateResult, Ranked, Ranking
from jobs.models import MatchRun, Override, Referral
from jobs.rules import policy_of
from workers.models import JobSearch, Worker

PREFIXES = (5, 10, 20)


@dataclass(frozen=True)
class Sight:
    """What a user may see of the people on a list."""

    user: User
    names: bool  # who they are
    priority: bool  # the household's class and so the order that depends on it, and what the body can do

    @classmethod
    def of(cls, user: User) -> "Sight":
        return cls(user, may(user, "workers:read"), may(user, "workers:sensitive"))


@dataclass(frozen=True)
class Person:
    """One row of the list."""

    place: int
    ranked: Ranked
    worker: Worker | None  # None: left the register, took the consent back or stopped looking since
    name: str
    about: str  # commune, trade, experience: nothing that tells an age
    chips: list[dict[str, str]]
    why: str  # why this place, for a priority household; "" for everybody else
    moved: bool  # stands elsewhere than by score alone
    confirm: str  # what to confirm before introducing the person; "" when nothing
    decision: Override | None  # what staff decided beside the machine's order
    referral: Referral | None  # the live one to this vacancy

    @property
    def may_be_referred(self) -> bool:
        """Whether a clerk may try: nothing to confirm, nothing decided against it, not referred yet."""
        is_against = self.decision is not None and self.decision.decision in Override.AGAINST
        return self.worker is not None and not (self.ranked.confirm or self.referral or is_against)


def in_order(ranking: Ranking, sight: Sight, *, merit: bool) -> list[tuple[int, Ranked]]:
    """People with the place they are shown at: with their reserved places, or by score alone."""
    if not sight.priority:
        return shortlist.by_score(ranking)
    if not merit:
        return [(person.place.position, person) for person in ranking.ranked]
    people = sorted(ranking.ranked, key=lambda person: person.place.rank_without_priority)
    return [(person.place.rank_without_priority, person) for person in people]


@dataclass(frozen=True)
class View:
    """One user's reading of one run."""

    run: MatchRun
    sight: Sight
    merit: bool  # the order by score alone
    names: words.Names
    today: date


def people(view: View, listed: Sequence[tuple[int, Ranked]]) -> list[Person]:
    """The rows for ``listed``; five queries and one explanation for each."""
    ids = [person.id for _place, person in listed]
    visible = Worker.objects.visible_to(view.sight.user).select_related("commune")
    workers = shortlist.introducible(visible, view.today).in_bulk(ids)
    active = JobSearch.objects.active().filter(worker__in=ids).order_by("worker", "pk")
    searches = {search.worker_id: search for search in active}
    explained = shortlist.explain(view.run, ids)
    standing = Override.objects.standing().filter(vacancy=view.run.vacancy_id, worker__in=ids)
    decided = {each.worker_id: each for each in standing}
    referred = {each.worker_id: each for each in Referral.objects.of_pairs(view.run.vacancy_id, ids)}
    policy = policy_of(view.run.policy)
    return [
        Person(
            place=place,
            ranked=person,
            worker=workers.get(person.id),
            name=name_of(workers.get(person.id), view.sight),
            about=about(workers.get(person.id), searches.get(person.id)) if person.id in workers else "",
            chips=chips(view.names, explained[person.id].components, view.sight)
            if person.id in explained
            else [],
            why="" if view.merit or not person.tier else promises.why_here(policy, person),
            moved=not view.merit and place != person.place.rank_without_priority,
            confirm=to_confirm(view.names, person.confirm, view.sight),
            decision=decided.get(person.id),
            referral=referred.get(person.id),
        )
        for place, person in listed
    ]


def as_decided(listed: Sequence[Person]) -> list[Person]:
    """Those staff put forward first, those put aside left out, the others in the machine's order."""
    forward, against = Override.Decision.FORWARD, Override.AGAINST
    staying = [each for each in listed if not each.decision or each.decision.decision not in against]
    return sorted(staying, key=lambda each: not each.decision or each.decision.decision != forward)


def name_of(worker: Worker | None, sight: Sight) -> str:
    """The name for those who may read the register, the centre's code for an auditor."""
    if worker is None:
        return _("no longer to be introduced")
    return worker.full_name if sight.names else worker.code


def about(worker: Worker | None, search: JobSearch | None) -> str:
    """Commune, wanted job, experience."""
    parts = [
        worker.commune if worker else "",
        search.job_title if search else "",
        _experience(search) if search else "",
    ]
    return " · ".join(str(part) for part in parts if part)


def _experience(search: JobSearch) -> str:
    if search.experience == choices.Experience.NONE:
        return _("no experience yet")
    return _("experience: %(span)s") % {"span": span} if (span := search.get_experience_display()) else ""


def chips(names: words.Names, parts: Sequence[Component], sight: Sight) -> list[dict[str, str]]:
    """Three reasons that matter, and the one gap that costs most."""
    parts = [part for part in parts if sight.priority or part.code not in shortlist.HEALTH]
    gap = words.gap(parts)
    shown = [*words.reasons(parts), *([gap] if gap else [])]
    return [{"state": words.component_status(part), "text": trades.found(names, part)} for part in shown]


def to_confirm(names: words.Names, gates: Sequence[GateResult], sight: Sight) -> str:
    """The conditions nobody has asked about yet."""
    shown = [gate for gate in gates if sight.priority or gate.code not in shortlist.HEALTH]
    return ", ".join(words.gate(names, gate) for gate in shown)


def report(ranking: Ranking, policy: PriorityPolicy) -> list[dict[str, Any]]:
    """The guarantee level by level: at each prefix how many were promised, how many are placed, why fewer."""
    kept = {(promise.level, promise.position): promise for promise in ranking.promises}
    length = len(ranking.ranked)
    prefixes = [prefix for prefix in PREFIXES if prefix <= length] or ([length] if length else [])
    return [
        {
            "people": promises.level_people(policy, level),
            "share": f"{top}/{bottom}",
            "kept": [
                (kept[level, prefix], promises.shortfall(kept[level, prefix]))
                for prefix in prefixes
                if (level, prefix) in kept
            ],
        }
        for level, top, bottom in policy.shares
    ]


def refusals(run: MatchRun, names: words.Names) -> list[tuple[str, int]]:
    """How many people each gate removed, most first."""
    rows = [
        (words.gate(names, GateResult(code, subject, "fail", "")), count)
        for code, subject, _fix, count in run.refused
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def sums(explained: Explanation, names: words.Names) -> list[dict[str, Any]]:
    """Both sides as tables that add up: weight x value = points, 10 x points / weight = the side's score."""
    return [
        _side(_("Able: can this person do it?"), "E", explained.employer_score, explained, names),
        _side(_("Willing: would this person take it?"), "W", explained.worker_score, explained, names),
    ]


def _side(title: str, side: str, score: int, explained: Explanation, names: words.Names) -> dict[str, Any]:
    parts = [part for part in explained.components if part.side == side]
    return {
        "title": title,
        "letter": side,
        "score": score,
        "weight": sum(part.weight for part in parts),
        "points": sum(part.points for part in parts),
        "parts": [
            {
                "criterion": words.criterion(part.code),
                "evidence": trades.found(names, part) if part.evidence else "",
                "part": part,
                "state": words.component_status(part),
            }
            for part in parts
        ],
    }
