"""Vacancies, their shortlists and the rules these are made by, over REST."""

from jobs.api.rules import MatchPolicies, MatchProfiles
from jobs.api.runs import MatchRunPage, MatchRunResults, VacancyMatches, VacancyMatchRuns, WorkerMatches
from jobs.api.vacancies import VERBS, Vacancies, VacancyMove, VacancyPage

__all__ = [
    "VERBS",
    "MatchPolicies",
    "MatchProfiles",
    "MatchRunPage",
    "MatchRunResults",
    "Vacancies",
    "VacancyMatchRuns",
    "VacancyMatches",
    "VacancyMove",
    "VacancyPage",
    "WorkerMatches",
]
