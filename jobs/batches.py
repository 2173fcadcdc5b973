"""The bridge of referral rounds: rows -> a problem -> the solver -> one stored batch; and back: replay.

Nothing is written outside ``write``; what it writes is enough to solve the same problem again.
"""

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils.timezone import localdate

from catalog.models import Province
from jobs.compilations import Compilation, open_vacancies
from jobs.edges import options_of
from jobs.keeping import Keeping, is_released
from jobs.kernel.pool import Pool
from jobs.matching import codec
from jobs.models import (
    LIVE_AT_MOST,
    MatchPolicy,
    Override,
    Referral,
    ReferralBatch,
    ReferralRound,
    ReferralSuggestion,
    Vacancy,
)
from jobs.rounds import Person, Problem, Solution, has_exact, solve
from jobs.rules import POLICY, policy_of
from jobs.seekers import seekers_of
from jobs.snapshots import one_moment

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Job:
    """Everybody and every open vacancy of a centre at one moment."""

    work: ReferralRound
    pool: Pool
    open: dict[int, Compilation]
    room: dict[int, int]
    kept: dict[int, int]  # of the room, for people with priority alone
    released: int  # once kept, open to everybody now
    left: dict[int, int]  # person -> new referrals at most, where fewer than the limit
    taken: frozenset[
        tuple[int, int]
    ]  # pairs referred now, declined by the person, or decided against by staff
    policy: MatchPolicy
    as_of: date


@dataclass(frozen=True)
class Result:
    """A solved round, not yet written."""

    job: Job
    problem: Problem
    solution: Solution


def prepare(works: Sequence[ReferralRound], *, at: datetime) -> dict[int, Job]:
    """Round id -> Job, all read at one moment of the database."""
    with one_moment():
        return {work.pk: _job(work, localdate(at)) for work in works}


def _job(work: ReferralRound, as_of: date) -> Job:
    centre = work.centre
    policy = MatchPolicy.objects.in_force(POLICY, as_of, centre)
    seekers = seekers_of(centre, policy=policy_of(policy), as_of=as_of)
    homes = Province.objects.filter(communes__in={one.commune for one in seekers if one.commune})
    found = open_vacancies(centre, homes=homes.values_list("pk", flat=True).distinct(), on=as_of)
    live = list(Referral.objects.live().filter(centre=centre).values_list("worker", "vacancy"))
    settled = Referral.objects.filter(centre=centre, state__in=(*Referral.LIVE, Referral.State.DECLINED))
    against = Override.objects.against().filter(vacancy__centre=centre)
    of_worker = Counter(worker for worker, _vacancy in live)
    rooms = _rooms(work, Keeping.by(policy_of(policy), {one.id for one in seekers if one.tier}), live, as_of)
    return Job(
        work=work,
        pool=Pool.of(seekers),
        open=found,
        room={vacancy: rooms[vacancy].room for vacancy in found},
        kept={vacancy: rooms[vacancy].kept for vacancy in found if rooms[vacancy].kept},
        released=sum(rooms[vacancy].released for vacancy in found),
        left={worker: max(0, LIVE_AT_MOST - count) for worker, count in of_worker.items()},
        taken=frozenset(
            pair for rows in (settled, against) for pair in rows.values_list("worker", "vacancy")
        ),
        policy=policy,
        as_of=as_of,
    )


class Room(NamedTuple):
    """How many more people one vacancy can be suggested to."""

    room: int
    kept: int  # of these, for people with priority alone
    released: int  # of these, once kept


def _rooms(
    work: ReferralRound, keeping: Keeping, live: Iterable[tuple[int, int]], as_of: date
) -> dict[int, Room]:
    """Vacancy -> room, for every vacancy of the centre. Whoever is referred already fills what is kept
    first.
    """
    referred = Counter(vacancy for _worker, vacancy in live)
    urgent = Counter(vacancy for worker, vacancy in live if worker in keeping.urgent)
    rows = Vacancy.objects.filter(centre=work.centre).open_on(as_of).order_by("pk")
    rooms = {}
    for vacancy, openings, filled, deadline in rows.values_list("pk", "openings", "filled", "deadline"):
        capacity = (openings - filled) * work.multiplier
        room = max(0, capacity - referred[vacancy])
        promised = keeping.places(capacity) if work.keeps_places else 0
        still = min(room, max(0, promised - urgent[vacancy]))
        gone = is_released(deadline, as_of)
        rooms[vacancy] = Room(room, 0 if gone else still, still if gone else 0)
    return rooms


