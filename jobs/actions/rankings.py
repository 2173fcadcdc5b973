"""Verbs on shortlists: ask for a ranking."""

from datetime import datetime

from django.db import transaction

from centres import audit, queue
from centres.models import User
from employers.models import Employer
from jobs.actions.refusals import EmployerNotVerified, NotMatchable, refuse_closed
from jobs.models import MatchTask, Vacancy


@transaction.atomic
def request_match_run(*, vacancy: Vacancy, by: User | None, at: datetime, request_id: str = "") -> MatchTask:
    """Ask for a fresh shortlist; whoever asks while one is waiting gets the waiting one.

    Raises NotMatchable, EmployerNotVerified, DeadlinePassed, NoPlacesLeft.
    """
    current = Vacancy.objects.select_related("employer").get(pk=vacancy.pk)
    if current.state not in Vacancy.MATCHABLE:
        raise NotMatchable
    if current.employer.state != Employer.State.VERIFIED:
        raise EmployerNotVerified
    refuse_closed(current, at)
    task = enqueue(current, MatchTask.Reason.ASKED, by, at, request_id)
    audit.record(by, "match_run.asked", current, at=at, task=task.public_id)
    return task


def enqueue(
    vacancy: Vacancy, reason: MatchTask.Reason, by: User | None, at: datetime, request_id: str = ""
) -> MatchTask:
    task, _made = queue.enqueue(
        MatchTask, key={"vacancy": vacancy}, reason=reason, by=by, at=at, request_id=request_id
    )
    return task
