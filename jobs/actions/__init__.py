"""Verbs on vacancies and their shortlists: post, edit, move, ask for a ranking.

Locks are taken in the order employer, centre, vacancy, task.
"""

from jobs.actions.overrides import decide_override, withdraw_override
from jobs.actions.rankings import request_match_run
from jobs.actions.refusals import (
    DeadlinePassed,
    DuplicateVacancy,
    EmployerNotVerified,
    FewerPlacesThanFilled,
    NoPlacesLeft,
    NoSuchDecision,
    NotAllowed,
    NotListed,
    NotMatchable,
    OccupationMissing,
    ReasonMissing,
    Refused,
    StaleState,
)
from jobs.actions.vacancies import (
    RIGHT_TO_MOVE,
    move_vacancy,
    post_vacancy,
    reserve_codes,
    update_vacancy,
)

__all__ = [
    "RIGHT_TO_MOVE",
    "DeadlinePassed",
    "DuplicateVacancy",
    "EmployerNotVerified",
    "FewerPlacesThanFilled",
    "NoPlacesLeft",
    "NoSuchDecision",
    "NotAllowed",
    "NotListed",
    "NotMatchable",
    "OccupationMissing",
    "ReasonMissing",
    "Refused",
    "StaleState",
    "decide_override",
    "move_vacancy",
    "post_vacancy",
    "request_match_run",
    "reserve_codes",
    "update_vacancy",
    "withdraw_override",
]
