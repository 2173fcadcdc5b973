"""Which skills of ESCO this labour market needs words for.

ESCO ties some 14 000 skills to 3 000 occupations. A form needs the few hundred people here are asked for, so
each trade of the market names the ISCO-08 groups it hires in and gets the skills that say most about them:

    share    part of a unit group's ESCO occupations that need the skill (essential 1, optional 0.4)
    idf      ln(unit groups / unit groups naming the skill): what every trade needs says little
    weight   share × idf, and less for knowledge, as a form asks what a person can do

Each unit group brings its best ``PER_GROUP``, passing over transversal skills, the words of ``ABSTRACT`` and
labels that repeat one already taken. The same files give the same choice.
"""

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

FILES = ("esco_occupations.csv", "esco_occupation_skills.csv", "esco_skills.csv")
WORTH = {"e": 1.0, "o": 0.4}
LEAST_SHARE = 0.2  # below, a skill belongs to some occupation inside the group, not to the group
PER_GROUP = 9
KNOWLEDGE = 0.6
SAME_WORDS = 0.7  # of the words of two labels together

TRADES: Mapping[str, tuple[str, ...]] = {  # trade -> the ISCO-08 unit groups it hires in
    "garment": ("8153", "7531", "7532", "7533", "8152", "8154", "8157", "8151", "8159"),
    "footwear": ("8156", "7536", "7535", "8155"),
    "electronics": ("8212", "7421", "3114", "7422"),
    "factory": ("8219", "8211", "9329", "9321", "8183", "8142", "8141", "8131", "7543", "3122"),
    "wood": ("7522", "7523", "8172", "7521", "7317"),
    "metal": ("7212", "7213", "7214", "7223", "7224", "7222", "8121", "8122", "7221"),
    "mechanics": ("7231", "7233", "7234", "7127"),
    "electricity": ("7411", "7412", "7413", "3113", "3131"),
    "building": ("7111", "7112", "7113", "7114", "7115", "7119", "7121", "7122", "7123", "7124", "7125",
                      "7126", "7131", "7132", "9313", "9312", "3123", "3112"),
    "machines": ("8342", "8343", "8344", "8341"),
    "mining": ("8111", "8112", "8113", "9311", "8114"),
    "driving": ("8322", "8332", "8331", "8321", "9621", "4323"),
    "farming": ("6111", "6112", "6113", "6114", "6130", "9211", "9214", "3142", "2132"),
    "livestock": ("6121", "6122", "6123", "9212", "3240"),
    "forestry": ("6210", "9215", "3143"),
    "aquaculture": ("6221", "6222", "6223", "9216"),
    "food": ("8160", "7511", "7512", "7513", "7514", "7515"),
    "hospitality": ("5120", "5131", "5132", "9412", "9411", "4224", "5151", "5152", "3434", "1411", "1412"),
    "tourism": ("5113", "4221"),
    "cleaning": ("9112", "9111", "9121", "9122", "7133", "9611", "9612"),
    "care": ("5311", "5321", "5322", "5329", "9111"),
    "nursing": ("2221", "3221", "2222", "3256", "3213"),
    "beauty": ("5141", "5142", "3255"),
    "security": ("5414", "5411", "5419"),
    "shop": ("5221", "5223", "5230", "5242", "5244", "5211", "3322", "9334"),
    "warehouse": ("4321", "9333", "4322", "3331"),
    "teaching": ("2342", "2341", "2330", "2320", "5312"),
    "office": ("4110", "4120", "4132", "4415", "4226", "4222", "3343", "2423"),
    "accounting": ("3313", "4311", "4313", "2411", "4312"),
    "computing": ("3512", "3511", "3513", "2512", "2513"),
}  # fmt: skip

ABSTRACT = re.compile(
    r"^(liaise|collaborate|cooperate|communicate|philosophy|strive|think|work independently"
    r"|work (in|with) (a |an )?(team|virtual)|develop (strateg|professional)|maintain relationship"
    r"|apply (strategic|organisational)|adhere|have "
    r"|comply with legal|report to|consult technical|use (different )?communication|troubleshoot$|exercise"
    r"|write work-related|manage staff$|follow (company|organisational)|demonstrate|show"
    r"|act reliably|create solutions|identify improvement|corporate|legal requirements of)"
)
STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "for",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "use",
        "using",
        "operate",
        "perform",
        "types",
        "type",
        "techniques",
    ]
)
WORD = re.compile(r"[a-z0-9]+")


