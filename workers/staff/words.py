"""What the audit trail's words mean to a clerk."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workers.models import Worker

VERBS: dict[str, Promise] = {
    "worker.registered": _("Registered"),
    "worker.changed": _("Record changed"),
    "worker.consented": _("Consent recorded"),
    "worker.consent_withdrawn": _("Consent withdrawn"),
    "worker.national_id_read": _("Personal number read"),
    "worker.joined_household": _("Household changed"),
    "worker.search_opened": _("Job search opened"),
    "worker.search_changed": _("Job search changed"),
    "worker.search_closed": _("Job search closed"),
    "household.status_recorded": _("Household status recorded"),
    "household.status_ended": _("Household status ended"),
}
FACTS: dict[str, Any] = {field.name: field.verbose_name for field in Worker._meta.fields} | {
    "national_id": _("personal number"),
    "household": _("household"),
    "job_search": _("job search"),
    "skills": _("skills and licences"),
    "languages": _("languages"),
    "qualifications": _("qualifications"),
    "experiences": _("work so far"),
    "priority_memberships": _("priority groups"),
    "birth_precision": _("date of birth"),
}
