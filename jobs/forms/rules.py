"""Forms of a draft of new rules. They read what was typed; ``jobs.actions.edit_draft`` judges the values."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from jobs import promises, rulebook, rulewords, words
from jobs.matching.types import CRITERIA, EMPLOYER_SIDE, WORKER_SIDE
from jobs.models.rules import Kind, RuleDraft

SIDES = (("employer", EMPLOYER_SIDE), ("worker", WORKER_SIDE))
LIMITED, HARD = "limited", "hard"


def whole_number(
    label: Any, initial: int | None, *, required: bool = True, **limits: Any
) -> forms.IntegerField:
    """A short field for a whole number; ``limits`` are hints to the browser, the action has the last word."""
    widget = forms.NumberInput({"inputmode": "numeric", **limits})
    return forms.IntegerField(label=label, initial=initial, required=required, widget=widget)


class DraftForm(forms.Form):
    """What every draft says: name, legal basis, day."""

    name = forms.CharField(label=_("Name"), max_length=120)
    legal_text = forms.CharField(
        label=_("Legal basis"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Law, decree or decision of the centre, with number and date."),
    )
    effective_from = forms.DateField(
        label=_("In force from"),
        help_text=_("Day, month, year: 31/12/2026. Today or later."),
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.DateInput({"size": 12, "autocomplete": "off"}, format="%d/%m/%Y"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, draft: RuleDraft, data: Any = None) -> None:
        said = {name: getattr(draft, name) for name in ("name", "legal_text", "effective_from", "version")}
        super().__init__(data, initial=said)
        self.draft = draft
        self.add_rules(draft.rules)

    def add_rules(self, rules: rulebook.Rules) -> None:
        """The fields of one kind of rule."""
        raise NotImplementedError

    def rules(self) -> rulebook.Rules:
        """The rules as they were typed, once the form is valid."""
        raise NotImplementedError

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        typed = {name: self.cleaned_data[name] for name in ("name", "legal_text", "effective_from")}
        return typed | {"rules": self.rules()}


class ProfileForm(DraftForm):
    """Weights from 0 to 100, usual values, and how strongly they pull."""

    def add_rules(self, rules: rulebook.Rules) -> None:
        for side, criteria in SIDES:
            for code in criteria:
                weight = rules[f"{side}_weights"][code]
                self.fields[f"{side}_{code}"] = whole_number(words.CRITERIA[code], weight, min=0, max=100)
        for code in CRITERIA:
            self.fields[f"median_{code}"] = whole_number(
                words.CRITERIA[code], rules["medians"][code], min=50, max=950, step=rulebook.MEDIAN_STEP
            )
        self.fields["kappa"] = forms.ChoiceField(
            label=_("Pull of the usual value"),
            help_text=_("How strongly somebody of whom little is known is taken to be usual."),
            choices=[(f"{top}/{bottom}", rulewords.KAPPAS[top, bottom]) for top, bottom in rulebook.KAPPAS],
            initial="/".join(map(str, rules["kappa"])),
        )

    def rules(self) -> rulebook.Rules:
        typed = self.cleaned_data
        employer, worker = ({code: typed[f"{side}_{code}"] for code in codes} for side, codes in SIDES)
        medians = {code: typed[f"median_{code}"] for code in CRITERIA}
        kappa = [int(part) for part in typed["kappa"].split("/")]
        return rulebook.profile_rules(self.draft.code, employer, worker, medians, kappa)

    # what the template walks through

    def weights(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """Each side with its fields."""
        for (side, criteria), (_name, _criteria, heading) in zip(SIDES, rulewords.SIDES, strict=True):
            yield heading, [self[f"{side}_{code}"] for code in criteria]

    def medians(self) -> list[BoundField]:
        """The usual values."""
        return [self[f"median_{code}"] for code in CRITERIA]


class PolicyForm(DraftForm):
    """Shares by group, strictest first; least points; most points jumped over."""

    def add_rules(self, rules: rulebook.Rules) -> None:
        policy = rulebook.policy_of(rules)
        given = {level: (top, bottom) for level, top, bottom in policy.shares}
        self.levels = list(range(len(policy.tiers) - 1, 0, -1))
        self.tiers = list(policy.tiers)
        self.people = {level: promises.level_people(policy, level) for level in self.levels}
        for level in self.levels:
            top, bottom = given.get(level, (None, None))
            name = self.tiers[level]
            self.fields[f"top_{name}"] = whole_number(_("At least"), top, required=False, min=0, max=100)
            self.fields[f"bottom_{name}"] = whole_number(
                _("of every … places"), bottom, required=False, min=1, max=100
            )
        self.add_limits(policy.floor, policy.cap)

    def add_limits(self, floor: int, cap: int | None) -> None:
        """Both limits in points."""
        self.fields["floor"] = self.points(
            _("Least points to be moved up"), floor, _("From 0 to 100. Nobody below is moved up.")
        )
        self.fields["cap_kind"] = forms.ChoiceField(
            label=_("How far somebody is moved"),
            choices=[
                (LIMITED, _("not past a person who is better by more than the points below")),
                (HARD, _("without limit: a hard guarantee")),
            ],
            widget=forms.RadioSelect,
            initial=HARD if cap is None else LIMITED,
        )
        self.fields["cap"] = self.points(
            _("Most points jumped over"),
            cap,
            _("From 0 to 100; not read with a hard guarantee."),
            required=False,
        )

    def points(
        self, label: Any, units: int | None, hint: Any, *, required: bool = True
    ) -> forms.DecimalField:
        """A field for points with at most two decimals; the engine counts in hundredths."""
        initial = None if units is None else (Decimal(units) / rulebook.POINT).normalize()
        if initial is not None and initial == initial.to_integral():
            initial = initial.to_integral()
        return forms.DecimalField(
            label=label,
            initial=initial,
            required=required,
            help_text=hint,
            max_digits=5,
            decimal_places=2,
            localize=True,
            widget=forms.TextInput({"size": 8, "inputmode": "decimal"}),
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        for level in self.levels:
            top, bottom = f"top_{self.tiers[level]}", f"bottom_{self.tiers[level]}"
            if {top, bottom} <= typed.keys() and (typed[top] is None) != (typed[bottom] is None):
                self.add_error(top, _("Give both numbers, or leave both empty to keep no places."))
        if typed.get("cap_kind") == LIMITED and typed.get("cap") is None and "cap" not in self.errors:
            self.add_error("cap", _("Give the points, or choose the hard guarantee."))
        return typed

    def rules(self) -> rulebook.Rules:
        typed = self.cleaned_data
        pairs = {
            level: (typed[f"top_{self.tiers[level]}"], typed[f"bottom_{self.tiers[level]}"])
            for level in self.levels
        }
        return self.draft.rules | {
            "shares": [[level, *pair] for level, pair in pairs.items() if None not in pair],
            "floor": int(typed["floor"] * rulebook.POINT),
            "cap": None if typed["cap_kind"] == HARD else int(typed["cap"] * rulebook.POINT),
        }

    # what the template walks through

    def shares(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        """Each group with its two numbers."""
        for level in self.levels:
            name = self.tiers[level]
            yield self.people[level].capitalize(), self[f"top_{name}"], self[f"bottom_{name}"]


FORMS: dict[str, type[DraftForm]] = {Kind.PROFILE: ProfileForm, Kind.POLICY: PolicyForm}
