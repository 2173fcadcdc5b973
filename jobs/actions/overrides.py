"""Verbs beside the machine's order: put a person forward or aside for a vacancy, or take that back."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from centres import audit
from centres.models import User
from jobs.actions.refusals import NoSuchDecision, NotListed, ReasonMissing
from jobs.models import Override, Vacancy
from jobs.models.override import LONGEST_REASON
from workers.models import Worker


@transaction.atomic
def decide_override(
    *, vacancy: Vacancy, worker: Worker, decision: Override.Decision, reason: str, by: User, at: datetime
) -> Override:
    """Decide about a person on the current list, with a reason; a standing decision is withdrawn by it.

    Raises NotListed, ReasonMissing, ValidationError (reason too long).
    """
    reason = _cleaned(reason)
    locked = Vacancy.objects.select_for_update(no_key=True, of=("self",)).select_related("current_run")
    run = locked.get(pk=vacancy.pk).current_run
    if run is None or worker.pk not in run.worker_ids:
        raise NotListed
    _standing(vacancy, worker).update(withdrawn_by=by, withdrawn_at=at)
    made = Override.objects.create(
        vacancy=vacancy,
        worker=worker,
        run=run,
        decision=decision,
        reason=reason,
        decided_by=by,
        decided_at=at,
    )
    audit.record(by, "override.decided", vacancy, at=at, worker=worker.public_id, decision=decision)
    return made


@transaction.atomic
def withdraw_override(*, vacancy: Vacancy, worker: Worker, by: User, at: datetime) -> None:
    """Take back the standing decision: the machine's place counts again. Raises NoSuchDecision."""
    if _standing(vacancy, worker).update(withdrawn_by=by, withdrawn_at=at) != 1:
        raise NoSuchDecision
    audit.record(by, "override.withdrawn", vacancy, at=at, worker=worker.public_id)


def _standing(vacancy: Vacancy, worker: Worker) -> QuerySet[Override]:
    return Override.objects.standing().filter(vacancy=vacancy, worker=worker)


def _cleaned(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing
    if len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": _("At most %(most)d characters.") % {"most": LONGEST_REASON}})
    return reason
