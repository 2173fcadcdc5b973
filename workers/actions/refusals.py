"""What every verb on a worker may answer instead of doing it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError
from django.db.models import F, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centres.models import AuditEvent, Centre, User
from workers.models import Worker


class Refused(Exception):
    """An expected refusal: ``sentence`` is for the user, ``field`` the fact it is about, if one is."""

    sentence: str | Promise = _("This cannot be done.")
    field: str = ""

    def __str__(self) -> str:
        return str(self.sentence)


class StaleState(Refused):
    """Somebody else changed the record since it was read; ``edits`` are the audit lines of what they did."""

    sentence = _("Somebody changed this record in the meantime. Look at what changed before you go on.")

    def __init__(self, edits: Iterable[AuditEvent] = ()) -> None:
        super().__init__()
        self.edits = list(edits)


class NotEntitled(Refused):
    """The role of the user does not include the step."""

    sentence = _("Your role does not include this.")


def centre_of(by: User) -> Centre:
    """The centre whose register the user keeps. Raises NotEntitled for somebody without one."""
    if by.centre is None:
        raise NotEntitled
    return by.centre


def move_on(worker: Worker, version: int, *, at: datetime, **columns: object) -> int:
    """Write ``columns`` and the next version, if the record still stands at ``version``; return the new one.

    Every change to any part of a worker's record passes here, so one number guards all of it. Raises
    StaleState.
    """
    unchanged = Worker.objects.filter(pk=worker.pk, version=version)
    if unchanged.update(**columns, version=F("version") + 1, updated_at=at) != 1:
        raise StaleState(edits_since(worker, version))
    return version + 1


def edits_since(worker: Worker, version: int) -> list[AuditEvent]:
    """What was done to the record after ``version``, newest first."""
    lines = AuditEvent.objects.filter(
        subject_type=worker._meta.label_lower, subject_id=worker.public_id, details__version__gt=version
    )
    return list(lines.select_related("actor").order_by("-at", "-id"))


def violated(problem: IntegrityError) -> str:
    """The name of the constraint the database refused a row by, or ""."""
    diagnosis = getattr(problem.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def sentence_of(problem: IntegrityError, model: type[Model]) -> str | Promise | None:
    """What the violated constraint says to the user; None if it is none of ``model``'s."""
    messages = {rule.name: rule.violation_error_message for rule in model._meta.constraints}
    return messages.get(violated(problem))
