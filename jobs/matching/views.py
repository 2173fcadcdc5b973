"""The same explanation for other audiences. Staff and auditors read the `Explanation` itself.

An employer never sees a score, a tier, a rank or "reserved": a visible inversion would reveal poverty.
A worker sees their own facts, gaps and next steps, and can have them corrected.
"""

from dataclasses import dataclass
from typing import Literal

from jobs.matching.lookup import FULL
from jobs.matching.results import Component, Explanation, GateResult

Status = Literal["met", "partly", "to_confirm", "missing"]

# Gates an employer asked for; consent, search, age and referral limit are between the person and the centre.
EMPLOYER_GATES = frozenset(
    (
        "skill",
        "technical_level",
        "education",
        "experience",
        "it",
        "language",
        "conditions",
        "shifts",
        "trips",
        "secondment",
    )
)
# Criteria whose evidence names parts of the vacancy's own demands, and nothing else about the person.
NAMED_PARTS = frozenset(("skills", "language", "conditions"))
GATE_STATUS: dict[str, Status] = {"pass": "met", "unknown": "to_confirm", "fail": "missing"}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing the vacancy asks, and whether the person meets it."""

    code: str
    status: Status
    parts: tuple[str, ...]  # which skills, languages or scales fall short or are to be confirmed


@dataclass(frozen=True, slots=True)
class EmployerView:
    """What the employer of the vacancy may see of one person."""

    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the person's own facts, as the vacancy reads it."""

    code: str
    status: Status
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkerView:
    """What the person may see about themselves and the vacancy."""

    facts: tuple[Fact, ...]
    gates: tuple[GateResult, ...]  # those not passed, with what would settle them
    next_steps: tuple[tuple[str, str], ...]  # code and subject, most helpful first


def employer_view(explanation: Explanation) -> EmployerView:
    """Requirements met, to confirm or missing: gates first, then what the vacancy asks, in a fixed order."""
    gates = tuple(
        Requirement(gate.code, GATE_STATUS[gate.result], (gate.subject,) if gate.subject else ())
        for gate in explanation.gates
        if gate.code in EMPLOYER_GATES
    )
    asked = tuple(
        Requirement(each.code, _status(each), each.evidence[1:] if each.code in NAMED_PARTS else ())
        for each in explanation.components
        if each.side == "E"
    )
    return EmployerView(gates + asked)


def worker_view(explanation: Explanation) -> WorkerView:
    """Own facts, gaps and next steps."""
    return WorkerView(
        facts=tuple(Fact(each.code, _status(each), each.evidence) for each in explanation.components),
        gates=tuple(gate for gate in explanation.gates if gate.result != "pass"),
        next_steps=tuple((step.code, step.subject) for step in explanation.next_steps),
    )


def _status(component: Component) -> Status:
    if component.source == "filled":
        return "to_confirm"
    if component.value == FULL:
        return "met"
    return "partly" if component.value else "missing"
