"""Suggestions under the fields of staff forms: communes, occupations, skills.

Each answers a fragment of list items for what was typed, accents or not; the key of a choice is its code.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from catalog.forms import OfferedSkills, Proposals
from catalog.models import Commune, FormerPlace, Occupation, OccupationAlias
from catalog.places import CommuneIndex, CommuneRow
from catalog.proposals import propose
from catalog.skills import find_skills
from catalog.vietnamese import search_key

MOST = 10
SHORTLIST = 300  # rows ranked; more than any two letters find in one province
KIND_WORDS = {"xa", "phuong", "huyen", "quan", "thi", "tran", "thanh", "pho", "dac", "khu", "tp", "tx"}
FIELD_NAME = re.compile(r"[\w-]{1,60}", re.ASCII)
LONGEST_TITLE = 250  # characters
FORM_LEVEL = 4  # the forms code occupations with four digits


def suggest_communes(request: HttpRequest) -> HttpResponse:
    """Communes by name, also by the names they had before July 2025; those of the user's province first."""
    text = request.GET.get("q", "")
    centre = getattr(request.user, "centre", None)
    home = centre.province_id if centre else ""
    index = CommuneIndex([*_present(text, home), *_former(text, home)])
    codes: dict[str, CommuneRow] = {}
    for hit in [*index.find(text, home, MOST), *index.find(text, limit=3 * MOST)]:
        for code in hit.row.communes:
            codes.setdefault(code, hit.row)
    names = Commune.objects.select_related("province").in_bulk(list(codes)[:MOST])
    return _options(
        request, ({"text": names[code].full_name, "key": code, "note": _note(names[code], row)}
                  for code, row in codes.items() if code in names)
    )  # fmt: skip


def _holding(rows: Any, text: str) -> Any:
    for word in search_key(text).split():
        rows = rows.filter(search_key__contains=word)
    return rows


def _at_home_first(rows: Any, home: str) -> list[Any]:
    near = list(rows.filter(province=home).in_order()[:SHORTLIST])
    return near + list(rows.exclude(province=home).in_order()[:SHORTLIST])


def _present(text: str, home: str) -> Iterable[CommuneRow]:
    bare = text.strip()
    rows = Commune.objects.current()
    for commune in _at_home_first(_holding(rows, _last_words(bare)), home):
        yield CommuneRow(commune.name, commune.full_name, commune.province_id, (commune.code,))


def _former(text: str, home: str) -> Iterable[CommuneRow]:
    rows = FormerPlace.objects.current().prefetch_related("communes")
    for place in _at_home_first(_holding(rows, _last_words(text.strip())), home):
        if place.kind == FormerPlace.Kind.COMMUNE:
            into = (place.successor_id,)
        else:
            into = tuple(dict.fromkeys(part.successor_id for part in place.communes.all()))
        yield CommuneRow(place.name, place.full_name, place.province_id, into, f"old_{place.kind}")


def _last_words(text: str) -> str:
    """What is typed without the word for its kind (xã, phường, huyện …), which names do not hold."""
    words = text.split()
    while len(words) > 1 and search_key(words[0]) in KIND_WORDS:
        words.pop(0)
    return " ".join(words)


def _note(commune: Commune, row: CommuneRow) -> str:
    province = commune.province.full_name
    return province if row.kind == "commune" else f"{province} · {row.full_name}"


def suggest_occupations(request: HttpRequest) -> HttpResponse:
    """Occupations of four digits by name, code, or a title people use for them."""
    text = request.GET.get("q", "")
    rows = Occupation.objects.current().filter(level=FORM_LEVEL)
    found = {row.code: (row, "") for row in rows.filter(code__startswith=text.strip())[:MOST] if text.strip()}
    for row in _holding(rows, text).in_order()[:MOST]:
        found.setdefault(row.code, (row, ""))
    words = search_key(text).split()
    for alias in OccupationAlias.objects.filter(occupation__retired_on=None).select_related("occupation"):
        if words and all(word in search_key(alias.title) for word in words):
            found.setdefault(alias.occupation_id, (alias.occupation, alias.title))
    return _options(
        request,
        (
            {"text": row.name, "key": code, "note": f"{code} · {title}" if title else code}
            for code, (row, title) in found.items()
        ),
    )


@require_POST
def propose_occupations(request: HttpRequest) -> HttpResponse:
    """Occupations the title typed in the field ``titled`` may mean, to pick one for the field ``name``.

    A POST, because people write telephone numbers into titles and addresses are written down.
    """
    name, titled = request.POST.get("name", ""), request.POST.get("titled", "")
    if not FIELD_NAME.fullmatch(name) or not FIELD_NAME.fullmatch(titled):
        return HttpResponseBadRequest()
    title = request.POST.get(titled, "").replace("\0", "").strip()[:LONGEST_TITLE]
    picked = request.POST.get(f"{name}_key", "")
    proposals = Proposals(name, titled, title, propose([title])[title], picked)
    return render(request, "catalog/proposals.html", {"proposals": proposals})


def suggest_skills(request: HttpRequest) -> HttpResponse:
    """Skills, licences and software by Vietnamese or English name."""
    rows = find_skills(request.GET.get("q", ""), MOST)
    return _options(
        request, ({"text": row.name, "key": row.code, "note": row.get_kind_display()} for row in rows)
    )


@require_safe
def offer_skills(request: HttpRequest) -> HttpResponse:
    """Skills of the occupations chosen in a form, as boxes to tick."""
    return render(request, "catalog/offered_skills.html", {"offered": OfferedSkills(request.GET)})


def _options(request: HttpRequest, items: Iterable[dict[str, str]]) -> HttpResponse:
    return render(request, "catalog/options.html", {"items": list(items)[:MOST]})
