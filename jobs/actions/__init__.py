"""Verbs on vacancies, their shortlists, referrals and referral rounds.

Locks are taken in the order worker, employer, centre, vacancy, task.
"""

from jobs.actions.rankings import request_match_run
from jobs.actions.referrals import MULTIPLIER, move_referral, propose_referral
from jobs.actions.refusals import (
    AlreadyDecided,
    AlreadyReferred,
    ConfirmFirst,
    DeadlinePassed,
    DuplicateVacancy,
    EmployerNotVerified,
    FewerPlacesThanFilled,
    NoPlacesLeft,
    NotAllowed,
    NotIntroducible,
    NotMatchable,
    OccupationMissing,
    ReasonMissing,
    ReferralLimitReached,
    Refused,
    StaleState,
    Unsuitable,
    VacancyIsFull,
    VacancyNotOpen,
)
from jobs.actions.rounds import (
    accept_suggestions,
    change_suggestion,
    drop_suggestion,
    request_referral_round,
)
from jobs.actions.vacancies import (
    RIGHT_TO_MOVE,
    move_vacancy,
    post_vacancy,
    reserve_codes,
    update_vacancy,
)

__all__ = [
    "MULTIPLIER",
    "RIGHT_TO_MOVE",
    "AlreadyDecided",
    "AlreadyReferred",
    "ConfirmFirst",
    "DeadlinePassed",
    "DuplicateVacancy",
    "EmployerNotVerified",
    "FewerPlacesThanFilled",
    "NoPlacesLeft",
    "NotAllowed",
    "NotIntroducible",
    "NotMatchable",
    "OccupationMissing",
    "ReasonMissing",
    "ReferralLimitReached",
    "Refused",
    "StaleState",
    "Unsuitable",
    "VacancyIsFull",
    "VacancyNotOpen",
    "accept_suggestions",
    "change_suggestion",
    "drop_suggestion",
    "move_referral",
    "move_vacancy",
    "post_vacancy",
    "propose_referral",
    "request_match_run",
    "request_referral_round",
    "reserve_codes",
    "update_vacancy",
]
