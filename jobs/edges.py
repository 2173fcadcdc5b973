"""Which open vacancies each person may be suggested for: every gate passed, the best scores, at most MOST.

An unknown gate keeps a pair out: nobody is referred until staff have asked.
"""

from collections.abc import Callable, Iterator, Mapping, Set

import numpy as np

from jobs.compilations import Compilation
from jobs.kernel.gated import gate
from jobs.kernel.pool import Pool
from jobs.kernel.rank import scores
from jobs.kernel.tables import PASS, Tables
from jobs.kernel.work import Unsuited
from jobs.prospects import doubts_of
from jobs.rounds.problem import Option

MOST = 50  # options of one person
NOTHING = 0  # a score of nothing is no suggestion either
PEOPLE_AT_ONCE = 1_000

Progress = Callable[[int, int], None]


def options_of(
    pool: Pool, found: Mapping[int, Compilation], taken: Set[tuple[int, int]], progress: Progress
) -> dict[int, tuple[Option, ...]]:
    """Person -> (vacancy, M), best first, equal scores by vacancy.

    ``taken``: pairs (person, vacancy) not to be suggested again. ``progress`` hears how many vacancies are
    done.
    """
    vacancies = np.asarray(sorted(found), dtype=np.int64)
    matrix = np.full((len(vacancies), len(pool)), NOTHING, dtype=np.int32)
    for row, vacancy in enumerate(vacancies.tolist()):
        progress(row, len(vacancies))
        compilation = found[vacancy]
        matched = scores(compilation.opening, pool, profile=compilation.profile).match
        matrix[row] = np.where(_passing(compilation, pool), matched, NOTHING)
    position = {vacancy: row for row, vacancy in enumerate(vacancies.tolist())}
    column = {person: at for at, person in enumerate(pool.ids.tolist())}
    for person, vacancy in taken:
        if person in column and vacancy in position:
            matrix[position[vacancy], column[person]] = NOTHING
    progress(len(vacancies), len(vacancies))
    return {
        person: options
        for start in range(0, len(pool), PEOPLE_AT_ONCE)
        for person, options in _best(matrix, pool, vacancies, slice(start, start + PEOPLE_AT_ONCE))
    }


def _passing(compilation: Compilation, pool: Pool) -> np.ndarray:
    """Who passes every gate, nothing unknown."""
    try:
        gated = gate(Tables(compilation.opening, pool, compilation.profile))
    except Unsuited:
        people = pool.seekers(pool.ids.tolist())
        return np.asarray([doubts_of(compilation.tables, one) == () for one in people], dtype=np.bool_)
    passing = np.ones(len(pool), dtype=np.bool_)
    for judged in gated.gates:
        passing &= (judged.outcome == PASS)[judged.column]
    return passing


def _best(
    matrix: np.ndarray, pool: Pool, vacancies: np.ndarray, part: slice
) -> Iterator[tuple[int, tuple[Option, ...]]]:
    """The best options of some people: a stable sort by falling score leaves equal scores by vacancy."""
    of_people = matrix[:, part].T
    order = np.argsort(-of_people, axis=1, kind="stable")[:, :MOST]
    best = np.take_along_axis(of_people, order, axis=1)
    people = zip(pool.ids[part].tolist(), vacancies[order].tolist(), best.tolist(), strict=True)
    for person, chosen, values in people:
        options = zip(chosen, values, strict=True)
        yield person, tuple(option for option in options if option[1] > NOTHING)
