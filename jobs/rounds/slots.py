"""The parts of vacancies, open and kept, as if each were a vacancy of its own: what coverage is worked out
on.

A person who is covered once can stand in one part only, so nothing is lost by it; where people get more than
one referral the two parts belong together again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jobs.rounds.coverage import NOWHERE, Matching, Part
from jobs.rounds.problem import Option, Table


@dataclass(frozen=True, slots=True)
class Slots:
    """Slot v is the open part of vacancy v; the kept parts come after all open ones."""

    whole: Table
    table: Table  # slots in place of vacancies
    kept: Mapping[int, int]  # vacancy -> slot of what is kept

    @classmethod
    def of(cls, table: Table) -> "Slots":
        """The parts of every vacancy; the table itself where nothing is kept."""
        kept = {vacancy: len(table.room) + number for number, vacancy in enumerate(table.splits)}
        if not kept:
            return cls(table, table, kept)

        def parts(option: Option) -> list[Option]:
            vacancy, value = option
            found = [(kept[vacancy], value)] if vacancy in kept else []
            return [*found, option] if table.open[vacancy] else found

        options = [
            [part for option in row for part in parts(option)] if priority else row
            for row, priority in zip(table.options, table.priority, strict=True)
        ]
        room = [*table.open, *(table.room[vacancy] - table.open[vacancy] for vacancy in kept)]
        slots = replace(table, options=options, room=room, open=room, vacancies=list(range(len(room))))
        return cls(table, slots, kept)

    def room_in(self, part: Part) -> tuple[list[int], list[int]]:
        """How much of every vacancy belongs to a part of the problem: in all, and open to anybody."""
        if not self.kept:
            return self.whole.room, self.whole.open
        opened = [room if v in part.vacancies else 0 for v, room in enumerate(self.whole.open)]
        room = opened.copy()
        for vacancy, slot in self.kept.items():
            room[vacancy] += self.table.room[slot] if slot in part.vacancies else 0
        return room, opened

    def allowed_in(self, part: Part, *, priority: bool) -> frozenset[int]:
        """The vacancies of a part of the problem in which somebody may stand."""
        if not self.kept:
            return part.vacancies
        kept = (vacancy for vacancy, slot in self.kept.items() if priority and slot in part.vacancies)
        opened = (v for v in part.vacancies if v < len(self.whole.room) and self.whole.open[v])
        return frozenset(opened).union(kept)

    def prices(self, part: Part, cheaper: list[int], dearer: list[int]) -> dict[int, int]:
        """The price of every slot of a part of the problem."""
        kept = {slot: cheaper[vacancy] for vacancy, slot in self.kept.items() if slot in part.vacancies}
        return kept | {slot: dearer[slot] for slot in part.vacancies if slot < len(self.whole.room)}

    def rent(self, prices: Mapping[int, int]) -> int:
        """What all places cost at these prices of slots."""
        return sum(price * self.table.room[slot] for slot, price in prices.items())

    def everywhere(self, prices: Mapping[int, int], *, priority: bool) -> list[int]:
        """What every vacancy costs somebody at these prices of slots; one without a price is free."""
        found = [prices.get(vacancy, 0) for vacancy in range(len(self.whole.room))]
        for vacancy, slot in self.kept.items() if priority else ():
            at = prices.get(slot, 0)
            found[vacancy] = min(found[vacancy], at) if self.whole.open[vacancy] else at
        return found

    def filled(self, part: Part, held: Mapping[int, set[int]]) -> dict[int, set[int]]:
        """The places of a scarce part nobody wanted at their price, filled with people who have none."""
        matching = Matching(self.table)
        matching.closed = [slot not in part.vacancies for slot in range(len(self.table.room))]
        for person, vacancies in held.items():
            for vacancy in vacancies:
                matching.seat(person, self._slot(matching, person, vacancy))
        matching.cover(part.people)
        back = {slot: vacancy for vacancy, slot in self.kept.items()}
        stands = ((person, matching.at[person]) for person in part.people)
        return {person: {back.get(slot, slot)} - {NOWHERE} for person, slot in stands}

    def _slot(self, matching: Matching, person: int, vacancy: int) -> int:
        """Where somebody who holds a vacancy stands: what is kept is filled first."""
        slot = self.kept.get(vacancy, vacancy)
        if not self.whole.priority[person] or matching.closed[slot]:
            return vacancy
        return slot if len(matching.holders[slot]) < self.table.room[slot] else vacancy
