"""A record's columns as labelled facts for the page."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalog.phones import readable_phone
from workers.birth_date import written_birth_date
from workers.models import JobSearch, Worker

Fact = dict[str, Any]


def of_person(worker: Worker, *, today: date, sensitive: bool) -> list[Fact]:
    """The person, without what only ``workers:sensitive`` shows unless ``sensitive``."""
    age = _("%(age)d years old") % {"age": worker.age_on(today)}
    born = written_birth_date(worker.birth_date, worker.birth_precision)
    identity = [
        {"label": _("Date of birth"), "value": born, "note": age},
        {"label": _("Sex"), "value": worker.get_sex_display()},
        {"label": _("Commune"), "value": worker.commune.full_name},
    ]
    learned = [
        {"label": _("General education"), "value": worker.get_education_level_display()},
        {"label": _("Technical level"), "value": worker.get_technical_level_display()},
        {"label": _("Office IT"), "value": worker.get_it_level_display()},
        {"label": _("Soft skills"), "value": _labels(worker, "soft_skills")},
        {"label": _("Services asked for"), "value": _labels(worker, "services")},
    ]
    return identity + (_closed_facts(worker) if sensitive else []) + learned


def _closed_facts(worker: Worker) -> list[Fact]:
    owner = "" if worker.phone_owner == Worker.PhoneOwner.OWN else worker.get_phone_owner_display()
    return [
        {"label": _("Personal number"), "value": worker.masked_national_id},
        {"label": _("Phone"), "value": readable_phone(worker.phone), "note": owner},
        {"label": _("Email"), "value": worker.email},
        {"label": _("Other contact"), "value": worker.other_contact},
        {"label": _("Hamlet or street"), "value": worker.address_detail},
        {"label": _("Permanent address"), "value": worker.permanent_detail},
        {"label": _("Ethnic group"), "value": str(worker.ethnicity)},
        {"label": _("Religion"), "value": worker.religion},
    ]


def of_search(search: JobSearch) -> list[Fact]:
    """What the person looks for; only what was asked."""
    wishes = [f"{wish.occupation} ({wish.occupation_id})" for wish in search.wishes.all()]
    ready = search.ready_in_months
    choices = [
        *("position", "experience", "enterprise_type", "contract_type", "work_form", "purpose"),
        *("wage_mode", "wage_band", "meals", "recruitment_method", "working_place", "lifting", "standing"),
        *("hearing_speaking", "vision", "manipulation", "two_hands"),
    ]
    asked = [
        {"label": _("Occupations wished for"), "value": "; ".join(wishes)},
        {"label": _("Job description"), "value": search.job_description},
        {
            "label": _("First choice of place"),
            "value": search.get_first_country_display()
            or _place(search.first_province, search.first_commune),
        },
        {
            "label": _("Second choice of place"),
            "value": search.get_second_country_display()
            or _place(search.second_province, search.second_commune),
        },
        *(_choice(search, name) for name in choices),
        {"label": _("Benefits"), "value": _labels(search, "benefits")},
        {"label": _("Ready in (months)"), "value": "" if ready is None else str(ready)},
        *(_claim(search, name) for name in _CLAIMS),
    ]
    return [fact for fact in asked if fact["value"]]


_CLAIMS = (
    *("only_these_places", "accepts_moving", "accepts_overseas"),
    *("accepts_shifts", "accepts_trips", "accepts_secondment"),
)


def _label(row: Any, name: str) -> str:
    label = str(row._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _choice(row: Any, name: str) -> Fact:
    return {"label": _label(row, name), "value": getattr(row, f"get_{name}_display")()}


def _claim(row: Any, name: str) -> Fact:
    return {"label": _label(row, name), "value": {True: _("yes"), False: _("no")}.get(getattr(row, name), "")}


def _labels(row: Any, name: str) -> str:
    labels = dict(row._meta.get_field(name).base_field.choices)
    return ", ".join(str(labels.get(key, key)) for key in getattr(row, name))


def _place(province: Any, commune: Any) -> str:
    return ", ".join(place.full_name for place in (commune, province) if place)
