"""Addresses of employers, mounted below /staff/ and /api/v1/ by config.urls."""

from django.urls import path

from employers import api, staff

staff_urls = [
    path("employers/", staff.employers, name="employers"),
    path("employers/new/", staff.employer_new, name="employer-new"),
    path("employers/<slug:public_id>/", staff.employer, name="employer"),
    path("employers/<slug:public_id>/edit/", staff.employer_edit, name="employer-edit"),
    path("employers/<slug:public_id>/move/", staff.employer_move, name="employer-move"),
    path("suggest/industries/", staff.suggest_industries, name="suggest-industries"),
]

api_urls = [
    path("employers/", api.Employers.as_view(), name="employers"),
    path("employers/<str:id>/", api.EmployerPage.as_view(), name="employer"),
]
