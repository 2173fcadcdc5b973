"""What every page of the register begins with: the right, then the record, only if the user may see it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.roles import may
from workers.models import Worker

View = Callable[..., HttpResponse]


def needs(right: str) -> Callable[[View], View]:
    """Open the door to holders of ``right`` only; everybody else gets a 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def worker_or_404(request: HttpRequest, public_id: str) -> Worker:
    """The record, if it exists for this user."""
    visible = Worker.objects.visible_to(request.user).select_related("commune", "household", "ethnicity")
    return get_object_or_404(visible, public_id=public_id)


def suggestions() -> dict[str, str]:
    """Where each kind of field asks for suggestions."""
    communes, occupations = reverse("staff:suggest-communes"), reverse("staff:suggest-occupations")
    by_field = dict.fromkeys(["commune", "permanent_commune", "first_commune", "second_commune"], communes)
    by_field |= dict.fromkeys(["occupation", "wish_1", "wish_2", "wish_3"], occupations)
    return by_field | {
        "skill": reverse("staff:suggest-skills"),
        "head": reverse("staff:suggest-households"),
    }


def back_to_list() -> dict[str, str]:
    return {"back": reverse("staff:workers"), "back_label": _("Workers")}
