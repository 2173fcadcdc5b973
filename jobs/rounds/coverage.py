"""Who can get a referral at all: an exact maximum, priority people first, by augmenting paths.

The sets of people who can be covered together form a matroid, so the most priority people and the most people
do not conflict (Edmonds and Fulkerson 1965). What the failed searches reach splits the problem (Dulmage and
Mendelsohn 1958): there every place goes to a person who gets nothing else, everywhere else everybody is
covered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from jobs.rounds.problem import Table

NOWHERE = -1
SCALE = 1 << 32  # shares of free room are compared as integers


@dataclass(slots=True)
class Matching:
    """At most one vacancy for each person, never more people than room."""

    table: Table
    at: list[int] = field(init=False)  # person -> vacancy, or NOWHERE
    holders: list[set[int]] = field(init=False)  # vacancy -> people
    closed: list[bool] = field(init=False)  # vacancies from which no path leads to free room any more
    wanted: list[int] = field(init=False)  # vacancy -> people who have it as an option

    def __post_init__(self) -> None:
        size = len(self.table.vacancies)
        self.at = [NOWHERE] * len(self.table.ids)
        self.holders = [set() for _ in range(size)]
        self.closed = [False] * size
        self.wanted = [0] * size
        for options in self.table.options:
            for vacancy, _value in options:
                self.wanted[vacancy] += 1

    def seat(self, person: int, vacancy: int) -> int:
        """Move a person to a vacancy; returns the one they leave, or NOWHERE."""
        left = self.at[person]
        if left != NOWHERE:
            self.holders[left].discard(person)
        self.holders[vacancy].add(person)
        self.at[person] = vacancy
        return left

    def cover(self, people: Iterable[int]) -> list[int]:
        """Cover as many of ``people`` as can be without uncovering anybody; returns those left out.

        In one phase a vacancy is searched once. A phase that covers nobody proves that nobody can be, and
        what it reached is closed for good.
        """
        uncovered = (person for person in people if self.at[person] == NOWHERE)
        waiting = [person for person in uncovered if self.table.options[person] and not self._settle(person)]
        while waiting:
            seen = self.closed.copy()
            left = [person for person in waiting if not self._augment(person, seen)]
            if len(left) == len(waiting):
                self.closed = seen
                break
            waiting = left
        return waiting

    def _settle(self, person: int) -> bool:
        """Take the option with the most free room for each person who wants it, if any has room."""
        best, most = NOWHERE, 0
        for vacancy, _value in self.table.options[person]:
            free = self.table.room[vacancy] - len(self.holders[vacancy])
            share = free * SCALE // self.wanted[vacancy]
            if share > most and not self.closed[vacancy]:
                best, most = vacancy, share
        if best == NOWHERE:
            return False
        self.seat(person, best)
        return True

    def _augment(self, person: int, seen: list[bool]) -> bool:
        """Find a place for somebody by moving others along a shortest path of unseen vacancies."""
        table, holders = self.table, self.holders
        came: dict[int, int] = {}  # vacancy -> person who would move there
        line = [person]
        for mover in line:
            for vacancy, _value in table.options[mover]:
                if seen[vacancy]:
                    continue
                seen[vacancy] = True
                came[vacancy] = mover
                if len(holders[vacancy]) < table.room[vacancy]:
                    self._shift(vacancy, came)
                    return True
                line.extend(sorted(holders[vacancy]))
        return False

    def _shift(self, vacancy: int, came: dict[int, int]) -> None:
        while vacancy != NOWHERE:
            vacancy = self.seat(came[vacancy], vacancy)


@dataclass(frozen=True, slots=True)
class Part:
    """People and vacancies that are settled among themselves."""

    people: list[int]
    must: list[bool]  # by position in ``people``: gets something in every solution that covers the most
    vacancies: frozenset[int]
    scarce: bool  # every place goes to a person who gets no other; not everybody is covered


@dataclass(frozen=True, slots=True)
class Coverage:
    """The proved maximum, and the parts the problem falls into."""

    everybody: int  # people covered
    priority: int  # of them with priority
    parts: tuple[Part, ...]


def cover(table: Table) -> Coverage:
    """Most priority people, then most people, each proved, and where the shortage lies."""
    matching = Matching(table)
    parts, settled = [], set()
    for urgent in (True, False):
        before = matching.closed
        left_out = matching.cover(p for p, priority in enumerate(table.priority) if priority is urgent)
        closed = zip(matching.closed, before, strict=True)
        short = frozenset(vacancy for vacancy, (now, then) in enumerate(closed) if now and not then)
        people = sorted({*left_out, *(person for vacancy in short for person in matching.holders[vacancy])})
        settled.update(people)
        parts.append(Part(people, [table.priority[p] and not urgent for p in people], short, scarce=True))
    rest = [person for person, at in enumerate(matching.at) if at != NOWHERE and person not in settled]
    free = frozenset(vacancy for vacancy, closed in enumerate(matching.closed) if not closed)
    parts.append(Part(rest, [True] * len(rest), free, scarce=False))
    covered = [person for person, at in enumerate(matching.at) if at != NOWHERE]
    return Coverage(
        everybody=len(covered),
        priority=sum(table.priority[person] for person in covered),
        parts=tuple(part for part in parts if part.people),
    )
