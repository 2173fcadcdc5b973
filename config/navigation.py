"""What the frame of every page shows: whose desk this is, and the desks that can be opened from it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centres.models import User
from centres.roles import may
from config import health

DESKS = [
    # rights any of which opens it, label, url name, icon
    ({"workers:read"}, _("Workers"), "staff:workers", "people"),
    ({"employers:read"}, _("Employers"), "staff:employers", "building"),
    ({"vacancies:read"}, _("Vacancies"), "staff:vacancies", "briefcase"),
    ({"matches:read"}, _("Referrals"), "staff:referrals", "refer"),
    ({"rules:read"}, _("Rules"), "staff:rules", "scales"),
    (health.READERS, _("State of the work"), "status", "clock"),
]

ALSO = {"staff:referrals": ("staff:rounds",)}  # what else stands on a desk


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``desks``, ``person_name``, ``role_name``, ``centre_name`` and ``centre_phone``.

    A stranger's pages get no desks and no names.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"desks": []}
    shown = {
        "desks": desks_of(user, request.path),
        "person_name": user.full_name,
        "role_name": user.get_role_display(),
    }
    if user.centre is not None:
        shown |= {"centre_name": user.centre.name, "centre_phone": user.centre.phone}
    return shown


def desks_of(user: User, path: str) -> list[dict[str, Any]]:
    """Today, and the desks this person may open: {label, url, icon, current}."""
    home = reverse("staff:home")
    open_desks = [
        (label, [reverse(each) for each in (name, *ALSO.get(name, ()))], icon)
        for rights, label, name, icon in DESKS
        if any(may(user, right) for right in rights)
    ]
    today = {"label": _("Today"), "url": home, "icon": "today", "current": path == home}
    return [
        today,
        *(
            {"label": label, "url": urls[0], "icon": icon, "current": path.startswith(tuple(urls))}
            for label, urls, icon in open_desks
        ),
    ]
