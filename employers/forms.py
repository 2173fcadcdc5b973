"""HTML forms of employers (Form 03)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.models import Commune, Industry
from catalog.vietnamese import search_key
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


def picked(rows: QuerySet[Any], text: str, key: str) -> Any:
    """The listed row a type-ahead names: by its key while the text is still its name, else by code or name.

    Raises ValidationError when nothing or more than one row fits.
    """
    if not text:
        return None
    if (
        key
        and (row := rows.filter(pk=key).first()) is not None
        and search_key(label(row)) == search_key(text)
    ):
        return row
    found = list(rows.filter(pk=text)[:1]) or list(rows.filter(search_key=search_key(text))[:2])
    if len(found) != 1:
        raise ValidationError(_("Choose one of the suggestions."))
    return found[0]


def label(row: Any) -> str:
    """A listed row as its type-ahead field writes it."""
    return str(row)


class Picked(forms.CharField):
    """The text half of a type-ahead; its other half is the hidden field ``<name>_key``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 400, "required": False} | kwargs)


def key_field() -> forms.CharField:
    """The hidden half of a type-ahead: the code of the chosen suggestion."""
    return forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)


class EmployerForm(forms.ModelForm):
    """Form 03. What it cleans is what ``employers.actions`` takes as facts."""

    commune = Picked(label=_("Commune"), help_text=_("Type two letters and choose."))
    commune_key = key_field()
    industry = Picked(label=_("Main line of business"), help_text=_("Type two letters and choose."))
    industry_key = key_field()
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
        for name in ("commune", "industry"):
            if row := getattr(self.instance, name):
                self.initial |= {name: label(row), f"{name}_key": row.pk}
        self.initial["version"] = self.instance.version

    def clean_commune(self) -> Commune | None:
        key = self.data.get("commune_key", "")
        return picked(Commune.objects.current(), self.cleaned_data["commune"], key)

    def clean_industry(self) -> Industry | None:
        key = self.data.get("industry_key", "")
        return picked(Industry.objects.current(), self.cleaned_data["industry"], key)

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
