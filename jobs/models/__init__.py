"""Vacancies, the policy they are matched under, and the runs that rank people for them."""

from jobs.models.matching import MatchPolicy, MatchProfile, MatchRun, MatchSnapshot, MatchTask
from jobs.models.posting import ImportBatch, ImportRow
from jobs.models.referral import (
    LIVE_AT_MOST,
    Referral,
    ReferralBatch,
    ReferralRound,
    ReferralSuggestion,
)
from jobs.models.vacancy import LanguageDemand, SkillDemand, Vacancy

__all__ = [
    "LIVE_AT_MOST",
    "ImportBatch",
    "ImportRow",
    "LanguageDemand",
    "MatchPolicy",
    "MatchProfile",
    "MatchRun",
    "MatchSnapshot",
    "MatchTask",
    "Referral",
    "ReferralBatch",
    "ReferralRound",
    "ReferralSuggestion",
    "SkillDemand",
    "Vacancy",
]
