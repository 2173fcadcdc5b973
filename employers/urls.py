"""Addresses of employers."""

from django.urls import path

from employers import api

api_urls = [
    path("employers/", api.Employers.as_view(), name="employers"),
    path("employers/<str:id>/", api.EmployerPage.as_view(), name="employer"),
]
