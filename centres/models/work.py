"""The shape of queued work."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from centres.identifiers import PublicIdField
from centres.models.people import User


class Work(models.Model):
    """A piece of work that must happen once. The row is the work; whoever holds the lease does it (see
    centres.queue).

    ``attempts`` counts claims, so that a task which kills its worker stops after five. A ``lease_token`` that
    no longer matches fences a worker which was frozen and came back.
    """

    class State(models.TextChoices):
        TODO = "todo", _("waiting")
        DOING = "doing", _("being done")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    MAX_ATTEMPTS: ClassVar = 5
    CELERY_TASK: ClassVar[str]  # the task the relay pokes
    TITLE: ClassVar[Any] = ""  # what people call this work
    IS_STANDING: ClassVar[bool] = False  # never ends: done or failed, a row waits until it is wanted again

    public_id = PublicIdField(prefix="wo", unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.TODO)
    priority = models.SmallIntegerField(default=5)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        indexes = [
            # what a worker claims next, and what the relay sweeps
            models.Index(
                fields=["priority", "not_before", "id"],
                condition=models.Q(state__in=["todo", "doing"]),
                name="%(class)s_to_claim",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_doing_holds_a_lease",
                condition=~models.Q(state="doing")
                | models.Q(lease_token__isnull=False, lease_until__isnull=False),
                violation_error_message=_("Work being done needs a lease."),
            ),
            models.CheckConstraint(
                name="%(class)s_attempts_within_limit",
                condition=models.Q(attempts__range=(0, 5)),
                violation_error_message=_("Work is tried at most five times."),
            ),
            models.CheckConstraint(
                name="%(class)s_ended_has_a_time",
                condition=models.Q(state__in=["todo", "doing"], finished_at=None)
                | models.Q(state__in=["done", "failed"], finished_at__isnull=False),
                violation_error_message=_("Finished work needs the time it finished."),
            ),
        ]

    def __str__(self):
        return f"{self._meta.label} {self.public_id} {self.state}"

    @classmethod
    def wanted(cls) -> models.Q:
        """Which waiting rows have something to do; a table of standing work says more than "all"."""
        return models.Q()
