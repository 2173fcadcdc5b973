"""Households and what the commune has decided about them, period by period.

Poverty is never computed here and never stored as a flag: a status is a dated row with the decree it follows
and the decision it rests on, and every question about it carries a date (Decision 24/2021; Decree 07/2021,
from 2027 Decree 351/2025).
"""

from datetime import MAXYEAR, date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from catalog.models import Commune
from centres.identifiers import PublicIdField
from centres.models import Centre, Role, User
from workers.models.changes import changes_of, told_of_members

NEWLY_ESCAPED_MONTHS = 36  # Decision 28/2015 art. 2: counted from the recognition of escape


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of that month (as PostgreSQL's interval arithmetic
    does). Raises OverflowError past the year 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        raise OverflowError
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """A centre sees its own households; a commune officer only those of the communes given to them."""
        own = self.filter(centre=user.centre_id)
        return own.filter(commune__in=user.communes.all()) if user.role == Role.COMMUNE_OFFICER else own

    def headed_by(self, text: str):
        """Households whose head's name holds ``text``, in the order of names."""
        return self.filter(head_name__icontains=text).order_by("head_name", "pk") if text else self.none()


@pghistory.track()
class Household(models.Model):
    """A household as the commune certifies it: the head's name, where it lives, its certificate."""

    public_id = PublicIdField(prefix="hh", unique=True)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="households")
    head_name = models.CharField(_("household head"), max_length=120)
    commune = models.ForeignKey(Commune, models.PROTECT, verbose_name=_("commune"), related_name="+")
    hamlet = models.CharField(_("hamlet"), max_length=120, blank=True)
    certificate_no = models.CharField(_("certificate number"), max_length=60, blank=True)
    created_at = models.DateTimeField()

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        triggers = [
            *changes_of("id", "centre_id", household="id"),
            *told_of_members("touched.id"),
        ]

    def __str__(self):
        return self.public_id


class DateRange(Func):
    """``daterange(from, to, '[)')``: the first day counts, ``to`` is the first day that does not."""

    function = "daterange"
    arity = 3


class EndOfNewlyEscaped(Func):
    """The first day that no longer counts: 36 months after recognition, by PostgreSQL's calendar."""

    template = "(%(expressions)s + interval '36 months')::date"
    arity = 1
    output_field = models.DateField()


class PovertyStatusQuerySet(models.QuerySet):
    def on(self, as_of: date):
        """Statuses in force on a Vietnam-local date."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=as_of), valid_from__lte=as_of)


@pghistory.track()
class PovertyStatus(models.Model):
    """One decision of a commune about one household, valid from a day up to, not including, another."""

    class Category(models.TextChoices):
        POOR = "poor", _("Poor household")
        NEAR_POOR = "near_poor", _("Near-poor household")
        NEWLY_ESCAPED = "newly_escaped", _("Newly escaped poverty")
        AVERAGE = "average", _("Average living standard")

    class Standard(models.TextChoices):
        DECREE_07_2021 = "07/2021/ND-CP", _("Decree 07/2021 (2022-2026)")
        DECREE_351_2025 = "351/2025/ND-CP", _("Decree 351/2025 (from 2027)")

    household = models.ForeignKey(Household, models.PROTECT, related_name="poverty_statuses")
    category = models.CharField(_("category"), max_length=20, choices=Category)
    standard = models.CharField(_("standard"), max_length=20, choices=Standard)
    decision_no = models.CharField(_("decision number"), max_length=60)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("ends before"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = PovertyStatusQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="poverty_status_category_is_known",
                condition=Q(
                    category__in=["poor", "near_poor", "newly_escaped", "average"],
                    standard__in=["07/2021/ND-CP", "351/2025/ND-CP"],
                ),
                violation_error_message=_("Choose a category and a standard from the lists."),
            ),
            models.CheckConstraint(
                name="poverty_status_ends_after_it_starts",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("The status has to end after it starts."),
            ),
            models.CheckConstraint(
                name="newly_escaped_ends_within_36_months",
                condition=~Q(category="newly_escaped")
                | Q(
                    valid_to__isnull=False,
                    valid_to__lte=EndOfNewlyEscaped("valid_from"),
                ),
                violation_error_message=_(
                    "Newly escaped counts for at most 36 months and needs an end date."
                ),
            ),
            ExclusionConstraint(
                name="one_poverty_status_at_a_time",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", Value("[)")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "This household already has a status in that period. End the old one first."
                ),
            ),
        ]
        indexes = [
            # the status of a household on a date
            models.Index(fields=["household", "-valid_from"], name="poverty_status_of_household"),
        ]
        triggers = [
            *changes_of("id", "household_id", "category", "valid_from", "valid_to", household="household_id"),
            *told_of_members("touched.household_id"),
        ]

    def __str__(self):
        return f"{self.category} {self.valid_from}"
