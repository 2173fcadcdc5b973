"""The living page: every component in every state, with invented people, for whoever builds a page."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from jobs.load import Load

SAMPLE: dict[str, Any] = json.loads(
    Path(__file__).with_name("design_sample.json").read_text(encoding="utf-8")
)
GROUPS = [
    (_("Person"), ["name", "born_on", "sex", "commune"]),
    (_("Household"), ["household", "decision"]),
    (_("Wishes"), ["wage", "places", "note", "consent"]),
]


class SampleRegistration(forms.Form):
    name = forms.CharField(label=_("Full name"), help_text=_("As on the citizen card."), max_length=80)
    born_on = forms.DateField(
        label=_("Date of birth"),
        help_text=_("Day, month, year: 5/3/1999, 050399, or the year alone."),
        input_formats=["%d/%m/%Y"],
        widget=forms.TextInput(attrs={"size": 12, "inputmode": "numeric"}),
    )
    sex = forms.ChoiceField(
        label=_("Sex"), choices=[("f", _("Female")), ("m", _("Male"))], widget=forms.RadioSelect
    )
    commune = forms.CharField(
        label=_("Commune"), help_text=_("Old commune and district names are understood too.")
    )
    commune_key = forms.CharField(required=False, widget=forms.HiddenInput)
    household = forms.ChoiceField(
        label=_("Household"),
        choices=[("", "–"), ("poor", _("Poor household")), ("near_poor", _("Near-poor household"))],
        required=False,
    )
    decision = forms.CharField(
        label=_("Number of the decision"), required=False, widget=forms.TextInput({"size": 18})
    )
    wage = forms.IntegerField(label=_("Lowest wage wished, VND a month"), required=False, min_value=0)
    places = forms.MultipleChoiceField(
        label=_("Where the person would work"),
        choices=[
            ("home", _("In the home commune")),
            ("province", _("In the province")),
            ("away", _("Far away")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 3}))
    consent = forms.BooleanField(
        label=_("The person agrees that employers see the profile after a referral.")
    )


class SampleFilter(forms.Form):
    q = forms.CharField(
        label=_("Name, number or phone"), required=False, widget=forms.TextInput({"type": "search"})
    )
    commune = forms.ChoiceField(
        label=_("Commune"),
        required=False,
        choices=[("", _("all")), *((name, name) for name in SAMPLE["communes"])],
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), ("seeking", _("looking for work"))]
    )


def design_page(request: HttpRequest) -> HttpResponse:
    """GET: the page. ?part=options&q=… answers the type-ahead, ?part=progress the polling sample."""
    if request.GET.get("part") == "options":
        return render(request, "design/options.html", {"items": _suggestions(request.GET.get("q", ""))})
    if request.GET.get("part") == "progress":
        return render(request, "design/progress.html", {"work": SAMPLE["work"]["finished"]})
    return render(request, "design/page.html", sample(request))


def sample(request: HttpRequest) -> dict[str, Any]:
    """Everything the living page shows; no database."""
    refused = SampleRegistration(
        {"name": "Lò Thị Vân", "born_on": "31/02/1999", "sex": "f", "commune": "Mường"}
    )
    return {
        **SAMPLE,
        "desks": _desks(),
        "centre_name": "Trung tâm Dịch vụ việc làm tỉnh Sơn La",
        "person_name": "Lò Thị Hoa",
        "role_name": _("employment officer"),
        "filter_form": _renamed(SampleFilter(request.GET or None), "filter"),
        "list_page": _list_page(),
        "one_page": {**_list_page(), "count": 1, "bulk": None, "pager": None},
        "empty_page": {**_list_page(), "count": 0},
        "one": SAMPLE["people"][:1],
        "form": SampleRegistration(),
        "refused": _renamed(refused, "refused"),
        "groups": GROUPS,
        "loads": [
            Load(room=300, referred=120, suggested=90, kept=100),
            Load(room=12, referred=12),
            Load(room=6, referred=8),
        ],
        "typeahead": {"commune": "?part=options"},
        "suggestions": _suggestions("Mường"),
        "events": [{**event, "at": datetime.fromisoformat(event["at"])} for event in SAMPLE["events"]],
    }


def _renamed(form: forms.Form, name: str) -> forms.Form:
    """The same form with ids of its own, so that two samples can stand on one page."""
    form.auto_id = f"{name}_%s"
    return form


def _suggestions(query: str) -> list[dict[str, str]]:
    found = [name for name in SAMPLE["communes"] if query.casefold() in name.casefold()]
    return [{"text": name, "note": "tỉnh Sơn La", "key": name} for name in found[:8]]


def _desks() -> list[dict[str, Any]]:
    names = [
        (_("Workers"), "people"),
        (_("Employers"), "building"),
        (_("Vacancies"), "briefcase"),
        (_("Referrals"), "refer"),
        (_("Exchange sessions"), "calendar"),
        (_("Reports"), "chart"),
    ]
    return [
        {"label": label, "url": f"#{icon}", "icon": icon, "current": place == 2}
        for place, (label, icon) in enumerate(names)
    ]


def _list_page() -> dict[str, Any]:
    return {
        "caption": _("People for this vacancy"),
        "columns": [
            {"key": "place", "label": "#", "num": True},
            {"key": "name", "label": _("Person"), "sort": True},
            {"key": "score", "label": _("Match"), "sort": True},
            {"key": "why", "label": _("Why, and what is missing")},
            {"key": "do", "label": ""},
        ],
        "count": len(SAMPLE["people"]),
        "sort": "-score",
        "pager": {"previous": "b", "next": "c", "total": 10_482},
        "bulk": {
            "url": "#",
            "matching": 10_482,
            "actions": [
                {"name": "refer", "label": _("Refer the chosen people")},
                {"name": "later", "label": _("Later")},
            ],
        },
        "empty": {
            "title": _("Nobody has been matched yet"),
            "text": _("Start the matching; a hundred thousand profiles take about a minute."),
            "url": "#",
            "label": _("Rank the candidates"),
        },
    }
