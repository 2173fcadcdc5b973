"""A vacancy as facts a clerk reads: what it offers, what it asks."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from catalog import choices
from catalog.countries import Country
from catalog.phones import readable_phone
from jobs import rulewords, words
from jobs.models import Vacancy
from jobs.models.vacancy import Importance
from jobs.openings import profile_code

PERIODS = {"monthly": "month", "daily": "day", "hourly": "hour"}

SCALE = {"working_place": "place"}  # the one condition the core calls by another name

Fact = dict[str, Any]


def period(vacancy: Vacancy) -> str:
    """What the wage is counted by, as the wage tag takes it."""
    return PERIODS.get(vacancy.wage_mode, "month")


def workplace(vacancy: Vacancy) -> str:
    """Commune and province, or the country."""
    if vacancy.country:
        return str(dict(Country.choices).get(vacancy.country, vacancy.country))
    parts = [vacancy.industrial_park, vacancy.commune, vacancy.province]
    return ", ".join(str(part) for part in parts if part)


def offered(vacancy: Vacancy) -> list[Fact]:
    """What the person would get; what was not said is left out."""
    benefits = dict(choices.Benefit.choices)
    return _said(
        (_("Workplace"), workplace(vacancy)),
        (_("Places"), _places(vacancy)),
        (_("Wage counted"), vacancy.get_wage_mode_display()),
        (_("Contract"), vacancy.get_contract_type_display()),
        (_("Full or part time"), vacancy.get_work_form_display()),
        (_("Purpose"), vacancy.get_purpose_display()),
        (_("Meals"), vacancy.get_meals_display()),
        (_("Benefits"), ", ".join(str(benefits[key]) for key in vacancy.benefits or ())),
        (_("Starts in (months)"), vacancy.starts_in_months or _("at once")),
        (_("Deadline"), _until(vacancy)),
        (_("Way of recruiting"), vacancy.get_recruitment_method_display()),
        (_("Wanted from the centre"), vacancy.get_wish_display()),
        (
            _("Contact"),
            contact(vacancy),
        ),
        (_("Source"), " ".join(filter(None, [vacancy.source, vacancy.source_ref]))),
    )


def _places(vacancy: Vacancy) -> str:
    return _("%(openings)s, of which %(filled)s filled") % {
        "openings": number_format(vacancy.openings),
        "filled": number_format(vacancy.filled),
    }


def _until(vacancy: Vacancy) -> str:
    return date_format(vacancy.deadline, "d/m/Y") if vacancy.deadline else _("until filled")


def asked(vacancy: Vacancy) -> list[Fact]:
    """What the person must or should bring, each with its importance; three queries."""
    skills = vacancy.skill_demands.select_related("skill").order_by("pk")
    languages = vacancy.language_demands.select_related("language").order_by("pk")
    conditions = [
        f"{words.scales([SCALE.get(name, name)]).capitalize()}: {kind(value).label}"
        for name, kind in choices.CONDITIONS.items()
        if (value := getattr(vacancy, name))
    ]
    demanded = ("shifts", "trips", "secondment")
    named = ", ".join(f"{row.language} ({row.get_proficiency_display()})" for row in languages)
    return [
        *_said((_("Occupation"), _occupation(vacancy))),
        *_weighed(vacancy, "education", vacancy.get_education_level_display()),
        *_weighed(vacancy, "technical_level", vacancy.get_technical_level_display()),
        *_weighed(vacancy, "experience", vacancy.get_experience_display()),
        *_weighed(vacancy, "it", vacancy.get_it_level_display()),
        *(
            {"label": _("Skill or licence"), "value": row.skill, "note": row.get_importance_display()}
            for row in skills
        ),
        *_weighed(vacancy, "language", named),
        *_weighed(vacancy, "conditions", " · ".join(conditions)),
        *_weighed(
            vacancy,
            "availability",
            words.demands([name for name in demanded if getattr(vacancy, f"demands_{name}")]),
        ),
        *_said((_("Age"), _("18 and over: hazardous work") if vacancy.is_hazardous else "")),
        _weights(vacancy),
    ]


def _weights(vacancy: Vacancy) -> Fact:
    """Whose weights rank the candidates, and who decided that."""
    chosen = _("chosen by staff") if vacancy.job_family else _("by the workplace and the occupation")
    return {"label": _("Weights"), "value": rulewords.family(profile_code(vacancy)), "note": chosen}


def _occupation(vacancy: Vacancy) -> str:
    row = vacancy.occupation
    return f"{row.code} {row}" if row else _("not coded yet")


def _weighed(vacancy: Vacancy, criterion: str, value: str) -> Iterable[Fact]:
    if value:
        importance = Importance(vacancy.importance.get(criterion, Importance.MEDIUM))
        yield {"label": words.criterion(criterion), "value": value, "note": importance.label}


def _said(*rows: tuple[str, Any]) -> list[Fact]:
    return [{"label": label, "value": value} for label, value in rows if value]


def contact(vacancy: Vacancy) -> str:
    """Who answers, and at which number."""
    return " · ".join(filter(None, [vacancy.contact_name, readable_phone(vacancy.contact_phone)]))
