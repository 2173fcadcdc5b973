"""Addresses of the reference lists."""

from django.urls import path

from catalog import api

api_urls = [
    path("provinces/", api.Provinces.as_view(), name="provinces"),
    path("communes/", api.Communes.as_view(), name="communes"),
    path("occupations/", api.Occupations.as_view(), name="occupations"),
]
