"""A ranking as one row, and the row as a ranking: arrays in the order of the places.

What follows from the rest is not stored: a place is its index, a promise follows from the tiers placed so far
and from the shares of the policy, unless it was not kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from jobs.matching import codec
from jobs.matching.policy import PriorityPolicy
from jobs.matching.results import GateResult, Place, Promise, Ranked, Ranking, Refused
from jobs.matching.score import FULL_SCORE
from jobs.matching.types import Opening
from jobs.models import MatchOpening, MatchPolicy, MatchProfile, MatchRun, MatchSnapshot, MatchTask, Vacancy
from jobs.rules import policy_of, profile_of


@dataclass(frozen=True)
class Made:
    """A finished ranking, not yet written, and what it was made from."""

    vacancy: Vacancy  # as it was read
    opening: Opening
    profile: MatchProfile
    snapshot: MatchSnapshot
    ranking: Ranking


def store(made: Sequence[tuple[MatchTask | None, Made]], *, at: datetime) -> list[MatchRun]:
    """Write rankings, each the list everybody reads from now on, in the caller's transaction.

    A run made from an older snapshot or an older revision than the current list is kept but does not replace
    it. Eight queries, however many runs.
    """
    rows = Vacancy.objects.filter(pk__in={each.vacancy.pk for _task, each in made})
    current = dict(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", "current_run"))
    of_runs = MatchRun.objects.filter(pk__in=current.values()).values_list(
        "pk", "snapshot", "vacancy_revision"
    )
    ages = {pk: (snapshot, revision) for pk, snapshot, revision in of_runs}
    here = [(task, each) for task, each in made if each.vacancy.pk in current]
    openings = _keep_openings([each.opening for _task, each in here])
    rules = {(each.profile.pk, each.snapshot.policy_id): each for _task, each in here}  # mostly a few
    digests = {key: rule_digests(each.profile, each.snapshot.policy) for key, each in rules.items()}
    runs = MatchRun.objects.bulk_create(
        _row(task, each, digest, digests[each.profile.pk, each.snapshot.policy_id], at)
        for (task, each), digest in zip(here, openings, strict=True)
    )
    newer = [run for run in runs if _replaces(run, *ages.get(current[run.vacancy_id], (0, 0)))]
    ours = MatchRun.objects.filter(pk__in=[run.pk for run in newer], vacancy=OuterRef("pk"))
    Vacancy.objects.filter(pk__in=[run.vacancy_id for run in newer]).update(
        current_run=Subquery(ours.order_by("-pk").values("pk")[:1])
    )
    return runs


def _replaces(run: MatchRun, snapshot: int, revision: int) -> bool:
    return run.snapshot_id >= snapshot and run.vacancy_revision >= revision


def _keep_openings(openings: Sequence[Opening]) -> list[str]:
    """The digest of each; those not yet on record are written."""
    contents = [codec.encode(opening) for opening in openings]
    digests = [codec.digest(content) for content in contents]
    known = set(MatchOpening.objects.filter(pk__in=digests).values_list("pk", flat=True))
    new = {digest: content for digest, content in zip(digests, contents, strict=True) if digest not in known}
    MatchOpening.objects.bulk_create(
        (MatchOpening(digest=digest, content=content) for digest, content in sorted(new.items())),
        ignore_conflicts=True,
    )
    return digests


def _row(task: MatchTask | None, made: Made, opening: str, rules: tuple[str, str], at: datetime) -> MatchRun:
    ranking, people, snapshot = made.ranking, made.ranking.ranked, made.snapshot
    return MatchRun(
        task=task,
        vacancy=made.vacancy,
        vacancy_revision=made.vacancy.revision,
        profile=made.profile,
        policy=snapshot.policy,
        snapshot=snapshot,
        opening_id=opening,
        engine=ranking.engine,
        similarity=ranking.similarity,
        input_digest=_input_digest(opening, snapshot, rules),
        result_digest=codec.digest(codec.encode(ranking)),
        most=len(people) if ranking.limit is None else ranking.limit,
        eligible=ranking.eligible,
        removed=ranking.removed,
        refused=[[row.gate.code, row.gate.subject, row.gate.fix, row.people] for row in ranking.refused],
        worker_ids=[person.id for person in people],
        scores=[person.score for person in people],
        employer_scores=[person.employer_score for person in people],
        worker_scores=[person.worker_score for person in people],
        tiers=[person.tier for person in people],
        merit_ranks=[person.place.rank_without_priority for person in people],
        levels=[person.place.level for person in people],
        confirm=[
            [person.place.position, gate.code, gate.subject, gate.fix]
            for person in people
            for gate in person.confirm
        ],
        shortfalls=[
            [promise.position, promise.level, promise.shortfall]
            for promise in ranking.promises
            if promise.shortfall
        ],
        entry_score=entry_score([person.score for person in people], ranking.limit),
        entry_tier=entry_tier(ranking.promises),
        finished_at=at,
    )


def entry_score(scores: Sequence[int], limit: int | None) -> int:
    """The least M with which somebody else who is eligible can change a list: see jobs.refresh."""
    return min(scores) if scores and len(scores) == limit else 0


def entry_tier(promises: Iterable[Promise]) -> int | None:
    """The least tier with which somebody else who is eligible can change a list, whatever their M."""
    return min((promise.level for promise in promises if promise.shortfall), default=None)


def reach(
    scores: Sequence[int], levels: Sequence[int | None], shortfalls: Iterable[Sequence[Any]], cap: int | None
) -> int | None:
    """The least M with which somebody not listed could be placed for a promise: see jobs.refresh.

    ``levels`` and ``shortfalls`` as a run keeps them. None where a promise is broken for another reason than
    that the first of its level stands beyond the cap. The best remaining of a place is the next whom merit
    places, or has no lower M than the last of the list.
    """
    best, bests = min(scores, default=0), []
    for score, level in zip(reversed(scores), reversed(levels), strict=True):
        best = score if level is None else best
        bests.append(best)
    reasons = {reason for _position, _level, reason in shortfalls}
    if cap is None or reasons - {"beyond_cap", "catching_up"}:
        return None
    beyond = [position for position, _level, reason in shortfalls if reason == "beyond_cap"]
    return min((bests[-position] for position in beyond), default=FULL_SCORE + 1) - cap


def is_shown_by(run: MatchRun, ranking: Ranking) -> bool:
    """Whether a stored list shows the same people in the same places for the same reasons."""
    kept = [promise.shortfall for promise in ranking.promises]
    return tuple(people_of(run)) == ranking.ranked and kept == [
        promise.shortfall for promise in _promises(run, policy_of(run.policy))
    ]


def ranking_of(run: MatchRun) -> Ranking:
    """The ranking a row was made from, byte for byte."""
    policy = policy_of(run.policy)
    return Ranking(
        engine=run.engine,
        opening=run.vacancy_id,
        profile=f"{run.profile.code}-{run.profile.number}",
        policy=f"{policy.code}-{policy.version}",
        similarity=run.similarity,
        limit=run.most,
        eligible=run.eligible,
        ranked=tuple(people_of(run)),
        removed=run.removed,
        refused=tuple(
            Refused(GateResult(code, subject, "fail", fix), people)
            for code, subject, fix, people in run.refused
        ),
        promises=tuple(_promises(run, policy)),
    )


def people_of(run: MatchRun) -> Iterator[Ranked]:
    """The people of a stored list, in the order of their places."""
    doubts: dict[int, list[GateResult]] = {}
    for position, code, subject, fix in run.confirm:
        doubts.setdefault(position, []).append(GateResult(code, subject, "unknown", fix))
    columns = zip(
        run.worker_ids, run.tiers, run.employer_scores, run.worker_scores, run.scores, run.merit_ranks,
        run.levels, strict=True,
    )  # fmt: skip
    for position, (worker, tier, employer_score, worker_score, score, merit_rank, level) in enumerate(
        columns, 1
    ):
        place = Place(position, merit_rank, "merit" if level is None else "reserved", level)
        confirm = tuple(doubts.get(position, ()))
        yield Ranked(worker, tier, employer_score, worker_score, score, place, confirm)


def _promises(run: MatchRun, policy: PriorityPolicy) -> Iterator[Promise]:
    """At every prefix of the list, for every level: how many were promised and how many are placed."""
    reasons = {(position, level): reason for position, level, reason in run.shortfalls}
    placed = dict.fromkeys((level for level, _, _ in policy.shares), 0)
    for position, tier in enumerate(run.tiers, 1):
        for level, top, bottom in policy.shares:
            placed[level] += tier >= level
            reason = reasons.get((position, level))
            yield Promise(position, level, top * position // bottom, placed[level], reason)


def input_digest(opening: str, snapshot: MatchSnapshot, profile: MatchProfile, policy: MatchPolicy) -> str:
    """One name for everything a run was made from; ``opening`` is a digest already."""
    return _input_digest(opening, snapshot, rule_digests(profile, policy))


def rule_digests(profile: MatchProfile, policy: MatchPolicy) -> tuple[str, str]:
    """The names of the weights and of the guarantee."""
    weights, guarantee = codec.encode(profile_of(profile)), codec.encode(policy_of(policy))
    return codec.digest(weights), codec.digest(guarantee)


def _input_digest(opening: str, snapshot: MatchSnapshot, rules: tuple[str, str]) -> str:
    return codec.digest("\n".join((opening, snapshot.digest, *rules)).encode())
