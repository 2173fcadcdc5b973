"""HTML forms of vacancies (Form 03a). What VacancyForm cleans is what ``jobs.actions`` takes as facts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.countries import Country
from catalog.forms import CommuneField, OccupationField, OfferedSkills, TypeAheadField
from catalog.models import Language, Skill
from jobs import words
from jobs.demands import FACTS, MOST_DEMANDS
from jobs.matching.types import CRITERIA, EMPLOYER_SIDE, MAY_BE_MUST, WORKER_SIDE
from jobs.models import SkillDemand, Vacancy
from jobs.models.vacancy import Importance, JobFamily

Workplace = Vacancy.Workplace
LEVELS = {
    "education_level": "education",
    "technical_level": "technical_level",
    "experience": "experience",
    "it_level": "it",
}  # form field -> the criterion whose importance stands beside it
SPARE_ROWS = 2


class VacancyForm(forms.ModelForm):
    """Form 03a in the order of the paper, with the importance of each requirement beside it."""

    occupation = OccupationField(
        label=_("Occupation"), titled="title", help_text=_("Needed before the approval."), required=False
    )
    commune = CommuneField(label=_("Commune"), required=False)
    workplace = forms.ChoiceField(
        label=_("Workplace"), choices=Workplace.choices, widget=forms.RadioSelect
    )  # a radio list has no empty row
    country = forms.ChoiceField(label=_("Country"), choices=[("", "–"), *Country.choices], required=False)
    benefits = forms.MultipleChoiceField(
        label=_("Benefits"),
        choices=choices.Benefit.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Leave empty when nothing was said."),
    )
    deadline = forms.DateField(
        label=_("Deadline"),
        required=False,
        help_text=_("Day, month, year: 31/12/2026. Empty: until filled."),
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.DateInput({"size": 12, "autocomplete": "off"}, format="%d/%m/%Y"),
    )
    job_family = forms.ChoiceField(
        label=_("Weights"),
        choices=[("", _("by the workplace and the occupation")), *JobFamily.choices],
        required=False,
        help_text=_("The job family whose weights rank the candidates."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Vacancy
        fields = (
            *("title", "position", "openings", "description", "workplace", "province", "country"),
            *("industrial_park", "education_level", "technical_level", "experience", "it_level"),
            *choices.CONDITIONS,
            *("wage_mode", "wage_min_vnd", "wage_max_vnd", "contract_type", "work_form", "purpose"),
            *("demands_shifts", "demands_trips", "demands_secondment", "is_hazardous", "starts_in_months"),
            *("meals", "benefits", "recruitment_method", "deadline", "wish", "contact_name"),
            *("contact_position", "contact_phone", "contact_email", "sms_on_application"),
            *("email_on_application", "job_family"),
        )
        widgets = {"description": forms.Textarea({"rows": 5})}
        localized_fields = ("openings", "wage_min_vnd", "wage_max_vnd")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["occupation"], self.initial["commune"] = self.instance.occupation, self.instance.commune
        self.initial["version"] = self.instance.version
        self.fields["starts_in_months"].required = False
        for code in CRITERIA:
            self._add_importance(code)
        self.skill_rows = self._add_skills()
        self.offered = self._offered_skills()
        self.language_rows = self._add_languages()

    def _add_importance(self, code: str) -> None:
        offered = [
            (value, text)
            for value, text in Importance.choices
            if value != Importance.MUST or code in MAY_BE_MUST
        ]
        self.fields[f"importance_{code}"] = forms.ChoiceField(
            label=_("Importance: %(criterion)s") % {"criterion": words.CRITERIA[code]},
            choices=offered,
            required=False,
            initial=self.instance.importance.get(code, Importance.MEDIUM),
        )

    def _add_skills(self) -> list[int]:
        known = self._on_record("skill_demands", "skill", "importance")
        rows = self._rows("skill", len(known))
        for number in rows:
            row, importance = (
                known[number] if number < len(known) else (None, SkillDemand.Importance.REQUIRED)
            )
            self.fields[f"skill_{number}"] = TypeAheadField(
                Skill.objects.current(),
                label=_("Skill or licence %(number)d") % {"number": number + 1},
                initial=row,
                required=False,
            )
            self.fields[f"skill_{number}_importance"] = forms.ChoiceField(
                label=_("Importance"),
                choices=SkillDemand.Importance.choices,
                initial=importance,
                required=False,
            )
        return rows

    def _offered_skills(self) -> OfferedSkills:
        if self.is_bound:
            return OfferedSkills(self.data)
        listed = [self.fields[f"skill_{number}"].initial for number in self.skill_rows]
        return OfferedSkills(
            occupations=[self.instance.occupation_id] if self.instance.occupation_id else [],
            listed=[skill.pk for skill in listed if skill],
        )

    def _add_languages(self) -> list[int]:
        known = self._on_record("language_demands", "language", "proficiency")
        rows = self._rows("language", len(known))
        for number in rows:
            row, proficiency = known[number] if number < len(known) else (None, choices.Proficiency.AVERAGE)
            self.fields[f"language_{number}"] = forms.ModelChoiceField(
                Language.objects.current().in_order(),
                label=_("Language %(number)d") % {"number": number + 1},
                initial=row,
                required=False,
            )
            self.fields[f"language_{number}_proficiency"] = forms.ChoiceField(
                label=_("Proficiency"),
                choices=choices.Proficiency.choices,
                initial=proficiency,
                required=False,
            )
        return rows

    def _on_record(self, relation: str, listed: str, degree: str) -> list[tuple[Any, str]]:
        if self.instance.pk is None:
            return []
        rows = getattr(self.instance, relation).select_related(listed).order_by("pk")
        return [(getattr(row, listed), getattr(row, degree)) for row in rows]

    def _rows(self, name: str, known: int) -> list[int]:
        """Row numbers to show: those on record and some spare ones, or as many as were sent."""
        sent = [number for number in range(MOST_DEMANDS + 1) if f"{name}_{number}" in self.data]
        return list(range(max(known + SPARE_ROWS, max(sent, default=-1) + 1)))

    def clean_benefits(self) -> list[str] | None:
        return self.cleaned_data["benefits"] or None

    def clean_starts_in_months(self) -> int:
        return self.cleaned_data["starts_in_months"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        workplace = cleaned.get("workplace")
        if workplace == Workplace.IN_PROVINCE:
            cleaned |= {"province": self.instance.centre.province, "country": ""}
        elif workplace == Workplace.ELSEWHERE:
            cleaned["country"] = ""
            if not cleaned.get("province"):
                self.add_error("province", _("Give the province."))
        elif workplace == Workplace.OVERSEAS:
            cleaned |= {"province": None, "commune": None}
            if not cleaned.get("country"):
                self.add_error("country", _("Give the country."))
        cleaned["skills"] = dict(self._skills(cleaned))
        cleaned["languages"] = dict(self._languages(cleaned))
        return cleaned

    def _skills(self, cleaned: dict[str, Any]) -> Iterable[tuple[str, str]]:
        for number in self.skill_rows:
            row = cleaned.get(f"skill_{number}")
            if row is not None:
                yield row.pk, cleaned.get(f"skill_{number}_importance") or SkillDemand.Importance.REQUIRED
        listed = {row.pk for number in self.skill_rows if (row := cleaned.get(f"skill_{number}"))}
        for skill in self.offered.ticked:
            if skill.pk not in listed:
                yield skill.pk, SkillDemand.Importance.REQUIRED

    def _languages(self, cleaned: dict[str, Any]) -> Iterable[tuple[str, str]]:
        for number in self.language_rows:
            row = cleaned.get(f"language_{number}")
            if row is not None:
                yield row.pk, cleaned.get(f"language_{number}_proficiency") or choices.Proficiency.AVERAGE

    def facts(self) -> dict[str, Any]:
        """What the actions take. A criterion of medium importance is not written down."""
        chosen = {code: self.cleaned_data.get(f"importance_{code}") for code in CRITERIA}
        return {
            **{name: value for name, value in self.cleaned_data.items() if name in FACTS},
            "occupation_confirmed": self.cleaned_data.get("occupation") is not None,
            "importance": {code: str(v) for code, v in chosen.items() if v and v != Importance.MEDIUM},
            "skills": self.cleaned_data["skills"],
            "languages": self.cleaned_data["languages"],
        }

    # what the template walks through

    def levels(self) -> list[tuple[BoundField, BoundField]]:
        """A level and its importance, row by row."""
        return [(self[name], self[f"importance_{code}"]) for name, code in LEVELS.items()]

    def skills(self) -> list[tuple[BoundField, BoundField]]:
        """A skill and its importance, row by row."""
        return [(self[f"skill_{n}"], self[f"skill_{n}_importance"]) for n in self.skill_rows]

    def languages(self) -> list[tuple[BoundField, BoundField]]:
        """A language and its proficiency, row by row."""
        return [(self[f"language_{n}"], self[f"language_{n}_proficiency"]) for n in self.language_rows]

    def conditions(self) -> list[BoundField]:
        """The seven scales."""
        return [self[name] for name in choices.CONDITIONS]

    def weights(self) -> list[BoundField]:
        """The importances that stand beside no requirement."""
        beside = {*LEVELS.values(), "language", "conditions"}
        return [self[f"importance_{code}"] for code in (*EMPLOYER_SIDE, *WORKER_SIDE) if code not in beside]


class VacancyFilter(forms.Form):
    q = forms.CharField(
        label=_("Job title"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *Vacancy.State.choices]
    )
    workplace = forms.ChoiceField(
        label=_("Workplace"), required=False, choices=[("", _("all")), *Workplace.choices]
    )
    employer = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
