"""What a person looks for: Form 01a of Decree 352/2025."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.forms import CommuneField, OccupationField
from catalog.models import Province
from workers.forms.fields import YesNoField
from workers.models import JobSearch

WISHES = ("wish_1", "wish_2", "wish_3")
FROM_MODEL = ("job_title", "job_description", "position", "enterprise_type", "experience", "first_country",
              "second_country", "contract_type", "work_form", "purpose", "wage_mode", "wage_band", "wage_vnd",
              "meals", "ready_in_months", "recruitment_method", "working_place", "lifting", "standing",
              "hearing_speaking", "vision", "manipulation", "two_hands")  # fmt: skip


def _yes_no(name: str) -> YesNoField:
    label: Any = JobSearch._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return YesNoField(label=capfirst(label))


def _province(label: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Province.objects.in_order(), label=label, required=False)


class JobSearchForm(forms.ModelForm):
    """One job search. Everything but the wanted job may stay unasked."""

    wish_1 = OccupationField(label=_("Occupation wished for"), titled="job_title", required=False)
    wish_2 = OccupationField(label=_("Second occupation"), required=False)
    wish_3 = OccupationField(label=_("Third occupation"), required=False)
    first_commune = CommuneField(label=_("First choice of place: commune"), required=False)
    second_commune = CommuneField(label=_("Second choice of place: commune"), required=False)
    first_province = _province(_("First choice of place: province"))
    second_province = _province(_("Second choice of place: province"))
    benefits = forms.MultipleChoiceField(
        label=_("Benefits"),
        choices=choices.Benefit.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    only_these_places = _yes_no("only_these_places")
    accepts_moving = _yes_no("accepts_moving")
    accepts_overseas = _yes_no("accepts_overseas")
    accepts_shifts = _yes_no("accepts_shifts")
    accepts_trips = _yes_no("accepts_trips")
    accepts_secondment = _yes_no("accepts_secondment")

    class Meta:
        model = JobSearch
        fields = FROM_MODEL

    def __init__(self, data=None, *, instance: JobSearch | None = None, optional: bool = False, **options):
        initial: dict[str, Any] = {}
        if instance:
            wished = instance.wishes.select_related("occupation").order_by("position")
            initial = {name: getattr(instance, name) for name in self.base_fields if name not in WISHES}
            initial |= {name: wish.occupation for name, wish in zip(WISHES, wished, strict=False)}
        super().__init__(data, instance=instance, initial=initial, **options)
        if optional:
            self.fields["job_title"].required = False

    def _post_clean(self):
        """The form only reads; the action judges."""

    def clean(self):
        typed = super().clean() or {}
        if not typed.get("job_title") and "job_title" not in self.errors and self.has_changed():
            self.add_error("job_title", _("Name the job, or leave the whole job search empty."))
        return typed

    def facts(self) -> dict[str, Any]:
        """What was typed, as workers.actions takes it. The first occupation is what the title means."""
        typed = self.cleaned_data
        wishes = [typed[name] for name in WISHES if typed[name]]
        said = {name: value for name, value in typed.items() if name not in WISHES}
        return said | {"wishes": wishes, "occupation_confirmed": typed["wish_1"] is not None}


class CloseSearchForm(forms.Form):
    """Why a search ends."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
