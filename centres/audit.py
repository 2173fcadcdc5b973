"""The audit trail: one line per verb."""

from datetime import datetime
from typing import Any

from django.db import models

from centres.models import AuditEvent, User


def record(
    by: User | None, verb: str, subject: models.Model, *, at: datetime, reason: str = "", **details: Any
) -> None:
    """Write one line in the caller's transaction. ``details`` hold codes and numbers, never personal data."""
    AuditEvent.objects.create(
        at=at,
        actor=by,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=getattr(subject, "public_id", str(subject.pk)),
        reason=reason,
        details=details,
    )
