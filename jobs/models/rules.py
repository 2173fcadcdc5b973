"""The rules lists are made by: versions that never change, drafts of the next one, and what a draft would do.

A version without a centre is the one the product ships. A centre that publishes a version of its own is
ranked by its own from then on (the values belong to its director: matching.md section 5.1).
"""

from datetime import date
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.identifiers import PublicIdField
from centres.models import Centre, User, Work

NEVER_CHANGED = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]


class VersionedQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """What was shipped, and what the user's centre published."""
        return self.of(user.centre_id)

    def of(self, centre: Centre | int | None):
        """The versions a centre may be ranked by."""
        return self.filter(Q(centre=None) | Q(centre=centre))

    def in_force(self, code: str, day: date, centre: Centre | int | None):
        """The version of ``code`` a centre is ranked by on ``day``: its own before the shipped one.

        Raises DoesNotExist.
        """
        begun = self.of(centre).filter(code=code, effective_from__lte=day)
        return begun.order_by(F("centre").desc(nulls_last=True), "-effective_from", "-number")[:1].get()

    def newest(self, day: date, centre: Centre | int | None):
        """Of every code the version a centre is ranked by on ``day``."""
        begun = self.of(centre).filter(effective_from__lte=day)
        own_first = ("code", F("centre").desc(nulls_last=True), "-effective_from", "-number")
        return begun.order_by(*own_first).distinct("code")

    def newest_first(self):
        """Every version with who wrote and who published it; one query."""
        rows = self.select_related("author", "published_by")
        return rows.order_by("code", F("centre").desc(nulls_last=True), "-effective_from", "-number")


class Versioned(models.Model):
    """A rule with a version and a date. A change is a new version; what was published stays as it was."""

    # null: shipped with the product
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, related_name="+")
    code = models.SlugField(_("code"), max_length=40)
    number = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=120)
    legal_text = models.TextField(_("legal basis"), blank=True)
    effective_from = models.DateField(_("in force from"))
    rules = models.JSONField()  # as jobs.matching.codec reads it
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        abstract = True
        triggers = NEVER_CHANGED
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "code", "number"],
                nulls_distinct=False,
                name="one_%(class)s_per_code_and_version",
                violation_error_message=_("This version is already published."),
            ),
            models.UniqueConstraint(
                fields=["centre", "code", "effective_from"],
                nulls_distinct=False,
                name="one_%(class)s_per_code_and_day",
                violation_error_message=_("Another version already comes into force on this day."),
            ),
            models.CheckConstraint(
                name="%(class)s_of_a_centre_is_signed",
                condition=Q(centre=None)
                | Q(author__isnull=False, published_by__isnull=False, published_at__isnull=False)
                & ~Q(reason=""),
                violation_error_message=_("A version says who wrote it, who published it, when and why."),
            ),
            models.CheckConstraint(
                name="%(class)s_passes_two_people",
                condition=~Q(published_by=F("author")),
                violation_error_message=_("A second person has to publish what somebody wrote."),
            ),
        ]

    def __str__(self):
        return f"{self.code}/v{self.number}"

    @property
    def label(self) -> str:
        """How addresses name the version: those shipped are counted apart."""
        return str(self.number) if self.centre_id else f"shipped-{self.number}"


class MatchProfile(Versioned):
    """Weights of the criteria for one job family."""

    objects = VersionedQuerySet.as_manager()


class MatchPolicy(Versioned):
    """The priority guarantee: tiers, shares, floor, cap. Belongs to the centre's director."""

    objects = VersionedQuerySet.as_manager()


class Kind(models.TextChoices):
    """What a rule is about."""

    PROFILE = "profile", _("Weights of a job family")
    POLICY = "policy", _("Priority policy")


VERSIONS: dict[str, type[Versioned]] = {Kind.PROFILE: MatchProfile, Kind.POLICY: MatchPolicy}


def versions(kind: str) -> VersionedQuerySet:
    """The published versions of one kind of rule."""
    return VERSIONS[kind]._default_manager.all()  # type: ignore[return-value]


class RuleDraftQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """The drafts of the user's centre."""
        return self.filter(centre=user.centre_id)

    def open(self):
        return self.filter(state=RuleDraft.State.OPEN)


@pghistory.track()
class RuleDraft(models.Model):
    """The next version of one rule, while it is being written. ``version`` counts its changes."""

    class State(models.TextChoices):
        OPEN = "open", _("being written")
        PUBLISHED = "published", _("published")
        DISCARDED = "discarded", _("discarded")

    public_id = PublicIdField(prefix="rd", unique=True)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.SlugField(_("code"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(_("name"), max_length=120)
    legal_text = models.TextField(_("legal basis"), max_length=2000, blank=True)
    effective_from = models.DateField(_("in force from"))
    rules = models.JSONField()  # as jobs.matching.codec reads it
    published_number = models.PositiveIntegerField(null=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    objects = RuleDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "kind", "code"],
                condition=Q(state="open"),
                name="one_open_draft_per_centre_and_rule",
                violation_error_message=_("Somebody is already writing a new version of this."),
            ),
            models.CheckConstraint(
                name="ruledraft_published_has_a_number",
                condition=Q(state="published", published_number__isnull=False)
                | Q(state__in=["open", "discarded"], published_number=None),
                violation_error_message=_("A published draft names the version it became."),
            ),
        ]

    def __str__(self):
        return f"{self.code}, {self.state}"


class RulePreview(Work):
    """What a draft would do to real shortlists of the centre, computed once for exactly one content."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("asked for by staff")

    CELERY_TASK: ClassVar[str] = "jobs.preview_rules"
    TITLE: ClassVar[Any] = _("Trying out new rules")

    public_id = PublicIdField(prefix="rp", unique=True)
    draft = models.ForeignKey(RuleDraft, models.PROTECT, related_name="previews")
    reason = models.CharField(max_length=20, choices=Reason)
    digest = models.CharField(
        max_length=71, blank=True
    )  # of the draft and of the version it was held against
    result = models.JSONField(null=True)  # as jobs.previews writes it: keys and numbers, no names

    class Meta(Work.Meta):
        abstract = False
        constraints = [
            *Work.Meta.constraints,
            models.UniqueConstraint(
                fields=["draft"],
                condition=Q(state="todo"),
                name="one_waiting_preview_per_draft",
                violation_error_message=_("A preview of this draft is already waiting."),
            ),
            models.CheckConstraint(
                name="rulepreview_result_names_what_it_tried",
                condition=Q(result__isnull=True, digest="") | Q(result__isnull=False) & ~Q(digest=""),
                violation_error_message=_("The result of a preview names what was tried."),
            ),
        ]


class RuleStart(Work):
    """A published version comes into force: what it decides is ranked again on that day."""

    CELERY_TASK: ClassVar[str] = "jobs.start_rules"
    TITLE: ClassVar[Any] = _("Putting new rules into force")

    public_id = PublicIdField(prefix="rs", unique=True)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.SlugField(max_length=40)
    number = models.PositiveIntegerField()

    class Meta(Work.Meta):
        abstract = False
        constraints = [
            *Work.Meta.constraints,
            models.UniqueConstraint(
                fields=["centre", "kind", "code", "number"],
                name="one_start_per_version",
                violation_error_message=_("This version was already put into force."),
            ),
        ]
