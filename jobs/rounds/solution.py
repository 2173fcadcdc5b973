"""A suggested batch, and how good it is proved to be."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from jobs.rounds.problem import Table


@dataclass(frozen=True, slots=True, order=True)
class Referral:
    """One suggested pair."""

    person: int
    turn: int  # 1 for the best of this person's new referrals, 2 for the next
    vacancy: int
    value: int


@dataclass(frozen=True, slots=True)
class Solution:
    """Covers the most priority people there can be, then the most people, then has the most value it found.

    ``bound`` is proved: nothing that covers as many has more value. ``free_bound`` holds for anything within
    the limits, whoever is left out; what is missing to it is mostly the price of coverage.
    """

    solver: str
    referrals: tuple[Referral, ...]  # by person, then turn
    covered: int  # people with a referral: the proved maximum
    covered_priority: int  # of them with priority: the proved maximum
    bound: int
    free_bound: int

    @property
    def value(self) -> int:
        """The sum of the pair scores."""
        return sum(referral.value for referral in self.referrals)

    @property
    def reached(self) -> int:
        """value / bound in hundredths of a percent, rounded down; 10,000 is the optimum."""
        return 10_000 * self.value // self.bound if self.bound else 10_000


def referrals_of(table: Table, held: Mapping[int, Set[int]]) -> tuple[Referral, ...]:
    """Positions of people and of the vacancies they hold, as referrals."""
    found = []
    for person, vacancies in held.items():
        kept = (option for option in table.options[person] if option[0] in vacancies)
        for turn, (vacancy, value) in enumerate(kept, 1):
            found.append(Referral(table.ids[person], turn, table.vacancies[vacancy], value))
    return tuple(sorted(found))
