"""Referrals, and the rounds that suggest them for a whole province at once.

A referral is the introduction of one person to one vacancy. A round is work on the queue; what it came to is
a batch of suggestions, written once. What staff then did with each suggestion stands beside what the machine
suggested (AI Law 134/2025 art. 27: people decide, and every disagreement is on record).
"""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.identifiers import PublicIdField
from centres.models import Centre, User, Work
from jobs.models.matching import MatchPolicy
from jobs.models.vacancy import Vacancy
from workers.models import Worker
from workers.models.changes import changes_of

LIVE_AT_MOST = 3  # referrals of one person that are open at the same time


class ReferralRound(Work):
    """The wish for a suggested batch for one centre. Asking again while one waits gives the waiting one."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("asked for by staff")

    CELERY_TASK: ClassVar[str] = "jobs.make_rounds"
    TITLE: ClassVar[Any] = _("Suggesting referrals")
    MULTIPLIERS: ClassVar = (1, 2, 3, 4, 5)

    public_id = PublicIdField(prefix="rr", unique=True)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="referral_rounds")
    multiplier = models.PositiveSmallIntegerField(
        _("people referred for each place"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    reason = models.CharField(max_length=20, choices=Reason, default=Reason.ASKED)

    class Meta(Work.Meta):
        abstract = False
        constraints = [
            *Work.Meta.constraints,
            models.CheckConstraint(
                name="round_multiplier_is_from_1_to_5",
                condition=Q(multiplier__range=(1, 5)),
                violation_error_message=_("From one to five people are referred for each place."),
            ),
            models.UniqueConstraint(
                fields=["centre", "multiplier"],
                condition=Q(state="todo"),
                name="one_waiting_round_per_centre_and_multiplier",
                violation_error_message=_("A round of this centre is already waiting."),
            ),
        ]


class ReferralBatch(models.Model):
    """What one round came to and everything it was made from. Written once, never changed.

    ``content`` is the compressed problem that was solved: ids, scores, room. Solving it again with the same
    solver gives ``result_digest``.
    """

    round = models.OneToOneField(
        ReferralRound, models.CASCADE, related_name="batch"
    )  # has no life without it
    policy = models.ForeignKey(MatchPolicy, models.PROTECT, related_name="+")
    profiles = models.JSONField()  # versions of the weights used, e.g. ["general/v1"]
    as_of = models.DateField()
    solver = models.CharField(max_length=20)
    value = models.PositiveBigIntegerField()
    bound = models.PositiveBigIntegerField()
    free_bound = models.PositiveBigIntegerField()
    vacancies = models.PositiveIntegerField()  # open vacancies with room
    room = models.PositiveIntegerField()  # referrals they had room for
    people = models.PositiveIntegerField()  # with an active job search
    suitable = models.PositiveIntegerField()  # of them, with a vacancy whose conditions they meet
    covered = models.PositiveIntegerField()
    people_priority = models.PositiveIntegerField()
    suitable_priority = models.PositiveIntegerField()
    covered_priority = models.PositiveIntegerField()
    content = models.BinaryField()
    input_digest = models.CharField(max_length=71)
    result_digest = models.CharField(max_length=71)
    finished_at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]
        constraints = [
            models.CheckConstraint(
                name="batch_value_is_within_its_bound",
                condition=Q(value__lte=models.F("bound")),
                violation_error_message=_("A batch cannot be worth more than its bound."),
            )
        ]

    def __str__(self):
        return f"batch of {self.round_id}"


class ReferralSuggestion(models.Model):
    """One suggested pair, and what staff did with it."""

    class State(models.TextChoices):
        OPEN = "open", _("to decide")
        ACCEPTED = "accepted", _("accepted")
        CHANGED = "changed", _("another vacancy")
        DROPPED = "dropped", _("not referred")

    public_id = PublicIdField(prefix="rs", unique=True)
    batch = models.ForeignKey(ReferralBatch, models.CASCADE, related_name="suggestions")  # part of the batch
    # a suggestion nobody acted on does not outlive the person
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="+")
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="+")  # nor the vacancy
    value = models.PositiveIntegerField()
    turn = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        triggers = [
            pgtrigger.ReadOnly(
                name="suggested_never_changed", fields=["batch", "worker", "vacancy", "value", "turn"]
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "worker", "vacancy"],
                name="one_suggestion_per_pair_and_batch",
                violation_error_message=_("This pair is already suggested."),
            ),
            models.CheckConstraint(
                name="suggestion_disagreement_has_a_reason",
                condition=~Q(state__in=["changed", "dropped"]) | ~Q(reason=""),
                violation_error_message=_("Say why the suggestion is not followed."),
            ),
            models.CheckConstraint(
                name="suggestion_decided_has_a_time",
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                violation_error_message=_("A decided suggestion needs the time of the decision."),
            ),
        ]
        indexes = [
            # the suggestions of a batch by vacancy, best first
            models.Index(fields=["batch", "vacancy", "-value", "id"], name="suggestions_by_vacancy"),
        ]

    def __str__(self):
        return f"{self.worker_id} -> {self.vacancy_id}"


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """A centre sees the referrals it makes."""
        return self.filter(centre=user.centre_id)

    def live(self):
        """Referrals that are still going somewhere."""
        return self.filter(state__in=Referral.LIVE)


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
            # how many are referred to a vacancy now
            models.Index(
                fields=["vacancy"], condition=Q(state__in=["proposed", "accepted"]), name="live_of_vacancy"
            ),
        ]

    def __str__(self):
        return self.public_id
