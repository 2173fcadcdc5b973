"""Rounds that suggest referrals for a whole province at once, and what staff did with what they suggest.

A round is work on the queue; what it came to is a batch of suggestions, written once. What staff then did
with each suggestion stands beside what the machine suggested (AI Law 134/2025 art. 27: people decide, and
every disagreement is on record). Accepting many at once is work on the queue too.
"""

from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.identifiers import PublicIdField
from centres.models import Centre, User, Work
from jobs.models.rules import MatchPolicy
from jobs.models.vacancy import Vacancy
from workers.models import Worker


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
    keeps_places = models.BooleanField(_("keep places for households with priority"), default=False)
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
                fields=["centre", "multiplier", "keeps_places"],
                condition=Q(state="todo"),
                name="one_waiting_round_of_a_kind",
                violation_error_message=_("A round of this centre is already waiting."),
            ),
        ]


class ReferralBatch(models.Model):
    """What one round came to and everything it was made from. Written once, never changed.

    ``content`` is the compressed problem that was solved: ids, scores, room. Solving it again with the same
    solver gives ``result_digest``. ``left_out`` and ``urgent`` say in short what pages ask of it.
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
    kept = models.PositiveIntegerField(default=0)  # of these, for households with priority alone
    released = models.PositiveIntegerField(
        default=0
    )  # once kept, open to everybody since: the deadline is near
    people = models.PositiveIntegerField()  # with an active job search
    suitable = models.PositiveIntegerField()  # of them, with a vacancy whose conditions they meet
    covered = models.PositiveIntegerField()
    people_priority = models.PositiveIntegerField()
    suitable_priority = models.PositiveIntegerField()
    covered_priority = models.PositiveIntegerField()
    # keys of people: no foreign key, for they may leave the register
    left_out = ArrayField(models.BigIntegerField(), default=list)  # suited, and no room was found for them
    urgent = ArrayField(models.BigIntegerField(), default=list)  # with priority, as the round saw them
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
            ),
            models.CheckConstraint(
                name="batch_keeps_no_more_than_its_room",
                condition=Q(kept__lte=models.F("room")),
                violation_error_message=_("No more places can be kept than there are."),
            ),
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


class ReferralAcceptance(Work):
    """The wish to accept every open suggestion of a batch, or those for one vacancy, part by part.

    ``referred`` grows in the transaction of each part, so that whoever takes the work over goes on where it
    stopped; ``refused`` is written at the end: reason code -> how many stay to decide.
    """

    class Reason(models.TextChoices):
        ASKED = "asked", _("asked for by staff")

    CELERY_TASK: ClassVar[str] = "jobs.accept_suggestions"
    TITLE: ClassVar[Any] = _("Accepting suggestions")

    public_id = PublicIdField(prefix="ra", unique=True)
    # part of the batch
    batch = models.ForeignKey(ReferralBatch, models.CASCADE, related_name="acceptances", db_index=False)
    # what was asked for a vacancy that is gone is gone with it
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, null=True, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason, default=Reason.ASKED)
    referred = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=dict)

    class Meta(Work.Meta):
        abstract = False
        constraints = [
            *Work.Meta.constraints,
            models.UniqueConstraint(
                fields=["batch", "vacancy"],
                condition=Q(state="todo"),
                nulls_distinct=False,
                name="one_waiting_acceptance_of_a_kind",
                violation_error_message=_("These suggestions are already being accepted."),
            ),
        ]
        indexes = [
            *Work.Meta.indexes,
            # the newest acceptance of a batch
            models.Index(fields=["batch", "-id"], name="acceptances_of_a_batch"),
        ]
