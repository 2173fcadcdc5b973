"""Fields of HTML forms that choose from the reference lists."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Commune
from catalog.vietnamese import search_key


class TypeAheadInput(forms.Widget):
    """A text to type in, and beside it the hidden code of the suggestion that was taken."""

    template_name = "catalog/typeahead.html"

    def value_from_datadict(self, data, files, name):
        return data.get(name, "").strip(), data.get(f"{name}_key", "").strip()

    def value_omitted_from_data(self, data, files, name):
        return name not in data

    def get_context(self, name, value, attrs):
        text, key = value if isinstance(value, tuple) else (str(value or ""), getattr(value, "pk", ""))
        context = super().get_context(name, text, attrs)
        context["widget"]["key"] = key
        return context


class TypeAheadField(forms.Field):
    """One row of ``queryset``: the one whose code came with the text, else the only one of exactly that name.

    The second way is for keyboards without scripts. ``key_field`` is the column the code stands in.
    """

    widget = TypeAheadInput

    def __init__(self, queryset: QuerySet, *, key_field: str = "pk", **options: Any) -> None:
        self.queryset, self.key_field = queryset, key_field
        super().__init__(**options)

    def to_python(self, value):
        text, key = value or ("", "")
        ProhibitNullCharactersValidator()(text + key)  # PostgreSQL cannot even look for one
        if not text:
            return None
        if key:
            row = self.queryset.filter(**{self.key_field: key}).first()
            if row is not None:
                return row
        return self.find(text)

    def find(self, text: str):
        """The only row that bears the name. Raises ValidationError."""
        rows = list(self.queryset.filter(search_key=search_key(text))[:2])
        if len(rows) != 1:
            raise ValidationError(_("Choose one of the suggestions under the field."), code="unknown")
        return rows[0]

    def has_changed(self, initial, data):
        text, key = data or ("", "")
        return str(getattr(initial, "pk", initial) or "") != (key or text)


class CommuneField(TypeAheadField):
    """A commune in use; its full name (Xã Mường Chiên) is understood as well as the bare one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Commune.objects.current(), **options)

    def find(self, text: str):
        """The only commune of the name. Raises ValidationError."""
        named = list(self.queryset.filter(full_name__iexact=" ".join(text.split()))[:2])
        return named[0] if len(named) == 1 else super().find(text)
