"""Forms about referrals: which of them to list, and the next step of one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobs.models import Referral


class ReferralFilter(forms.Form):
    """By person, job, state; one person or one vacancy by its public id."""

    q = forms.CharField(
        label=_("Person"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    title = forms.CharField(
        label=_("Job title"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *Referral.State.choices]
    )
    worker = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    vacancy = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, names: bool, **kwargs: Any) -> None:
        """``names``: whether the reader may look people up by name."""
        super().__init__(*args, **kwargs)
        if not names:
            del self.fields["q"]


class MoveForm(forms.Form):
    """One step: where to, why, and of declining whether the reason was a good one."""

    to = forms.ChoiceField(choices=Referral.State.choices)
    reason = forms.CharField(max_length=300, required=False)
    is_justified = forms.TypedChoiceField(
        choices=[("yes", _("yes")), ("no", _("no"))],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        required=False,
    )
