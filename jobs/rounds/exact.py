"""The optional extra ``exact``: the proved optimum by one min-cost flow of OR-Tools.

Source -> person by a first arc that carries the coverage bonus and a plain arc for the rest of the limit;
person -> vacancy; vacancy -> sink. The bonus is larger than all values together, and double for priority. Of
a vacancy that keeps places, people without priority pass a gate first, as wide as what is open to anybody.
"""

from collections import defaultdict

import numpy
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from jobs.rounds.problem import Problem, Table, tabulate
from jobs.rounds.solution import Referral, Solution, referrals_of

NAME = "exact/1"


class NoFlow(RuntimeError):
    """The library gave no optimal flow."""


def solve_exactly(problem: Problem) -> Solution:
    """The optimum. Raises InvalidProblem, NoFlow."""
    table = tabulate(problem)
    kept = _flow(table, (sum(table.limits) * table.top + 1))
    free = sum(referral.value for referral in _flow(table, 0))
    persons = {referral.person for referral in kept}
    urgent = {person for person, priority in zip(table.ids, table.priority, strict=True) if priority}
    return Solution(
        solver=NAME,
        referrals=kept,
        covered=len(persons),
        covered_priority=len(persons & urgent),
        bound=sum(referral.value for referral in kept),
        free_bound=free,
    )


def _flow(table: Table, bonus: int) -> tuple[Referral, ...]:
    people, vacancies = len(table.ids), len(table.vacancies)
    source, sink = people + vacancies, people + vacancies + 1
    gates = {vacancy: sink + 1 + number for number, vacancy in enumerate(table.splits)}
    pairs = [(p, v, value) for p, options in enumerate(table.options) for v, value in options]
    first = [(source, p, 1, -bonus * (1 + table.priority[p])) for p in range(people) if table.limits[p]]
    others = [(source, p, table.limits[p] - 1, 0) for p in range(people) if table.limits[p] > 1]
    seats = [(people + v, sink, table.room[v], 0) for v in range(vacancies)]
    opened = [(gate, people + v, table.open[v], 0) for v, gate in gates.items()]
    supply = sum(table.limits)
    through: tuple[dict[int, int], dict[int, int]] = ({}, gates)  # with priority, without
    arcs = [(p, through[not table.priority[p]].get(v, people + v), 1, -value) for p, v, value in pairs]
    arcs += [*first, *others, *seats, *opened, (source, sink, supply, 0)]
    flow = SimpleMinCostFlow()
    tails, heads, room, costs = numpy.array(arcs, dtype=numpy.int64).T
    flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(numpy.int32), heads.astype(numpy.int32), room, costs
    )
    flow.set_node_supply(source, supply)
    flow.set_node_supply(sink, -supply)
    if flow.solve() != flow.OPTIMAL:
        raise NoFlow
    held = defaultdict(set)
    for number, (person, vacancy, _value) in enumerate(pairs):
        if flow.flow(number):
            held[person].add(vacancy)
    return referrals_of(table, held)
