"""Imports of scraped postings: every row of every file, what was understood of it and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centres.models import Centre, User
from jobs.models.vacancy import Vacancy


class ImportBatch(models.Model):
    """One file of postings. The same bytes are taken once per centre; a second try resumes the first."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    filename = models.CharField(max_length=200)
    total = models.PositiveIntegerField()
    applied = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "sha256"],
                name="one_import_per_centre_and_file",
                violation_error_message=_("This file was already imported."),
            ),
            models.CheckConstraint(
                name="import_applies_no_more_than_it_holds",
                condition=models.Q(applied__lte=models.F("total")),
                violation_error_message=_("More rows were applied than the file holds."),
            ),
        ]

    def __str__(self):
        return self.filename


class ImportRow(models.Model):
    """What became of one row: per field ``understood``, ``unsure`` or ``refused``, with reason codes."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("vacancy created")
        KNOWN = "known", _("already here")
        REFUSED = "refused", _("refused")

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="rows"
    )  # a receipt belongs to its file
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    vacancy = models.ForeignKey(
        Vacancy, models.SET_NULL, null=True, related_name="+"
    )  # the receipt outlives it
    findings = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"],
                name="one_receipt_per_row",
                violation_error_message=_("This row was already taken."),
            )
        ]

    def __str__(self):
        return f"{self.number}: {self.outcome}"
