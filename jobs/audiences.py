"""The same explanation for those outside the office, as sentences: the employer, and the person.

An employer reads requirements and nothing else; no score, rank, class of household or reserve has a sentence
here (Employment Law 74/2025 art. 5; AI Law 134/2025 art. 27).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from jobs import words
from jobs.matching.results import NextStep
from jobs.matching.views import Fact, Requirement, Status

CHIPS: dict[Status, str] = {"met": "met", "partly": "missing", "missing": "missing", "to_confirm": "confirm"}


PARTS: dict[str, words.Sentence] = {
    "skills": lambda names, a: names.every_skill(a),
    "language": lambda names, a: names.every_language(a),
    "conditions": lambda names, a: words.scales(a),
}


def requirements(names: words.Names, asked: Iterable[Requirement]) -> list[dict[str, str]]:
    """Each thing the vacancy asks: what, its status in a word, and which parts are missing.

    A must and the criterion it belongs to say the same: it is told once, as the must.
    """
    told: dict[str, dict[str, str]] = {}
    for each in asked:
        what, parts = _requirement(names, each)
        told.setdefault(what, {"what": what, "parts": parts, **_status(each.status)})
    return list(told.values())


def own_facts(names: words.Names, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """The person's facts in three groups: what fits, what does not yet, what nobody has asked."""
    groups = {"met": [], "missing": [], "confirm": []}  # type: dict[str, list[dict[str, str]]]
    for fact in facts:
        what = words.criterion(fact.code)
        text = words.evidence(names, fact.evidence) if fact.evidence else what
        groups[CHIPS[fact.status]].append({"what": what, "text": text})
    return [{"state": state, "facts": found} for state, found in groups.items() if found]


def own_steps(names: words.Names, steps: Iterable[tuple[str, str]]) -> list[str]:
    """What the person can do next, most helpful first."""
    return [words.next_step(names, NextStep(code, subject, 0)) for code, subject in steps]


def _requirement(names: words.Names, asked: Requirement) -> tuple[str, str]:
    """What is asked, and which parts of it are missing or to be confirmed."""
    if asked.code in words.GATES and (asked.code not in words.CRITERIA or len(asked.parts) == 1):
        return words.GATES[asked.code](names, asked.parts), ""
    parts = PARTS[asked.code](names, asked.parts) if asked.parts else ""
    return words.criterion(asked.code), parts


def _status(status: Status) -> dict[str, str]:
    return {"status": str(words.STATUSES[status]), "state": CHIPS[status]}
