"""Addresses of vacancies and their shortlists."""

from django.urls import path

from jobs import api

api_urls = [
    path("vacancies/", api.Vacancies.as_view(), name="vacancies"),
    path("vacancies/<str:id>/", api.VacancyPage.as_view(), name="vacancy"),
    *[
        path(f"vacancies/<str:id>/{verb}/", api.VacancyMove.as_view(to=state), name=f"vacancy-{verb}")
        for verb, state in api.VERBS.items()
    ],
    path("vacancies/<str:id>/match-runs/", api.VacancyMatchRuns.as_view(), name="vacancy-match-runs"),
    path("vacancies/<str:id>/matches/", api.VacancyMatches.as_view(), name="vacancy-matches"),
    path("match-runs/<str:id>/", api.MatchRunPage.as_view(), name="match-run"),
    path("match-runs/<str:id>/results/", api.MatchRunResults.as_view(), name="match-results"),
    path("workers/<str:id>/matches/", api.WorkerMatches.as_view(), name="worker-matches"),
]
