"""Addresses of the register of workers. A person is an opaque id here; nothing else of theirs is shown."""

from django.urls import path

from workers import api
from workers.staff import entry, household, listing, record, search

staff_urls = [
    path("workers/", listing.workers, name="workers"),
    path("workers/new/", entry.worker_new, name="worker-new"),
    path("workers/duplicates/", entry.worker_duplicates, name="worker-duplicates"),
    path("workers/suggest/households/", entry.suggest_households, name="suggest-households"),
    path("workers/<slug:public_id>/", record.worker, name="worker"),
    path("workers/<slug:public_id>/edit/", entry.worker_edit, name="worker-edit"),
    path("workers/<slug:public_id>/national-id/", record.worker_unmask, name="worker-unmask"),
    path("workers/<slug:public_id>/consent/", record.worker_consent, name="worker-consent"),
    path(
        "workers/<slug:public_id>/consent/withdraw/",
        record.worker_withdraw_consent,
        name="worker-withdraw-consent",
    ),
    path("workers/<slug:public_id>/household/", household.worker_household, name="worker-household"),
    path("workers/<slug:public_id>/status/new/", household.worker_status_new, name="worker-status-new"),
    path(
        "workers/<slug:public_id>/status/<int:status>/end/",
        household.worker_status_end,
        name="worker-status-end",
    ),
    path("workers/<slug:public_id>/job-search/", search.worker_search, name="worker-search"),
    path(
        "workers/<slug:public_id>/job-search/close/", search.worker_search_close, name="worker-search-close"
    ),
]

api_urls = [
    path("workers/", api.Workers.as_view(), name="workers"),
    path("workers/search/", api.WorkerSearch.as_view(), name="worker-search"),
    path("workers/<str:id>/", api.WorkerPage.as_view(), name="worker"),
]
