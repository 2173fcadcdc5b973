"""The person: Form 01 of Decree 352/2025, in the order a clerk asks."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.forms import CommuneField
from catalog.models import EthnicGroup
from catalog.phones import readable_phone
from workers.birth_date import written_birth_date
from workers.citizen_card import CitizenCard, NotACard, doubts, read_card
from workers.forms.fields import BirthDateField
from workers.models import Worker

FROM_MODEL = [
    *("full_name", "sex", "address_detail", "phone_owner", "phone", "email", "other_contact"),
    *("religion", "permanent_detail", "education_level", "technical_level", "it_level"),
    *("worked_abroad_in",),
]


class PersonForm(forms.ModelForm):
    """Facts of one person. What a scanned card says fills the fields left empty."""

    card = forms.CharField(
        label=_("Scan the citizen card"),
        help_text=_("Put the cursor here and scan. Without a scanner go on with the next field."),
        required=False,
        max_length=400,
        widget=forms.TextInput({"autocomplete": "off", "data-card": ""}),
    )
    national_id = forms.CharField(
        label=_("Personal number"),
        help_text=_("12 digits. May stay empty."),
        required=False,
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "size": 16, "autocomplete": "off"}),
    )
    birth = BirthDateField(
        label=_("Date of birth"), help_text=_("Day, month, year: 5/3/1999, 050399, or the year alone.")
    )
    commune = CommuneField(
        label=_("Commune"), help_text=_("Old commune and district names are understood too.")
    )
    permanent_commune = CommuneField(
        label=_("Permanent commune"), help_text=_("Only if it is another one."), required=False
    )
    ethnicity = forms.ModelChoiceField(EthnicGroup.objects.current().in_order(), label=_("Ethnic group"))
    soft_skills = forms.MultipleChoiceField(
        label=_("Soft skills"),
        choices=choices.SoftSkill.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    services = forms.MultipleChoiceField(
        label=_("Services asked for"),
        choices=choices.WorkerService.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ["card", "national_id", "full_name", "birth", "sex", "commune", "address_detail"]

    class Meta:
        model = Worker
        fields = FROM_MODEL
        widgets = {
            "sex": forms.RadioSelect,
            "phone_owner": forms.Select,
            "phone": forms.TextInput({"inputmode": "tel", "size": 16, "autocomplete": "off"}),
        }
        labels = {
            "address_detail": _("Hamlet or street"),
            "permanent_detail": _("Permanent hamlet or street"),
        }

    def __init__(self, data=None, *, today: date, instance: Worker | None = None, **options):
        self.card_read: CitizenCard | None = None
        if data is not None:
            data = self._filled_from_card(data)
        initial = _initial(instance) if instance else {}
        super().__init__(data, instance=instance, initial=initial, **options)
        fields: dict[str, Any] = self.fields
        fields["birth"].today = today
        fields["sex"].choices = Worker.Sex.choices
        fields["commune" if self.card_read else "card"].widget.attrs["autofocus"] = True
        if instance:
            del self.fields["card"]
            self.fields["national_id"].help_text = _("Leave empty to keep the number on record.")

    def _filled_from_card(self, data):
        try:
            card = read_card(data.get("card", ""))
        except NotACard:
            return data
        self.card_read = card
        says = {
            "national_id": card.number,
            "full_name": card.full_name,
            "sex": card.sex,
            "birth": written_birth_date(card.birth_date, "day") if card.birth_date else "",
            "permanent_detail": card.address,
        }
        filled = data.copy()
        filled["card"] = ""  # read once; what it said now stands in the fields
        for name, value in says.items():
            if value and not filled.get(name):
                filled[name] = value
        return filled

    def _post_clean(self):
        """The form only reads; the action judges, and nothing here touches the record."""

    def facts(self) -> dict:
        """What was typed, as workers.actions takes it."""
        facts = {name: value for name, value in self.cleaned_data.items() if name not in {"card", "birth"}}
        facts["birth_date"], facts["birth_precision"] = self.cleaned_data["birth"]
        if self.instance.pk and not facts["national_id"]:
            del facts["national_id"]
        return facts

    def warnings(self) -> list:
        """Where the digits of the personal number disagree with the rest: to look at again, no refusal."""
        number = self.cleaned_data.get("national_id", "")
        if len(number) != 12 or not number.isdecimal():
            return []
        born = self.cleaned_data.get("birth")
        texts = {
            "sex": _("The personal number says another sex than the form."),
            "year": _("The personal number says another year of birth than the form."),
        }
        sex = self.cleaned_data.get("sex", "")
        return [texts[doubt] for doubt in doubts(number, sex=sex, birth_date=born[0] if born else None)]


def _initial(worker: Worker) -> dict:
    return {
        "birth": (worker.birth_date, worker.birth_precision),
        "commune": worker.commune,
        "permanent_commune": worker.permanent_commune,
        "ethnicity": worker.ethnicity_id,
        "soft_skills": worker.soft_skills,
        "services": worker.services,
        "phone": readable_phone(worker.phone),
    }
