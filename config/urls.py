"""Every address of the product."""

import allauth.account.urls
from django.urls import include, path
from django.views.generic import RedirectView

import catalog.urls
import employers.urls
import jobs.urls
import workers.urls
from config import api, design, feeds, health, language, problems, staff_home

handler400 = problems.bad_request
handler403 = problems.permission_denied
handler404 = problems.page_not_found
handler500 = problems.server_error

# What staff need of the account library. A centre sends no mail, so what would need it has no address:
# whoever forgot a password gets a new one from the administrator.
ACCOUNT_PAGES = {"login", "logout", "inactive", "signup", "reauthenticate", "change_password"}
account_urls = [
    page
    for page in allauth.account.urls.urlpatterns
    if str(page.name).removeprefix("account_") in ACCOUNT_PAGES
]

api_urls = [
    path("openapi.json", api.Description.as_view(), name="openapi"),
    path("changes/", feeds.Changes.as_view(), name="changes"),
    path("snapshots/<str:kind>/", feeds.Snapshots.as_view(), name="snapshot"),
    *catalog.urls.api_urls,
    *employers.urls.api_urls,
    *workers.urls.api_urls,
    *jobs.urls.api_urls,
]

staff_urls = [
    path("", staff_home.home, name="home"),
    *catalog.urls.staff_urls,
    *employers.urls.staff_urls,
    *workers.urls.staff_urls,
    *jobs.urls.staff_urls,
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="staff:home")),
    path("", include("allauth.idp.urls")),
    path("accounts/", include(account_urls)),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("language/", language.choose, name="set_language"),
    path("design/", design.design_page, name="design"),
    path("livez", health.live, name="live"),
    path("readyz", health.ready, name="ready"),
    path("statusz", health.status, name="status"),
    path("staff/", include((staff_urls, "staff"))),
    path("api/v1/", include((api_urls, "api"))),
    path("problems/<slug:code>/", problems.explain, name="problem"),
]
