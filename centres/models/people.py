"""The centre and who signs in to it."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
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