class BadSource(Exception):
    """A file of ESCO is missing, or does not have the columns expected of it."""


class Candidate(NamedTuple):
    """A skill of ESCO worth a word, with the ISCO-08 unit groups it belongs to, the closest first."""

    trade: str
    uri_tail: str
    label: str
    kind: str
    weight: float
    essential: tuple[str, ...]
    useful: tuple[str, ...]


class Tie(NamedTuple):
    """What one unit group has to do with one skill."""

    group: str
    share: float
    essential: bool


class Esco(NamedTuple):
    """Rows of skills by id, the ties of each, and how many unit groups there are."""

    skills: dict[str, dict[str, str]]
    ties: dict[str, list[Tie]]
    groups: int


def read(folder: Path) -> Esco:
    """ESCO's occupations, skills and links from ``folder``. Raises BadSource."""
    occupations, links, skills = (_rows(folder / name) for name in FILES)
    try:
        group_of = {row["id"]: row["isco08"].zfill(4) for row in occupations}
        size = Counter(group_of.values())
        worth: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for row in links:
            worth[row["skill_id"], group_of[row["occupation_id"]]][row["relation"]] += 1
        ties: defaultdict[str, list[Tie]] = defaultdict(list)
        for (skill, group), relations in sorted(worth.items()):
            share = sum(WORTH[relation] * count for relation, count in relations.items()) / size[group]
            ties[skill].append(Tie(group, share, relations["e"] > relations["o"]))
        return Esco({row["id"]: row for row in skills}, dict(ties), len(size))
    except KeyError as problem:
        raise BadSource(f"{folder} has no {problem}.") from problem


def choose(
    esco: Esco, trades: Mapping[str, tuple[str, ...]] = TRADES, per_group: int = PER_GROUP
) -> list[Candidate]:
    """The skills each unit group brings, no skill twice, in the order of trades, groups and weights."""
    chosen: list[Candidate] = []
    taken: dict[str, frozenset[str]] = {}
    ranked = _ranked(esco)
    for trade, group in ((trade, group) for trade, groups in trades.items() for group in groups):
        room = per_group
        for skill, weight in ranked.get(group, ()):
            words = _words(esco.skills[skill]["label_en"])
            if room and skill not in taken and not any(_alike(words, other) for other in taken.values()):
                taken[skill] = words
                chosen.append(_candidate(esco, trade, skill, weight))
                room -= 1
    return chosen


def _ranked(esco: Esco) -> dict[str, list[tuple[str, float]]]:
    """Skills with their weights by unit group, the heaviest first."""
    weights: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for skill, ties in esco.ties.items():
        row = esco.skills[skill]
        if row["reuse_level"] == "transversal" or ABSTRACT.match(row["label_en"].lower()):
            continue
        idf = math.log(esco.groups / len(ties)) * (KNOWLEDGE if row["skill_type"] == "knowledge" else 1)
        for tie in ties:
            if tie.share >= LEAST_SHARE:
                weights[tie.group].append((skill, tie.share * idf))
    for rows in weights.values():
        rows.sort(key=lambda each: (-each[1], esco.skills[each[0]]["label_en"]))
    return weights


def _candidate(esco: Esco, trade: str, skill: str, weight: float) -> Candidate:
    row = esco.skills[skill]
    essential, useful = groups_of(esco, skill)
    return Candidate(
        trade, row["uri_tail"], row["label_en"], row["skill_type"], round(weight, 3), essential, useful
    )


def groups_of(esco: Esco, skill: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The unit groups a skill is essential to and useful in, the largest share first."""
    close = sorted(
        (tie for tie in esco.ties[skill] if tie.share >= LEAST_SHARE), key=lambda tie: (-tie.share, tie.group)
    )
    return _groups(tie for tie in close if tie.essential), _groups(tie for tie in close if not tie.essential)


def _groups(ties: Iterable[Tie]) -> tuple[str, ...]:
    return tuple(tie.group for tie in ties)


def _words(label: str) -> frozenset[str]:
    """The words of a label, bare of endings: "operate sewing machines" says what "sewing machine" says."""
    words = (word for word in WORD.findall(label.lower()) if word not in STOP_WORDS)
    return frozenset(re.sub(r"(ing|es|s|e)$", "", word) for word in words)


def _alike(words: frozenset[str], other: frozenset[str]) -> bool:
    return len(words & other) >= SAME_WORDS * len(words | other)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise BadSource(f"There is no {path}.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
