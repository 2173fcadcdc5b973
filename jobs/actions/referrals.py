"""Verbs on referrals: propose, move.

Locks are taken in the order worker, consent, vacancy. Everything a referral depends on is judged behind them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, F
from django.utils.timezone import localdate

from centres import audit
from centres.models import Centre, User
from employers.actions import cleaned_reason
from jobs.actions.refusals import (
    AlreadyReferred,
    ConfirmFirst,
    NotAllowed,
    NotIntroducible,
    PlacesKept,
    PutAside,
    ReferralLimitReached,
    Refused,
    StaleState,
    Unsuitable,
    VacancyIsFull,
    VacancyNotOpen,
)
from jobs.compilations import Compilation, open_vacancies
from jobs.keeping import Keeping
from jobs.matching.types import Seeker
from jobs.models import LIVE_AT_MOST, MatchPolicy, Override, Referral, ReferralSuggestion, Vacancy
from jobs.prospects import doubts_of
from jobs.rules import POLICY, policy_of
from jobs.seekers import seekers_of
from workers.models import Consent, Worker

State = Referral.State
MULTIPLIER = 3  # people referred for each place where no round says otherwise


class Pair(NamedTuple):
    """Somebody to be referred somewhere, and the suggestion it follows, if any."""

    worker: int
    vacancy: int
    suggestion: ReferralSuggestion | None = None


Verdict = Referral | type[Refused]


@transaction.atomic
def propose_referral(
    *,
    worker: Worker,
    vacancy: Vacancy,
    by: User | None,
    at: datetime,
    suggestion: ReferralSuggestion | None = None,
) -> Referral:
    """Propose a vacancy to a person. A live referral of the pair is returned as it is.

    Raises NotIntroducible, ReferralLimitReached, VacancyNotOpen, VacancyIsFull, PutAside, Unsuitable,
    ConfirmFirst.
    """
    multiplier = suggestion.batch.round.multiplier if suggestion else MULTIPLIER
    pair = Pair(worker.pk, vacancy.pk, suggestion)
    verdict = propose_all(worker.centre, [pair], multiplier=multiplier, by=by, at=at)[0]
    if verdict is AlreadyReferred:
        return Referral.objects.live().get(worker=worker, vacancy=vacancy)
    if not isinstance(verdict, Referral):
        raise verdict
    audit.record(by, "referral.proposed", verdict, at=at, vacancy=vacancy.public_id)
    return verdict


def propose_all(
    centre: Centre,
    pairs: Sequence[Pair],
    *,
    multiplier: int,
    keeping: Keeping | None = None,
    by: User | None,
    at: datetime,
) -> list[Verdict]:
    """Judge every pair in turn and write the referrals of those that pass, in the caller's transaction.

    Returns for each pair its referral, or the refusal. The number of queries does not depend on theirs.
    ``keeping``: what the round the pairs come from keeps for households with priority.
    """
    bench = _Bench.behind_locks(centre, pairs, multiplier=multiplier, keeping=keeping, at=at)
    verdicts: list[Verdict] = []
    for pair in pairs:
        refusal = bench.refusal(pair)
        verdicts.append(refusal or bench.take(pair, by, at))
    Referral.objects.bulk_create(verdict for verdict in verdicts if isinstance(verdict, Referral))
    return verdicts


@dataclass
class _Bench:
    """What pairs are judged by, read behind the locks, and kept up to date from pair to pair."""

    centre: Centre
    introducible: set[int]
    seekers: dict[int, Seeker]
    open: dict[int, Compilation]
    room: dict[int, int]  # vacancy -> referrals at most
    kept: dict[int, int]  # of these, for people with priority alone
    urgent: Set[int]
    of_worker: Counter[int]
    of_vacancy: Counter[int]
    others: Counter[int]  # of them, people without priority
    live: set[tuple[int, int]]
    put_aside: set[tuple[int, int]]

    @classmethod
    def behind_locks(
        cls,
        centre: Centre,
        pairs: Iterable[Pair],
        *,
        multiplier: int,
        keeping: Keeping | None,
        at: datetime,
    ) -> "_Bench":
        on = localdate(at)
        workers, vacancies = {pair.worker for pair in pairs}, {pair.vacancy for pair in pairs}
        introducible = _locked_workers(centre, workers) & _agreeing(workers, at)
        locked = Vacancy.objects.select_for_update(no_key=True, of=("self",)).filter(
            centre=centre, pk__in=vacancies
        )
        rows = list(locked.order_by("pk"))
        room = {row.pk: row.places_left * multiplier for row in rows}
        policy = policy_of(MatchPolicy.objects.in_force(POLICY, on, centre))
        people = seekers_of(centre, policy=policy, as_of=on, ids=workers)
        live = Referral.objects.live()
        there, urgent = live.filter(vacancy__in=vacancies), keeping.urgent if keeping else frozenset()
        against = Override.objects.against().filter(worker__in=workers, vacancy__in=vacancies)
        return cls(
            centre=centre,
            introducible=introducible,
            seekers={seeker.id: seeker for seeker in people},
            open=open_vacancies(centre, homes=[centre.province_id], on=on),
            room=room,
            kept={row.pk: keeping.kept(room[row.pk], row.deadline, on) for row in rows} if keeping else {},
            urgent=urgent,
            of_worker=_counted(live.filter(worker__in=workers), "worker"),
            of_vacancy=_counted(there, "vacancy"),
            others=_counted(there.exclude(worker__in=list(urgent)), "vacancy") if keeping else Counter(),
            live=set(live.filter(worker__in=workers).values_list("worker", "vacancy")),
            put_aside=set(against.values_list("worker", "vacancy")),
        )

    def refusal(self, pair: Pair) -> type[Refused] | None:
        """Why the pair cannot be referred; None if it can."""
        seeker = self.seekers.get(pair.worker)
        if pair[:2] in self.live:
            return AlreadyReferred
        if seeker is None or pair.worker not in self.introducible:
            return NotIntroducible
        if pair.vacancy not in self.room or pair.vacancy not in self.open:
            return VacancyNotOpen
        if self.of_worker[pair.worker] >= LIVE_AT_MOST:
            return ReferralLimitReached
        if refusal := self._crowding(pair):
            return refusal
        if pair[:2] in self.put_aside:
            return PutAside
        doubts = doubts_of(self.open[pair.vacancy].tables, seeker)
        return Unsuitable if doubts is None else ConfirmFirst if doubts else None

    def _crowding(self, pair: Pair) -> type[Refused] | None:
        room, kept = self.room[pair.vacancy], self.kept.get(pair.vacancy, 0)
        if self.of_vacancy[pair.vacancy] >= room:
            return VacancyIsFull
        is_kept = pair.worker not in self.urgent and self.others[pair.vacancy] >= room - kept
        return PlacesKept if kept and is_kept else None

    def take(self, pair: Pair, by: User | None, at: datetime) -> Referral:
        """The referral, counted for the pairs that follow."""
        self.of_worker[pair.worker] += 1
        self.of_vacancy[pair.vacancy] += 1
        self.others[pair.vacancy] += pair.worker not in self.urgent
        self.live.add((pair.worker, pair.vacancy))
        return Referral(
            centre=self.centre,
            worker_id=pair.worker,
            vacancy_id=pair.vacancy,
            suggestion=pair.suggestion,
            proposed_by=by,
            proposed_at=at,
            moved_at=at,
        )


def _locked_workers(centre: Centre, workers: set[int]) -> set[int]:
    rows = Worker.objects.select_for_update(no_key=True, of=("self",)).filter(
        centre=centre, pk__in=workers, state=Worker.State.REGISTERED
    )
    return set(rows.order_by("pk").values_list("pk", flat=True))


def _agreeing(workers: set[int], at: datetime) -> set[int]:
    """Those whose consent is live, held FOR SHARE: it cannot be withdrawn while the referral is written."""
    if not workers:
        return set()
    live = Consent.objects.live(Consent.Purpose.EMPLOYMENT_SERVICE, localdate(at)).filter(worker__in=workers)
    query, arguments = live.order_by("worker", "pk").values("worker").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{query} FOR SHARE", arguments)
        return {worker for (worker,) in cursor.fetchall()}


def _counted(referrals: Any, column: str) -> Counter[int]:
    rows = referrals.order_by().values(column).annotate(count=Count("pk"))
    return Counter(dict(rows.values_list(column, "count")))


@transaction.atomic
def move_referral(
    *,
    referral: Referral,
    to: Referral.State,
    by: User | None,
    at: datetime,
    reason: str = "",
    is_justified: bool | None = None,
) -> Referral:
    """Record what the person said, or cancel: a step of MOVES. ``is_justified`` belongs to declining alone.

    Raises NotAllowed, ReasonMissing, StaleState, ValidationError (reason too long).
    """
    if to not in Referral.MOVES[State(referral.state)] or (to == State.DECLINED) == (is_justified is None):
        raise NotAllowed
    reason = cleaned_reason(Referral, reason, needed=to in Referral.NEEDS_REASON)
    moved = Referral.objects.filter(pk=referral.pk, state=referral.state, version=referral.version).update(
        state=to, state_reason=reason, is_justified=is_justified, moved_at=at, version=F("version") + 1
    )
    if moved != 1:
        raise StaleState
    audit.record(by, "referral.moved", referral, at=at, reason=reason, was=referral.state, to=to)
    return Referral.objects.get(pk=referral.pk)
