"""Verbs on workers, their households and their job searches.

Locks are taken in the order household, centre, worker; what belongs to a worker's record is written under the
version of the worker.
"""

from workers.actions.household import (
    StatusOverlaps,
    StatusPeriodWrong,
    end_poverty_status,
    join_household,
    record_poverty_status,
)
from workers.actions.job_search import (
    AlreadySearching,
    SearchClosed,
    close_job_search,
    open_job_search,
    update_job_search,
)
from workers.actions.refusals import NotEntitled, Refused, StaleState
from workers.actions.worker import (
    AlreadyRegistered,
    ConsentAlreadyGiven,
    NoLiveConsent,
    ReasonMissing,
    give_consent,
    register_worker,
    reveal_national_id,
    update_worker,
    withdraw_consent,
)

__all__ = [
    "AlreadyRegistered",
    "AlreadySearching",
    "ConsentAlreadyGiven",
    "NoLiveConsent",
    "NotEntitled",
    "ReasonMissing",
    "Refused",
    "SearchClosed",
    "StaleState",
    "StatusOverlaps",
    "StatusPeriodWrong",
    "close_job_search",
    "end_poverty_status",
    "give_consent",
    "join_household",
    "open_job_search",
    "record_poverty_status",
    "register_worker",
    "reveal_national_id",
    "update_job_search",
    "update_worker",
    "withdraw_consent",
]
