"""Which skills to offer: those of given occupations, and those a typed text may mean.

A skill is tied to ISCO-08 groups of one to four digits: a group of fewer digits stands for every unit group
under it. An occupation of Decision 34/2020 has the unit group it is mapped to and, as a help where that group
has few skills or the occupation is not mapped, those of the occupations closest to it (catalog.related).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

from django.db.models import Q, QuerySet

from catalog.models import Occupation, Skill
from catalog.related import related_rows
from catalog.vietnamese import search_key

MOST = 12  # suggestions a form has room for
MOST_OCCUPATIONS = 6  # wished and past; the rest of a long working life adds little
NEAREST = 3  # related occupations that lend their skills
LEAST_CLOSE = 500  # permille; below, an occupation is another trade
OWN_GROUP = 1000
UNIT_GROUPS_UNDER = {4: 1, 3: 4, 2: 12, 1: 60}  # digits of a group -> unit groups it stands for, about

Reach = Mapping[str, int]  # ISCO-08 unit group -> closeness in permille


class Relevance(NamedTuple):
    """How early a skill stands among those of an occupation; the smallest first."""

    lent: int  # permille its occupation is away
    optional: bool
    breadth: int  # powers of two of the unit groups it belongs to: what every trade needs says little
    collected: bool  # from ESCO; the words made for this market go first
    name: str


def suggested_skills(occupations: Sequence[str], limit: int = MOST) -> list[Skill]:
    """Skills worth asking about, for level-4 codes of Decision 34/2020, the most important first.

    The occupations take turns, so that a second wish is heard as well. 0 queries without occupations, else 4,
    and one more when this process meets a table of related occupations for the first time.
    """
    codes = list(dict.fromkeys(occupations))[:MOST_OCCUPATIONS]
    reaches = _reaches(codes) if codes else []
    groups = list({prefix for reach in reaches for group in reach for prefix in _prefixes(group)})
    if not groups:
        return []
    tied = Q(essential_for__overlap=groups) | Q(useful_for__overlap=groups)
    skills = list(Skill.objects.current().filter(tied))
    turns = zip_longest(*(_ranked(skills, reach) for reach in reaches))
    offered = dict.fromkeys(skill for skill in chain.from_iterable(turns) if skill is not None)
    return list(offered)[:limit]


def _reaches(codes: list[str]) -> list[Reach]:
    """For each occupation the unit groups whose skills it may take."""
    mapped = Occupation.objects.filter(level=4).exclude(isco08_code="")
    group_of = dict(mapped.values_list("code", "isco08_code"))
    related = related_rows(codes)
    reaches: list[Reach] = []
    for code in codes:
        row = related[code].permilles if code in related else {}
        near = sorted((-permille, other) for other, permille in row.items() if other in group_of)
        reach = {group_of[code]: OWN_GROUP} if code in group_of else {}
        for permille, other in [each for each in near if each[1] != code][:NEAREST]:
            if -permille >= LEAST_CLOSE:
                reach.setdefault(group_of[other], -permille)
        reaches.append(reach)
    return reaches


def _ranked(skills: list[Skill], reach: Reach) -> list[Skill]:
    ranked = ((_relevance(skill, reach), skill) for skill in skills)
    named = [(relevance, skill) for relevance, skill in ranked if relevance is not None]
    return [skill for _relevance_, skill in sorted(named, key=lambda each: each[0])]


def _relevance(skill: Skill, reach: Reach) -> Relevance | None:
    ties = [
        (OWN_GROUP - closeness, optional)
        for optional, groups in enumerate((skill.essential_for, skill.useful_for))
        for group, closeness in reach.items()
        if group.startswith(tuple(groups))
    ]
    if not ties:
        return None
    lent, optional = min(ties)
    width = sum(UNIT_GROUPS_UNDER[len(group)] for group in (*skill.essential_for, *skill.useful_for))
    return Relevance(lent, bool(optional), int(math.log2(width)), bool(skill.esco), skill.sort_key)


def _prefixes(group: str) -> Iterator[str]:
    return (group[:digits] for digits in range(1, len(group) + 1))


def find_skills(text: str, limit: int) -> list[Skill]:
    """Skills whose Vietnamese name, accents or not, or English name holds every word typed; 1 query.

    With accents typed, names that bear them go first. Then the name itself, names beginning with the text as
    whole words, names with it inside as whole words, and those where only a word begins so.
    """
    typed = search_key(text)
    found = _holding(typed.split()) if typed else Skill.objects.none()
    written = text.strip().casefold()
    return sorted(found, key=lambda skill: _distance(skill, typed, written))[:limit]


def _holding(words: list[str]) -> QuerySet[Skill]:
    rows = Skill.objects.current()
    for word in words:
        rows = rows.filter(Q(search_key__contains=word) | Q(name_en__icontains=word))
    return rows


def _distance(skill: Skill, typed: str, written: str) -> tuple[bool, int, int, str]:
    names = (skill.search_key, search_key(skill.name_en))
    unaccented = not (written.isascii() or written in skill.name.casefold())
    return unaccented, min(_place(typed, name) for name in names), len(skill.name), skill.sort_key


def _place(typed: str, name: str) -> int:
    closer = (
        typed == name,
        f"{name} ".startswith(f"{typed} "),
        f" {typed} " in f" {name} ",
        f" {name}".find(f" {typed}") >= 0,
    )
    return next((place for place, holds in enumerate(closer) if holds), len(closer))
