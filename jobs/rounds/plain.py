"""The solver that needs no library: exact coverage, then an auction in each part of the problem."""

from collections.abc import Sequence
from dataclasses import dataclass

from jobs.rounds.auction import Auction, Bidder
from jobs.rounds.coverage import NOWHERE, Matching, Part, cover
from jobs.rounds.problem import Option, Problem, Table, tabulate
from jobs.rounds.solution import Solution, referrals_of

NAME = "rounds/1"
STEP = 40  # of 10,000: what may be lost on one referral in the first attempt
GOAL = 9_950  # hundredths of a percent of the bound; below it a finer step is tried


@dataclass(frozen=True, slots=True)
class Settled:
    """One part with who goes where and the proof."""

    held: dict[int, set[int]]  # person -> vacancies
    bound: int
    prices: dict[int, int]


def solve_plainly(problem: Problem) -> Solution:
    """Suggest who is referred where. The same problem in any order gives the same answer.

    Raises InvalidProblem.
    """
    table = tabulate(problem)
    coverage = cover(table)
    step = STEP
    while True:
        settled = [_settle(table, part, step) for part in coverage.parts]
        held = {person: vacancies for part in settled for person, vacancies in part.held.items()}
        prices = {vacancy: price for part in settled for vacancy, price in part.prices.items()}
        solution = Solution(
            solver=NAME,
            referrals=referrals_of(table, held),
            covered=coverage.everybody,
            covered_priority=coverage.priority,
            bound=sum(part.bound for part in settled),
            free_bound=_free_bound(table, prices),
        )
        if solution.reached >= GOAL or step == 1:
            return solution
        step = max(1, step // 4)


def _settle(table: Table, part: Part, step: int) -> Settled:
    bidders = [_bidder(table, part, *one) for one in zip(part.people, part.must, strict=True)]
    auction = Auction(bidders, table.room, step)
    first = [number for number, person in enumerate(part.people) if table.priority[person]]
    others = [number for number, person in enumerate(part.people) if not table.priority[person]]
    auction.run([*first, *others])
    held = dict(zip(part.people, auction.held, strict=True))
    prices = {vacancy: auction.prices[vacancy] for vacancy in part.vacancies}
    rent = sum(price * table.room[vacancy] for vacancy, price in prices.items())
    bound = rent + sum(_most(bidder, auction.prices) for bidder in bidders)
    return Settled(_filled(table, part, held) if part.scarce else held, bound, prices)


def _bidder(table: Table, part: Part, person: int, must: bool) -> Bidder:
    options: Sequence[Option] = table.options[person]
    if part.scarce or len(part.vacancies) < len(table.vacancies):
        options = [option for option in options if option[0] in part.vacancies]
    return Bidder(1 if part.scarce else table.limits[person], must, options)


def _filled(table: Table, part: Part, held: dict[int, set[int]]) -> dict[int, set[int]]:
    """The places of a scarce part nobody wanted at their price, filled with people who have none."""
    matching = Matching(table)
    matching.closed = [vacancy not in part.vacancies for vacancy in range(len(table.vacancies))]
    for person, vacancies in held.items():
        for vacancy in vacancies:
            matching.seat(person, vacancy)
    matching.cover(part.people)
    return {person: {matching.at[person]} - {NOWHERE} for person in part.people}


def _most(bidder: Bidder, prices: Sequence[int]) -> int:
    """The most a person could gain at these prices: what makes the prices a proof."""
    profits = sorted((value - prices[vacancy] for vacancy, value in bidder.options), reverse=True)
    best = profits[: bidder.limit]
    return sum(profit for profit in best if profit > 0) + (min(best[0], 0) if bidder.must else 0)


def _free_bound(table: Table, prices: dict[int, int]) -> int:
    rent = sum(price * table.room[vacancy] for vacancy, price in prices.items())
    everywhere = [prices.get(vacancy, 0) for vacancy in range(len(table.vacancies))]
    people = zip(table.limits, table.options, strict=True)
    return rent + sum(_most(Bidder(limit, False, options), everywhere) for limit, options in people)
