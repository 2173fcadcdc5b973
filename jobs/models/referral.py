"""Referrals: one person introduced to one vacancy."""

from collections.abc import Iterable

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.identifiers import PublicIdField
from centres.models import Centre, User
from jobs.models.round import ReferralSuggestion
from jobs.models.vacancy import Vacancy
from workers.models import Worker
from workers.models.changes import changes_of

LIVE_AT_MOST = 3  # referrals of one person that are open at the same time


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """A centre sees the referrals it makes."""
        return self.filter(centre=user.centre_id)

    def live(self):
        """Referrals that are still going somewhere."""
        return self.filter(state__in=Referral.LIVE)

    def for_list(self):
        """Joins for a list and for a record; one query whatever the page size."""
        return self.select_related("worker__commune", "vacancy__employer", "proposed_by")

    def of_pairs(self, vacancy: int, workers: Iterable[int]):
        """Live referrals of these people to one vacancy, all by key."""
        return self.live().filter(vacancy=vacancy, worker__in=list(workers))


@pghistory.track()
class Referral(models.Model):
    """One person introduced to one vacancy (domain: Decree 374/2025, Form 01)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted by the person")
        DECLINED = "declined", _("declined by the person")
        CANCELLED = "cancelled", _("cancelled")

    MOVES = {
        State.PROPOSED: {State.ACCEPTED, State.DECLINED, State.CANCELLED},
        State.ACCEPTED: {State.CANCELLED},
        State.DECLINED: set(),
        State.CANCELLED: set(),
    }
    LIVE = (State.PROPOSED, State.ACCEPTED)
    NEEDS_REASON = (State.DECLINED, State.CANCELLED)

    public_id = PublicIdField(prefix="rf", unique=True)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="referrals")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="referrals")
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="referrals")
    # where it comes from: a suggestion of a round, or nothing when staff chose by hand
    suggestion = models.OneToOneField(ReferralSuggestion, models.PROTECT, null=True, related_name="referral")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    is_justified = models.BooleanField(_("declined for a good reason"), null=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        # matching counts the live ones: see jobs.seekers
        triggers = changes_of("id", "worker_id", "state", worker="worker_id")
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "vacancy"],
                condition=Q(state__in=["proposed", "accepted"]),
                name="one_live_referral_per_worker_and_vacancy",
                violation_error_message=_("This person is already referred to this vacancy."),
            ),
            models.CheckConstraint(
                name="referral_refusal_has_a_reason",
                condition=~Q(state__in=["declined", "cancelled"]) | ~Q(state_reason=""),
                violation_error_message=_("Declining or cancelling a referral needs a reason."),
            ),
            models.CheckConstraint(
                name="referral_declined_says_whether_justified",
                condition=Q(state="declined", is_justified__isnull=False)
                | (~Q(state="declined") & Q(is_justified=None)),
                violation_error_message=_("Say whether the person had a good reason to decline."),
            ),
        ]
        indexes = [
            # the list of a centre, newest first; and the same of one state
            models.Index(fields=["centre", "-proposed_at", "-id"], name="referrals_newest"),
            models.Index(fields=["centre", "state", "-proposed_at", "-id"], name="referrals_of_a_state"),
            # how many are referred to a vacancy now
            models.Index(
                fields=["vacancy"], condition=Q(state__in=["proposed", "accepted"]), name="live_of_vacancy"
            ),
        ]

    def __str__(self):
        return self.public_id
