"""The desks a signed-in member of staff can open."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centres.roles import may

DESKS = [
    # right, label, url name, icon
    ("workers:read", _("Workers"), "staff:workers", "people"),
    ("employers:read", _("Employers"), "staff:employers", "building"),
    ("vacancies:read", _("Vacancies"), "staff:vacancies", "briefcase"),
]


def desks(request: HttpRequest) -> dict:
    """Context processor: ``desks``, a list of {label, url, icon, current}."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"desks": []}
    rows = [(label, reverse(name), icon) for right, label, name, icon in DESKS if may(user, right)]
    return {
        "desks": [
            {"label": label, "url": url, "icon": icon, "current": request.path.startswith(url)}
            for label, url, icon in rows
        ]
    }
