"""The jobs people of the region look for, as the demo province needs them: `demo_trades.csv` with types."""

import csv
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import NamedTuple

CONDITIONS = (
    "working_place",
    "lifting",
    "standing",
    "hearing_speaking",
    "vision",
    "manipulation",
    "two_hands",
)
AGE_STEP = 5  # years: wishes are drawn from tables by sex, level and age band


class Trade(NamedTuple):
    """One kind of work: who looks for it, where, for which wage (hundred thousand VND a month)."""

    occupation: str
    title: str
    sector: str
    field: str
    men: float
    women: float
    prime_age: int
    least_level: int
    away: float
    wage_from: int
    wage_to: int
    conditions: tuple[str, ...]
    skills: tuple[str, ...]

    def appeal(self, sex: str, age: int) -> float:
        """How readily a person of this sex and age asks for it; people drift away from its prime age."""
        base = self.men if sex == "male" else self.women
        return base / (1 + ((age - self.prime_age) / 11) ** 2)


def read_trades() -> tuple[Trade, ...]:
    """The trades of the demo, in the order of the file."""
    with Path(__file__).with_name("demo_trades.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Trade(
                row["occupation"],
                row["title"],
                row["sector"],
                row["field"],
                float(row["men"]),
                float(row["women"]),
                int(row["prime_age"]),
                int(row["least_level"]),
                float(row["away"]),
                int(row["wage_from"]),
                int(row["wage_to"]),
                tuple(row["conditions"].split()),
                tuple(row["skills"].split()),
            )
            for row in csv.DictReader(file)
        )


TRADES = read_trades()
BY_SECTOR = {trade.sector: tuple(t for t in TRADES if t.sector == trade.sector) for trade in TRADES}


@cache
def _table(sex: str, band: int, level: int) -> tuple[tuple[Trade, ...], tuple[float, ...]]:
    """Trades open to a level with cumulated appeal; a trained person rarely asks for untrained work."""
    open_to = tuple(trade for trade in TRADES if trade.least_level <= level)
    weights = [
        trade.appeal(sex, band * AGE_STEP + 2) * (6.0 if trade.least_level >= 2 else 1.0) for trade in open_to
    ]
    return open_to, tuple(accumulate(weights))


def choose_trade(rng: Random, sex: str, age: int, level: int) -> Trade:
    """The trade a person asks for first; ``level`` is a place on the scale of technical levels."""
    trades, weights = _table(sex, age // AGE_STEP, min(level, 4))
    return rng.choices(trades, cum_weights=weights)[0]


def choose_second(rng: Random, first: Trade, sex: str, age: int, level: int) -> Trade | None:
    """Another trade the person would take: often of the same sector; None if it would be the same one."""
    near = rng.random() < 0.6
    second = rng.choice(BY_SECTOR[first.sector]) if near else choose_trade(rng, sex, age, level)
    return None if second.occupation == first.occupation or second.least_level > level else second
