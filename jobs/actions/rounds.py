"""Verbs on referral rounds: ask for one, and decide on what it suggests.

Locks are taken in the order worker, consent, vacancy, suggestion, work.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from centres import audit, queue
from centres.models import Centre, User
from employers.actions import cleaned_reason
from jobs.actions.referrals import Pair, propose_all, propose_referral
from jobs.actions.refusals import AlreadyDecided, NotAllowed, Refused
from jobs.keeping import Keeping
from jobs.models import (
    Referral,
    ReferralAcceptance,
    ReferralBatch,
    ReferralRound,
    ReferralSuggestion,
    Vacancy,
)

State = ReferralSuggestion.State
IN_ORDER = ("turn", "-value", "pk")  # everybody's best first
Refusals = Counter[type[Refused]]


class Fenced(Exception):
    """Somebody else holds the work now."""


@transaction.atomic
def request_referral_round(
    *,
    centre: Centre,
    multiplier: int,
    keeps_places: bool = False,
    by: User | None,
    at: datetime,
    request_id: str = "",
) -> ReferralRound:
    """Ask for a suggested batch; whoever asks while one is waiting gets the waiting one. ``keeps_places``: a
    share of the room, that of the policy, is for households with priority alone.

    Raises NotAllowed.
    """
    if multiplier not in ReferralRound.MULTIPLIERS:
        raise NotAllowed
    work, _made = queue.enqueue(
        ReferralRound,
        key={"centre": centre, "multiplier": multiplier, "keeps_places": keeps_places},
        reason=ReferralRound.Reason.ASKED,
        by=by,
        at=at,
        request_id=request_id,
    )
    audit.record(by, "referral_round.asked", work, at=at, multiplier=multiplier, keeps=keeps_places)
    return work


@transaction.atomic
def accept_suggestions(
    *, batch: ReferralBatch, suggestions: Iterable[int], by: User | None, at: datetime
) -> tuple[int, Refusals]:
    """Propose these suggestions of a batch, by key, in its order. Returns how many became referrals, and how
    many were refused for which reason; those stay to decide.

    Raises AlreadyDecided: somebody decided on one of them meanwhile, and nothing was done.
    """
    referred, refused = _accepted(batch, suggestions, by, at)
    audit.record(by, "suggestions.accepted", batch.round, at=at, people=referred)
    return referred, refused


def _accepted(
    batch: ReferralBatch, suggestions: Iterable[int], by: User | None, at: datetime
) -> tuple[int, Refusals]:
    rows = batch.suggestions.filter(pk__in=list(suggestions), state=State.OPEN).order_by(*IN_ORDER)
    pairs = [Pair(row.worker_id, row.vacancy_id, row) for row in rows]
    work, keeping = batch.round, Keeping.of(batch)
    verdicts = propose_all(work.centre, pairs, multiplier=work.multiplier, keeping=keeping, by=by, at=at)
    referred = [
        pair.suggestion.pk
        for pair, verdict in zip(pairs, verdicts, strict=True)
        if isinstance(verdict, Referral) and pair.suggestion
    ]
    _decide(referred, State.ACCEPTED, by, at)
    return len(referred), Counter(verdict for verdict in verdicts if not isinstance(verdict, Referral))


@transaction.atomic
def request_acceptance(
    *,
    batch: ReferralBatch,
    vacancy: Vacancy | None = None,
    by: User | None,
    at: datetime,
    request_id: str = "",
) -> ReferralAcceptance:
    """Ask for every open suggestion of a batch to be accepted, or for those for one vacancy; whoever asks
    while that is waiting gets the waiting one.

    Raises AlreadyDecided: none is open.
    """
    if not still_open(batch, vacancy).exists():
        raise AlreadyDecided
    work, made = queue.enqueue(
        ReferralAcceptance,
        key={"batch": batch, "vacancy": vacancy},
        reason=ReferralAcceptance.Reason.ASKED,
        by=by,
        at=at,
        request_id=request_id,
    )
    if made:
        of_vacancy = {"vacancy": vacancy.public_id} if vacancy else {}
        audit.record(by, "suggestions.acceptance_asked", batch.round, at=at, **of_vacancy)
    return work


def still_open(batch: ReferralBatch, vacancy: Vacancy | None) -> QuerySet[ReferralSuggestion]:
    """The suggestions nobody has decided on, in the order they are accepted in."""
    rows = batch.suggestions.filter(state=State.OPEN).order_by(*IN_ORDER)
    return rows.filter(vacancy=vacancy) if vacancy else rows


@transaction.atomic
def accept_part(*, work: ReferralAcceptance, suggestions: Iterable[int], at: datetime) -> Refusals:
    """Accept some suggestions for whoever asked, and count them on the row of the work.

    Raises Fenced: somebody else does the work now, and nothing was done; and AlreadyDecided, after which the
    part can be tried again.
    """
    referred, refused = _accepted(work.batch, suggestions, work.created_by, at)
    if queue.held(work).update(referred=F("referred") + referred) != 1:
        raise Fenced
    return refused


def finish_acceptance(*, work: ReferralAcceptance, refused: Refusals, at: datetime) -> None:
    """Write what an acceptance came to, in the caller's fenced transaction."""
    counted = {reason.__name__: count for reason, count in sorted(refused.items(), key=_by_name)}
    rows = ReferralAcceptance.objects.filter(pk=work.pk)
    rows.update(refused=counted)
    people = rows.values_list("referred", flat=True).get()
    audit.record(work.created_by, "suggestions.accepted", work.batch.round, at=at, people=people)


def _by_name(item: tuple[type[Refused], int]) -> str:
    return item[0].__name__


@transaction.atomic
def change_suggestion(
    *, suggestion: ReferralSuggestion, vacancy: Vacancy, reason: str, by: User | None, at: datetime
) -> Referral:
    """Refer the person to another vacancy than suggested.

    Raises ReasonMissing, AlreadyDecided, NotAllowed (the same vacancy) and what propose_referral raises.
    """
    reason = cleaned_reason(Referral, reason, needed=True)
    if vacancy.pk == suggestion.vacancy_id:
        raise NotAllowed
    referral = propose_referral(
        worker=suggestion.worker, vacancy=vacancy, by=by, at=at, suggestion=suggestion
    )
    _decide([suggestion.pk], State.CHANGED, by, at, reason)
    audit.record(by, "suggestion.changed", suggestion.batch.round, at=at, reason=reason)
    return referral


@transaction.atomic
def drop_suggestion(*, suggestion: ReferralSuggestion, reason: str, by: User | None, at: datetime) -> None:
    """Do not follow a suggestion. Raises ReasonMissing, AlreadyDecided."""
    reason = cleaned_reason(Referral, reason, needed=True)
    _decide([suggestion.pk], State.DROPPED, by, at, reason)
    audit.record(by, "suggestion.dropped", suggestion.batch.round, at=at, reason=reason)


def _decide(
    keys: list[int], state: ReferralSuggestion.State, by: User | None, at: datetime, reason: str = ""
) -> None:
    """Close these suggestions, or none: somebody else was faster with one. Raises AlreadyDecided."""
    open_ones = ReferralSuggestion.objects.filter(pk__in=keys, state=State.OPEN)
    if open_ones.update(state=state, reason=reason, decided_by=by, decided_at=at) != len(keys):
        raise AlreadyDecided
