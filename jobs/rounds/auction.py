"""Deferred acceptance with prices: people offer, vacancies keep the best offers (Bertsekas 1988).

An offer says how much better the vacancy is than what the person would get instead, so a place goes where it
is missed most, not where the value is highest. The price of a full vacancy is its lowest offer; prices only
rise. At the end everybody has, up to one step a referral, the best they can have at these prices; the prices
therefore prove how far the result is from the best there is.

Of a vacancy that keeps places for people with priority, the others compete for the open part alone, and pay
the dearer of two prices: that of the whole and that of the open part.
"""

from bisect import insort
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush, heappushpop
from operator import itemgetter

from jobs.rounds.problem import Option

NOBODY = -1
LAST_RESORT = 10**9  # more than anybody else can offer for the only vacancy somebody has


@dataclass(frozen=True, slots=True)
class Bidder:
    """One person in the auction."""

    limit: int
    urgent: bool  # has priority: may have what is kept
    must: bool  # has to get something, at any price; there is room for all who must
    options: Sequence[Option]  # best value first


@dataclass(slots=True)
class Auction:
    """What everybody holds, and the prices. ``step`` is what every offer adds to what it has to beat."""

    bidders: Sequence[Bidder]
    room: Sequence[int]
    open: Sequence[int]
    step: int
    prices: list[int] = field(init=False)  # for people with priority
    dearer: list[int] = field(init=False)  # for the others; the same list where nothing is kept
    held: list[set[int]] = field(init=False)  # bidder -> vacancies
    offers: list[list[int]] = field(init=False)  # vacancy -> heap of level * bidders + (last - bidder)
    urgent_offers: dict[int, list[int]] = field(init=False)  # where places are kept: those with priority

    def __post_init__(self) -> None:
        split = [vacancy for vacancy, room in enumerate(self.room) if self.open[vacancy] < room]
        self.prices = [0] * len(self.room)
        self.dearer = [0] * len(self.room) if split else self.prices
        self.held = [set() for _ in self.bidders]
        self.offers = [[] for _ in self.room]
        self.urgent_offers = {vacancy: [] for vacancy in split}

    def begin_high(self) -> None:
        """Begin just below what each vacancy is worth to those it suits least, and not at nothing.

        Where people could take more places than there are, prices get there in the end, but where they hardly
        prefer one vacancy to another only step by step. A vacancy that does
        not fill up nevertheless makes the proof worse, never the result invalid.
        """
        least: dict[int, int] = {}
        for bidder in self.bidders:
            for vacancy, value in bidder.options:
                if value < least.get(vacancy, LAST_RESORT):
                    least[vacancy] = value
        for vacancy, value in least.items():
            self.prices[vacancy] = self.dearer[vacancy] = max(0, value - 1)

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
        size, offers, lost = len(self.bidders), self.offers[vacancy], NOBODY
        key = level * size + size - 1 - number
        if vacancy in self.urgent_offers:
            lost = self._keep_split(vacancy, key, self.bidders[number].urgent)
        else:
            if len(offers) < self.room[vacancy]:
                heappush(offers, key)
            else:
                lost = heappushpop(offers, key)
            if len(offers) == self.room[vacancy]:
                self.prices[vacancy] = self.dearer[vacancy] = offers[0] // size
        return NOBODY if lost == NOBODY else size - 1 - lost % size

    def _keep_split(self, vacancy: int, key: int, urgent: bool) -> int:
        """Of a full vacancy the lowest offer of all falls out, of a full open part the lowest of the
        others.
        """
        others, firsts, lost = self.offers[vacancy], self.urgent_offers[vacancy], NOBODY
        room, size = self.room[vacancy], len(self.bidders)
        if not urgent and len(others) == self.open[vacancy]:
            lost = heappushpop(others, key)
        else:
            heappush(firsts if urgent else others, key)
            if len(others) + len(firsts) > room:
                lost = heappop(min((heap for heap in (others, firsts) if heap), key=itemgetter(0)))
        if len(others) + len(firsts) == room:
            lowest = min(heap[0] for heap in (others, firsts) if heap) // size
            self.prices[vacancy] = lowest
            self.dearer[vacancy] = max(self.dearer[vacancy], lowest)
        if others and len(others) == self.open[vacancy]:
            self.dearer[vacancy] = max(self.dearer[vacancy], others[0] // size)
        return lost

    def prices_of(self, bidder: Bidder) -> list[int]:
        """What the vacancies cost somebody."""
        return self.prices if bidder.urgent else self.dearer

    def _wanted(self, bidder: Bidder, mine: set[int]) -> list[tuple[int, int]]:
        """What to offer for: the best free choices at today's prices, each with the level offered."""
        prices, most = self.prices_of(bidder), bidder.limit - len(mine) + 1
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
        prices = self.prices_of(bidder)
        losses = sorted((prices[vacancy] - value, vacancy, value) for vacancy, value in bidder.options)
        _loss, vacancy, value = losses[0]
        instead = losses[1][0] if len(losses) > 1 else LAST_RESORT
        return value + instead + self.step, vacancy
