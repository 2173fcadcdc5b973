"""The other direction: which openings a few changed people reach."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from jobs.kernel.facets import Ints
from jobs.kernel.pool import Pool
from jobs.kernel.rank import scores
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
        found = scores(opening, pool, profile=profile)
        rows = np.flatnonzero(found.eligible & (found.match >= least))
        if len(rows):
            reached.append(Reached(position, rows, found.match[rows]))
    return reached
