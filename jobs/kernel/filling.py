"""The reserve over columns: the places and promises of jobs.matching.reserve, without an object a person."""

from collections.abc import Sequence
from functools import lru_cache
from operator import lt
from typing import NamedTuple

from jobs.matching.policy import PriorityPolicy
from jobs.matching.reserve import NOBODY, promise
from jobs.matching.results import Place, Promise, Shortfall

place = lru_cache(maxsize=1 << 14)(Place)  # the first places of most lists are alike


class Line(NamedTuple):
    """People in merit order, as far as their places depend on them."""

    scores: list[int]
    tiers: list[int]
    queues: dict[int, list[int]]  # level -> indexes of the people of this tier or a higher one


class Filled(NamedTuple):
    """A filled list."""

    order: list[int]  # by place: index in merit order
    places: list[Place]
    promises: list[Promise]


def fill_places(line: Line, policy: PriorityPolicy, size: int) -> Filled:
    """The first `size` places.

    Of each queue the first `size` are enough: when a place is filled, fewer people than that have one.
    """
    waiting, filled = _Waiting(line, policy), Filled([], [], [])
    levels = [level for level, _, _ in policy.shares]
    placed = [0] * len(levels)
    for position, required in enumerate(_required(policy.shares, size), 1):
        best = waiting.first(0)
        index, level, reasons = best, None, NO_REASONS
        if any(map(lt, placed, required)):
            index, level, reasons = waiting.choose(placed, required, best)
        waiting.taken[index] = True
        filled.order.append(index)
        rule, of_level = ("merit", None) if index == best else ("reserved", level)
        filled.places.append(place(position, index + 1, rule, of_level))
        tier = line.tiers[index]
        for at, each in enumerate(levels):
            placed[at] += tier >= each
            reason = reasons.get(each, "catching_up") if placed[at] < required[at] else None
            filled.promises.append(promise(position, each, required[at], placed[at], reason))
    return filled


@lru_cache(maxsize=64)
def _required(shares: tuple[tuple[int, int, int], ...], size: int) -> list[tuple[int, ...]]:
    """By place: how many people of each level the list up to there is to hold."""
    return [tuple(top * position // bottom for _, top, bottom in shares) for position in range(1, size + 1)]


NO_REASONS: dict[int, Shortfall] = {}


class _Waiting:
    """Those without a place."""

    def __init__(self, line: Line, policy: PriorityPolicy) -> None:
        self.line, self.policy = line, policy
        self.taken = bytearray(len(line.scores))
        self.heads = dict.fromkeys(line.queues, 0)

    def first(self, level: int) -> int:
        """Index of the first of tier >= level, or NOBODY."""
        queue, head, taken = self.line.queues[level], self.heads[level], self.taken
        while head < len(queue) and taken[queue[head]]:
            head += 1
        self.heads[level] = head
        return queue[head] if head < len(queue) else NOBODY

    def choose(
        self, placed: Sequence[int], required: Sequence[int], best: int
    ) -> tuple[int, int | None, dict[int, Shortfall]]:
        """Who comes next, for which level, and why stricter levels in deficit were passed over."""
        reasons: dict[int, Shortfall] = {}
        for at, (level, _, _) in enumerate(self.policy.shares):
            if placed[at] < required[at]:
                index = self.first(level)
                obstacle = self._obstacle(index, best)
                if obstacle is None:
                    return index, level, reasons
                reasons[level] = obstacle
        return best, None, reasons

    def _obstacle(self, index: int, best: int) -> Shortfall | None:
        """Why the reserve may not place this person now."""
        if index == NOBODY:
            return "none_left"
        score, cap = self.line.scores[index], self.policy.cap
        if score < self.policy.floor:
            return "below_floor"
        if cap is not None and score < self.line.scores[best] - cap:
            return "beyond_cap"
        return None
