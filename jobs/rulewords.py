"""Rules in words a director understands, and two versions held side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jobs import promises, rulebook, words
from jobs.matching.policy import PriorityPolicy
from jobs.matching.types import CRITERIA, EMPLOYER_SIDE, WORKER_SIDE
from jobs.models.rules import Kind
from jobs.models.vacancy import JobFamily

SIDES = (
    ("employer_weights", EMPLOYER_SIDE, _("Able: what the employer looks for")),
    ("worker_weights", WORKER_SIDE, _("Willing: what the person looks for")),
)
ROUND = 10  # people think of places in tens
KAPPAS = {
    (1, 1): _("strongly (1)"),
    (1, 2): _("half as strongly (1/2)"),
    (3, 10): _("weakly (3/10)"),
}


class Rule(Protocol):
    """A version or a draft of one."""

    name: str
    legal_text: str
    rules: dict[str, Any]


class Said(NamedTuple):
    """One decision of a rule, in words."""

    group: str
    label: str
    value: str


@dataclass(frozen=True)
class Change:
    """One decision that differs between two versions."""

    group: str
    label: str
    before: str
    after: str


def family(code: str) -> str:
    """What a profile is about, in the language of the reader."""
    return str(JobFamily(code).label) if code in JobFamily.values else code


def title(kind: str, code: str) -> str:
    """The heading of a rule."""
    return gettext("Priority policy") if kind == Kind.POLICY else family(code)


def points(score: int) -> str:
    """Units of the engine as points: 1500 -> "15", 1250 -> "12.50"."""
    exact = Decimal(score) / rulebook.POINT
    return number_format(exact, 0 if score % rulebook.POINT == 0 else 2)


def share(top: int, bottom: int) -> str:
    """A fraction of the list: "of every 10 places at least 4"."""
    if ROUND % bottom == 0:
        top, bottom = top * ROUND // bottom, ROUND
    sentence = ngettext(
        "of every %(bottom)s places at least %(top)s",
        "of every %(bottom)s places at least %(top)s",
        bottom,
    )
    return sentence % {"bottom": bottom, "top": top}


def sentences(policy: PriorityPolicy) -> list[str]:
    """The whole promise, sentence by sentence."""
    said = [
        gettext("Counted from the top, %(share)s for: %(people)s.")
        % {"share": share(top, bottom), "people": promises.level_people(policy, level)}
        for level, top, bottom in policy.shares
        if top
    ]
    if not said:
        return [gettext("Nobody has priority: the list is in the order of the scores.")]
    return [
        *said,
        gettext("This is a least, not an extra: those who stand there by their score count too."),
        floor(policy),
        cap(policy),
    ]


def floor(policy: PriorityPolicy) -> str:
    """Who is never moved up."""
    if policy.floor == 0:
        return gettext("Everybody who passes the conditions can be moved up, whatever the score.")
    return gettext("Only somebody with at least %(points)s points is moved up.") % {
        "points": points(policy.floor)
    }


def cap(policy: PriorityPolicy) -> str:
    """Past whom nobody is moved."""
    if policy.cap is None:
        return gettext("A hard guarantee: the places are kept however much better others score.")
    return gettext("Nobody is moved past a person who is more than %(points)s points better.") % {
        "points": points(policy.cap)
    }


def most_important(rules: dict[str, Any], name: str, count: int = 3) -> str:
    """The criteria that count most on one side."""
    heaviest = sorted(rules[name].items(), key=lambda item: -item[1])[:count]
    return ", ".join(f"{words.CRITERIA[code]} {weight}" for code, weight in heaviest if weight)


def said(kind: str, rule: Rule) -> list[Said]:
    """Every decision of a rule, in the order of the form."""
    general = [
        Said("", gettext("Name"), rule.name),
        Said("", gettext("Legal basis"), rule.legal_text or gettext("none")),
    ]
    return general + (_profile(rule.rules) if kind == Kind.PROFILE else _policy(rule.rules))


def _profile(rules: dict[str, Any]) -> list[Said]:
    weights = [
        Said(str(heading), words.criterion(code), number_format(rules[name][code]))
        for name, side, heading in SIDES
        for code in side
    ]
    usual = gettext("Usual value when nothing is known")
    medians = [Said(usual, words.criterion(code), number_format(rules["medians"][code])) for code in CRITERIA]
    pull = Said(usual, gettext("Pull of the usual value"), kappa(rules["kappa"]))
    return [*weights, *medians, pull]


def kappa(value: Sequence[int]) -> str:
    """How strongly thin knowledge is pulled towards the usual value."""
    top, bottom = value
    return str(KAPPAS.get((top, bottom), f"{top}/{bottom}"))


def _policy(rules: dict[str, Any]) -> list[Said]:
    policy = rulebook.policy_of(rules)
    given = {level: (top, bottom) for level, top, bottom in policy.shares}
    kept = gettext("Places kept")
    shares = [
        Said(kept, promises.level_people(policy, level).capitalize(), _share(given.get(level)))
        for level in range(len(policy.tiers) - 1, 0, -1)
    ]
    limits = gettext("Limits")
    none = gettext("no limit: a hard guarantee")
    return [
        *shares,
        Said(limits, gettext("Least points to be moved up"), points(policy.floor)),
        Said(limits, gettext("Most points jumped over"), none if policy.cap is None else points(policy.cap)),
    ]


def _share(given: tuple[int, int] | None) -> str:
    return gettext("none of their own") if given is None or given[0] == 0 else share(*given)


def changes(kind: str, before: Rule, after: Rule) -> list[Change]:
    """What differs, in the order of the form."""
    return [
        Change(new.group, new.label, old.value, new.value)
        for old, new in zip(said(kind, before), said(kind, after), strict=True)
        if old.value != new.value
    ]
