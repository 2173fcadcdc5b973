"""Vacancies, the policy they are matched under, and the runs that rank people for them."""

from jobs.models.matching import (
    Freshness,
    MatchOpening,
    MatchRun,
    MatchSnapshot,
    MatchTask,
    SeekerFacts,
)
from jobs.models.override import Override
from jobs.models.posting import ImportBatch, ImportRow
from jobs.models.referral import LIVE_AT_MOST, Referral
from jobs.models.round import ReferralAcceptance, ReferralBatch, ReferralRound, ReferralSuggestion
from jobs.models.rules import MatchPolicy, MatchProfile, RuleDraft, RulePreview, RuleStart
from jobs.models.vacancy import LanguageDemand, SkillDemand, Vacancy

__all__ = [
    "LIVE_AT_MOST",
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
    "Override",
    "Referral",
    "ReferralAcceptance",
    "ReferralBatch",
    "ReferralRound",
    "ReferralSuggestion",
    "RuleDraft",
    "RulePreview",
    "RuleStart",
    "SeekerFacts",
    "SkillDemand",
    "Vacancy",
]
