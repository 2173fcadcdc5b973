"""Province-wide referral rounds as arithmetic: knows nothing of registers, pages or the queue."""

from jobs.rounds.problem import InvalidProblem, Person, Problem
from jobs.rounds.solution import Referral, Solution
from jobs.rounds.solve import has_exact, solve
from jobs.rounds.synthetic import synthetic

__all__ = ["InvalidProblem", "Person", "Problem", "Referral", "Solution", "has_exact", "solve", "synthetic"]
