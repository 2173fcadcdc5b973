"""The round keeps its limits, covers whom it can, and proves how good it is."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobs.rounds import InvalidProblem, Person, Problem, Referral, has_exact, solve, synthetic
from jobs.rounds.plain import GOAL
from tests.rounds import oracle, shapes

needs_ortools = pytest.mark.skipif(not has_exact(), reason="the extra `exact` (OR-Tools) is not installed")
SOLVERS = [
    pytest.param(False, id="rounds"),
    pytest.param(True, id="exact", marks=needs_ortools),
]
seeds = st.integers(0, 10**9)


@pytest.fixture(params=SOLVERS)
def exact(request):
    return request.param


def test_people_and_options_that_cannot_be_are_refused():
    hoa = Person(1, 3, False, ((7, 500),))
    for people, capacities in [
        ((hoa, hoa), {7: 1}),
        ((replace(hoa, options=((7, 500), (7, 400))),), {7: 1}),
        ((hoa,), {8: 1}),
        ((replace(hoa, limit=-1),), {7: 1}),
        ((replace(hoa, options=((7, -1),)),), {7: 1}),
        ((hoa,), {7: -1}),
    ]:
        with pytest.raises(InvalidProblem):
            solve(Problem(people, capacities))
    for kept in ({7: 2}, {7: -1}, {8: 1}):
        with pytest.raises(InvalidProblem):
            solve(Problem((hoa,), {7: 1}, kept))


def test_nobody_and_nowhere(exact):
    solution = solve(Problem((), {}), exact=exact)
    assert (solution.referrals, solution.value, solution.bound, solution.reached) == ((), 0, 0, 10_000)
    nowhere = solve(Problem((Person(1, 3, True, ()),), {7: 2}), exact=exact)
    assert (nowhere.referrals, nowhere.covered, nowhere.bound) == ((), 0, 0)


def test_a_place_goes_where_it_is_missed_most(exact):
    """Both want vacancy 7; the first hardly loses by going to 8, the second has nothing else."""
    people = (Person(1, 1, False, ((7, 9_000), (8, 8_900))), Person(2, 1, False, ((7, 6_000),)))
    solution = solve(Problem(people, {7: 1, 8: 1}), exact=exact)
    assert solution.referrals == (Referral(1, 1, 8, 8_900), Referral(2, 1, 7, 6_000))
    assert (solution.covered, solution.value) == (2, 14_900)


def test_coverage_comes_before_value(exact):
    """By value alone person 1 would hold both places: 17,000 against 10,000."""
    people = (Person(1, 3, False, ((7, 9_000), (8, 8_000))), Person(2, 3, False, ((8, 1_000),)))
    solution = solve(Problem(people, {7: 1, 8: 1}), exact=exact)
    assert [(row.person, row.vacancy) for row in solution.referrals] == [(1, 7), (2, 8)]
    assert (solution.value, solution.bound >= 10_000, solution.free_bound >= 17_000) == (10_000, True, True)


def test_when_not_all_can_be_covered_priority_is(exact):
    """One place, three people: the one with priority gets it although she scores least."""
    people = (
        Person(1, 3, False, ((7, 9_000),)),
        Person(2, 3, True, ((7, 2_000),)),
        Person(3, 3, False, ((7, 9_500),)),
    )
    solution = solve(Problem(people, {7: 1}), exact=exact)
    assert solution.referrals == (Referral(2, 1, 7, 2_000),)
    assert (solution.covered, solution.covered_priority) == (1, 1)


def test_what_is_kept_is_for_people_with_priority_alone(exact):
    """Two places, one kept: of the two who score best only one goes there; the kept place stays empty rather
    than go to the other, and is filled as soon as somebody with priority suits it.
    """
    two = (Person(1, 1, False, ((7, 9_000),)), Person(2, 1, False, ((7, 8_000),)))
    alone = solve(Problem(two, {7: 2}, {7: 1}), exact=exact)
    assert [row.person for row in alone.referrals] == [1]
    third = Person(3, 1, True, ((7, 100),))
    together = solve(Problem((*two, third), {7: 2}, {7: 1}), exact=exact)
    assert [row.person for row in together.referrals] == [1, 3]
    assert (together.covered, together.covered_priority, together.value) == (2, 1, 9_100)


def test_priority_is_not_confined_to_what_is_kept(exact):
    people = tuple(Person(n, 1, True, ((7, 100 * n),)) for n in (1, 2, 3))
    assert solve(Problem(people, {7: 3}, {7: 1}), exact=exact).covered_priority == 3


def test_nobody_holds_both_parts_of_a_vacancy(exact):
    """Two referrals each: the second is another vacancy, not the other part of the first."""
    people = tuple(Person(n, 2, True, ((7, 9_000), (8, 10))) for n in (1, 2))
    solution = solve(Problem(people, {7: 4, 8: 2}, {7: 2, 8: 1}), exact=exact)
    assert [(row.person, row.vacancy) for row in solution.referrals] == [(1, 7), (1, 8), (2, 7), (2, 8)]


def test_a_chain_of_moves_covers_the_last_one(exact):
    """Whoever holds the only option of another moves on, three times over."""
    solution = solve(oracle.chain(), exact=exact)
    assert [(row.person, row.vacancy) for row in solution.referrals] == [(1, 2), (2, 3), (3, 4), (4, 1)]


def test_turns_number_a_persons_referrals_from_the_best(exact):
    solution = solve(
        Problem((Person(5, 2, False, ((1, 10), (2, 30), (3, 20))),), {1: 9, 2: 9, 3: 9}), exact=exact
    )
    assert solution.referrals == (Referral(5, 1, 2, 30), Referral(5, 2, 3, 20))


def test_somebody_makes_room(exact):
    assert solve(oracle.tangle(), exact=exact).covered_priority == 4


def test_a_place_worth_nothing_still_covers_somebody(exact):
    assert solve(oracle.worthless(), exact=exact).covered == 1


@settings(max_examples=300, deadline=None)
@given(seed=seeds)
@example(seed=2313449)  # a vacancy of which everything is kept, its kept part in another part of the problem
def test_against_every_plan_there_is(seed):
    problem = oracle.tiny(seed)
    solution = solve(problem)
    assert oracle.faults_against_best(problem, solution) == set()


@needs_ortools
@settings(max_examples=300, deadline=None)
@given(seed=seeds)
def test_the_exact_solver_finds_the_best_plan(seed):
    problem = oracle.tiny(seed)
    solution = solve(problem, exact=True)
    assert oracle.faults_against_best(problem, solution) == set()
    assert (solution.covered_priority, solution.covered, solution.value) == oracle.best(problem)
    assert (solution.bound, solution.free_bound) == (solution.value, oracle.most_value(problem))


@settings(max_examples=100, deadline=None)
@given(seed=seeds)
def test_the_order_of_people_options_and_vacancies_does_not_matter(seed):
    problem = oracle.tiny(seed)
    random = Random(seed)
    people = [
        replace(person, options=tuple(random.sample(person.options, len(person.options))))
        for person in random.sample(problem.people, len(problem.people))
    ]
    rooms = dict(random.sample(list(problem.capacities.items()), len(problem.capacities)))
    assert solve(Problem(tuple(people), rooms, problem.kept)) == solve(problem)


def with_room(problem: Problem, percent: int, *, keeps: bool = False) -> Problem:
    rooms = {vacancy: room * percent // 100 for vacancy, room in problem.capacities.items()}
    return Problem(problem.people, rooms, {v: room * 2 // 5 for v, room in rooms.items()} if keeps else {})


@pytest.mark.parametrize("keeps", [False, True])
@pytest.mark.parametrize("percent", [15, 45, 60, 100, 300])
def test_the_goal_is_reached_whether_room_is_scarce_or_plenty(percent, keeps):
    problem = with_room(synthetic(1_500, 120, 25, seed=7), percent, keeps=keeps)
    solution = solve(problem)
    assert oracle.faults(problem, solution) == set()
    assert solution.reached >= GOAL
    assert solve(problem) == solution


@needs_ortools
@pytest.mark.parametrize("keeps", [False, True])
@pytest.mark.parametrize("percent", [15, 45, 60, 100, 300])
def test_the_rounds_cover_as_many_as_the_exact_solver_and_bound_its_value(percent, keeps):
    problem = with_room(synthetic(1_500, 120, 25, seed=11), percent, keeps=keeps)
    rounds, exact = solve(problem), solve(problem, exact=True)
    assert (rounds.covered, rounds.covered_priority) == (exact.covered, exact.covered_priority)
    assert rounds.value <= exact.value == exact.bound <= rounds.bound
    assert exact.free_bound <= rounds.free_bound
    assert 10_000 * rounds.value >= GOAL * exact.value


@pytest.mark.parametrize("shape", shapes.SHAPES, ids=lambda shape: shape.__name__)
def test_the_goal_is_reached_whatever_the_shape(shape):
    problem = shapes.province(shape, 1_200, 90, 20, seed=5)
    solution = solve(problem)
    assert oracle.faults(problem, solution) == set()
    assert solution.reached >= GOAL
    if has_exact():
        exact = solve(problem, exact=True)
        assert (solution.covered, solution.covered_priority) == (exact.covered, exact.covered_priority)
        assert 10_000 * solution.value >= GOAL * exact.value


def test_equal_scores_everywhere_still_reach_the_goal():
    """Nothing tells people apart: offers climb one step at a time, and a finer step is not needed."""
    people = tuple(Person(n, 3, n % 3 == 0, tuple((v, 5_000) for v in range(10))) for n in range(120))
    problem = Problem(people, dict.fromkeys(range(10), 10))
    solution = solve(problem)
    assert oracle.faults(problem, solution) == set()
    assert (solution.covered, solution.covered_priority, solution.value) == (100, 40, 500_000)
    assert solution.reached >= GOAL


def test_the_same_seed_makes_the_same_province():
    assert synthetic(50, 10, 5, seed=3) == synthetic(50, 10, 5, seed=3)
    assert synthetic(50, 10, 5, seed=3) != synthetic(50, 10, 5, seed=4)
    made = synthetic(50, 10, 5, seed=3)
    assert {len(person.options) for person in made.people} == {5}
    assert all(0 <= value <= 10_000 for person in made.people for _vacancy, value in person.options)
