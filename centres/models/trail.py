"""The audit trail."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from centres.models.people import User


class AuditEvent(models.Model):
    """Who did which verb to what, and why. Rows are only ever added; row contents are kept by the history
    triggers.
    """

    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(_("verb"), max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # the history of one record, newest first
            models.Index(fields=["subject_type", "subject_id", "-at", "-id"], name="audit_of_one_subject"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.verb} {self.subject_id}"
