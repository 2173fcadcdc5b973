"""A referral round as numbers: who may be referred where, how well each pair fits, how much room there is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

Option = tuple[int, int]  # vacancy, value


class InvalidProblem(ValueError):
    """A person or an option stands there twice, an option leads nowhere, or a number is negative."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be referred."""

    id: int
    limit: int  # new referrals at most
    priority: bool  # belongs to a household the policy puts first
    options: tuple[Option, ...]  # (vacancy id, pair score M >= 0): vacancies whose gates all passed


@dataclass(frozen=True, slots=True)
class Problem:
    """People with their options, and the room of each vacancy: places x multiplier - live referrals."""

    people: tuple[Person, ...]
    capacities: Mapping[int, int]  # vacancy id -> referrals at most
    kept: Mapping[int, int] = field(default_factory=dict)  # of these, for people with priority alone


@dataclass(frozen=True, slots=True)
class Table:
    """A problem by positions: people and vacancies by id, options best first, none that nobody can use."""

    ids: list[int]
    limits: list[int]
    priority: list[bool]
    options: list[list[Option]]  # (position of the vacancy, value), best value first, then vacancy id
    vacancies: list[int]
    room: list[int]  # vacancy -> referrals at most, and no more than there are people it could be filled with
    open: list[int]  # of these, for anybody; the rest is kept for people with priority

    @property
    def top(self) -> int:
        """The largest value of any option."""
        return max((options[0][1] for options in self.options if options), default=0)

    @property
    def splits(self) -> list[int]:
        """The vacancies of which a part is kept."""
        return [vacancy for vacancy, room in enumerate(self.room) if self.open[vacancy] < room]


def tabulate(problem: Problem) -> Table:
    """The same problem in one fixed order, whatever the order it came in. Raises InvalidProblem."""
    people = sorted(problem.people, key=attrgetter("id"))
    vacancies = sorted(problem.capacities)
    _check(people, problem.capacities)
    _check_kept(problem)
    room = [problem.capacities[vacancy] for vacancy in vacancies]
    kept = [problem.kept.get(vacancy, 0) for vacancy in vacancies]
    anybody = [whole - part for whole, part in zip(room, kept, strict=True)]
    with_priority, others = _positions(vacancies, room), _positions(vacancies, anybody)
    options = [_options(person, with_priority if person.priority else others) for person in people]
    urgent = Counter(
        v for person, row in zip(people, options, strict=True) if person.priority for v, _ in row
    )
    anyone = Counter(vacancy for row in options for vacancy, _value in row)
    usable = [min(free, anyone[vacancy]) for vacancy, free in enumerate(anybody)]
    return Table(
        ids=[person.id for person in people],
        limits=[person.limit for person in people],
        priority=[person.priority for person in people],
        options=options,
        vacancies=vacancies,
        room=[usable[vacancy] + min(part, urgent[vacancy]) for vacancy, part in enumerate(kept)],
        open=usable,
    )


def _positions(vacancies: Iterable[int], room: Iterable[int]) -> dict[int, int]:
    """Vacancy id -> position, for those with room."""
    return {vacancy: at for at, (vacancy, free) in enumerate(zip(vacancies, room, strict=True)) if free}


def _options(person: Person, open_ones: Mapping[int, int]) -> list[Option]:
    if not person.limit:
        return []
    found = [(open_ones[vacancy], value) for vacancy, value in person.options if vacancy in open_ones]
    return sorted(found, key=_best_first)


def _best_first(option: Option) -> Option:
    return -option[1], option[0]


def _check(people: Iterable[Person], capacities: Mapping[int, int]) -> None:
    last = None
    for person in people:
        chosen = {vacancy for vacancy, _value in person.options}
        if person.id == last or len(chosen) != len(person.options):
            raise InvalidProblem("a person or an option stands there twice")
        if not chosen <= capacities.keys():
            raise InvalidProblem("an option leads to no vacancy")
        if person.limit < 0 or any(value < 0 for _vacancy, value in person.options):
            raise InvalidProblem("a limit or a value is negative")
        last = person.id
    if any(room < 0 for room in capacities.values()):
        raise InvalidProblem("a capacity is negative")


def _check_kept(problem: Problem) -> None:
    for vacancy, kept in problem.kept.items():
        if not 0 <= kept <= problem.capacities.get(vacancy, 0):
            raise InvalidProblem("more is kept than there is room for")
