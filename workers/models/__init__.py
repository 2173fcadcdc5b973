"""People and households, as Forms 01 and 01a of Decree 352/2025 and Form declarations of Decree 318/2025
record them.
"""

from workers.models.changes import WorkerChange
from workers.models.household import Household, PovertyStatus
from workers.models.job_search import JobSearch, Wish
from workers.models.record import (
    Consent,
    Experience,
    LanguageSkill,
    PriorityMembership,
    Qualification,
    WorkerSkill,
)
from workers.models.worker import Worker

__all__ = [
    "Consent",
    "Experience",
    "Household",
    "JobSearch",
    "LanguageSkill",
    "PovertyStatus",
    "PriorityMembership",
    "Qualification",
    "Wish",
    "Worker",
    "WorkerChange",
    "WorkerSkill",
]
