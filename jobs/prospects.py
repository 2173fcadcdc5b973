"""The open vacancies that suit one person best, by the same pair score as the shortlists.

No priority takes part here: on their own list a person competes with nobody. What the centre has to keep in
mind is the load, so each vacancy comes with how many people are already referred to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heappush, heappushpop
from typing import NamedTuple

from django.utils.timezone import localdate

from jobs.compilations import open_vacancies
from jobs.matching.compiled import Compiled
from jobs.matching.explain import explain_by
from jobs.matching.results import Explanation, GateResult
from jobs.matching.score import match_score
from jobs.matching.types import Seeker
from jobs.models import MatchPolicy
from jobs.rules import POLICY, policy_of
from jobs.seekers import seekers_of
from workers.models import Worker

LISTED = 20
FULL_SCORE = 10_000

Doubts = tuple[GateResult, ...]


class Prospect(NamedTuple):
    """One vacancy for one person. Scores run from 0 to 10,000."""

    vacancy: int
    employer_score: int
    worker_score: int
    score: int
    confirm: Doubts  # unknown gates: no referral until staff confirm these


@dataclass(frozen=True)
class Prospects:
    """The best vacancies for one person, and why."""

    listed: tuple[Prospect, ...]  # best score first, then the vacancy registered first
    explained: dict[int, Explanation]  # vacancy -> why, for those listed
    suitable: int  # vacancies of which no condition rules the person out
    looked_at: int  # open vacancies of the centre


def prospects_of(worker: Worker, *, at: datetime, limit: int = LISTED) -> Prospects:
    """The best open vacancies of the person's centre; nobody has any without an active job search."""
    on = localdate(at)
    policy = policy_of(MatchPolicy.objects.in_force(POLICY, on, worker.centre))
    seekers = seekers_of(worker.centre, policy=policy, as_of=on, ids=[worker.pk])
    if not seekers:
        return Prospects((), {}, 0, 0)
    found = open_vacancies(worker.centre, homes=[worker.commune.province_id], on=on)
    seeker, tables = seekers[0], {vacancy: each.tables for vacancy, each in found.items()}
    willing = [
        (each.worker.score(seeker), vacancy, doubts)
        for vacancy, each in tables.items()
        if (doubts := doubts_of(each, seeker)) is not None
    ]
    best = _best(seeker, willing, tables, limit)
    explained = {
        one.vacancy: explain_by(found[one.vacancy].tables, found[one.vacancy].opening, seeker) for one in best
    }
    return Prospects(tuple(best), explained, len(willing), len(found))


def _best(
    seeker: Seeker, willing: Sequence[tuple[int, int, Doubts]], tables: Mapping[int, Compiled], limit: int
) -> list[Prospect]:
    """The best of those no gate rules out, whom W is known of: E is worked out only while it can still help,
    for M grows with E and E is never above 10,000.
    """
    best: list[tuple[int, int, Prospect]] = []  # the worst of the best first
    for worker_score, vacancy, doubts in sorted(willing, key=lambda one: (-one[0], one[1])):
        if len(best) == limit and match_score(FULL_SCORE, worker_score) < best[0][0]:
            break
        employer_score = tables[vacancy].employer.score(seeker)
        score = match_score(employer_score, worker_score)
        found = (score, -vacancy, Prospect(vacancy, employer_score, worker_score, score, doubts))
        (heappush if len(best) < limit else heappushpop)(best, found)
    return [prospect for _score, _order, prospect in sorted(best, reverse=True)]


def doubts_of(tables: Compiled, seeker: Seeker) -> Doubts | None:
    """The gates to confirm before a referral; None if one rules the pair out."""
    doubts = []
    for fact, table in tables.gates:
        gate = table[fact(seeker)]
        if gate.result == "fail":
            return None
        if gate.result == "unknown":
            doubts.append(gate)
    return tuple(doubts)
