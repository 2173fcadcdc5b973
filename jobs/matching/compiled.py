"""One opening under one profile as lookup tables.

A table holds, by fact, everything a criterion adds for anybody with that fact. It fills itself from the
criterion the first time a fact is met, so the ranked list and the explanation read the very same cells.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from jobs.matching.criteria import REGISTRY
from jobs.matching.fill import Shrinkage
from jobs.matching.gates import Gate, gates_of
from jobs.matching.lookup import FULL, Criterion, Fact, Reading
from jobs.matching.policy import Profile
from jobs.matching.results import GateResult
from jobs.matching.score import match_score, side_score
from jobs.matching.types import Importance, Opening, Seeker

# A must keeps the weight of high: a gate settles whether, not how well; one step apart passes, too.
MULTIPLIERS: dict[Importance, int] = {"must": 4, "high": 4, "medium": 2, "low": 1, "ignore": 0}


Row = TypeVar("Row")


class Table(dict[Hashable, Row], Generic[Row]):
    """Rows by fact; a row is computed the first time its fact is looked up."""

    def __init__(self, compute: Callable[[Hashable], Row]) -> None:
        super().__init__()
        self.compute = compute

    def __missing__(self, fact: Hashable) -> Row:
        row = self[fact] = self.compute(fact)
        return row


class Cell(NamedTuple):
    """What one criterion adds to its side for everybody with the same fact."""

    points: int  # weight * value; 0 when unknown
    known: int  # weight; 0 when unknown
    deviation: int  # exact deviation from the median, see Shrinkage; 0 when unknown
    reading: Reading


@dataclass(frozen=True, slots=True)
class CompiledSide:
    """The criteria of one side that weigh anything, as columns of cells."""

    criteria: tuple[Criterion, ...]
    columns: tuple[tuple[Fact, Table[Cell]], ...]
    shrinkage: Shrinkage
    heaviest: tuple[int, ...]  # positions of the criteria, whatever weighs most first

    def cells(self, seeker: Seeker) -> list[Cell]:
        """The cell of every criterion for this person."""
        return [table[fact(seeker)] for fact, table in self.columns]

    def score(self, seeker: Seeker) -> int:
        """E or W."""
        points = known = deviation = 0
        unknown = []
        for index, (fact, table) in enumerate(self.columns):
            cell = table[fact(seeker)]
            points += cell[0]
            if cell[1]:
                known += cell[1]
                deviation += cell[2]
            else:
                unknown.append(index)
        rule = self.shrinkage
        for index in unknown:
            points += rule.weights[index] * rule.fill(index, known, deviation)
        return side_score(points, rule.total)

    def score_from(self, seeker: Seeker, least: int) -> int | None:
        """E or W; None where it is below ``least``, which the heaviest criteria often settle.

        An unknown value is filled with FULL at most.
        """
        rule = self.shrinkage
        may_lose = FULL * rule.total - -(-least * rule.total // 10)
        for index in self.heaviest:
            fact, table = self.columns[index]
            cell = table[fact(seeker)]
            may_lose -= FULL * cell[1] - cell[0]
            if may_lose < 0:
                return None
        score = self.score(seeker)
        return score if score >= least else None


@dataclass(frozen=True, slots=True)
class Compiled:
    """Everything about an opening that does not depend on the person."""

    gates: tuple[tuple[Fact, Table[GateResult]], ...]
    employer: CompiledSide
    worker: CompiledSide

    def gate_results(self, seeker: Seeker) -> list[GateResult]:
        """The result of every gate for this person."""
        return [table[fact(seeker)] for fact, table in self.gates]

    def scores(self, seeker: Seeker) -> tuple[int, int, int]:
        """E, W and M for this person."""
        employer, worker = self.employer.score(seeker), self.worker.score(seeker)
        return employer, worker, match_score(employer, worker)


def compile_opening(opening: Opening, profile: Profile) -> Compiled:
    """Tables for this opening; empty until people are looked up."""
    return Compiled(
        gates=tuple(_gate_column(gate) for gate in gates_of(opening)),
        employer=_compile_side(opening, profile, weights_of(opening, profile.employer_weights)),
        worker=_compile_side(opening, profile, weights_of(opening, profile.worker_weights)),
    )


def weights_of(opening: Opening, base: Mapping[str, int]) -> dict[str, int]:
    """Weight by criterion of one side, in the registry's order; what weighs nothing is left out."""
    weights = {
        code: base[code] * MULTIPLIERS[opening.importance.get(code, "medium")] * criterion.asked(opening)
        for code, criterion in REGISTRY.items()
        if code in base
    }
    return {code: weight for code, weight in weights.items() if weight}


def shrinkage_of(weights: Mapping[str, int], profile: Profile) -> Shrinkage:
    """The fill of a side with these weights."""
    medians = tuple(profile.medians[code] for code in weights)
    return Shrinkage(tuple(weights.values()), medians, profile.kappa)


def _gate_column(gate: Gate) -> tuple[Fact, Table[GateResult]]:
    return gate.fact, Table(gate.result)


def _compile_side(opening: Opening, profile: Profile, weights: Mapping[str, int]) -> CompiledSide:
    criteria = tuple(REGISTRY[code] for code in weights)
    shrinkage = shrinkage_of(weights, profile)
    columns = tuple(
        (criterion.fact(opening), Table(partial(_cell, criterion, opening, shrinkage, index)))
        for index, criterion in enumerate(criteria)
    )
    heaviest = sorted(range(len(criteria)), key=lambda index: -shrinkage.weights[index])
    return CompiledSide(criteria, columns, shrinkage, tuple(heaviest))


def _cell(criterion: Criterion, opening: Opening, rule: Shrinkage, index: int, fact: Hashable) -> Cell:
    reading = criterion.read(opening, fact)
    if reading.value is None:
        return Cell(0, 0, 0, reading)
    weight = rule.weights[index]
    return Cell(weight * reading.value, weight, rule.deviation(index, reading.value), reading)
