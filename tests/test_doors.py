"""Every address: where it is mounted, and that nobody passes a closed one without signing in.

A new view is covered the moment it has an address.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from rest_framework.views import APIView

from catalog.api import Provinces
from employers.staff import employers as employers_page

MOUNTED = {"staff": "staff/", "api": "api/v1/", "portal": "portal/", "checkin": "checkin/"}
# Views outside the files of an audience. Of libraries, only what is named here is reachable at all.
ELSEWHERE = {
    "": "django.views.generic.base.RedirectView",
    "language/": "django.views.i18n.set_language",
    "design/": "config.design.design_page",
    "livez": "config.health.live",
    "readyz": "config.health.ready",
    "statusz": "config.health.status",
    "staff/": "config.staff_home.home",
    "problems/<slug:code>/": "config.problems.explain",
}
LIBRARIES = {
    "allauth.account.views": "accounts/",
    "allauth.mfa.base.views": "accounts/2fa/",
    "allauth.mfa.totp.views": "accounts/2fa/",
    "allauth.mfa.recovery_codes.views": "accounts/2fa/",
    "allauth.mfa.webauthn.views": "accounts/2fa/",
    "allauth.idp.oidc.views": "",
}
OPEN = {
    # ours
    "language/",
    "livez",
    "readyz",
    "problems/<slug:code>/",
    # signing in and what it needs
    "accounts/login/",
    "accounts/logout/",
    "accounts/inactive/",
    "accounts/signup/",
    "accounts/2fa/authenticate/",
    # tokens for programs
    ".well-known/openid-configuration",
    ".well-known/jwks.json",
    "identity/o/authorize",
    "identity/o/logout",
    "identity/o/api/token",
    "identity/o/api/revoke",
    "identity/o/api/device/code",
    "identity/o/api/userinfo",
}
PUBLIC_API = {
    "api/v1/openapi.json",
    "api/v1/provinces/",
    "api/v1/communes/",
    "api/v1/occupations/",
    "api/v1/occupations/<str:code>/related/",
    "api/v1/occupations/code-title/",
    "api/v1/skills/",
}
SAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}


@dataclass(frozen=True)
class Door:
    """One address: its route with ``<converter:name>`` parts, and the view behind it."""

    route: str
    view: Any

    @property
    def home(self) -> str:
        """The dotted name of what the address was written for."""
        inner = getattr(self.view, "view_class", None) or getattr(self.view, "cls", None) or self.view
        return f"{inner.__module__}.{inner.__qualname__}"

    @property
    def audience(self) -> str | None:
        """The file the view stands in, if that file belongs to an audience."""
        return next((part for part in self.home.split(".")[1:] if part in (*MOUNTED, "public")), None)

    @property
    def is_rest(self) -> bool:
        return isinstance(getattr(self.view, "cls", None), type) and issubclass(self.view.cls, APIView)

    @property
    def is_open(self) -> bool:
        """Whether the view says by itself that nobody has to sign in. REST has its own rule."""
        return not self.is_rest and not getattr(self.view, "login_required", True)

    @property
    def address(self) -> str:
        """The route with a plausible value in every place."""
        return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda part: SAMPLES.get(part[1], "wk_00"), self.route)


def plain(pattern: Any) -> str:
    """A route as one would write it; of regular expressions, the names of the groups."""
    route = str(pattern)
    if not hasattr(pattern, "_regex"):
        return route
    return re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", route.strip("^$")).replace("\\", "")


def doors(patterns: Iterable[URLPattern | URLResolver], above: str = "") -> Iterator[Door]:
    for pattern in patterns:
        route = above + plain(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from doors(pattern.url_patterns, route)
        else:
            yield Door(route, pattern.callback)


def misplaced(found: Iterable[Door]) -> list[str]:
    """Addresses whose view belongs elsewhere, or to nobody this test knows."""
    wrong = []
    for door in found:
        library = LIBRARIES.get(door.home.rpartition(".")[0])
        if ELSEWHERE.get(door.route) == door.home or door.audience == "public":
            continue
        prefix = MOUNTED.get(door.audience or "", library)
        if door.is_rest and door.home.startswith("config."):  # what is of no app: the description, the feeds
            prefix = "api/v1/"
        if prefix is None or not door.route.startswith(prefix):
            wrong.append(f"{door.route}: {door.home}")
    return wrong


def unexpectedly_open(found: Iterable[Door]) -> list[str]:
    return [
        door.route for door in found if door.is_open and door.audience != "public" and door.route not in OPEN
    ]


def without_rights(found: Iterable[Door]) -> list[str]:
    """REST methods for which the view names no right: closed to everybody, which nobody meant."""
    views = [(door, door.view.cls(**door.view.initkwargs)) for door in found if door.is_rest]
    return [
        f"{door.route}: {method}"
        for door, view in views
        for method in view.allowed_methods
        if method not in ("HEAD", "OPTIONS") and method not in getattr(view, "required", {})
    ]


DOORS = list(doors(get_resolver().url_patterns))
CLOSED = [door for door in DOORS if not door.is_open and door.route != ""]


def test_every_view_is_mounted_where_its_file_says():
    assert misplaced(DOORS) == []


def test_a_view_at_the_wrong_address_is_seen():
    def stray(request):
        return HttpResponse()

    stray.__module__, stray.__qualname__ = "django.views.debug", "stray"
    found = doors(
        [path("portal/employers/", employers_page), path("staff/x/", stray), path("x/", Provinces.as_view())]
    )
    assert misplaced(found) == [
        "portal/employers/: employers.staff.employers",
        "staff/x/: django.views.debug.stray",
        "x/: catalog.api.Provinces",
    ]


def test_only_what_is_listed_is_open_to_strangers():
    assert unexpectedly_open(DOORS) == []
    assert OPEN - {door.route for door in DOORS if door.is_open} == set()


def test_a_stray_login_not_required_is_seen():
    def list_everybody(request):
        return HttpResponse()

    list_everybody.__module__ = "workers.staff"
    found = doors([path("staff/everybody/", login_not_required(list_everybody))])
    assert unexpectedly_open(found) == ["staff/everybody/"]


def test_every_rest_method_names_the_right_it_needs():
    assert without_rights(DOORS) == []


def test_a_rest_method_without_a_right_is_seen():
    class Forgotten(APIView):
        required = {"GET": "workers:read"}

        def get(self, request): ...

        def delete(self, request): ...

    assert without_rights(doors([path("api/v1/x/", Forgotten.as_view())])) == ["api/v1/x/: DELETE"]


def answer_to_a_stranger(door: Door, method: str) -> str:
    """The status, and for a redirect the path it leads to."""
    answer = getattr(Client(), method)(door.address)
    return f"{answer.status_code} {answer.get('Location', '').partition('?')[0]}".strip()


def expected(door: Door) -> set[str]:
    if door.is_rest:
        return {"401", "405"}  # a method that is not offered is refused before anybody is asked who he is
    return {"302 /accounts/login/"}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "door", [door for door in CLOSED if door.route not in PUBLIC_API], ids=lambda door: door.route
)
def test_a_stranger_does_not_get_in(door, method):
    assert answer_to_a_stranger(door, method) in expected(door)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", sorted(OPEN | PUBLIC_API))
def test_an_open_door_never_fails(route, method):
    [door] = [door for door in DOORS if door.route == route]
    assert int(answer_to_a_stranger(door, method).split()[0]) < 500
