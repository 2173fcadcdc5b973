"""Employers: Form 03 of Decree 352/2025."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.models import Commune, Industry, Province
from catalog.vietnamese import search_key, sort_key
from centres.identifiers import PublicIdField
from centres.models import Centre, User, told


class EmployerQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """A centre sees the employers it registered."""
        return self.filter(centre=user.centre_id)

    def verified(self):
        """Employers whose vacancies may be approved."""
        return self.filter(state=Employer.State.VERIFIED)

    def named(self, text: str):
        """Employers whose name holds every word of ``text``, typed with or without accents."""
        found = self
        for word in search_key(text).split():
            found = found.filter(search_key__contains=word)
        return found

    def for_list(self):
        """Joins of the staff list: one query."""
        return self.select_related("province", "commune", "industry")


@pghistory.track()
class Employer(models.Model):
    """An employer of one centre's register. Its vacancies stay hidden until staff have verified who it is."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting to be verified")
        VERIFIED = "verified", _("verified")
        REJECTED = "rejected", _("rejected")
        SUSPENDED = "suspended", _("suspended")

    MOVES = {
        State.PENDING: {State.VERIFIED, State.REJECTED},
        State.VERIFIED: {State.SUSPENDED},
        State.REJECTED: {State.PENDING},
        State.SUSPENDED: {State.VERIFIED},
    }

    public_id = PublicIdField(prefix="em", unique=True)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="employers")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    moved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    name = models.CharField(_("name"), max_length=250)
    sort_key = models.CharField(max_length=600, editable=False)
    search_key = models.CharField(max_length=300, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=choices.RecruiterKind, default="enterprise")
    tax_code = models.CharField(_("tax code"), max_length=14, blank=True)
    source = models.CharField(_("source"), max_length=40, blank=True)
    source_ref = models.CharField(_("reference at the source"), max_length=120, blank=True)
    enterprise_type = models.CharField(
        _("kind of enterprise"), max_length=20, choices=choices.EnterpriseType, blank=True
    )
    industry = models.ForeignKey(
        Industry,
        models.PROTECT,
        verbose_name=_("main line of business"),
        null=True,
        blank=True,
        related_name="+",
    )
    main_product = models.CharField(_("main product or service"), max_length=200, blank=True)
    size = models.CharField(_("number of workers"), max_length=12, choices=choices.EnterpriseSize, blank=True)
    plans_to_recruit = models.PositiveIntegerField(
        _("workers to recruit in six months"), null=True, blank=True
    )
    services = ArrayField(
        models.CharField(max_length=40, choices=choices.EmployerService),
        verbose_name=_("services"),
        default=list,
        blank=True,
    )

    province = models.ForeignKey(
        Province, models.PROTECT, verbose_name=_("province"), null=True, blank=True, related_name="+"
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, verbose_name=_("commune"), null=True, blank=True, related_name="+"
    )
    address_detail = models.CharField(_("address"), max_length=200, blank=True)
    industrial_park = models.CharField(_("industrial park"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    email = models.EmailField(_("email"), blank=True)
    representative_name = models.CharField(_("representative"), max_length=120, blank=True)
    representative_position = models.CharField(
        _("position of the representative"), max_length=120, blank=True
    )
    representative_phone = models.CharField(_("phone of the representative"), max_length=16, blank=True)

    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()

    objects = EmployerQuerySet.as_manager()

    class Meta:
        triggers = told("employer")
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "tax_code"],
                condition=~Q(tax_code=""),
                name="one_employer_per_tax_code",
                violation_error_message=_("An employer with this tax code is already registered."),
            ),
            models.UniqueConstraint(
                fields=["centre", "source", "source_ref"],
                condition=~Q(source=""),
                name="one_employer_per_source_reference",
                violation_error_message=_("This employer was already imported from that source."),
            ),
            models.CheckConstraint(
                name="employer_state_is_known",
                condition=Q(state__in=["pending", "verified", "rejected", "suspended"]),
                violation_error_message=_("Choose a value from the list."),
            ),
            models.CheckConstraint(
                name="employer_refusal_has_a_reason",
                condition=~Q(state__in=["rejected", "suspended"]) | ~Q(state_reason=""),
                violation_error_message=_("Rejecting or suspending an employer needs a reason."),
            ),
            models.CheckConstraint(
                name="employer_tax_code_has_10_or_13_digits",
                condition=Q(tax_code="") | Q(tax_code__regex=r"^\d{10}(-?\d{3})?$"),
                violation_error_message=_("A tax code has 10 digits, or 13 for a branch."),
            ),
        ]
        indexes = [
            # the register of a centre, newest first
            models.Index(fields=["centre", "-registered_at", "-id"], name="employer_list_newest"),
            # the register of a centre by name
            models.Index(fields=["centre", "sort_key", "id"], name="employer_list_by_name"),
            # search by words of the name
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="employer_name_trgm"),
        ]

    def __str__(self):
        return self.name

    def set_name(self, name: str) -> None:
        """The name as given, with the keys it is sorted and found by."""
        self.name = " ".join(name.split())
        self.sort_key = sort_key(self.name)[:600]  # a name in another script has a longer key than column
        self.search_key = search_key(self.name)[:300]
