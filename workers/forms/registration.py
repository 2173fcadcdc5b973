"""The pages on which a whole record is written: several forms that are sent and refused together."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _

from centres.models import User
from workers.forms.household import HouseholdForm
from workers.forms.person import PersonForm
from workers.forms.record import offered_skills, record_lists
from workers.forms.search import JobSearchForm
from workers.models import Consent, Worker

NOT_GIVEN = "none"


class ConsentForm(forms.Form):
    """How the person agreed. Nothing is chosen beforehand: silence is not consent."""

    channel = forms.ChoiceField(
        label=_("Consent to counselling, introduction and connecting supply with demand"),
        help_text=_("Without consent the person is registered, but no list shows them."),
        choices=[
            (Consent.Channel.PAPER, _("signed on paper")),
            (Consent.Channel.SPOKEN, _("spoken, recorded by staff")),
            (NOT_GIVEN, _("not given")),
        ],
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("Language in which it was explained"),
        choices=[("vi", _("Vietnamese")), ("blt", _("Thái")), ("hmn", _("Mông"))],
        required=False,
    )

    def facts(self) -> dict[str, str] | None:
        """The consent, as workers.actions takes it; None where there is none."""
        channel = self.cleaned_data["channel"]
        if channel == NOT_GIVEN:
            return None
        return {"channel": channel, "language": self.cleaned_data["language"] or "vi"}


class Editing:
    """The person and the lists of the record, bound together."""

    def __init__(self, data=None, *, today: date, worker: Worker | None = None):
        self.person = PersonForm(data, today=today, instance=worker)
        self.lists = record_lists(data, worker)
        self.offered = offered_skills(data, worker)
        self.parts: list[Any] = [self.person]

    def is_valid(self) -> bool:
        """Whether everything can be read. Every part is looked at, so that all errors show at once."""
        readable = [form.is_valid() for form in (*self.parts, *self.lists.values())]
        return all(readable)

    def facts(self) -> dict[str, Any]:
        """Facts of the worker, as workers.actions takes them."""
        lists = {name: rows.facts() for name, rows in self.lists.items()}
        answered = {row["skill"] for row in lists["skills"]}
        ticked = [skill for skill in self.offered.ticked if skill not in answered]
        lists["skills"] += [{"skill": skill, "held": True} for skill in ticked]
        return self.person.facts() | lists

    def refuse(self, problem: ValidationError) -> None:
        """Show what an action refused at the fields it is about, the rest on top."""
        fields = problem.error_dict if hasattr(problem, "error_dict") else {"": problem.error_list}
        for name, errors in fields.items():
            form, field = self._place_of({"birth_date": "birth"}.get(name, name))
            form.add_error(field, errors)

    def _place_of(self, name: str) -> tuple[forms.BaseForm, str | None]:
        for form in self.parts:
            if name in form.fields:
                return form, name
        return self.person, None

    def forgive(self) -> None:
        """Ask on instead of refusing: what is missing was not answered yet."""
        for form in self.all_forms:
            form.errors.clear()

    @property
    def all_forms(self) -> list[forms.BaseForm]:
        """Every form on the page, in its order."""
        return [*self.parts, *(row for rows in self.lists.values() for row in rows.forms)]

    @property
    def errors(self) -> list[str]:
        """One entry for each place that needs correcting."""
        broken = [name for name, rows in self.lists.items() if rows.is_bound and rows.non_form_errors()]
        return [name for form in self.all_forms for name in form.errors] + broken

    def non_field_errors(self) -> ErrorList:
        """What is about no single field."""
        broken = [error for rows in self.lists.values() for error in rows.non_form_errors()]
        said = [error for form in self.all_forms for error in form.non_field_errors()]
        return ErrorList([str(error) for error in [*said, *broken]])

    def __iter__(self) -> Iterator[BoundField]:
        return (field for form in self.all_forms for field in form)


class Registration(Editing):
    """Form 01, its household, Form 01a and the consent."""

    def __init__(self, data=None, *, today: date, user: User):
        super().__init__(data, today=today)
        self.household = HouseholdForm(data, user=user, prefix="household")
        self.search = JobSearchForm(data, optional=True, prefix="search")
        self.consent = ConsentForm(data, prefix="consent")
        self.parts += [self.household, self.search, self.consent]

    def is_only_scanned(self) -> bool:
        """Whether this is the card alone: a scanner ends with Enter and sends the page half filled."""
        return self.person.card_read is not None and not self.is_valid()

    def everything(self) -> dict[str, Any]:
        """All arguments of workers.actions.register_worker that the page gives."""
        home = self.household.household()
        if isinstance(home, dict):
            home["commune"] = home["commune"] or self.person.cleaned_data["commune"]
            home["hamlet"] = home["hamlet"] or self.person.cleaned_data["address_detail"][:120]
        search = self.search.facts()
        return {
            "facts": self.facts(),
            "household": home,
            "job_search": search if search["job_title"] else None,
            "consent": self.consent.facts(),
        }
