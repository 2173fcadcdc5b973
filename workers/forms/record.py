"""The lists of a record, one small form for each row; an empty row is no row."""

from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.forms import OccupationField, OfferedSkills, TypeAheadField
from catalog.models import Language, PriorityGroup, Skill, TrainingField
from workers.forms.fields import DayField, MonthField
from workers.models import JobSearch, Wish, Worker

UNSAID = ("", "–")


class Row(forms.Form):
    """One row. Without its ``key`` it is no row: an empty one is left out, an emptied one is taken away."""

    key: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = ()

    def clean(self):
        row = self.cleaned_data
        if row.get(self.key):
            for name in self.needs:
                if not row.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in too."))
        elif not self.initial and self.has_changed() and self.key not in self.errors:
            self.add_error(self.key, _("Fill this in, or leave the whole row empty."))
        return row


class Answer(forms.TypedChoiceField):
    """Yes or no; without the skill it is about, it says nothing."""

    def __init__(self, **options: Any) -> None:
        answers = [("True", _("knows it")), ("False", _("does not know it"))]
        options |= {"choices": answers, "coerce": lambda text: text == "True", "empty_value": True}
        super().__init__(initial=True, required=False, **options)

    def has_changed(self, initial, data):
        return False


class SkillRow(Row):
    """No row means nobody asked."""

    key = "skill"
    skill = TypeAheadField(Skill.objects.current(), label=_("Skill, licence or software"), required=False)
    held = Answer(label=_("Answer"))


class LanguageRow(Row):
    key, needs = "language", ("proficiency",)
    language = forms.ModelChoiceField(
        Language.objects.current().in_order(), label=_("Language"), required=False
    )
    proficiency = forms.ChoiceField(
        label=_("Proficiency"), choices=[UNSAID, *choices.Proficiency.choices], required=False
    )
    certificate = forms.CharField(label=_("Certificate"), required=False, max_length=120)


class QualificationRow(Row):
    key = "level"
    level = forms.ChoiceField(
        label=_("Level"), choices=[UNSAID, *choices.TechnicalLevel.choices], required=False
    )
    field = forms.ModelChoiceField(
        TrainingField.objects.current().in_order(), label=_("Training field"), required=False
    )
    name = forms.CharField(label=_("Name of the certificate"), required=False, max_length=200)
    grade = forms.IntegerField(label=_("Grade"), required=False, min_value=1, max_value=9)
    issued_on = DayField(label=_("Issued on"), required=False)


class ExperienceRow(Row):
    key, needs = "job_title", ("started_on",)
    job_title = forms.CharField(label=_("Job title"), required=False, max_length=200)
    occupation = OccupationField(label=_("Occupation"), titled="job_title", required=False)
    employer_name = forms.CharField(label=_("Employer"), required=False, max_length=200)
    started_on = MonthField(label=_("From (month/year)"), required=False)
    ended_on = MonthField(label=_("To (empty: still there)"), required=False)

    def clean(self):
        row = super().clean()
        return row | {"occupation_confirmed": row.get("occupation") is not None}


class PriorityRow(Row):
    key, needs = "group", ("valid_from",)
    group = forms.ModelChoiceField(
        PriorityGroup.objects.current().in_order(), label=_("Priority group"), required=False
    )
    valid_from = DayField(label=_("Since"), required=False)
    evidence = forms.CharField(label=_("Evidence"), required=False, max_length=300)


class Rows(BaseFormSet):
    """A list of rows."""

    def facts(self) -> list[dict[str, Any]]:
        """The rows that are rows, as workers.actions takes them."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get(form.key)]


RECORD_LISTS: dict[str, tuple[Any, type[Row], int]] = {
    "qualifications": (_("Qualifications"), QualificationRow, 1),
    "skills": (_("Skills and licences"), SkillRow, 3),
    "languages": (_("Languages"), LanguageRow, 2),
    "experiences": (_("Work so far"), ExperienceRow, 1),
    "priority_memberships": (_("Priority groups"), PriorityRow, 1),
}


def offered_skills(data, worker: Worker | None = None) -> OfferedSkills:
    """Skills of the occupations the person wishes for and has worked in."""
    if data is not None or worker is None:
        return OfferedSkills(data)
    wishes = Wish.objects.filter(job_search__worker=worker).exclude(job_search__state=JobSearch.State.CLOSED)
    wished = wishes.order_by("position").values_list("occupation_id", flat=True)
    worked = worker.experiences.exclude(occupation=None).order_by("-started_on", "-pk")
    return OfferedSkills(
        occupations=[*wished, *worked.values_list("occupation_id", flat=True)],
        listed=list(worker.skills.values_list("skill_id", flat=True)),
    )


def record_lists(data, worker: Worker | None = None) -> dict[str, Any]:
    """A formset for each list, with the worker's rows in it."""
    made = {}
    for name, (_title, row, extra) in RECORD_LISTS.items():
        kind = formset_factory(row, formset=Rows, extra=extra, max_num=30, absolute_max=40)
        initial = _rows_of(worker, name, row) if worker else []
        made[name] = kind(data, prefix=name, initial=initial)
    return made


def _rows_of(worker: Worker, name: str, row: type[Row]) -> list[dict[str, Any]]:
    listed = getattr(worker, name)
    linked = [field for field in row.base_fields if listed.model._meta.get_field(field).is_relation]
    rows = listed.select_related(*linked).order_by("pk")
    return [{field: getattr(one, field) for field in row.base_fields} for one in rows]
