"""Vacancies, their shortlists and the rules these are made by, over REST."""

from jobs.api.explanations import MatchExplanation
from jobs.api.prospects import WorkerVacancies
from jobs.api.rounds import ReferralRoundPage, ReferralRounds, RoundSuggestions
from jobs.api.rules import MatchPolicies, MatchProfiles
from jobs.api.runs import MatchRunPage, MatchRunResults, VacancyMatches, VacancyMatchRuns, WorkerMatches
from jobs.api.vacancies import VERBS, Vacancies, VacancyMove, VacancyPage

__all__ = [
    "VERBS",
    "MatchExplanation",
    "MatchPolicies",
    "MatchProfiles",
    "MatchRunPage",
    "MatchRunResults",
    "ReferralRoundPage",
    "ReferralRounds",
    "RoundSuggestions",
    "Vacancies",
    "VacancyMatchRuns",
    "VacancyMatches",
    "VacancyMove",
    "VacancyPage",
    "WorkerMatches",
    "WorkerVacancies",
]
