"""Verbs on vacancies, their shortlists and the rules: post, edit, move, rank, draft, try out, publish.

Locks are taken in the order employer, centre, vacancy, task.
"""

from jobs.actions.overrides import decide_override, withdraw_override
from jobs.actions.rankings import request_match_run
from jobs.actions.refusals import (
    DayPassed,
    DayTaken,
    DeadlinePassed,
    DraftExists,
    DuplicateVacancy,
    EmployerNotVerified,
    FewerPlacesThanFilled,
    NoPlacesLeft,
    NoSuchDecision,
    NotAllowed,
    NotListed,
    NotMatchable,
    OccupationMissing,
    OwnDraft,
    PreviewMissing,
    ReasonMissing,
    Refused,
    StaleState,
)
from jobs.actions.rules import (
    discard_draft,
    edit_draft,
    publish_rules,
    rank_under_new_rules,
    request_preview,
    start_draft,
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
    "DayPassed",
    "DayTaken",
    "DeadlinePassed",
    "DraftExists",
    "DuplicateVacancy",
    "EmployerNotVerified",
    "FewerPlacesThanFilled",
    "NoPlacesLeft",
    "NoSuchDecision",
    "NotAllowed",
    "NotListed",
    "NotMatchable",
    "OccupationMissing",
    "OwnDraft",
    "PreviewMissing",
    "ReasonMissing",
    "Refused",
    "StaleState",
    "decide_override",
    "discard_draft",
    "edit_draft",
    "move_vacancy",
    "post_vacancy",
    "publish_rules",
    "rank_under_new_rules",
    "request_match_run",
    "request_preview",
    "reserve_codes",
    "start_draft",
    "update_vacancy",
    "withdraw_override",
]
