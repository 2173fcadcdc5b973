"""What pages of one person share."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.doors import StaffRequest
from workers.models import Worker


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
