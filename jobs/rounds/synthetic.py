"""A made-up province for trials and benches: trades, places, a few vacancies everybody wants."""

from bisect import bisect
from itertools import accumulate
from random import Random

from jobs.rounds.problem import Option, Person, Problem

TRADES, PLACES = 40, 30
PRIORITY_SHARE = 0.39
ROOM_PER_PERSON = 2.2  # referrals there is room for, for each person looking


def synthetic(workers: int, vacancies: int, edges_per_worker: int, seed: int) -> Problem:
    """``workers`` people with up to ``edges_per_worker`` options each; the same seed gives the same problem.

    Sizes of vacancies are heavy-tailed, the well-liked ones are everybody's option, values lie in 0..10,000.
    """
    random = Random(seed)  # noqa: S311  (an invented province is no secret)
    trade = [random.randrange(TRADES) for _ in range(vacancies)]
    place = [random.randrange(PLACES) for _ in range(vacancies)]
    liked = [random.random() for _ in range(vacancies)]
    drawn = list(accumulate(0.2 + like * like * 3 for like in liked))
    people = []
    for number in range(workers):
        own_trade, own_place = random.randrange(TRADES), random.randrange(PLACES)
        chosen: dict[int, int] = {}
        while len(chosen) < min(edges_per_worker, vacancies):
            vacancy = bisect(drawn, random.random() * drawn[-1])
            value = 2_500 + int(2_500 * liked[vacancy]) + random.randrange(2_000)
            value += 1_800 * (trade[vacancy] == own_trade) + 1_200 * (place[vacancy] == own_place)
            chosen.setdefault(vacancy, value)
        options: tuple[Option, ...] = tuple(chosen.items())
        people.append(Person(number, 3, random.random() < PRIORITY_SHARE, options))
    return Problem(tuple(people), _rooms(random, workers, vacancies))


def _rooms(random: Random, workers: int, vacancies: int) -> dict[int, int]:
    sizes = [random.paretovariate(1.2) for _ in range(vacancies)]
    scale = workers * ROOM_PER_PERSON / sum(sizes)
    return {vacancy: max(1, int(size * scale)) for vacancy, size in enumerate(sizes)}
