"""Calls of the API that must have one effect however often they are sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centres.models.people import User


class KeyedCall(models.Model):
    """A call with an ``Idempotency-Key`` that had its effect, and the answer whoever repeats it is given.

    Written in the transaction of the effect. The answer may hold personal data, so it is sealed.
    """

    # what an account was once told goes when the account goes
    caller = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField()
    answer = models.BinaryField()
    called_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["caller", "key"],
                name="one_effect_per_key",
                violation_error_message=_("A call with this key has had its effect."),
            ),
        ]
        indexes = [
            # which answers have been kept long enough
            models.Index(fields=["called_at"], name="keyed_call_by_age"),
        ]

    def __str__(self):
        return self.key
