"""What a shortlist is made from and what is kept of it: snapshot, facts, opening, task, run.

A run is written once, whole, and never changed. It names everything it was made from by digest, so that it
can be replayed byte for byte from what is stored (matching.md section 6; AI Law 134/2025 art. 27: reasons and
complete records).
"""

from datetime import timedelta
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from centres.identifiers import PublicIdField
from centres.models import Centre, User, Work, told
from jobs.models.rules import MatchPolicy, MatchProfile
from jobs.models.vacancy import Vacancy
from workers import changes
from workers.models import Worker


class MatchSnapshot(models.Model):
    """The register of one centre as matching saw it at one moment: whose facts were new is in SeekerFacts.

    A later snapshot of a centre has a higher key. ``digest`` names the whole pool: see jobs.snapshots.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    as_of = models.DateField()  # ages, household tiers and consents are those of this day
    policy = models.ForeignKey(MatchPolicy, models.PROTECT, related_name="+")  # whose tiers
    engine = models.CharField(max_length=20)  # whose facts
    taken_at = models.DateTimeField()
    seekers = models.PositiveIntegerField()
    digest = models.CharField(max_length=71)

    class Meta:
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]

    def __str__(self):
        return self.digest


class SeekerFacts(models.Model):
    """What matching knew of one person from one snapshot on, until the next row of the same person.

    ``facts`` are the canonical bytes of jobs.matching.codec: ids and codes, no names, numbers or contacts;
    None: no longer looking for work.
    """

    # facts go with the person: erasing a worker erases them, and a replay then says that they are missing
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="+", db_index=False)
    since = models.ForeignKey(MatchSnapshot, models.PROTECT, related_name="facts")
    facts = models.BinaryField(null=True)

    class Meta:
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]
        constraints = [
            # also the way to the facts of one person at one snapshot
            models.UniqueConstraint(
                fields=["worker", "since"],
                name="one_set_of_facts_per_worker_and_snapshot",
                violation_error_message=_("The facts of this person are already recorded."),
            )
        ]

    def __str__(self):
        return f"{self.worker_id} since {self.since_id}"


class MatchOpening(models.Model):
    """A vacancy as matching saw it, kept once under the digest of its canonical bytes."""

    digest = models.CharField(max_length=71, primary_key=True)
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
        triggers = told(
            "match_run",
            centre="vacancy.centre_id",
            join="JOIN jobs_vacancy AS vacancy ON vacancy.id = touched.vacancy_id",
            columns=("id", "public_id", "vacancy_id", "state"),
        )


class Numbers(ArrayField):
    """An array of integers that goes to the database as one text: asking the field of its items about every
    one of them takes longer than writing the list.
    """

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The text PostgreSQL reads arrays from; it refuses what is no integer."""
        if not isinstance(value, list):
            return super().get_db_prep_value(value, connection, prepared)
        return "{" + ",".join(map(str, value)).replace("None", "NULL") + "}"

    def deconstruct(self) -> Any:
        """To migrations it is the column it is."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, kwargs


class MatchRunQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Runs of the vacancies the user may see."""
        return self.filter(vacancy__centre=user.centre_id)

    def with_sources(self):
        """What a list is read and explained with, in one query."""
        return self.select_related("vacancy", "profile", "policy", "snapshot", "opening").defer(
            "vacancy__description"
        )

    def holding(self, worker_id: int):
        """Current lists that name a worker."""
        return self.filter(worker_ids__contains=[worker_id], vacancy__current_run=models.F("pk"))


class MatchRun(models.Model):
    """One finished ranking: what it was made from, and the list as arrays in the order of the places.

    ``jobs.runs`` turns a Ranking into such a row and back. Who was removed is counted, so that a row does not
    grow with the register.
    """

    public_id = PublicIdField(prefix="ml", unique=True)
    # a run has no life without the task that asked for it; None: made to keep the list fresh
    task = models.OneToOneField(MatchTask, models.CASCADE, related_name="run", null=True)
    # a list of a vacancy that is gone names people for nothing
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="match_runs", db_index=False)
    vacancy_revision = models.PositiveIntegerField()
    profile = models.ForeignKey(MatchProfile, models.PROTECT, related_name="+", db_index=False)
    policy = models.ForeignKey(MatchPolicy, models.PROTECT, related_name="+", db_index=False)
    snapshot = models.ForeignKey(MatchSnapshot, models.PROTECT, related_name="runs")
    opening = models.ForeignKey(MatchOpening, models.PROTECT, related_name="+")
    engine = models.CharField(max_length=20)
    similarity = models.CharField(max_length=80)  # version of the table of related occupations
    input_digest = models.CharField(max_length=71)
    result_digest = models.CharField(max_length=71)
    most = models.PositiveIntegerField()  # how many people were to be listed
    eligible = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    refused = models.JSONField()  # [gate code, subject, what would settle it, number of people]
    worker_ids = Numbers(models.BigIntegerField())
    scores = Numbers(models.SmallIntegerField())  # M
    employer_scores = Numbers(models.SmallIntegerField())  # E
    worker_scores = Numbers(models.SmallIntegerField())  # W
    tiers = Numbers(models.SmallIntegerField())
    merit_ranks = Numbers(models.IntegerField())
    levels = Numbers(models.SmallIntegerField(null=True))  # whose reserve placed somebody; None: merit
    confirm = models.JSONField()  # [place, gate code, subject, what would settle it]
    shortfalls = models.JSONField()  # [place, level, why the promise is not kept]
    # who else can change the list: anybody eligible with M of entry_score, or of tier entry_tier, or more
    entry_score = models.SmallIntegerField()
    entry_tier = models.SmallIntegerField(null=True)
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


class Freshness(Work):
    """The standing work of one centre: every list follows the register.

    ``newest`` is the newest snapshot, which knows every change up to ``watermark``. ``compared`` is the one
    the lists were last compared with, and ``covered`` names the runs that stood that comparison or came out
    of it: a current list that is neither covered nor made from a later snapshot has to be made anew.
    """

    CELERY_TASK: ClassVar[str] = "jobs.refresh"
    TITLE: ClassVar[Any] = _("Keeping the lists fresh")
    IS_STANDING: ClassVar[bool] = True
    LOOK_AROUND: ClassVar = timedelta(seconds=10)

    public_id = PublicIdField(prefix="fr", unique=True)
    centre = models.OneToOneField(Centre, models.PROTECT, related_name="+")
    newest = models.ForeignKey(MatchSnapshot, models.PROTECT, related_name="+", db_index=False)
    watermark = models.TextField()
    compared = models.ForeignKey(MatchSnapshot, models.PROTECT, related_name="+", db_index=False)
    covered = ArrayField(models.BigIntegerField(), default=list)

    class Meta(Work.Meta):
        abstract = False

    @classmethod
    def wanted(cls) -> Q:
        """Centres where somebody has changed, or lists were not yet compared with the newest snapshot.

        Once in a while every centre: by then a day or a guarantee may be new, or a vacancy open again.
        """
        marks = cls.objects.filter(state=Work.State.TODO).values_list("pk", "watermark")
        changed = [pk for pk, mark in marks if changes.waiting(changes.Watermark(mark))]
        return (
            Q(pk__in=changed) | ~Q(compared=models.F("newest")) | Q(not_before__lte=Now() - cls.LOOK_AROUND)
        )
