"""Households and what the commune decided about them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms import CommuneField, TypeAheadField
from centres.models import User
from workers.forms.fields import DayField
from workers.models import Household, PovertyStatus

STATUS_FIELDS = ("category", "standard", "decision_no", "valid_from", "valid_to", "evidence")


class StatusForm(forms.ModelForm):
    """One decision of the commune."""

    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(
        label=_("Ends before"),
        required=False,
        help_text=_("The first day that no longer counts. Newly escaped ends by itself after 36 months."),
    )

    class Meta:
        model = PovertyStatus
        fields = STATUS_FIELDS

    def _post_clean(self):
        """The form only reads; the action judges."""

    def facts(self) -> dict[str, Any]:
        """The decision, as workers.actions.record_poverty_status takes it."""
        return self.cleaned_data


class EndStatusForm(forms.Form):
    """The day a status ends before."""

    ends_on = DayField(label=_("Ends before"), help_text=_("The first day that no longer counts."))


class HouseholdChoice(TypeAheadField):
    """A household known here, chosen by its head; a name that is not chosen is the head of a new one."""

    def find(self, text: str):
        return text

    def prepare_value(self, value):
        return (value.head_name, value.public_id) if isinstance(value, Household) else value

    def has_changed(self, initial, data):
        return super().has_changed(getattr(initial, "public_id", initial), data)


class JoinForm(forms.Form):
    """Which household a person belongs to: one of the register's, or a new one."""

    head = HouseholdChoice(
        Household.objects.none(),
        key_field="public_id",
        label=_("Household head"),
        help_text=_("Choose a household that is known here, or write the name for a new one."),
        required=False,
    )
    commune = CommuneField(label=_("Commune of the household"), required=False)
    hamlet = forms.CharField(label=_("Hamlet"), required=False, max_length=120)
    certificate_no = forms.CharField(label=_("Certificate number"), required=False, max_length=60)

    def __init__(self, *args, user: User, **options):
        super().__init__(*args, **options)
        head: Any = self.fields["head"]
        head.queryset = Household.objects.visible_to(user)

    def clean(self):
        typed = self.cleaned_data
        if isinstance(typed.get("head"), str) and not typed.get("commune") and "commune" not in self.errors:
            self.add_error("commune", _("A new household needs its commune."))
        return typed

    def household(self) -> Household | dict[str, Any] | None:
        """The household, as workers.actions takes it."""
        head = self.cleaned_data["head"]
        if not isinstance(head, str):
            return head
        names = ("commune", "hamlet", "certificate_no")
        return {"head_name": head, **{name: self.cleaned_data[name] for name in names}}


class HouseholdForm(JoinForm):
    """A person's household at registration, with its status if it has one."""

    category = forms.ChoiceField(
        label=_("Status of the household"),
        choices=[("", _("none certified")), *PovertyStatus.Category.choices],
        required=False,
    )
    standard = forms.ChoiceField(label=_("Standard"), choices=PovertyStatus.Standard.choices, required=False)
    decision_no = forms.CharField(label=_("Decision number"), required=False, max_length=60)
    valid_from = DayField(label=_("Valid from"), required=False)
    valid_to = DayField(label=_("Ends before"), required=False)

    field_order = ["head", "category", "decision_no", "valid_from", "certificate_no", "commune", "hamlet"]

    def clean(self):
        typed = forms.Form.clean(self) or {}
        if typed.get("category"):
            self._clean_status(typed)
        return typed

    def _clean_status(self, typed: dict[str, Any]) -> None:
        head = typed.get("head")
        if isinstance(head, Household):
            self.add_error("category", _("This household is known here: change its status on its own page."))
        elif not head:
            self.add_error("head", _("Name the household head as on the certificate."))
        for name in ("decision_no", "valid_from"):
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, _("The certificate says this; write it down."))

    def household(self) -> Household | dict[str, Any] | None:
        home = super().household()
        typed = self.cleaned_data
        if isinstance(home, dict) and typed["category"]:
            home["poverty"] = {
                "category": typed["category"],
                "standard": typed["standard"] or PovertyStatus.Standard.DECREE_07_2021,
                "decision_no": typed["decision_no"],
                "valid_from": typed["valid_from"],
                "valid_to": typed["valid_to"],
            }
        return home
