"""Deferred acceptance with prices: people offer, vacancies keep the best offers (Bertsekas 1988).

An offer says how much better the vacancy is than what the person would get instead, so a place goes where it
is missed most, not where the value is highest. The price of a full vacancy is its lowest offer; prices only
rise. At the end everybody has, up to one step a referral, the best they can have at these prices; the prices
therefore prove how far the result is from the best there is.
"""

from bisect import insort
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heappush, heappushpop

from jobs.rounds.problem import Option

NOBODY = -1
LAST_RESORT = 10**9  # more than anybody else can offer for the only vacancy somebody has


@dataclass(frozen=True, slots=True)
class Bidder:
    """One person in the auction."""

    limit: int
    must: bool  # has to get something, at any price; there is room for all who must
    options: Sequence[Option]  # best value first


@dataclass(slots=True)
class Auction:
    """What everybody holds, and the prices. ``step`` is what every offer adds to what it has to beat."""

    bidders: Sequence[Bidder]
    room: Sequence[int]
    step: int
    prices: list[int] = field(init=False)
    held: list[set[int]] = field(init=False)  # bidder -> vacancies
    offers: list[list[int]] = field(init=False)  # vacancy -> heap of level * bidders + (last - bidder)

    def __post_init__(self) -> None:
        self.prices = [0] * len(self.room)
        self.held = [set() for _ in self.bidders]
        self.offers = [[] for _ in self.room]

    def run(self, order: Iterable[int]) -> None:
        """Let everybody offer, in this order, until nobody wants to."""
        line = deque(order)
        while line:
            number = line.popleft()
            mine = self.held[number]
            for level, vacancy in self._wanted(self.bidders[number], mine):
                mine.add(vacancy)
                loser = self._offer(level, vacancy, number)
                if loser != NOBODY:
                    self.held[loser].discard(vacancy)
                    line.append(loser)

    def _offer(self, level: int, vacancy: int, number: int) -> int:
        """Keep the best offers a vacancy has room for; returns whose offer falls out. At equal offers the
        later person's does.
        """
        size, offers = len(self.bidders), self.offers[vacancy]
        key = level * size + size - 1 - number
        loser = NOBODY
        if len(offers) < self.room[vacancy]:
            heappush(offers, key)
        else:
            loser = size - 1 - heappushpop(offers, key) % size
        if len(offers) == self.room[vacancy]:
            self.prices[vacancy] = offers[0] // size
        return loser

    def _wanted(self, bidder: Bidder, mine: set[int]) -> list[tuple[int, int]]:
        """What to offer for: the best free choices at today's prices, each with the level offered."""
        prices, most = self.prices, bidder.limit - len(mine) + 1
        best: list[
            tuple[int, int, int]
        ] = []  # those to offer for and the next one: (-profit, vacancy, value)
        instead = 0  # what losing one of them would leave
        for vacancy, value in bidder.options:
            if value <= instead:
                break
            profit = value - prices[vacancy]
            if profit > instead and vacancy not in mine:
                insort(best, (-profit, vacancy, value))
                if len(best) > most:
                    best.pop()
                if len(best) == most:
                    instead = -best[-1][0]
        if not best and bidder.must and not mine:
            return [self._needed(bidder)]
        return [(value - instead + self.step, vacancy) for _loss, vacancy, value in best[: most - 1]]

    def _needed(self, bidder: Bidder) -> tuple[int, int]:
        """The offer of somebody to whom every price is too high, and who still has to get something."""
        losses = sorted((self.prices[vacancy] - value, vacancy, value) for vacancy, value in bidder.options)
        _loss, vacancy, value = losses[0]
        instead = losses[1][0] if len(losses) > 1 else LAST_RESORT
        return value + instead + self.step, vacancy
