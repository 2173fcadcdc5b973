"""Vacancies and their shortlists over REST."""

from jobs.api.prospects import WorkerVacancies
from jobs.api.runs import MatchRunPage, MatchRunResults, VacancyMatches, VacancyMatchRuns, WorkerMatches
from jobs.api.vacancies import VERBS, Vacancies, VacancyMove, VacancyPage

__all__ = [
    "VERBS",
    "MatchRunPage",
    "MatchRunResults",
    "Vacancies",
    "VacancyMatchRuns",
    "VacancyMatches",
    "VacancyMove",
    "VacancyPage",
    "WorkerMatches",
    "WorkerVacancies",
]
