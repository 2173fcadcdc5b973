"""What staff decided about one person for one vacancy, beside the order the machine made.

The machine supports the decision and does not take it (AI Law 134/2025 art. 27). A decision needs a reason,
never changes the run it was taken on, and stands until it is withdrawn.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.models import User
from jobs.models.matching import MatchRun
from jobs.models.vacancy import Vacancy
from workers.models import Worker

LONGEST_REASON = 300


class OverrideQuerySet(models.QuerySet):
    def standing(self):
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)

    def against(self):
        """Standing ones by which the person is not introduced to the vacancy, for now or at all."""
        return self.standing().filter(decision__in=Override.AGAINST)


class Override(models.Model):
    """One decision of one member of staff. ``run`` is the list it was taken on, with the machine's place."""

    class Decision(models.TextChoices):
        FORWARD = "forward", _("introduce before the others")
        ASIDE = "aside", _("do not introduce for this vacancy")
        LATER = "later", _("do not introduce now, look again later")

    AGAINST = (Decision.ASIDE, Decision.LATER)

    # a decision about a vacancy that is gone says nothing
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="overrides", db_index=False)
    # nor one about somebody who is gone
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="+")
    run = models.ForeignKey(MatchRun, models.PROTECT, related_name="overrides")
    decision = models.CharField(_("decision"), max_length=8, choices=Decision)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy", "worker"],
                condition=Q(withdrawn_at=None),
                name="one_standing_override_per_vacancy_and_worker",
                violation_error_message=_("There is a decision about this person already."),
            ),
            models.CheckConstraint(
                name="override_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                name="override_withdrawn_by_somebody",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message=_("A withdrawn decision names who withdrew it."),
            ),
        ]
        indexes = [
            # what was decided about one person for one vacancy, newest first
            models.Index(fields=["vacancy", "worker", "-decided_at", "-id"], name="overrides_of_a_pair"),
        ]

    def __str__(self):
        return f"{self.decision} on {self.vacancy_id}"

    @property
    def machine_place(self) -> int:
        """Where the machine had placed the person, 1 first."""
        return self.run.worker_ids.index(self.worker_id) + 1
