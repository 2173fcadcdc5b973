"""What a draft of new rules would do: ten real shortlists, ranked by the rules in force and by the draft.

Both rankings see the same people at the same moment. What is kept are keys, places and sums; names are looked
up by whoever reads it and may see them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from centres.models import Centre
from jobs import rulebook
from jobs.kernel.pool import Pool
from jobs.kernel.rank import rank
from jobs.matching.policy import PriorityPolicy, Profile
from jobs.matching.results import Ranked, Ranking
from jobs.matching.types import Opening
from jobs.models import RuleDraft, RulePreview, Vacancy
from jobs.models.rules import Kind, Versioned, versions
from jobs.openings import opening_of, profile_code
from jobs.shortlist import LIMIT, Desk
from jobs.snapshots import bring_forward, one_moment

MOST_VACANCIES = 10
FIRST = 20  # places compared: what a counsellor reads first
PREFIXES = (10, 20)
LEAST_DISTINCT = 15  # scores among the first 20; fewer, and the list no longer tells people apart

Progress = Callable[[int, int], None]
Figures = dict[str, Any]


@dataclass(frozen=True)
class Trial:
    """One vacancy and both sets of rules."""

    vacancy: int
    opening: Opening
    profiles: tuple[Profile, Profile]  # in force, draft
    policies: tuple[PriorityPolicy, PriorityPolicy]


@dataclass(frozen=True)
class Plan:
    """Everything one preview needs, read at one moment."""

    digest: str
    desk: Desk
    trials: list[Trial]


@dataclass(frozen=True)
class Outcome:
    """A finished preview, not yet written."""

    digest: str
    result: dict[str, Any]


def ranked(opening: Opening, pool: Pool, profile: Profile, policy: PriorityPolicy) -> Ranking:
    """The one call of the engine."""
    return rank(opening, pool, profile=profile, policy=policy, limit=LIMIT)


def prepare(works: Sequence[RulePreview], *, at: datetime) -> dict[int, Plan]:
    """Preview key -> Plan."""
    drafts = RuleDraft.objects.select_related("centre").in_bulk([work.draft_id for work in works])
    desks = {centre: Desk(bring_forward(centre, at=at)) for centre in {row.centre for row in drafts.values()}}
    with one_moment():  # drafts once more: they are read at the moment of the rules they are held against
        drafts = RuleDraft.objects.select_related("centre").in_bulk(list(drafts))
        return {work.pk: _plan(drafts[work.draft_id], desks[drafts[work.draft_id].centre]) for work in works}


def against(draft: RuleDraft, day: date) -> Versioned:
    """The version in force that the draft would replace."""
    in_force: Versioned = versions(draft.kind).in_force(draft.code, day, draft.centre_id)
    return in_force


def recently_ranked(centre: Centre, kind: str, code: str, day: date) -> Iterator[Vacancy]:
    """Open vacancies a rule decides about, those ranked last first."""
    with_list = Vacancy.objects.filter(centre=centre, current_run__isnull=False).open_on(day)
    found = with_list.with_demands().order_by("-current_run__finished_at", "-pk")
    return (row for row in found.iterator(200) if kind == Kind.POLICY or profile_code(row) == code)


def _plan(draft: RuleDraft, desk: Desk) -> Plan:
    day = desk.snapshot.as_of
    chosen = islice(recently_ranked(draft.centre, draft.kind, draft.code, day), MOST_VACANCIES)
    trials = [_trial(draft, vacancy, desk) for vacancy in list(chosen)]
    return Plan(rulebook.digest_of(draft, against(draft, day)), desk, trials)


def _trial(draft: RuleDraft, vacancy: Vacancy, desk: Desk) -> Trial:
    _row, profile = desk.profile(vacancy)
    profiles, policies = (profile, profile), (desk.policy, desk.policy)
    if draft.kind == Kind.PROFILE:
        profiles = (profile, rulebook.profile_of(draft.rules))
    else:
        policies = (desk.policy, rulebook.policy_of(draft.rules))
    return Trial(vacancy.pk, opening_of(vacancy, desk.points, desk.related), profiles, policies)


def compute(work: RulePreview, plans: dict[int, Plan], progress: Progress) -> Outcome:
    """Rank everybody twice for each vacancy. No database but the sign of progress."""
    plan, lists = plans[work.pk], []
    for done, trial in enumerate(plan.trials):
        progress(done, len(plan.trials))
        lists.append(_held_together(plan.desk.pool, trial))
    progress(len(plan.trials), len(plan.trials))
    snapshot = plan.desk.snapshot
    facts = {"as_of": snapshot.as_of.isoformat(), "seekers": snapshot.seekers, "lists": lists}
    return Outcome(plan.digest, facts)


def write(work: RulePreview, outcome: Outcome) -> None:
    """Keep the result, in the caller's fenced transaction."""
    RulePreview.objects.filter(pk=work.pk).update(digest=outcome.digest, result=outcome.result)


def _held_together(pool: Pool, trial: Trial) -> dict[str, Any]:
    sides = zip(trial.profiles, trial.policies, strict=True)
    before, after = (
        (ranked(trial.opening, pool, profile, policy), profile, policy) for profile, policy in sides
    )
    return {
        "vacancy": trial.vacancy,
        "eligible": after[0].eligible,
        "before": _figures(*before, trial.opening, pool),
        "after": _figures(*after, trial.opening, pool),
        "people": moves(before[0], after[0]),
    }


def moves(before: Ranking, after: Ranking) -> list[list[int | None]]:
    """[worker, tier, place before, place after] of everybody among the first on either list.

    A place is None where the person does not stand on the list at all.
    """
    old = {person.id: person for person in before.ranked}
    new = {person.id: person for person in after.ranked}
    top = [person.id for person in after.ranked[:FIRST]]
    top += [person.id for person in before.ranked[:FIRST] if person.id not in set(top)]
    return [
        [
            worker,
            (new.get(worker) or old[worker]).tier,
            old[worker].place.position if worker in old else None,
            new[worker].place.position if worker in new else None,
        ]
        for worker in top
    ]


def _figures(
    ranking: Ranking, profile: Profile, policy: PriorityPolicy, opening: Opening, pool: Pool
) -> Figures:
    """The head of one list in numbers; scores from 0 to 10,000, means rounded down."""
    head = ranking.ranked[:FIRST]
    promises = [promise for promise in ranking.promises if promise.position <= FIRST]
    total = sum(person.score for person in head)
    merit = sum(_merit(ranking, profile, policy, opening, pool))
    return {
        "people": len(head),
        "mean": total // len(head) if head else 0,
        "lost": (merit - total) // len(head) if head else 0,
        "distinct": len({person.score for person in head}),
        "priority": [sum(person.tier > 0 for person in head[:prefix]) for prefix in PREFIXES],
        "kept": sum(promise.shortfall is None for promise in promises),
        "broken": sum(promise.shortfall is not None for promise in promises),
    }


def _merit(
    ranking: Ranking, profile: Profile, policy: PriorityPolicy, opening: Opening, pool: Pool
) -> list[int]:
    """The scores that would stand at the head of the list by score alone."""
    size = len(ranking.ranked[:FIRST])
    best: list[Ranked] = [person for person in ranking.ranked if person.place.rank_without_priority <= size]
    if len(best) < size:  # the guarantee pushed some of them off the list altogether
        best = list(ranked(opening, pool, profile, replace(policy, shares=())).ranked[:size])
    return [person.score for person in best]
