"""The bridge: rows -> dataclasses -> rank -> one stored run. Also the way back: read, explain.

Nothing is written outside ``write`` but the snapshot; what is stored is enough to make the same bytes again
without the registers (jobs.replays).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from catalog.related import RelatedTable, related_table
from centres.models import Centre
from jobs.kernel.pool import Pool
from jobs.kernel.rank import rank
from jobs.matching import codec
from jobs.matching.compiled import compile_opening
from jobs.matching.explain import explain_by
from jobs.matching.policy import PriorityPolicy, Profile
from jobs.matching.results import Explanation, Ranked, Ranking
from jobs.matching.types import Opening
from jobs.models import MatchProfile, MatchRun, MatchSnapshot, MatchTask, Vacancy
from jobs.openings import Point, opening_of, points_of, profile_code
from jobs.rules import policy_of, profile_of
from jobs.runs import Made, people_of, ranking_of, store
from jobs.snapshots import bring_forward, day_of, one_moment, pool_of, seekers_at
from workers.models import Consent, JobSearch, Worker

LIMIT = 100  # people kept on a list


class NotListed(Exception):
    """The worker does not stand on this list."""


class Desk:
    """What every ranking of one centre shares: a snapshot, its columns, its guarantee, its map."""

    def __init__(self, snapshot: MatchSnapshot) -> None:
        self.snapshot = snapshot
        self.pool: Pool = pool_of(snapshot)
        self.policy: PriorityPolicy = policy_of(snapshot.policy)
        self.points: dict[str, Point] = points_of(
            commune for commune, *_ in self.pool.facets["reach"].facts if commune
        )
        self.related: RelatedTable = related_table()
        self._profiles: dict[str, tuple[MatchProfile, Profile]] = {}

    def profile(self, vacancy: Vacancy) -> tuple[MatchProfile, Profile]:
        """The weights a vacancy is ranked with: those its centre has in force for its job family."""
        code = profile_code(vacancy)
        if code not in self._profiles:
            row = MatchProfile.objects.in_force(code, self.snapshot.as_of, self.snapshot.centre_id)
            self._profiles[code] = row, profile_of(row)
        return self._profiles[code]

    def rank(self, vacancy: Vacancy) -> Made:
        """Rank everybody for one vacancy, read with its demands. Raises InvalidOpening."""
        opening = opening_of(vacancy, self.points, self.related)
        row, profile = self.profile(vacancy)
        ranking = rank(opening, self.pool, profile=profile, policy=self.policy, limit=LIMIT)
        return Made(vacancy, opening, row, self.snapshot, ranking)


@dataclass(frozen=True)
class Job:
    """One vacancy as it stood when its batch was read, and the desk it is ranked at."""

    vacancy: Vacancy
    desk: Desk


def prepare(tasks: Sequence[MatchTask], *, at: datetime) -> dict[int, Job]:
    """Vacancy id -> Job for a batch: the people of each centre as of one moment, then the vacancies of one.

    A vacancy nobody can be introduced to any more has no job.
    """
    of_batch = Vacancy.objects.filter(pk__in={task.vacancy_id for task in tasks})
    centres = Centre.objects.filter(vacancies__in=of_batch).order_by("pk").distinct()
    desks = {centre.pk: Desk(bring_forward(centre, at=at)) for centre in centres}
    with one_moment():
        vacancies = list(of_batch.open_on(day_of(at)).with_demands().order_by("pk"))
    return {vacancy.pk: Job(vacancy, desks[vacancy.centre_id]) for vacancy in vacancies}


def compute(task: MatchTask, jobs: dict[int, Job]) -> Made | None:
    """Rank everybody for the vacancy of a task; None where it has no job. Raises InvalidOpening."""
    job = jobs.get(task.vacancy_id)
    return None if job is None else job.desk.rank(job.vacancy)


def write(done: Sequence[tuple[MatchTask, Made | None]], *, at: datetime) -> None:
    """Store what was made and let everybody read it, in the caller's fenced transaction."""
    made = [(task, each) for task, each in done if each is not None]
    for people in {each.snapshot.seekers for _task, each in made}:
        tasks = [task.pk for task, each in made if each.snapshot.seekers == people]
        MatchTask.objects.filter(pk__in=tasks).update(progress_done=people, progress_total=people)
    if made:
        store(made, at=at)


def read(run: MatchRun) -> Ranking:
    """The stored list with its promises, and how many people each gate removed."""
    return ranking_of(run)


def by_score(ranking: Ranking) -> list[tuple[int, Ranked]]:
    """The people a list by score alone would hold, numbered, for readers who may not learn who has priority.

    Whoever the guarantee brought in from further down stands out at the end of such an order, so it stops at
    the first merit rank that is not listed, and before people who tie with somebody who is not. Merit ranks
    are not shown: among equal scores they follow the tier.
    """
    by_merit = sorted(ranking.ranked, key=lambda person: person.place.rank_without_priority)
    whole = [person for rank, person in enumerate(by_merit, 1) if person.place.rank_without_priority == rank]
    if len(whole) < ranking.eligible:
        whole = [person for person in whole if person.score > whole[-1].score]
    return list(enumerate(sorted(whole, key=lambda person: (-person.score, person.id)), 1))


def introducible(workers: QuerySet[Worker], day: date) -> QuerySet[Worker]:
    """Those of ``workers`` a list may still show on ``day``: who has since withdrawn or stopped looking is
    taken out.
    """
    agreed = Consent.objects.live(Consent.Purpose.EMPLOYMENT_SERVICE, day).filter(worker=OuterRef("pk"))
    searches = JobSearch.objects.active().filter(worker=OuterRef("pk"))
    return workers.filter(Exists(agreed), Exists(searches), state=Worker.State.REGISTERED)


HEALTH = frozenset(("conditions", "conditions_wished"))  # how far somebody can lift, see, hear


def without_health(why: Explanation) -> Explanation:
    """The same explanation for readers without ``workers:sensitive``: what somebody's body can do is left
    out.
    """
    return replace(
        why,
        gates=tuple(gate for gate in why.gates if gate.code not in HEALTH),
        components=tuple(
            replace(part, evidence=()) if part.code in HEALTH else part for part in why.components
        ),
        questions=tuple(asked for asked in why.questions if asked.code not in HEALTH),
        next_steps=tuple(step for step in why.next_steps if step.code != "confirm_condition"),
    )


def explain(run: MatchRun, worker_ids: Iterable[int]) -> dict[int, Explanation]:
    """Worker id -> why that place, re-made from what the run stored; two queries, however many people.

    Somebody who has been erased since has no explanation any more. Raises NotListed.
    """
    places = {person.id: person.place for person in people_of(run)}
    wanted = list(worker_ids)
    if not places.keys() >= set(wanted):
        raise NotListed
    opening = codec.decode(Opening, bytes(run.opening.content))
    compiled = compile_opening(opening, profile_of(run.profile))
    seekers = {seeker.id: seeker for seeker in seekers_at(run.snapshot, wanted)}
    return {
        worker: explain_by(compiled, opening, seekers[worker], place=places[worker])
        for worker in wanted
        if worker in seekers
    }
