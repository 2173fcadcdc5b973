"""The bridge: rows -> dataclasses -> rank() -> one stored run. Also the way back: read, explain, replay.

Nothing is written outside ``write``; what it writes is enough to make the same bytes again without the
registers.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from centres.models import Centre
from jobs.matching import codec
from jobs.matching.explain import explain as explain_pair
from jobs.matching.rank import rank
from jobs.matching.results import Explanation, Ranked, Ranking
from jobs.matching.types import Opening, Seeker
from jobs.models import MatchPolicy, MatchProfile, MatchRun, MatchSnapshot, MatchTask, Vacancy
from jobs.openings import opening_of, profile_code
from jobs.rules import POLICY, policy_of, profile_of
from jobs.seekers import seekers_of
from workers.models import Consent, JobSearch, Worker

LIMIT = 100  # people kept on a list
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
STEP = 2_000  # people between two signs of progress

Progress = Callable[[int, int], None]


class NotListed(Exception):
    """The worker does not stand on this list."""


@dataclass(frozen=True)
class Pool:
    """Everybody of one centre at one moment, and the policy their tiers were read under."""

    seekers: list[Seeker]
    snapshot: MatchSnapshot
    policy: MatchPolicy
    taken_at: datetime


@dataclass(frozen=True)
class Job:
    """One vacancy as it stood at that moment, and the weights it is ranked with."""

    vacancy: Vacancy
    opening: Opening
    profile: MatchProfile
    pool: Pool


@dataclass(frozen=True)
class Result:
    """A finished ranking, not yet written."""

    job: Job
    ranking: Ranking


def prepare(tasks: Sequence[MatchTask], *, at: datetime) -> dict[int, Job]:
    """Vacancy id -> Job for a batch, all read at one moment of the database."""
    as_of = at.astimezone(VIETNAM).date()
    with one_moment():
        vacancies = list(
            Vacancy.objects.filter(pk__in={task.vacancy_id for task in tasks})
            .select_related("centre", "commune", "province", "profile")
            .order_by("pk")
        )
        pools = {centre: _pool(centre, as_of, at) for centre in {vacancy.centre for vacancy in vacancies}}
        return {vacancy.pk: _job(vacancy, pools[vacancy.centre], as_of) for vacancy in vacancies}


def compute(task: MatchTask, jobs: dict[int, Job], progress: Progress) -> Result:
    """Rank everybody for one vacancy. No database but the sign of progress."""
    job = jobs[task.vacancy_id]
    ranking = rank(
        job.opening,
        _counted(job.pool.seekers, progress),
        profile=profile_of(job.profile),
        policy=policy_of(job.pool.policy),
        limit=LIMIT,
    )
    return Result(job, ranking)


def write(task: MatchTask, result: Result, *, at: datetime) -> None:
    """Store the run and make it the list everybody reads, in the caller's fenced transaction.

    A run of an older moment than the current list is kept but does not replace it.
    """
    job, ranking = result.job, result.ranking
    vacancy = (
        Vacancy.objects.select_for_update(no_key=True, of=("self",))
        .select_related("current_run")
        .get(pk=job.vacancy.pk)
    )
    if not MatchSnapshot.objects.filter(pk=job.pool.snapshot.pk).exists():  # sent once, not with every run
        MatchSnapshot.objects.bulk_create([job.pool.snapshot], ignore_conflicts=True)
    listed = {person.id for person in ranking.ranked}
    run = MatchRun.objects.create(
        task=task,
        vacancy=vacancy,
        vacancy_revision=job.vacancy.revision,
        profile=job.profile,
        policy=job.pool.policy,
        snapshot=job.pool.snapshot,
        snapshot_at=job.pool.taken_at,
        as_of=job.pool.snapshot.as_of,
        engine=ranking.engine,
        opening=codec.encode(job.opening),
        listed=pack(codec.encode_seekers(seeker for seeker in job.pool.seekers if seeker.id in listed)),
        results=pack(codec.encode(ranking)),
        input_digest=input_digest(job.opening, job.pool.snapshot, job.profile, job.pool.policy),
        result_digest=codec.digest(codec.encode(ranking)),
        worker_ids=[person.id for person in ranking.ranked],
        eligible=ranking.eligible,
        removed=ranking.removed,
        refused=[[row.gate.code, row.gate.subject, row.people] for row in ranking.refused],
        finished_at=at,
    )
    if vacancy.current_run is None or vacancy.current_run.snapshot_at <= run.snapshot_at:
        Vacancy.objects.filter(pk=vacancy.pk).update(current_run=run)


def read(run: MatchRun) -> Ranking:
    """The stored list with its promises, and how many people each gate removed."""
    return codec.decode(Ranking, zlib.decompress(run.results))


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
    """Worker id -> why that place, re-made from what the run stored. Raises NotListed."""
    places = {person.id: person.place for person in read(run).ranked}
    opening, profile = codec.decode(Opening, bytes(run.opening)), profile_of(run.profile)
    listed = {seeker.id: seeker for seeker in codec.decode_seekers(zlib.decompress(run.listed))}
    wanted = list(worker_ids)
    if not listed.keys() >= set(wanted):
        raise NotListed
    return {
        worker: explain_pair(opening, listed[worker], profile=profile, place=places[worker])
        for worker in wanted
    }


def replay(run: MatchRun, seekers: Sequence[Seeker] | None = None) -> Ranking:
    """Rank again from the stored inputs alone. The same engine gives the digest stored on the run.

    ``seekers``: those of the run's snapshot, for callers that replay many runs of one snapshot.
    """
    return rank(
        codec.decode(Opening, bytes(run.opening)),
        seen(run.snapshot) if seekers is None else seekers,
        profile=profile_of(run.profile),
        policy=policy_of(run.policy),
        limit=LIMIT,
    )


def seen(snapshot: MatchSnapshot) -> list[Seeker]:
    """Everybody a snapshot holds."""
    return codec.decode_seekers(zlib.decompress(snapshot.content))


def is_reproduced(run: MatchRun, again: Ranking) -> bool:
    """Whether a replay gave the stored bytes and the digest over them."""
    encoded = codec.encode(again)
    return encoded == zlib.decompress(run.results) and codec.digest(encoded) == run.result_digest


def pack(data: bytes) -> bytes:
    """Compressed for storage; digests are always taken of the plain bytes."""
    return zlib.compress(data, 6)


def input_digest(
    opening: Opening, snapshot: MatchSnapshot, profile: MatchProfile, policy: MatchPolicy
) -> str:
    """One name for everything a run was made from."""
    parts = (
        codec.digest(codec.encode(opening)),
        snapshot.digest,
        codec.digest(codec.encode(profile_of(profile))),
        codec.digest(codec.encode(policy_of(policy))),
    )
    return codec.digest("\n".join(parts).encode())


@contextmanager
def one_moment() -> Iterator[None]:
    """A REPEATABLE READ, READ ONLY transaction: every query in it sees the same state of the world.

    Inside a caller's transaction that one's isolation holds; workers never open one around a batch.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _pool(centre: Centre, as_of: date, at: datetime) -> Pool:
    policy = MatchPolicy.objects.in_force(POLICY, as_of)
    seekers = seekers_of(centre, policy=policy_of(policy), as_of=as_of)
    content = codec.encode_seekers(seekers)
    snapshot = MatchSnapshot(
        digest=codec.digest(content),
        centre=centre,
        as_of=as_of,
        taken_at=at,
        seekers=len(seekers),
        content=pack(content),
    )
    return Pool(seekers, snapshot, policy, at)


def _job(vacancy: Vacancy, pool: Pool, as_of: date) -> Job:
    profile = vacancy.profile or MatchProfile.objects.in_force(profile_code(vacancy), as_of)
    communes = {seeker.commune for seeker in pool.seekers if seeker.commune}
    return Job(vacancy, opening_of(vacancy, communes), profile, pool)


def _counted(seekers: Sequence[Seeker], progress: Progress) -> Iterator[Seeker]:
    """The seekers, with a sign of progress every STEP people."""
    progress(0, len(seekers))
    for number, seeker in enumerate(seekers, 1):
        yield seeker
        if number % STEP == 0:
            progress(number, len(seekers))
    progress(len(seekers), len(seekers))
