"""Verbs on vacancies and their shortlists: post, edit, move, ask for a ranking.

Locks are taken in the order employer, centre, vacancy, task.
"""

from jobs.actions.rankings import request_match_run
from jobs.actions.refusals import (
    DeadlinePassed,
    DuplicateVacancy,
    EmployerNotVerified,
    FewerPlacesThanFilled,
    NoPlacesLeft,
    NotAllowed,
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
    "NotAllowed",
    "NotMatchable",
    "OccupationMissing",
    "ReasonMissing",
    "Refused",
    "StaleState",
    "move_vacancy",
    "post_vacancy",
    "request_match_run",
    "reserve_codes",
    "update_vacancy",
]
