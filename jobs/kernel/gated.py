"""Who passes the gates of an opening, and how many each gate removes, over everybody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jobs.kernel.facets import Codes, Ints, Mask
from jobs.kernel.pool import Pool
from jobs.kernel.tables import FAIL, OPEN, Judged, Tables
from jobs.matching.gates import gates_of
from jobs.matching.results import GateResult, Refused

MOST_MASKS = 128  # of one pool: a byte for each person


@dataclass(frozen=True, eq=False, slots=True)
class Passed:
    """The people no gate of a set refuses."""

    mask: Mask
    people: int
    failed: tuple[int, ...]  # how many each gate refuses


@dataclass(frozen=True, eq=False, slots=True)
class Gated:
    """The gates of one opening over a pool."""

    pool: Pool
    gates: tuple[Judged, ...]
    passed: Passed

    def refused(self) -> tuple[Refused, ...]:
        """How many were refused, by gate; who fails several counts under each."""
        failed: Counter[GateResult] = Counter()
        for judged, people in zip(self.gates, self.passed.failed, strict=True):
            if people:
                failed[judged.gate.stated(False)] += people
        return tuple(Refused(gate, failed[gate]) for gate in sorted(failed, key=_by_name))

    def doubts(self, rows: Any) -> list[tuple[GateResult, ...]]:
        """The unknown gates of each of these rows."""
        doubts: list[tuple[GateResult, ...]] = [()] * len(rows)
        for judged in self.gates:
            unknown = np.flatnonzero(judged.outcome[judged.column[rows]] == OPEN).tolist()
            stated = judged.gate.stated(None)
            for at in unknown:
                doubts[at] = (*doubts[at], stated)
        return doubts


def _by_name(gate: GateResult) -> tuple[str, str]:
    return gate.code, gate.subject


def gate(tables: Tables) -> Gated:
    """Everybody through every gate; what a set of gates lets pass is kept for the next opening."""
    pool = tables.pool
    gates = tuple(tables.judged(each) for each in gates_of(tables.opening))
    kept: dict[Any, Passed] = pool.kept.setdefault("passed", {})
    key = tuple(judged.key for judged in gates)
    passed = kept.get(key)
    if passed is None:
        if len(kept) >= MOST_MASKS:
            kept.clear()
        passed = kept[key] = _pass(pool, gates)
    return Gated(pool, gates, passed)


def _pass(pool: Pool, gates: Sequence[Judged]) -> Passed:
    mask = np.ones(len(pool), dtype=np.bool_)
    failed = []
    refused: dict[int, tuple[Codes, Mask]] = {}  # gates that read the same column are looked up at once
    for judged in gates:
        fails = judged.outcome == FAIL
        failed.append(int(_people(pool, judged)[fails].sum()))
        if failed[-1]:
            column, others = refused.get(id(judged.column), (judged.column, fails))
            refused[id(judged.column)] = column, others | fails
    for column, fails in refused.values():
        mask &= (~fails).take(column)
    return Passed(mask, int(np.count_nonzero(mask)), tuple(failed))


def _people(pool: Pool, judged: Judged) -> Ints:
    """How many people have each code of the column a gate reads."""
    kept: dict[int, tuple[Codes, Ints]] = pool.kept.setdefault("people", {})
    found = kept.get(id(judged.column))
    if found is None:
        counted = np.bincount(judged.column, minlength=len(judged.outcome))
        found = kept[id(judged.column)] = judged.column, counted  # the column too: its id stays its own
    return found[1]
