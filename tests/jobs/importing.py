"""What the tests of the import share."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.utils import translation

from centres.models import AuditEvent
from employers.models import Employer
from jobs.models import ImportBatch, ImportRow, Vacancy
from tests.cast import TODAY
from tests.jobs.postings import (
    COOK,
    SEWING,
    csv_text,
)

ROOT = Path(__file__).parents[2]
PLAIN = csv_text([SEWING, COOK])


def run(path, *, centre="SLA", gathered_on=TODAY, **options) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("import_vacancies", path, centre=centre, gathered_on=gathered_on, stdout=out, **options)
    return out.getvalue()


def counts() -> tuple[int, ...]:
    models = (ImportBatch, ImportRow, Vacancy, Employer, AuditEvent)
    return tuple(model.objects.count() for model in models)
