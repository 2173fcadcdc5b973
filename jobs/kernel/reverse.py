"""The other direction: which openings a few changed people reach."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from jobs.kernel.facets import Ints
from jobs.kernel.gated import gate
from jobs.kernel.pool import Pool
from jobs.kernel.rank import scores
from jobs.kernel.search import Search
from jobs.kernel.tables import Tables
from jobs.kernel.work import Unsuited
from jobs.matching.policy import Profile
from jobs.matching.types import Opening


class Reached(NamedTuple):
    """One opening and the people who reach its threshold."""

    opening: int  # position among the openings asked about
    rows: Ints  # of the pool, ascending
    match: Ints  # M of each


def affected(
    openings: Sequence[Opening], pool: Pool, *, profiles: Sequence[Profile], thresholds: Sequence[int]
) -> list[Reached]:
    """The openings somebody of the pool passes every gate of with at least the threshold.

    `profiles` and `thresholds` (M, 0..10,000) stand beside `openings`. An opening nobody reaches is left out.
    """
    reached = []
    for position, (opening, profile, least) in enumerate(zip(openings, profiles, thresholds, strict=True)):
        rows, match = _reaching(opening, pool, profile, least)
        if len(rows):
            reached.append(Reached(position, rows, match))
    return reached


def _reaching(opening: Opening, pool: Pool, profile: Profile, least: int) -> tuple[Ints, Ints]:
    try:
        tables = Tables(opening, pool, profile)
        found = Search(tables, gate(tables)).at_least(least)
        order = np.argsort(found.rows)
        return found.rows[order], found.match[order]
    except Unsuited:
        every = scores(opening, pool, profile=profile)
        rows = np.flatnonzero(every.eligible & (every.match >= least))
        return rows, every.match[rows]
