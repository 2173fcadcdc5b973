"""Fields of HTML forms that choose from the reference lists."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Commune, Occupation, Skill
from catalog.proposals import Proposal, propose
from catalog.skills import MOST, suggested_skills
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


class OccupationInput(TypeAheadInput):
    """A text left empty is answered by the proposal that was picked under it."""

    def value_from_datadict(self, data, files, name):
        text, key = super().value_from_datadict(data, files, name)
        return (text, key) if text else ("", data.get(f"{name}_pick", "").strip())

    def get_context(self, name, value, attrs):
        return super().get_context(
            name, ("", "") if isinstance(value, tuple) and not value[0] else value, attrs
        )


class OccupationField(TypeAheadField):
    """An occupation of four digits. ``titled`` names the field of the same form with the free title it codes:
    what that may mean is proposed underneath, and picking one is as good as choosing it by name.
    """

    widget = OccupationInput

    def __init__(self, *, titled: str = "", **options: Any) -> None:
        self.titled = titled
        self.proposals: Proposals | None = None
        super().__init__(Occupation.objects.current().filter(level=4), **options)

    def to_python(self, value):
        text, key = value or ("", "")
        return super().to_python((text or key, key))


@dataclass(frozen=True)
class Proposals:
    """What the free title in the field ``titled`` may mean, to be picked for the field ``name`` beside it.

    Nothing is picked beforehand: a guess is no answer.
    """

    name: str
    titled: str
    title: str = ""
    offered: Sequence[Proposal] = ()
    picked: str = ""

    @property
    def pick_name(self) -> str:
        return f"{self.name}_pick"


def offer_occupations(forms_on_page: Iterable[forms.BaseForm]) -> None:
    """Put proposals under every titled occupation that is still open; five queries for a whole page, none
    when nothing is open.
    """
    fields: list[Any] = [
        field for form in forms_on_page for field in form if getattr(field.field, "titled", "")
    ]
    titles = {field.html_name: _open_title(field) for field in fields}
    found = propose(list(titles.values()))
    for field in fields:
        title = titles[field.html_name]
        field.field.proposals = Proposals(
            name=field.html_name,
            titled=field.form[field.field.titled].html_name,
            title=title,
            offered=found[title],
            picked=field.data[1] if field.form.is_bound and not field.data[0] else "",
        )


def _open_title(field: Any) -> str:
    """The title beside an occupation nobody named yet."""
    named = field.data[0] if field.form.is_bound else field.value()
    return "" if named else str(field.form[field.field.titled].value() or "").strip()


class OfferedSkills:
    """Boxes for the skills of the occupations chosen in the form around it; a tick adds one.

    The fields around it tell by their codes what is chosen: ``…occupation_key`` and ``…wish_N_key`` (or
    ``_pick``), and what is listed already: ``…skill_key`` and ``skill_N_key``. A form not sent yet is given
    both. What is ticked stays on offer whatever happens to the occupations. ``data`` is a QueryDict.
    """

    OCCUPATION = re.compile(r"(occupation|wish_\d)_(key|pick)$")
    LISTED = re.compile(r"skill(_\d+)?_key$")
    CODE = re.compile(r"[a-z0-9_]{1,60}")

    def __init__(
        self, data: Any = None, *, occupations: Sequence[str] = (), listed: Sequence[str] = ()
    ) -> None:
        sent: list[str] = []
        if data is not None:
            occupations, listed = _sent(data, self.OCCUPATION), _sent(data, self.LISTED)
            sent = [code for code in data.getlist("offered_skills")[:MOST] if self.CODE.fullmatch(code)]
        self.ticked: list[Skill] = list(Skill.objects.current().filter(code__in=sent)) if sent else []
        known = {*listed, *(skill.code for skill in self.ticked)}
        suggested = suggested_skills(occupations, MOST + len(known))
        others = [skill for skill in suggested if skill.code not in known]
        self.boxes = [*((skill, True) for skill in self.ticked), *((skill, False) for skill in others)][:MOST]


def _sent(data: Any, names: re.Pattern[str]) -> list[str]:
    return [code for name in data if names.search(name) for code in data.getlist(name) if code]
