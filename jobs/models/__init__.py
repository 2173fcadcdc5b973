"""Vacancies, the policy they are matched under, and the runs that rank people for them."""

from jobs.models.matching import (
    Freshness,
    MatchOpening,
    MatchPolicy,
    MatchProfile,
    MatchRun,
    MatchSnapshot,
    MatchTask,
    SeekerFacts,
)
from jobs.models.posting import ImportBatch, ImportRow
from jobs.models.vacancy import LanguageDemand, SkillDemand, Vacancy

__all__ = [
    "Freshness",
    "ImportBatch",
    "ImportRow",
    "LanguageDemand",
    "MatchOpening",
    "MatchPolicy",
    "MatchProfile",
    "MatchRun",
    "MatchSnapshot",
    "MatchTask",
    "SeekerFacts",
    "SkillDemand",
    "Vacancy",
]
