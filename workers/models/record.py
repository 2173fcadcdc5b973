"""What a person brings: qualifications, skills, languages, experience, priority groups, consents."""

from datetime import date

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.models import Language, Occupation, PriorityGroup, Skill, TrainingField
from centres.models import User, told_of_part
from workers.models.changes import changes_of
from workers.models.worker import Worker

# rows of a person's record go with the person: erasing a worker erases them


@pghistory.track()
class Qualification(models.Model):
    """A diploma or certificate of training (Form 01: highest level, other level, other qualifications)."""

    # part of the person's record
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="qualifications")
    level = models.CharField(_("level"), max_length=24, choices=choices.TechnicalLevel, blank=True)
    field = models.ForeignKey(
        TrainingField, models.PROTECT, verbose_name=_("training field"), null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)

    class Meta:
        triggers = told_of_part("worker", whole="workers_worker", key="worker_id")

    def __str__(self):
        return f"{self.level} {self.name}"


@pghistory.track()
class WorkerSkill(models.Model):
    """A skill or licence asked about. No row means nobody asked; ``held`` False means asked, and no."""

    # part of the person's record
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    held = models.BooleanField(_("has it"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "skill"],
                name="one_answer_per_worker_and_skill",
                violation_error_message=_("This skill is already recorded."),
            )
        ]
        triggers = [
            *changes_of("id", "worker_id", "skill_id", "held", worker="worker_id"),
            *told_of_part("worker", whole="workers_worker", key="worker_id"),
        ]

    def __str__(self):
        return f"{self.skill_id}={self.held}"


@pghistory.track()
class LanguageSkill(models.Model):
    """A language and how well it is spoken."""

    # part of the person's record
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="languages")
    language = models.ForeignKey(Language, models.PROTECT, verbose_name=_("language"), related_name="+")
    certificate = models.CharField(_("certificate"), max_length=120, blank=True)
    proficiency = models.CharField(_("proficiency"), max_length=10, choices=choices.Proficiency)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "language"],
                name="one_level_per_worker_and_language",
                violation_error_message=_("This language is already recorded."),
            )
        ]
        triggers = [
            *changes_of("id", "worker_id", "language_id", "proficiency", worker="worker_id"),
            *told_of_part("worker", whole="workers_worker", key="worker_id"),
        ]

    def __str__(self):
        return f"{self.language_id} {self.proficiency}"


@pghistory.track()
class Experience(models.Model):
    """A job held before. Months are stored as the first day of the month; no end means still there."""

    # part of the person's record
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="experiences")
    employer_name = models.CharField(_("employer"), max_length=200, blank=True)
    job_title = models.CharField(_("job title"), max_length=200)
    occupation = models.ForeignKey(
        Occupation, models.PROTECT, verbose_name=_("occupation"), null=True, related_name="+"
    )
    occupation_confirmed = models.BooleanField(_("occupation confirmed by staff"), default=False)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="experience_ends_after_it_starts",
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("started_on")),
                violation_error_message=_("The job has to end after it starts."),
            )
        ]
        triggers = [
            *changes_of("id", "worker_id", "occupation_id", "started_on", "ended_on", worker="worker_id"),
            *told_of_part("worker", whole="workers_worker", key="worker_id"),
        ]

    def __str__(self):
        return self.job_title


@pghistory.track()
class PriorityMembership(models.Model):
    """Membership of a group some scheme gives priority to, dated, with evidence. Poverty is not kept here."""

    # part of the person's record
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="priority_memberships")
    group = models.ForeignKey(
        PriorityGroup, models.PROTECT, verbose_name=_("priority group"), related_name="+"
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("ends before"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "group", "valid_from"],
                name="one_membership_per_worker_group_and_start",
                violation_error_message=_("This group is already recorded."),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
                violation_error_message=_("The membership has to end after it starts."),
            ),
        ]
        triggers = told_of_part("worker", whole="workers_worker", key="worker_id")

    def __str__(self):
        return self.group_id


class ConsentQuerySet(models.QuerySet):
    def live(self, purpose: str, day: date):
        """Consents to ``purpose`` given by the end of ``day`` and not withdrawn."""
        return self.filter(purpose=purpose, given_on__lte=day, withdrawn_on=None)


class Consent(models.Model):
    """Agreement to one use of one's data: the wording agreed to, in which language, how (Law 91/2025)."""

    class Purpose(models.TextChoices):
        EMPLOYMENT_SERVICE = (
            "employment_service",
            _("counselling, introduction and connecting supply with demand"),
        )

    class Channel(models.TextChoices):
        PAPER = "paper", _("signed on paper")
        SPOKEN = "spoken", _("spoken, recorded by staff")
        ONLINE = "online", _("online")

    # part of the person's record
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=30, choices=Purpose)
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=12, default="vi")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    given_on = models.DateField(_("given on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "purpose"],
                condition=Q(withdrawn_on=None),
                name="one_live_consent_per_purpose",
                violation_error_message=_("This consent is already recorded."),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=models.F("given_on")),
                violation_error_message=_("A consent can only be withdrawn after it was given."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="consents_are_kept", operation=pgtrigger.Delete),
            *changes_of("id", "worker_id", "purpose", "given_on", "withdrawn_on", worker="worker_id"),
        ]

    def __str__(self):
        return f"{self.purpose} {self.given_on}"
