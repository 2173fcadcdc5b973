"""One door to both solvers: the exact one where OR-Tools is installed, else the one in plain Python."""

from importlib import import_module
from importlib.util import find_spec

from jobs.rounds.plain import solve_plainly
from jobs.rounds.problem import Problem
from jobs.rounds.solution import Solution


def solve(problem: Problem, *, exact: bool = False) -> Solution:
    """Suggest a batch. ``exact`` takes the optional extra of that name if it is installed.

    The solution names its solver. Raises InvalidProblem.
    """
    if exact and has_exact():
        solution: Solution = import_module("jobs.rounds.exact").solve_exactly(problem)
        return solution
    return solve_plainly(problem)


def has_exact() -> bool:
    """Whether OR-Tools is installed."""
    return find_spec("ortools") is not None