def compute(work: ReferralRound, jobs: dict[int, Job], progress: Progress) -> Result:
    """Score every pair and settle who is suggested where. No database but the sign of progress."""
    job = jobs[work.pk]
    options = options_of(job.pool, job.open, job.taken, progress)
    people = zip(job.pool.ids.tolist(), job.pool.tiers.tolist(), strict=True)
    problem = Problem(
        tuple(
            Person(person, job.left.get(person, LIVE_AT_MOST), tier > 0, options[person])
            for person, tier in people
        ),
        job.room,
        job.kept,
    )
    return Result(job, problem, solve(problem, exact=has_exact()))


def write(work: ReferralRound, result: Result, *, at: datetime) -> None:
    """Store the batch and its suggestions, in the caller's fenced transaction."""
    job, problem, solution = result.job, result.problem, result.solution
    content = encode(problem)
    batch = ReferralBatch.objects.create(
        round=work,
        policy=job.policy,
        profiles=sorted({f"{one.profile.code}/v{one.profile.version}" for one in job.open.values()}),
        as_of=job.as_of,
        solver=solution.solver,
        value=solution.value,
        bound=solution.bound,
        free_bound=solution.free_bound,
        vacancies=sum(room > 0 for room in job.room.values()),
        room=sum(job.room.values()),
        kept=sum(job.kept.values()),
        released=job.released,
        covered=solution.covered,
        covered_priority=solution.covered_priority,
        content=zlib.compress(content, 6),
        input_digest=codec.digest(content),
        result_digest=result_digest(solution),
        finished_at=at,
        left_out=_left_out(problem, solution),
        urgent=sorted(person.id for person in problem.people if person.priority),
        **_counts(problem),
    )
    ReferralSuggestion.objects.bulk_create(
        (
            ReferralSuggestion(
                batch=batch, worker_id=one.person, vacancy_id=one.vacancy, value=one.value, turn=one.turn
            )
            for one in solution.referrals
        ),
        batch_size=2_000,
    )


def _left_out(problem: Problem, solution: Solution) -> list[int]:
    """People a vacancy suits for whom the round found no room."""
    suited = {person.id for person in problem.people if person.options}
    return sorted(suited - {one.person for one in solution.referrals})


def _counts(problem: Problem) -> dict[str, int]:
    """How many people there are, and how many of them suit any vacancy."""
    counted = Counter((bool(person.options), person.priority) for person in problem.people)
    return {
        "people": sum(counted.values()),
        "suitable": counted[True, True] + counted[True, False],
        "people_priority": counted[True, True] + counted[False, True],
        "suitable_priority": counted[True, True],
    }


def encode(problem: Problem) -> bytes:
    """The problem in one fixed form, to be stored and digested."""
    people = [[one.id, one.limit, one.priority, one.options] for one in problem.people]
    room, kept = sorted(problem.capacities.items()), sorted(problem.kept.items())
    return json.dumps({"people": people, "room": room, "kept": kept}, separators=(",", ":")).encode()


def decode(content: bytes) -> Problem:
    """The problem that was solved."""
    stored = json.loads(content)
    people = (
        Person(number, limit, priority, tuple((vacancy, value) for vacancy, value in options))
        for number, limit, priority, options in stored["people"]
    )
    return Problem(tuple(people), dict(stored["room"]), dict(stored.get("kept", [])))


def result_digest(solution: Solution) -> str:
    """One name for who is suggested where."""
    rows = [[one.person, one.turn, one.vacancy, one.value] for one in solution.referrals]
    return codec.digest(json.dumps([solution.solver, rows]).encode())


def replay(batch: ReferralBatch) -> Solution:
    """Solve the stored problem again with the solver that solved it, if it is installed."""
    return solve(_problem(batch), exact=batch.solver.startswith("exact"))


def _problem(batch: ReferralBatch) -> Problem:
    return decode(zlib.decompress(batch.content))
