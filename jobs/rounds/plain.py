"""The solver that needs no library: exact coverage, then an auction in each part of the problem."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

from jobs.rounds.auction import Auction, Bidder
from jobs.rounds.coverage import Coverage, Part, cover
from jobs.rounds.problem import Option, Problem, tabulate
from jobs.rounds.slots import Slots
from jobs.rounds.solution import Solution, referrals_of

NAME = "rounds/1"


class Attempt(NamedTuple):
    """How an auction is held."""

    step: int  # of 10,000: what may be lost on one referral
    begins_high: bool


ATTEMPTS = (  # the next is made where none before reached the goal
    Attempt(40, begins_high=True),
    Attempt(40, begins_high=False),
    Attempt(10, begins_high=False),
    Attempt(2, begins_high=False),
)
GOAL = 9_950  # hundredths of a percent of the bound


@dataclass(frozen=True, slots=True)
class Settled:
    """One part with who goes where and the proof."""

    held: dict[int, set[int]]  # person -> vacancies
    bound: int
    prices: dict[int, int]  # by slot


def solve_plainly(problem: Problem) -> Solution:
    """Suggest who is referred where. The same problem in any order gives the same answer.

    Raises InvalidProblem.
    """
    slots = Slots.of(tabulate(problem))
    coverage = cover(slots.table)
    best: Solution | None = None
    for attempt in ATTEMPTS:
        found = _attempted(slots, coverage, attempt)
        best = found if best is None else _better(best, found)
        if best.reached >= GOAL:
            break
    return cast(Solution, best)


def _attempted(slots: Slots, coverage: Coverage, attempt: Attempt) -> Solution:
    settled = [_settle(slots, part, attempt) for part in coverage.parts]
    held = {person: vacancies for part in settled for person, vacancies in part.held.items()}
    prices = {slot: price for part in settled for slot, price in part.prices.items()}
    return Solution(
        solver=NAME,
        referrals=referrals_of(slots.whole, held),
        covered=coverage.everybody,
        covered_priority=coverage.priority,
        bound=sum(part.bound for part in settled),
        free_bound=_free_bound(slots, prices),
    )


def _better(one: Solution, other: Solution) -> Solution:
    """The one of more value, within the tighter bounds: whatever proves a bound proves it for both."""
    bound, free = min(one.bound, other.bound), min(one.free_bound, other.free_bound)
    return replace(other if other.value > one.value else one, bound=bound, free_bound=free)


def _settle(slots: Slots, part: Part, attempt: Attempt) -> Settled:
    priority = slots.whole.priority
    bidders = _bidders(slots, part)
    first = [number for number, person in enumerate(part.people) if priority[person]]
    others = [number for number, person in enumerate(part.people) if not priority[person]]
    auction = Auction(bidders, *slots.room_in(part), attempt.step)
    if attempt.begins_high and sum(auction.room) < sum(bidder.limit for bidder in bidders):
        auction.begin_high()
    auction.run([*first, *others])
    held = dict(zip(part.people, auction.held, strict=True))
    bounds = {}
    for asked in (auction, _capped(auction)):
        prices = slots.prices(part, asked.prices, asked.dearer)
        bound = slots.rent(prices) + sum(_most(bidder, asked.prices_of(bidder)) for bidder in bidders)
        bounds[bound] = prices
    bound = min(bounds)
    return Settled(slots.filled(part, held) if part.scarce else held, bound, bounds[bound])


def _capped(auction: Auction) -> Auction:
    """The same with no price above what the vacancy is worth to anybody: any prices prove a bound."""
    worth = [0] * len(auction.room)
    for bidder in auction.bidders:
        for vacancy, value in bidder.options:
            worth[vacancy] = max(worth[vacancy], value)
    capped = Auction(auction.bidders, auction.room, auction.open, auction.step)
    capped.prices = list(map(min, auction.prices, worth))
    capped.dearer = list(map(min, auction.dearer, worth))
    return capped


def _bidders(slots: Slots, part: Part) -> list[Bidder]:
    table = slots.whole
    is_all = not part.scarce and len(part.vacancies) == len(slots.table.room)
    allowed = [slots.allowed_in(part, priority=priority) for priority in (False, True)]

    def options_of(person: int) -> Sequence[Option]:
        options, mine = table.options[person], allowed[table.priority[person]]
        return options if is_all else [option for option in options if option[0] in mine]

    return [
        Bidder(1 if part.scarce else table.limits[person], table.priority[person], must, options_of(person))
        for person, must in zip(part.people, part.must, strict=True)
    ]


def _most(bidder: Bidder, prices: Sequence[int]) -> int:
    """The most a person could gain at these prices: what makes the prices a proof."""
    profits = sorted((value - prices[vacancy] for vacancy, value in bidder.options), reverse=True)
    best = profits[: bidder.limit]
    return sum(profit for profit in best if profit > 0) + (min(best[0], 0) if bidder.must else 0)


def _free_bound(slots: Slots, prices: dict[int, int]) -> int:
    table = slots.whole
    costs = [slots.everywhere(prices, priority=priority) for priority in (False, True)]
    people = zip(table.limits, table.priority, table.options, strict=True)
    return slots.rent(prices) + sum(
        _most(Bidder(limit, priority, False, options), costs[priority]) for limit, priority, options in people
    )
