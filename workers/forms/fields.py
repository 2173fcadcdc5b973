"""Fields that only forms about workers have."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workers.birth_date import UnreadableDate, read_birth_date, written_birth_date


class BirthDateField(forms.CharField):
    """A date of birth in any of the ways people write it; cleans to (date, precision). ``today`` is set by
    the form.
    """

    today: date

    def __init__(self, **options):
        super().__init__(
            max_length=20, widget=forms.TextInput({"size": 12, "autocomplete": "off"}), **options
        )

    def clean(self, value):
        text = super().clean(value)
        try:
            return read_birth_date(text, today=self.today)
        except UnreadableDate:
            raise ValidationError(_("Write day, month and year, or the year alone."), code="date") from None

    def prepare_value(self, value):
        return written_birth_date(*value) if isinstance(value, tuple) else value


class DayField(forms.DateField):
    """A day as the forms write it: 16/3/2026."""

    def __init__(self, **options):
        formats = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y", "%Y-%m-%d"]
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"size": 12, "autocomplete": "off"})
        super().__init__(input_formats=formats, widget=widget, **options)


class MonthField(forms.CharField):
    """A month, 5/2019, or a year; cleans to the first day of it, or None."""

    def __init__(self, **options):
        super().__init__(max_length=10, widget=forms.TextInput({"size": 8, "autocomplete": "off"}), **options)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        found = re.fullmatch(r"(?:(\d{1,2})[/.-])?((?:19|20)\d\d)", text)
        if not found or not 1 <= int(found[1] or 1) <= 12:
            raise ValidationError(_("Write the month and the year, 5/2019."), code="month")
        return date(int(found[2]), int(found[1] or 1), 1)

    def prepare_value(self, value):
        return f"{value.month}/{value.year}" if isinstance(value, date) else value


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nobody asked."""

    def __init__(self, **options):
        super().__init__(
            choices=[("", _("not asked")), ("yes", _("yes")), ("no", _("no"))],
            coerce={"yes": True, "no": False}.get,
            empty_value=None,
            required=False,
            **options,
        )

    def prepare_value(self, value):
        return {True: "yes", False: "no", None: ""}.get(value, value)
