"""What every criterion is made of: a fact of the seeker, and a reading of that fact under the opening.

A reading depends on nothing but the opening and the fact, so it can be kept in a table by fact: the list and
the explanation look up the same cells.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from jobs.matching.types import Opening, Seeker, Side

FULL = 1000
PERMILLE_BY_STEPS = (1000, 500, 0)


class Reading(NamedTuple):
    """A value in permille (None = unknown) and why: a reason code, then its details."""

    value: int | None
    evidence: tuple[str, ...]


Fact = Callable[[Seeker], Hashable]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One soft criterion: `criterion(opening, seeker)` gives its Reading."""

    code: str
    side: Side
    asked: Callable[[Opening], bool]  # False = the opening asks nothing here, the criterion weighs nothing
    fact: Callable[[Opening], Fact]  # what is read from the seeker
    read: Callable[[Opening, Any], Reading]

    def __call__(self, opening: Opening, seeker: Seeker) -> Reading:
        return self.read(opening, self.fact(opening)(seeker))


def fields(*names: str) -> Callable[[Opening], Fact]:
    """A fact that is the named fields of the seeker, whatever the opening."""
    getter = attrgetter(*names)
    return lambda opening: getter


def always(opening: Opening) -> bool:
    """Asked by every opening."""
    return True


def share(have: int, need: int) -> int:
    """1000 if enough, then linear steps down to 0 for nothing; more than enough is never punished."""
    return FULL if have >= need else FULL * have // need


def by_steps(steps: int) -> int:
    """1000 at no step apart, 500 at one, 0 at two or more."""
    return PERMILLE_BY_STEPS[min(max(steps, 0), 2)]


def weakest(parts: Iterable[tuple[str, int | None]]) -> tuple[int | None, tuple[str, ...]]:
    """The lowest of several named values, and the names that decide it.

    Unknown while a missing part could still lower the result, that is unless some part is already 0.
    """
    parts = list(parts)
    unknown = tuple(name for name, value in parts if value is None)
    lowest = min((value for _, value in parts if value is not None), default=FULL)
    if unknown and lowest > 0:
        return None, unknown
    return lowest, tuple(name for name, value in parts if value == lowest < FULL)
