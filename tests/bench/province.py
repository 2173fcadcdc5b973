"""Referral rounds over made-up provinces: python -m tests.bench.province [WORKERS VACANCIES OPTIONS]..."""

import sys
from collections import Counter
from time import process_time

from jobs.rounds import Problem, Solution, has_exact, solve, synthetic

SIZES = ((5_000, 400, 50), (20_000, 1_500, 50))
SEED = 1


def alone(problem: Problem) -> str:
    """What happens if everybody is sent to their own best vacancies."""
    best = (
        sorted(person.options, key=lambda option: -option[1])[: person.limit] for person in problem.people
    )
    load = Counter(vacancy for options in best for vacancy, _value in options)
    over = [count - problem.capacities[vacancy] for vacancy, count in load.items()]
    most = max((surplus for surplus in over if surplus > 0), default=0)
    nobody = len(problem.capacities) - len(load)
    share = 100 * sum(surplus > 0 for surplus in over) // len(problem.capacities)
    return f"best three alone: {share} % of vacancies over capacity, up to {most:,}; {nobody} get nobody"


def row(problem: Problem, solution: Solution, seconds: float) -> str:
    """One solver on one problem."""
    load = Counter(referral.vacancy for referral in solution.referrals)
    over = sum(count > problem.capacities[vacancy] for vacancy, count in load.items())
    urgent = sum(person.priority for person in problem.people)
    return (
        f"{solution.solver:9} {seconds:6.2f} s CPU  {solution.value:,} / {solution.bound:,}"
        f" = {solution.reached / 100:.2f} %  without coverage {solution.value / solution.free_bound:.2%}"
        f"  covered {solution.covered:,} (priority {solution.covered_priority:,} of {urgent:,})"
        f"  {over} over capacity"
    )


def main(*sizes: int) -> None:
    """Print every size, each solver that is installed."""
    wanted = list(zip(sizes[::3], sizes[1::3], sizes[2::3], strict=True)) or SIZES
    for workers, vacancies, options in wanted:
        problem = synthetic(workers, vacancies, options, SEED)
        edges = sum(len(person.options) for person in problem.people)
        room = sum(problem.capacities.values())
        print(f"{workers:,} x {vacancies:,}, {edges:,} edges, room {room:,}, seed {SEED}; {alone(problem)}")
        for exact in (False, True) if has_exact() else (False,):
            began = process_time()
            solution = solve(problem, exact=exact)
            print(row(problem, solution, process_time() - began))
    if not has_exact():
        print("exact: skipped, OR-Tools is not installed")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
