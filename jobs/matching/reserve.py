"""Priority as a capped prefix reserve: a minimum guarantee at every prefix of the list, on top of merit.

The list is filled from the top. Before the best remaining person is placed, each level is asked, strictest
first, whether it has fewer people placed than its share of the list so far. The first of that level is then
placed instead, if at least the floor and at most the cap below the best remaining. Levels are nested, so
serving the strictest level in deficit serves the wider ones too. A deficit caused by the cap is caught up one
place at a time, and its reason is reported.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from jobs.matching.policy import PriorityPolicy
from jobs.matching.results import Place, Promise, Rule, Shortfall

NOBODY = -1
Queues = Mapping[int, Sequence[int]]  # level -> indexes


class Candidate(NamedTuple):
    """Somebody who passed the gates, as far as their place depends on it."""

    id: int
    score: int  # M
    tier: int
    registered: int


promise = lru_cache(maxsize=1 << 14)(Promise)  # most lists promise the same
People = Sequence[Candidate] | Mapping[int, Candidate]  # by index in merit order


class Placing(NamedTuple):
    """A candidate and the place they got."""

    candidate: Candidate
    place: Place


def base_order(pool: Iterable[Candidate]) -> list[Candidate]:
    """Merit: higher M, then higher tier, then earlier registration, then lower id."""
    return sorted(pool, key=lambda person: (-person.score, -person.tier, person.registered, person.id))


def reserve(
    pool: Iterable[Candidate], policy: PriorityPolicy, limit: int | None = None
) -> tuple[list[Placing], list[Promise]]:
    """The first `limit` places (None = all), and what became of the guarantee at each prefix."""
    order = base_order(pool)
    levels = (0, *(level for level, _, _ in policy.shares))
    queues = {
        level: [index for index, person in enumerate(order) if person.tier >= level] for level in levels
    }
    size = len(order) if limit is None else min(limit, len(order))
    return fill_places(order, queues, policy, size)


def fill_places(
    people: People, queues: Queues, policy: PriorityPolicy, size: int
) -> tuple[list[Placing], list[Promise]]:
    """The first `size` places, from people by their index in merit order and the queue of every level.

    `queues` holds the indexes of the people of tier >= level, ascending, for level 0 and every level of the
    policy. The first `size` of each are enough: when a place is filled, fewer people than that have one.
    """
    filling = _Filling(people, queues, policy)
    for position in range(1, size + 1):
        filling.fill(position)
    return filling.placings, filling.promises


class _Filling:
    """One list being filled from the top."""

    def __init__(self, order: People, queues: Queues, policy: PriorityPolicy) -> None:
        self.order = order
        self.policy = policy
        self.placings: list[Placing] = []
        self.promises: list[Promise] = []
        self.taken: set[int] = set()
        self.placed = {level: 0 for level, _, _ in policy.shares}
        self.queues = queues
        self.heads = dict.fromkeys(queues, 0)

    def fill(self, position: int) -> None:
        """Place one person."""
        required = {level: top * position // bottom for level, top, bottom in self.policy.shares}
        best = self.first(0)
        index, level, reasons = self.choose(required, best)
        person = self.order[index]
        if index == best:
            level = None
        rule: Rule = "merit" if level is None else "reserved"
        self.taken.add(index)
        self.placings.append(Placing(person, Place(position, index + 1, rule, level)))
        for each in self.placed:
            self.placed[each] += person.tier >= each
            short = self.placed[each] < required[each]
            reason = reasons.get(each, "catching_up") if short else None
            self.promises.append(promise(position, each, required[each], self.placed[each], reason))

    def first(self, level: int) -> int:
        """Index of the first remaining person of tier >= level, or NOBODY."""
        queue, head, taken = self.queues[level], self.heads[level], self.taken
        while head < len(queue) and queue[head] in taken:
            head += 1
        self.heads[level] = head
        return queue[head] if head < len(queue) else NOBODY

    def choose(self, required: dict[int, int], best: int) -> tuple[int, int | None, dict[int, Shortfall]]:
        """Who comes next, for which level, and why stricter levels in deficit were passed over."""
        reasons: dict[int, Shortfall] = {}
        for level, least in required.items():
            if self.placed[level] < least:
                index = self.first(level)
                obstacle = self.obstacle(index, best)
                if obstacle is None:
                    return index, level, reasons
                reasons[level] = obstacle
        return best, None, reasons

    def obstacle(self, index: int, best: int) -> Shortfall | None:
        """Why the reserve may not place this person now."""
        if index == NOBODY:
            return "none_left"
        score, cap = self.order[index].score, self.policy.cap
        if score < self.policy.floor:
            return "below_floor"
        if cap is not None and score < self.order[best].score - cap:
            return "beyond_cap"
        return None
