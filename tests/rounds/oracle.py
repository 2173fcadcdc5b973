"""The best round by trying every one, and what a solution may do wrong."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product
from random import Random

from jobs.rounds import Person, Problem, Solution

Choice = tuple[tuple[int, int], ...]


def best(problem: Problem) -> tuple[int, int, int]:
    """Most priority people covered, then most people, then most value; and nothing else is better."""
    return max(_worth(problem, plan) for plan in _plans(problem))


def most_value(problem: Problem) -> int:
    """The most value, whoever is left out."""
    return max(_worth(problem, plan)[2] for plan in _plans(problem))


def _plans(problem: Problem) -> Iterator[tuple[Choice, ...]]:
    for plan in product(*map(_choices, problem.people)):
        pairs = [
            (person.priority, vacancy)
            for person, choice in zip(problem.people, plan, strict=True)
            for vacancy, _value in choice
        ]
        if not _overfull(problem, pairs):
            yield plan


def _overfull(problem: Problem, pairs: list[tuple[bool, int]]) -> bool:
    """Whether a vacancy holds more than it has room for, or more without priority than are not kept."""
    load, others = Counter(v for _p, v in pairs), Counter(v for priority, v in pairs if not priority)
    return any(count > problem.capacities[v] for v, count in load.items()) or any(
        count > problem.capacities[v] - problem.kept.get(v, 0) for v, count in others.items()
    )


def _choices(person: Person) -> list[Choice]:
    sizes = range(min(person.limit, len(person.options)) + 1)
    return [choice for size in sizes for choice in combinations(person.options, size)]


def _worth(problem: Problem, plan: tuple[Choice, ...]) -> tuple[int, int, int]:
    covered = [person.priority for person, choice in zip(problem.people, plan, strict=True) if choice]
    return sum(covered), len(covered), sum(value for choice in plan for _vacancy, value in choice)


def faults(problem: Problem, solution: Solution) -> set[str]:
    """What is wrong with a solution, without knowing the best one."""
    people = {person.id: person for person in problem.people}
    pairs = [(people[referral.person].priority, referral.vacancy) for referral in solution.referrals]
    given = Counter(referral.person for referral in solution.referrals)
    urgent = sum(people[person].priority for person in given)
    found = {
        "over capacity": _overfull(problem, pairs),
        "over the limit": any(count > people[person].limit for person, count in given.items()),
        "no such option": any(
            (referral.vacancy, referral.value) not in people[referral.person].options
            for referral in solution.referrals
        ),
        "a pair twice": len({(r.person, r.vacancy) for r in solution.referrals}) < len(solution.referrals),
        "not covered as said": (solution.covered, solution.covered_priority) != (len(given), urgent),
        "more than the bound": solution.value > min(solution.bound, solution.free_bound),
    }
    return {fault for fault, is_there in found.items() if is_there}


def faults_against_best(problem: Problem, solution: Solution) -> set[str]:
    """What is wrong with a solution, knowing the best one. Only for tiny problems."""
    priority, people, value = best(problem)
    found = {
        "priority people left out": solution.covered_priority < priority,
        "people left out": solution.covered_priority == priority and solution.covered < people,
        "no valid bound": solution.bound < value or solution.free_bound < most_value(problem),
    }
    return faults(problem, solution) | {fault for fault, is_there in found.items() if is_there}


def tiny(seed: int) -> Problem:
    """A problem small enough to try every plan: many ties, scarce room, people without options."""
    random = Random(seed)
    vacancies, top = random.randint(1, 3), random.choice([2, 50, 10_000])
    people = (
        Person(
            number * 3,
            random.randint(0, 3),
            random.random() < 0.4,
            tuple(
                (vacancy, random.randint(0, top))
                for vacancy in random.sample(range(vacancies), random.randint(0, vacancies))
            ),
        )
        for number in range(random.randint(1, 5))
    )
    rooms = {vacancy: random.randint(0, 3) for vacancy in range(vacancies)}
    people = tuple(people)
    kept = {vacancy: random.randint(0, room) for vacancy, room in rooms.items()} if seed % 2 else {}
    return Problem(people, rooms, kept)


def chain() -> Problem:
    """Everybody can only be covered if three people move on for the last one."""
    people = (
        Person(1, 1, False, ((1, 900), (2, 100))),
        Person(2, 1, False, ((2, 900), (3, 100))),
        Person(3, 1, False, ((3, 900), (4, 100))),
        Person(4, 1, True, ((1, 5),)),
    )
    return Problem(people, dict.fromkeys((1, 2, 3, 4), 1))


def tangle() -> Problem:
    """Room for all, but person 1 first sits where only person 2 can."""
    people = (
        Person(1, 1, True, ((1, 9), (2, 5))),
        Person(2, 1, True, ((1, 9),)),
        Person(3, 1, True, ((2, 3), (3, 9))),
        Person(4, 1, True, ((2, 3), (3, 9))),
    )
    return Problem(people, {1: 1, 2: 1, 3: 2})


def worthless() -> Problem:
    """One place for two, worth nothing to either."""
    return Problem((Person(1, 1, False, ((1, 0),)), Person(2, 1, False, ((1, 0),))), {1: 1})
