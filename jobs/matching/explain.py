"""Why: the full explanation of one pair, read from the same tables as the ranked list."""

from jobs.matching.compiled import Compiled, CompiledSide, compile_opening
from jobs.matching.lookup import FULL
from jobs.matching.policy import Profile
from jobs.matching.results import Component, Explanation, NextStep, Place, Question
from jobs.matching.score import match_score, side_score
from jobs.matching.steps import changes
from jobs.matching.types import Opening, Seeker

MOST_STEPS = 3

Values = tuple[int | None, ...]


def explain(opening: Opening, seeker: Seeker, *, profile: Profile, place: Place | None = None) -> Explanation:
    """Gates, components that re-add to E, W and M, the interval, what to ask, and what would help."""
    compiled = compile_opening(opening, profile)
    employer, worker, score = compiled.scores(seeker)
    return Explanation(
        id=seeker.id,
        opening=opening.id,
        gates=tuple(compiled.gate_results(seeker)),
        components=(*_components(compiled.employer, seeker), *_components(compiled.worker, seeker)),
        employer_score=employer,
        worker_score=worker,
        score=score,
        lowest=_match_with(compiled, seeker, 0),
        highest=_match_with(compiled, seeker, FULL),
        place=place,
        questions=_questions(compiled, seeker),
        next_steps=_next_steps(compiled, opening, seeker),
    )


def _values(side: CompiledSide, seeker: Seeker) -> Values:
    return tuple(cell.reading.value for cell in side.cells(seeker))


def _components(side: CompiledSide, seeker: Seeker) -> list[Component]:
    cells = side.cells(seeker)
    filled = side.shrinkage.complete(_values(side, seeker))
    return [
        Component(
            code=criterion.code,
            side=criterion.side,
            weight=weight,
            value=value,
            points=weight * value,
            source="filled" if cell.reading.value is None else "known",
            evidence=cell.reading.evidence,
        )
        for criterion, weight, value, cell in zip(
            side.criteria, side.shrinkage.weights, filled, cells, strict=True
        )
    ]


def _score_of(side: CompiledSide, values: Values) -> int:
    rule = side.shrinkage
    points = sum(weight * value for weight, value in zip(rule.weights, rule.complete(values), strict=True))
    return side_score(points, rule.total)


def _match_with(compiled: Compiled, seeker: Seeker, unknown: int) -> int:
    """M with every unknown value at `unknown`."""
    sides = (
        tuple(unknown if value is None else value for value in _values(side, seeker))
        for side in (compiled.employer, compiled.worker)
    )
    employer, worker = sides
    return match_score(_score_of(compiled.employer, employer), _score_of(compiled.worker, worker))


def _questions(compiled: Compiled, seeker: Seeker) -> tuple[Question, ...]:
    employer, worker, _ = compiled.scores(seeker)
    spreads = [
        *_spreads(compiled.employer, seeker, worker),
        *_spreads(compiled.worker, seeker, employer),
    ]
    return tuple(sorted(spreads, key=lambda question: (-question.spread, question.code)))


def _spreads(side: CompiledSide, seeker: Seeker, other: int) -> list[Question]:
    """For each unknown of one side: how far M moves between the worst and the best answer."""
    values = _values(side, seeker)
    found = []
    for index, value in enumerate(values):
        if value is None:
            worst, best = (
                match_score(_score_of(side, (*values[:index], answer, *values[index + 1 :])), other)
                for answer in (0, FULL)
            )
            found.append(Question(side.criteria[index].code, best - worst))
    return found


def _next_steps(compiled: Compiled, opening: Opening, seeker: Seeker) -> tuple[NextStep, ...]:
    now = compiled.scores(seeker)[2]
    steps = [
        NextStep(change.code, change.subject, compiled.scores(change.seeker)[2] - now)
        for change in changes(opening, seeker)
    ]
    gainful = [step for step in steps if step.gain > 0]
    return tuple(sorted(gainful, key=lambda step: (-step.gain, step.code, step.subject))[:MOST_STEPS])
