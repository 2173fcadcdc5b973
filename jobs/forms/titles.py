"""The occupation of one vacancy, given from the list of titles to code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms import OccupationField


class CodeForm(forms.Form):
    """A proposal pressed is ``occupation_pick``; a name typed stands over it."""

    occupation = OccupationField(label=_("Occupation"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
