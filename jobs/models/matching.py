"""What a shortlist is made from and what is kept of it: snapshot, task, run.

A run is written once, whole, and never changed. It names everything it was made from by digest, so that it
can be replayed byte for byte from what is stored (matching.md section 6; AI Law 134/2025 art. 27: reasons and
complete records).
"""

from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.identifiers import PublicIdField
from centres.models import Centre, User, Work
from jobs.models.rules import MatchPolicy, MatchProfile
from jobs.models.vacancy import Vacancy


class MatchSnapshot(models.Model):
    """Everybody of one centre as matching saw them at one moment, kept once however many runs used it.

    ``content`` is the compressed canonical encoding of the seekers: ids and codes, no names, numbers or
    contacts.
    """

    digest = models.CharField(max_length=71, primary_key=True)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    as_of = models.DateField()
    taken_at = models.DateTimeField()
    seekers = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]

    def __str__(self):
        return self.digest


class MatchTask(Work):
    """The wish for a fresh shortlist of one vacancy. A hundred edits leave one waiting task."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("asked for by staff")
        VACANCY_CHANGED = "vacancy_changed", _("the vacancy changed")
        IMPORTED = "imported", _("imported")
        RULES_CHANGED = "rules_changed", _("the rules changed")

    CELERY_TASK: ClassVar[str] = "jobs.drain"
    TITLE: ClassVar[Any] = _("Ranking the candidates")

    public_id = PublicIdField(prefix="mr", unique=True)
    vacancy = models.ForeignKey(
        Vacancy, models.CASCADE, related_name="match_tasks"
    )  # nothing left to rank for
    reason = models.CharField(max_length=20, choices=Reason)

    class Meta(Work.Meta):
        abstract = False
        constraints = [
            *Work.Meta.constraints,
            models.UniqueConstraint(
                fields=["vacancy"],
                condition=Q(state="todo"),
                name="one_waiting_match_task_per_vacancy",
                violation_error_message=_("A ranking of this vacancy is already waiting."),
            ),
        ]


class MatchRunQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Runs of the vacancies the user may see."""
        return self.filter(vacancy__centre=user.centre_id)

    def holding(self, worker_id: int):
        """Current lists that name a worker."""
        return self.filter(worker_ids__contains=[worker_id], vacancy__current_run=models.F("pk"))


class MatchRun(models.Model):
    """One finished ranking. Who was removed is counted, so ``results`` does not grow with the register."""

    task = models.OneToOneField(
        MatchTask, models.CASCADE, related_name="run"
    )  # a run has no life without its task
    # a list of a vacancy that is gone names people for nothing
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="match_runs")
    vacancy_revision = models.PositiveIntegerField()
    profile = models.ForeignKey(MatchProfile, models.PROTECT, related_name="+")
    policy = models.ForeignKey(MatchPolicy, models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(MatchSnapshot, models.PROTECT, related_name="runs")
    snapshot_at = models.DateTimeField()
    as_of = models.DateField()
    opening = models.BinaryField()
    listed = models.BinaryField()  # the people on the list as matching saw them, for explanations
    engine = models.CharField(max_length=20)
    input_digest = models.CharField(max_length=71)
    result_digest = models.CharField(max_length=71)
    results = models.BinaryField()
    worker_ids = ArrayField(models.BigIntegerField())
    eligible = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    refused = models.JSONField()  # [gate code, subject, number of people]
    finished_at = models.DateTimeField()

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]
        indexes = [
            # the lists a worker stands on
            GinIndex(fields=["worker_ids"], name="match_run_workers"),
            # the runs of one vacancy, newest first
            models.Index(fields=["vacancy", "-finished_at", "-id"], name="match_run_of_vacancy"),
        ]

    def __str__(self):
        return f"run of {self.vacancy_id}"
