"""Places of a vacancy that a round keeps for households with priority, and when they are released.

The share is that of the guarantee: one promise for lists and for rounds. What nobody with priority has taken
is open to everybody in the last days before the deadline; whoever was referred by then stays referred.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

from jobs.matching.policy import PriorityPolicy
from jobs.models import ReferralBatch
from jobs.rules import policy_of

RELEASED_BEFORE_DEADLINE = timedelta(days=7)


@dataclass(frozen=True)
class Keeping:
    """The promise of one round, and who it counts as having priority."""

    top: int
    bottom: int
    urgent: Set[int]

    @classmethod
    def by(cls, policy: PriorityPolicy, urgent: Set[int]) -> "Keeping":
        """The share of the widest group; nothing is kept under a policy without shares."""
        _level, top, bottom = min(policy.shares, default=(0, 0, 1))
        return cls(top, bottom, urgent)

    @classmethod
    def of(cls, batch: ReferralBatch) -> "Keeping | None":
        """What a finished round keeps; None if it does not."""
        return cls.by(policy_of(batch.policy), frozenset(batch.urgent)) if batch.round.keeps_places else None

    def places(self, capacity: int) -> int:
        """How many of so many referrals are kept, before any release."""
        return capacity * self.top // self.bottom

    def kept(self, capacity: int, deadline: date | None, on: date) -> int:
        """How many are kept on a day."""
        return 0 if is_released(deadline, on) else self.places(capacity)


def is_released(deadline: date | None, on: date) -> bool:
    """Whether nothing is kept any more because the last days to apply have come."""
    return deadline is not None and deadline - on < RELEASED_BEFORE_DEADLINE
