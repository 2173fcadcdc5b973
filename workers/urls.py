"""Addresses of workers."""

from django.urls import path

from workers import api

api_urls = [
    path("workers/", api.Workers.as_view(), name="workers"),
    path("workers/search/", api.WorkerSearch.as_view(), name="worker-search"),
    path("workers/<str:id>/", api.WorkerPage.as_view(), name="worker"),
]
