"""The form by which staff decide about a person on a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jobs.models import Override
from jobs.models.override import LONGEST_REASON


class OverrideForm(forms.Form):
    """Forward or aside, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=Override.Decision.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Colleagues and auditors read it. Do not write about health, religion or family."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
