"""The ground everything stands on: the centre, its users and API clients, the audit trail, the shape of
queued work.
"""

from typing import Any, ClassVar

import pgtrigger
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from catalog.models import Commune, Province
from centres.identifiers import PublicIdField


class Centre(models.Model):
    """One provincial employment service centre."""

    public_id = PublicIdField(prefix="ce", unique=True)
    code = models.SlugField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=200)
    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)

    def __str__(self):
        return self.name


class Role(models.TextChoices):
    """What somebody does for the centre. What each role may do stands in ``centres.roles``."""

    REGISTRAR = "registrar", _("Registrar")
    COUNSELLOR = "counsellor", _("Counsellor")
    MANAGER = "manager", _("Manager")
    COMMUNE_OFFICER = "commune_officer", _("Commune officer")
    FAIR_OFFICER = "fair_officer", _("Fair officer")
    AUDITOR = "auditor", _("Auditor")
    SYSADMIN = "sysadmin", _("System administrator")
    CLIENT = "client", _("REST client")


class User(AbstractUser):
    """Somebody who signs in, or the service account a REST client acts as. Belongs to exactly one centre."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("full name"), max_length=120)
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, blank=True, related_name="users")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    communes = models.ManyToManyField(Commune, verbose_name=_("communes"), related_name="+", blank=True)

    REQUIRED_FIELDS: ClassVar = ["full_name", "role"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_role_is_known",
                condition=models.Q(role__in=Role.values),
                violation_error_message=_("Choose one of the roles of the centre."),
            ),
            models.CheckConstraint(
                name="user_belongs_to_a_centre",
                condition=models.Q(centre__isnull=False) | models.Q(role=Role.SYSADMIN),
                violation_error_message=_("Everybody but a system administrator belongs to a centre."),
            ),
        ]

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name.rsplit(" ", 1)[-1]


class ApiClient(models.Model):
    """A REST client of one centre: an OAuth2 client-credentials client and the service account it acts as."""

    # without the OAuth client there is nothing to bind
    oauth = models.OneToOneField("allauth_idp_oidc.Client", models.CASCADE, related_name="api_client")
    # without the account the client could act as nobody
    user = models.OneToOneField(User, models.CASCADE, related_name="api_client")
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return self.user.full_name


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
