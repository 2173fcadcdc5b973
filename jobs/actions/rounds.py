"""Verbs on referral rounds: ask for one, and decide on what it suggests.

Locks are taken in the order worker, consent, vacancy, suggestion.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from centres import audit, queue
from centres.models import Centre, User
from employers.actions import cleaned_reason
from jobs.actions.referrals import Pair, propose_all, propose_referral
from jobs.actions.refusals import AlreadyDecided, NotAllowed, Refused
from jobs.models import Referral, ReferralBatch, ReferralRound, ReferralSuggestion, Vacancy

State = ReferralSuggestion.State


@transaction.atomic
def request_referral_round(
    *, centre: Centre, multiplier: int, by: User | None, at: datetime, request_id: str = ""
) -> ReferralRound:
    """Ask for a suggested batch; whoever asks while one is waiting gets the waiting one.

    Raises NotAllowed.
    """
    if multiplier not in ReferralRound.MULTIPLIERS:
        raise NotAllowed
    work, _made = queue.enqueue(
        ReferralRound,
        key={"centre": centre, "multiplier": multiplier},
        reason=ReferralRound.Reason.ASKED,
        by=by,
        at=at,
        request_id=request_id,
    )
    audit.record(by, "referral_round.asked", work, at=at, multiplier=multiplier)
    return work


@transaction.atomic
def accept_suggestions(
    *, batch: ReferralBatch, suggestions: Iterable[int], by: User | None, at: datetime
) -> tuple[int, Counter[type[Refused]]]:
    """Propose these suggestions of a batch, by key, in its order. Returns how many became referrals, and how
    many were refused for which reason; those stay to decide.
    """
    rows = batch.suggestions.filter(pk__in=list(suggestions), state=State.OPEN).order_by(
        "turn", "-value", "pk"
    )
    pairs = [Pair(row.worker_id, row.vacancy_id, row) for row in rows]
    verdicts = propose_all(batch.round.centre, pairs, multiplier=batch.round.multiplier, by=by, at=at)
    referred = [
        pair.suggestion.pk
        for pair, verdict in zip(pairs, verdicts, strict=True)
        if isinstance(verdict, Referral) and pair.suggestion
    ]
    _decide(referred, State.ACCEPTED, by, at)
    audit.record(by, "suggestions.accepted", batch.round, at=at, people=len(referred))
    return len(referred), Counter(verdict for verdict in verdicts if not isinstance(verdict, Referral))


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
