"""The codes of everybody, person after person: what a close look at somebody needs lies side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jobs.kernel.facets import Codes


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """One row for each person, one column for each criterion.

    The tables of an opening are laid end to end in one strip, those of all criteria in a fixed order; a cell
    is the place of the person's value in the strip.
    """

    cells: Codes  # (people, criteria)
    columns: Mapping[str, int]  # criterion -> column
    starts: Mapping[str, int]  # criterion -> where its table begins in the strip
    length: int  # of the strip

    @classmethod
    def of(cls, columns: Mapping[str, tuple[Codes, int]], people: int) -> "Sheet":
        """Of the column of codes of each criterion, and how many codes there are."""
        cells, starts, length = np.empty((people, len(columns)), dtype=np.int32), {}, 0
        for at, (criterion, (codes, size)) in enumerate(columns.items()):
            np.add(codes, length, out=cells[:, at], casting="unsafe")
            starts[criterion] = length
            length += size
        return cls(cells, {criterion: at for at, criterion in enumerate(columns)}, starts, length)
