"""What pages of one person share."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.doors import StaffRequest
from workers.models import Worker


def refuse(form: BaseForm, problem: Exception) -> None:
    """Show why an action refused, at the field it is about where the form has one."""
    if not isinstance(problem, ValidationError):
        by_field: dict[str, Any] = {getattr(problem, "field", ""): [str(problem)]}
    else:
        by_field = problem.error_dict if hasattr(problem, "error_dict") else {"": problem.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)


def worker_or_404(request: StaffRequest, public_id: str) -> Worker:
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
