"""Why: the full explanation of one pair, read from the same tables as the ranked list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jobs.matching.compiled import Cell, Compiled, CompiledSide, compile_opening
from jobs.matching.lookup import FULL
from jobs.matching.policy import Profile
from jobs.matching.results import Component, Explanation, NextStep, Place, Question, Source
from jobs.matching.score import match_score, side_score
from jobs.matching.steps import changes
from jobs.matching.types import Opening, Seeker

MOST_STEPS = 3


def explain(opening: Opening, seeker: Seeker, *, profile: Profile, place: Place | None = None) -> Explanation:
    """Gates, components that re-add to E, W and M, the interval, what to ask, and what would help."""
    return explain_by(compile_opening(opening, profile), opening, seeker, place=place)


def explain_by(
    compiled: Compiled, opening: Opening, seeker: Seeker, *, place: Place | None = None
) -> Explanation:
    """The same for an opening that is compiled already, as it is for everybody on one list."""
    employer, worker = Half.of(compiled.employer, seeker), Half.of(compiled.worker, seeker)
    score = match_score(employer.score, worker.score)
    return Explanation(
        id=seeker.id,
        opening=opening.id,
        gates=tuple(compiled.gate_results(seeker)),
        components=(*employer.components(), *worker.components()),
        employer_score=employer.score,
        worker_score=worker.score,
        score=score,
        lowest=match_score(employer.score_at(0), worker.score_at(0)),
        highest=match_score(employer.score_at(FULL), worker.score_at(FULL)),
        place=place,
        questions=_questions(employer, worker),
        next_steps=_next_steps(compiled, opening, seeker, score),
    )


@dataclass(frozen=True, slots=True)
class Half:
    """What one side says of a person: its cells, and the sums the fill of the unknown ones follows from."""

    side: CompiledSide
    cells: list[Cell]
    unknown: list[int]  # positions of the criteria nobody knows about
    points: int
    known: int
    deviation: int
    score: int  # E or W

    @classmethod
    def of(cls, side: CompiledSide, seeker: Seeker) -> "Half":
        cells = side.cells(seeker)
        unknown = [index for index, cell in enumerate(cells) if cell.reading.value is None]
        points = sum(cell.points for cell in cells)
        known, deviation = sum(cell.known for cell in cells), sum(cell.deviation for cell in cells)
        return cls(side, cells, unknown, points, known, deviation, side.score(seeker))

    def components(self) -> Iterable[Component]:
        """What every criterion adds."""
        rule = self.side.shrinkage
        for index, (criterion, weight, cell) in enumerate(
            zip(self.side.criteria, rule.weights, self.cells, strict=True)
        ):
            known, evidence = cell.reading
            value = rule.fill(index, self.known, self.deviation) if known is None else known
            source: Source = "filled" if known is None else "known"
            yield Component(criterion.code, criterion.side, weight, value, weight * value, source, evidence)

    def score_at(self, value: int) -> int:
        """The score with every unknown value at ``value``."""
        return self.score_with(dict.fromkeys(self.unknown, value))

    def score_with(self, answers: Mapping[int, int]) -> int:
        """The score with these unknown values answered: position -> value."""
        rule, points, known, deviation = self.side.shrinkage, self.points, self.known, self.deviation
        for index, value in answers.items():
            points += rule.weights[index] * value
            known += rule.weights[index]
            deviation += rule.deviation(index, value)
        for index in self.unknown:
            if index not in answers:
                points += rule.weights[index] * rule.fill(index, known, deviation)
        return side_score(points, rule.total)

    def questions(self, other: int) -> Iterable[Question]:
        """For each unknown: how far M moves between the worst and the best answer."""
        for index in self.unknown:
            worst, best = (match_score(self.score_with({index: answer}), other) for answer in (0, FULL))
            yield Question(self.side.criteria[index].code, best - worst)


def _questions(employer: Half, worker: Half) -> tuple[Question, ...]:
    asked = [*employer.questions(worker.score), *worker.questions(employer.score)]
    return tuple(sorted(asked, key=lambda question: (-question.spread, question.code)))


def _next_steps(compiled: Compiled, opening: Opening, seeker: Seeker, now: int) -> tuple[NextStep, ...]:
    steps = [
        NextStep(change.code, change.subject, compiled.scores(change.seeker)[2] - now)
        for change in changes(opening, seeker)
    ]
    gainful = [step for step in steps if step.gain > 0]
    return tuple(sorted(gainful, key=lambda step: (-step.gain, step.code, step.subject))[:MOST_STEPS])
