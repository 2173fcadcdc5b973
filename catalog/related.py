"""How close the occupations of Decision 34/2020 are to one another, by the table in use.

The table speaks of ISCO-08 unit groups. A code stands for the unit group it is mapped to. One without a
mapping stands for the groups of its mapped siblings, the codes under the same parent, and is as close to
another code as they are on average. Where a code has no such sibling either (the armed forces, the offices
of the state), closeness is that of the code hierarchy, on whose scale the table is calibrated.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from catalog.models import Occupation, RelatedOccupations

UNIT_LEVEL = 4
SAME = 1000
SAME_UNIT_GROUP = 900  # two codes of one ISCO-08 group: as close as different occupations can be
BY_SHARED_DIGITS = (0, 200, 500, 700)  # the hierarchy, for codes no unit group speaks for

Mapped = tuple[tuple[str, str, str], ...]  # (code, parent, ISCO-08 unit group or "") of every level-4 code


class Related(NamedTuple):
    """Level-4 code -> permille, 1000 for the code itself, absent = 0; and the version of the table."""

    permilles: Mapping[str, int]
    version: str


@dataclass(frozen=True, eq=False, slots=True)
class RelatedTable:
    """The rows of every occupation; two of them are equal only if they are one."""

    rows: Mapping[str, Mapping[str, int]]
    version: str

    def row(self, code: str | None) -> Related | None:
        """How close every occupation is to ``code``; None for anything but a level-4 code."""
        row = self.rows.get(code or "")
        return None if row is None else Related(row, self.version)


NO_TABLE = RelatedTable({}, "")


def related_table() -> RelatedTable:
    """The latest table; the same object as long as neither it nor the mapping of the codes has changed.

    1 query without a table, else 2, and 3 when this process meets it for the first time.
    """
    latest = RelatedOccupations.objects.order_by("-pk").values_list("version", "digest").first()
    if latest is None:
        return NO_TABLE
    occupations = Occupation.objects.filter(level=UNIT_LEVEL).order_by("pk")
    return _table(*latest, tuple(occupations.values_list("code", "parent_id", "isco08_code")))


def related_row(code: str) -> Related | None:
    """How close every occupation is to ``code``, by the latest table; None where it has no row."""
    return related_table().row(code)


def related_rows(codes: Iterable[str]) -> dict[str, Related]:
    """``related_row`` of every code that has one, at the cost of one."""
    table = related_table()
    return {code: row for code in codes if (row := table.row(code))}


@lru_cache(maxsize=2)
def _table(version: str, digest: str, mapped: Mapped) -> RelatedTable:
    return RelatedTable(_rows(digest, mapped), version)


def _rows(digest: str, mapped: Mapped) -> dict[str, Mapping[str, int]]:
    table = RelatedOccupations.objects.get(digest=digest)
    size = len(table.codes)
    closeness = np.frombuffer(table.permilles, dtype="<u2").reshape(size, size).astype(np.float64)
    np.fill_diagonal(closeness, SAME_UNIT_GROUP)
    reach = _reach(mapped, {group: at for at, group in enumerate(table.codes)})
    sums = reach @ closeness @ reach.T  # whole numbers far below 2^53, so exact
    groups = reach.sum(axis=1)
    pairs = np.outer(groups, groups)
    codes = [code for code, _parent, _group in mapped]
    permilles = np.where(pairs > 0, sums // np.maximum(pairs, 1), _by_hierarchy(codes))
    np.fill_diagonal(permilles, SAME)
    return {
        code: {codes[at]: int(row[at]) for at in np.flatnonzero(row)}
        for code, row in zip(codes, permilles, strict=True)
    }


def _by_hierarchy(codes: list[str]) -> np.ndarray:
    shared = np.zeros((len(codes), len(codes)), dtype=int)
    for digits in (1, 2, 3):
        groups = np.array([code[:digits] for code in codes])
        shared += groups[:, None] == groups
    return np.array(BY_SHARED_DIGITS)[shared]


def _reach(mapped: Mapped, position: Mapping[str, int]) -> np.ndarray:
    """[code, unit group] = 1 where the group speaks for the code: several for an unmapped one, maybe none."""
    under: dict[str, set[int]] = {}
    for _code, parent, group in mapped:
        if group in position:
            under.setdefault(parent, set()).add(position[group])
    reach = np.zeros((len(mapped), len(position)))
    for row, (_code, parent, group) in enumerate(mapped):
        reach[row, [position[group]] if group in position else sorted(under.get(parent, ()))] = 1
    return reach
