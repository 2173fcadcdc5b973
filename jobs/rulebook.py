"""What a centre may decide of the rules, checked before anything is ranked by it.

Rules are plain JSON as ``jobs.matching.codec`` writes it; problems are named by the field of the form they
stand in.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from jobs.matching import codec
from jobs.matching.policy import PriorityPolicy, Profile
from jobs.matching.types import CRITERIA, EMPLOYER_SIDE, WORKER_SIDE
from jobs.models.rules import Kind, RuleDraft, Versioned

MOST_WEIGHT = 100
# the fill is an exact fraction over all medians of a side: a small common denominator keeps it in 64 bits
LEAST_MEDIAN, MOST_MEDIAN, MEDIAN_STEP = 50, 950, 50
KAPPAS = ((1, 1), (1, 2), (3, 10))  # those tried in matching.md section 4
MOST_PARTS = 100
POINT, MOST_SCORE = 100, 10_000  # a point is a hundred of the engine's units

Problems = Iterator[tuple[str, Any]]
Rules = dict[str, Any]


def profile_of(rules: Rules) -> Profile:
    """The weights. Raises jobs.matching.codec.Malformed."""
    return codec.decode(Profile, json.dumps(rules).encode())


def policy_of(rules: Rules) -> PriorityPolicy:
    """The guarantee. Raises jobs.matching.codec.Malformed."""
    return codec.decode(PriorityPolicy, json.dumps(rules).encode())


def with_number(rules: Rules, number: int) -> Rules:
    """The same rules under the number of another version."""
    return rules | {"version": number}


def digest_of(draft: RuleDraft, against: Versioned) -> str:
    """One name for exactly what a preview tried: the draft, and the version it was held against."""
    content = {
        "kind": draft.kind,
        "code": draft.code,
        "name": draft.name,
        "legal_text": draft.legal_text,
        "effective_from": draft.effective_from.isoformat(),
        "rules": draft.rules,
        "against": [against.centre_id, against.number],
    }
    return codec.digest(json.dumps(content, sort_keys=True, separators=(",", ":")).encode())


def problems_of(kind: str, rules: Rules) -> dict[str, list[Any]]:
    """What is wrong with the values, by field of the form; the shape is the caller's business."""
    found: dict[str, list[Any]] = {}
    for field, text in _profile_problems(rules) if kind == Kind.PROFILE else _policy_problems(rules):
        found.setdefault(field, []).append(text)
    return found


def _profile_problems(rules: Rules) -> Problems:
    for side, name in (("employer", "employer_weights"), ("worker", "worker_weights")):
        for code, weight in rules[name].items():
            if not 0 <= weight <= MOST_WEIGHT:
                yield f"{side}_{code}", _("A weight is a whole number from 0 to 100.")
    if not any(rules["employer_weights"].values()):
        yield f"employer_{EMPLOYER_SIDE[0]}", _("On the employer's side at least one criterion has to count.")
    if not any(rules["worker_weights"].values()):
        yield f"worker_{WORKER_SIDE[0]}", _("On the person's side at least one criterion has to count.")
    for code in CRITERIA:
        median = rules["medians"][code]
        if not LEAST_MEDIAN <= median <= MOST_MEDIAN or median % MEDIAN_STEP:
            yield f"median_{code}", _("A usual value goes in steps of 50, from 50 to 950.")
    if tuple(rules["kappa"]) not in KAPPAS:
        yield "kappa", _("Choose a value from the list.")


def _policy_problems(rules: Rules) -> Problems:
    tiers = rules["tiers"]
    readable = []
    for level, top, bottom in rules["shares"]:
        name = tiers[level]
        if not 1 <= bottom <= MOST_PARTS:
            yield f"bottom_{name}", _("Count in groups of 1 to 100 places.")
        elif not 0 <= top <= bottom:
            yield f"top_{name}", _("No more places can be kept than there are.")
        else:
            readable.append((level, top, bottom))
    yield from _nesting_problems(tiers, readable)
    if not 0 <= rules["floor"] <= MOST_SCORE:
        yield "floor", _("Points go from 0 to 100.")
    if rules["cap"] is not None and not 0 <= rules["cap"] <= MOST_SCORE:
        yield "cap", _("Points go from 0 to 100.")


def _nesting_problems(tiers: Sequence[str], shares: Sequence[tuple[int, int, int]]) -> Problems:
    """A wider group holds the narrower one, so a smaller share for it would promise nothing."""
    for (_level, top, bottom), (wider, wider_top, wider_bottom) in pairwise(shares):
        if wider_top * bottom < top * wider_bottom:
            yield f"top_{tiers[wider]}", _("This group holds the one above: its share cannot be smaller.")


def profile_rules(
    code: str,
    employer: Mapping[str, int],
    worker: Mapping[str, int],
    medians: Mapping[str, int],
    kappa: Sequence[int],
) -> Rules:
    """Weights of a draft as the codec reads them."""
    return {
        "code": code,
        "version": 0,
        "employer_weights": dict(employer),
        "worker_weights": dict(worker),
        "medians": dict(medians),
        "kappa": list(kappa),
    }
