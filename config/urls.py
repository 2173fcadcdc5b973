"""Every address of the product."""

from django.urls import include, path
from django.views.generic import RedirectView

from catalog import urls as catalog_urls
from config import staff_home
from employers import urls as employers_urls
from workers import urls as workers_urls

staff_urls = [
    path("", staff_home.home, name="home"),
    *catalog_urls.staff_urls,
    *workers_urls.staff_urls,
    *employers_urls.staff_urls,
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="staff:home")),
    path("", include("allauth.idp.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("staff/", include((staff_urls, "staff"))),
]
