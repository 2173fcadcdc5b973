"""Addresses of vacancies and shortlists, mounted below /staff/ and /api/v1/ by config.urls."""

from django.urls import path

from jobs.staff import shortlists, vacancies

staff_urls = [
    path("vacancies/", vacancies.vacancies, name="vacancies"),
    path("vacancies/new/", vacancies.vacancy_new, name="vacancy-new"),
    path("vacancies/<slug:public_id>/", vacancies.vacancy, name="vacancy"),
    path("vacancies/<slug:public_id>/edit/", vacancies.vacancy_edit, name="vacancy-edit"),
    path("vacancies/<slug:public_id>/move/", vacancies.vacancy_move, name="vacancy-move"),
    path("vacancies/<slug:public_id>/rank/", shortlists.rank, name="rank"),
    path("vacancies/<slug:public_id>/shortlist/", shortlists.shortlist_page, name="shortlist"),
    path("vacancies/<slug:public_id>/shortlist/print/", shortlists.shortlist_sheet, name="shortlist-sheet"),
    path(
        "vacancies/<slug:public_id>/shortlist/<slug:worker_id>/",
        shortlists.explanation,
        name="explanation",
    ),
    path("match-runs/<slug:public_id>/", shortlists.match_run, name="match-run"),
]
