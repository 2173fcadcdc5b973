"""What the engine is compared with: one way of ranking a register a module.

A peer is a class with a `name`, `open(world)` that prepares what may be prepared before an opening is known
(raising `Missing` where it cannot run), and `top(question)`: the first hundred by merit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from centres.models import Centre
from jobs.matching.policy import PriorityPolicy
from jobs.matching.types import Seeker
from seeds.bench.columns import WideRows
from seeds.bench.formula import Question

LIMIT = 100


class Missing(Exception):
    """This peer cannot run here; the message says what is not there."""


class Hit(NamedTuple):
    """One person of a list in merit order."""

    id: int
    e: int
    w: int
    m: int


@dataclass(frozen=True)
class World:
    """What every engine ranks: one register at one moment."""

    centre: Centre
    as_of: date
    policy: PriorityPolicy
    seekers: Sequence[Seeker]
    wide: WideRows


class Peer(Protocol):
    """One way of ranking."""

    name: str
    exact: bool  # False: the first hundred are found by an approximate index; recall is printed instead

    def open(self, world: World) -> None:
        """Prepare what does not depend on an opening. Raises Missing."""

    def top(self, question: Question) -> list[Hit]:
        """The first hundred by merit."""

    def close(self) -> None:
        """Give back what was prepared."""
