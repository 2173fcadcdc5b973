"""Occupations and experience: what nearly everybody has a different history of, as flat arrays.

The one place where rules of jobs.matching.employer_side are said a second time, for all histories at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from jobs.kernel.facets import Facet, Ints
from jobs.kernel.pool import Pool
from jobs.matching.employer_side import FADE_PER_YEAR, PAST_LEAST_PERMILLE, PAST_PERMILLE
from jobs.matching.lookup import FULL
from jobs.matching.similarity import related_permille
from jobs.matching.types import Opening

UNKNOWN = -1
MOST_MONTHS = 1 << 40  # sums of months times permille stay far inside 64 bits
Combine = Callable[[Ints, Ints], Ints]


class Unsuited(Exception):
    """The tables cannot hold this: the oracle has to do it."""


@dataclass(frozen=True, slots=True)
class Lists:
    """One list of numbers for each fact, laid end to end; facts with an empty list have no part."""

    facts: Ints  # those with a list
    starts: Ints  # where each of their lists begins
    size: int  # how many facts there are

    @classmethod
    def of(cls, lengths: Iterable[int]) -> "Lists":
        """Lists of these lengths."""
        counts = np.fromiter(lengths, dtype=np.int64)
        facts = np.flatnonzero(counts)
        starts = (np.cumsum(counts) - counts)[facts]
        return cls(facts, starts, len(counts))

    def reduce(self, combine: Any, values: Ints, empty: int) -> Ints:
        """One number for each fact from the numbers of its list; `combine` is a ufunc."""
        result = np.full(self.size, empty, dtype=np.int64)
        if len(self.facts):
            result[self.facts] = combine.reduceat(values, self.starts)
        return result


@dataclass(frozen=True, slots=True)
class Wishes:
    """The wished occupations of the wished facet."""

    lists: Lists
    occupations: Ints  # index in the pool's occupations


@dataclass(frozen=True, slots=True)
class Jobs:
    """The past jobs of the past facet."""

    lists: Lists
    occupations: Ints
    months: Ints
    fading: Ints  # permille a job of that age is worth


class History:
    """Every wished and past occupation of a pool."""

    def __init__(self, pool: Pool) -> None:
        wished, past = pool.facets["wished"].facts, pool.facets["past"].facts
        jobs = list(chain.from_iterable(past))
        self.occupations = sorted({*chain.from_iterable(wished), *(job.code for job in jobs)})
        index = {code: at for at, code in enumerate(self.occupations)}
        self.wishes = Wishes(
            Lists.of(map(len, wished)),
            np.fromiter((index[code] for code in chain.from_iterable(wished)), dtype=np.int64),
        )
        months = [job.months for job in jobs]
        years = [job.years_since_end for job in jobs]
        if jobs and (
            min(months) < 0 or max(months) > MOST_MONTHS or min(years) < 0 or max(years) > MOST_MONTHS
        ):
            raise Unsuited("a past job of impossible length or age")
        self.jobs = Jobs(
            Lists.of(map(len, past)),
            np.fromiter((index[job.code] for job in jobs), dtype=np.int64),
            np.asarray(months, dtype=np.int64),
            np.maximum(
                PAST_LEAST_PERMILLE, PAST_PERMILLE - FADE_PER_YEAR * np.asarray(years, dtype=np.int64)
            ),
        )

    def related(self, opening: Opening) -> Ints:
        """Closeness of every occupation of the pool to the opening's. Raises Unsuited off the scale."""
        row = np.fromiter((related_permille(opening, code) for code in self.occupations), dtype=np.int64)
        if len(row) and not (row.min() >= 0 and row.max() <= FULL):
            raise Unsuited("closeness is outside 0 to 1000")
        return row


def history_of(pool: Pool) -> History:
    """The pool's, worked out once. Raises Unsuited."""
    history = pool.kept.get("history")
    if history is None:
        history = pool.kept["history"] = History(pool)
    return history


class Work:
    """One opening's view of the history of a pool, as tables by fact; UNKNOWN where there is none."""

    def __init__(self, pool: Pool, opening: Opening) -> None:
        self.pool, self.opening, self.history = pool, opening, history_of(pool)
        self.row = self.history.related(opening)
        self.key = self.row.tobytes()

    def wished(self) -> Ints:
        """Closest wished occupation."""
        return self._table("wished", "closest", self._closest_wish)

    def past(self) -> Ints:
        """Closest past occupation, faded by the years since."""
        return self._table("past", "closest", self._closest_past)

    def months(self) -> Ints:
        """Months of past jobs, weighed by closeness."""
        return self._table("past", "months", self._months)

    def _table(self, facet: str, what: str, compute: Callable[[Facet], Ints]) -> Ints:
        return self.pool.facets[facet].table((what, self.key), compute)

    def _closest_wish(self, facet: Facet) -> Ints:
        wishes = self.history.wishes
        return wishes.lists.reduce(np.maximum, self.row[wishes.occupations], UNKNOWN)

    def _closest_past(self, facet: Facet) -> Ints:
        jobs = self.history.jobs
        return jobs.lists.reduce(np.maximum, self.row[jobs.occupations] * jobs.fading // FULL, UNKNOWN)

    def _months(self, facet: Facet) -> Ints:
        jobs = self.history.jobs
        return jobs.lists.reduce(np.add, self.row[jobs.occupations] * jobs.months, UNKNOWN * FULL) // FULL


def read_experience(stated: Ints, relevant: Ints, need: int) -> Ints:
    """Months against the months asked; jobs make an unstated number known."""
    months = np.maximum(stated, relevant)
    return np.where(months < 0, UNKNOWN, np.where(months >= need, FULL, FULL * months // max(need, 1)))


def stated_months(pool: Pool) -> Ints:
    """Months stated on the form by code of the experience facet."""
    return pool.facets["experience"].table("stated", partial(_stated))


def _stated(facet: Facet) -> Ints:
    stated = [UNKNOWN if months is None else months for months in facet.facts]
    if stated and (min(stated) < UNKNOWN or max(stated) > MOST_MONTHS or UNKNOWN in facet.facts):
        raise Unsuited("an impossible number of months")
    return np.asarray(stated, dtype=np.int64)
