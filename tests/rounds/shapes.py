"""Provinces of awkward shapes, and how the solvers do on them: ``python -m tests.rounds.shapes``.

Prints one row for each shape and seed: people without a chance, over capacity, value / bound, seconds of CPU.
Where OR-Tools is installed the bound is the exact optimum.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from random import Random

from jobs.rounds import Person, Problem, has_exact, solve, synthetic
from tests.rounds import oracle

TIED = 5_000
FAVOURED = 40  # one vacancy of so many takes people with priority
Shape = Callable[[Problem, Random], Problem]


def usual(problem: Problem, random: Random) -> Problem:
    """The made-up province as it is."""
    return problem


def few_for_priority(problem: Problem, random: Random) -> Problem:
    """People with priority suit one vacancy of forty, which everybody else suits too."""
    favoured = sorted(problem.capacities)[::FAVOURED]

    def narrowed(person: Person) -> Person:
        if not person.priority:
            return person
        chosen = random.sample(favoured, min(3, len(favoured)))
        return replace(person, options=tuple((vacancy, random.randrange(10_000)) for vacancy in chosen))

    return Problem(tuple(map(narrowed, problem.people)), problem.capacities)


def one_giant(problem: Problem, random: Random) -> Problem:
    """One employer has half of all places and suits everybody; the others have one to three places each."""
    giant = min(problem.capacities)

    def suited(person: Person) -> Person:
        others = (option for option in person.options if option[0] != giant)
        return replace(person, options=((giant, 3_000 + random.randrange(7_000)), *others))

    people = map(suited, problem.people)
    rooms = {vacancy: random.randint(1, 3) for vacancy in problem.capacities}
    return Problem(tuple(people), rooms | {giant: len(problem.people)})


def all_tied(problem: Problem, random: Random) -> Problem:
    """Every pair is worth the same."""
    people = (
        replace(person, options=tuple((vacancy, TIED) for vacancy, _value in person.options))
        for person in problem.people
    )
    return Problem(tuple(people), problem.capacities)


def nearly_tied(problem: Problem, random: Random) -> Problem:
    """Nobody has much of a preference: values differ by eight in a hundred at most."""
    people = (
        replace(
            person, options=tuple((v, TIED + random.randrange(TIED // 12)) for v, _value in person.options)
        )
        for person in problem.people
    )
    return Problem(tuple(people), problem.capacities)


def one_option_each(problem: Problem, random: Random) -> Problem:
    """Nobody has a choice."""
    people = (replace(person, options=person.options[:1]) for person in problem.people)
    return Problem(tuple(people), problem.capacities)


def one_place_each(problem: Problem, random: Random) -> Problem:
    """No vacancy has more than one place."""
    return Problem(problem.people, dict.fromkeys(problem.capacities, 1))


def too_few_places(problem: Problem, random: Random) -> Problem:
    """Fewer places than people: a quarter of the usual, so about every second person gets one."""
    return Problem(problem.people, {vacancy: room // 4 for vacancy, room in problem.capacities.items()})


SHAPES: tuple[Shape, ...] = (
    usual,
    few_for_priority,
    one_giant,
    all_tied,
    nearly_tied,
    one_option_each,
    one_place_each,
    too_few_places,
)


def province(shape: Shape, workers: int, vacancies: int, options: int, seed: int) -> Problem:
    """A province of this shape; the same seed gives the same one."""
    return shape(synthetic(workers, vacancies, options, seed=seed), Random(seed))


def measured(problem: Problem) -> str:
    """One row of the table, after checking that the solution breaks no rule."""
    began = time.process_time()
    found = solve(problem)
    seconds = time.process_time() - began
    wrong = oracle.faults(problem, found)
    bound, covered = found.bound, (found.covered, found.covered_priority)
    if has_exact():
        exact = solve(problem, exact=True)
        bound, proved = exact.value, (exact.covered, exact.covered_priority)
        wrong |= {"fewer covered than can be"} if covered != proved else set()
    share = 100 * found.value / bound if bound else 100.0
    said = ", ".join(sorted(wrong)) or "no fault"
    return (
        f"{found.covered:>7} {found.covered_priority:>7} {share:>8.3f} % {found.reached / 100:>7.2f} % "
        f"{seconds:>6.1f} s  {said}"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--workers", type=int, default=20_000)
    asked.add_argument("--vacancies", type=int, default=1_500)
    asked.add_argument("--options", type=int, default=50)
    asked.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    sizes = asked.parse_args()
    out = sys.stdout
    out.write(
        f"{'shape':<18}{'seed':>5} {'covered':>7} {'priority':>7} {'of best':>10} {'proved':>9} {'CPU':>8}\n"
    )
    for shape in SHAPES:
        for seed in sizes.seeds:
            row = measured(province(shape, sizes.workers, sizes.vacancies, sizes.options, seed))
            out.write(f"{shape.__name__:<18}{seed:>5} {row}\n")
            out.flush()


if __name__ == "__main__":
    main()
