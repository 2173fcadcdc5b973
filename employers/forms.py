"""HTML forms of employers (Form 03)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.forms import CommuneField, TypeAheadField
from catalog.models import Industry
from employers.actions import FACTS, Refused
from employers.models import Employer

GROUPS = [
    (
        _("Employer"),
        ["name", "kind", "tax_code", "enterprise_type", "industry", "main_product", "size"],
    ),
    (_("Address"), ["province", "commune", "address_detail", "industrial_park", "phone", "email"]),
    (_("Representative"), ["representative_name", "representative_position", "representative_phone"]),
    (_("What it wants from the centre"), ["plans_to_recruit", "services"]),
]


class EmployerForm(forms.ModelForm):
    """Form 03. What it cleans is what ``employers.actions`` takes as facts."""

    commune = CommuneField(label=_("Commune"), required=False)
    industry = TypeAheadField(Industry.objects.current(), label=_("Main line of business"), required=False)
    services = forms.MultipleChoiceField(
        label=_("Services"),
        choices=choices.EmployerService.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Employer
        fields: Sequence[str] = [
            *("name", "kind", "tax_code", "enterprise_type", "main_product", "size", "plans_to_recruit"),
            *("services", "province", "address_detail", "industrial_park", "phone", "email"),
            *("representative_name", "representative_position", "representative_phone"),
        ]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["commune"], self.initial["industry"] = self.instance.commune, self.instance.industry
        self.initial["version"] = self.instance.version

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: value for name, value in self.cleaned_data.items() if name in FACTS}


class EmployerFilter(forms.Form):
    q = forms.CharField(
        label=_("Name or tax code"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *Employer.State.choices]
    )


class ReasonForm(forms.Form):
    """One step of a record: where to, and why."""

    to = forms.CharField(max_length=12)
    reason = forms.CharField(max_length=300, required=False)


def show_problems(form: Any, problem: ValidationError | Refused) -> None:
    """Put a refusal of an action on the form, beside the field it names if the form has it."""
    if not isinstance(problem, ValidationError):
        form.add_error(None, str(problem))
        return
    for name, texts in problem.message_dict.items():
        form.add_error(name if name in form.fields else None, texts)
