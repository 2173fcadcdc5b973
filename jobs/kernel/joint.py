"""Facets read together, and people grouped by them: one code for each combination that occurs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jobs.kernel.facets import Codes, Ints
from jobs.kernel.pool import Pool


@dataclass(frozen=True, eq=False, slots=True)
class Joint:
    """The combinations of several columns that some row has."""

    codes: Codes  # of each row
    parts: tuple[Ints, ...]  # by combination: the value of each column

    def __len__(self) -> int:
        return len(self.parts[0])

    @classmethod
    def of(cls, *columns: Codes | Ints) -> "Joint":
        """Of columns of small numbers, at least one."""
        keys = np.zeros(len(columns[0]), dtype=np.int64)
        for column in columns:
            # Numbering the combinations so far keeps the keys small however many columns there are.
            keys = np.unique(keys, return_inverse=True)[1] * (int(column.max(initial=0)) + 1) + column
        _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
        return cls(codes, tuple(np.asarray(column[first], dtype=np.int64) for column in columns))


def places_of(pool: Pool) -> Joint:
    """Everything a workplace is read against: wished places, home and moving, going abroad."""
    return _joint(pool, ("places", "reach", "overseas"))


def practice_of(pool: Pool) -> Joint:
    """Past jobs and the experience stated."""
    return _joint(pool, ("past", "experience"))


def trades_of(pool: Pool) -> Joint:
    """Wished occupations, and a past that occupations are read from alike: months do not count."""
    trades = pool.kept.get("trades")
    if trades is None:
        trades = pool.kept["trades"] = Joint.of(pool.codes["wished"], _alike(pool)[pool.codes["past"]])
    return trades


def _alike(pool: Pool) -> Ints:
    """By code of the past facet, the first code with the same jobs but for their months."""
    known: dict[tuple[tuple[str, int], ...], int] = {}
    return np.fromiter(
        (
            known.setdefault(tuple((job.code, job.years_since_end) for job in jobs), code)
            for code, jobs in enumerate(pool.facets["past"].facts)
        ),
        dtype=np.int64,
    )


def _joint(pool: Pool, facets: Sequence[str]) -> Joint:
    joint = pool.kept.get(facets)
    if joint is None:
        joint = pool.kept[facets] = Joint.of(*(pool.codes[name] for name in facets))
    return joint
