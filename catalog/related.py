"""How close the occupations of Decision 34/2020 are to one another, by the table in use.

The table speaks of ISCO-08 unit groups. A code stands for the unit group it is mapped to. One without a
mapping stands for the groups of its mapped siblings, the codes under the same parent, and is as close to
another code as they are on average. Where a code has no such sibling either (the armed forces, the offices
of the state), closeness is that of the code hierarchy, on whose scale the table is calibrated.
"""

from collections.abc import Mapping
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


def related_row(code: str) -> Related | None:
    """How close every occupation is to ``code``, by the latest table.

    None without a table or for anything but a level-4 code. 2 queries, 3 when this process meets a table for
    the first time. Rows are kept per process by the table and the mapping they were read from.
    """
    version = RelatedOccupations.objects.order_by("-pk").values_list("version", flat=True).first()
    if version is None:
        return None
    occupations = Occupation.objects.filter(level=UNIT_LEVEL).order_by("pk")
    mapped = tuple(occupations.values_list("code", "parent_id", "isco08_code"))
    row = _rows(version, mapped).get(code)
    return None if row is None else Related(row, version)


@lru_cache(maxsize=2)
def _rows(version: str, mapped: Mapped) -> dict[str, Mapping[str, int]]:
    table = RelatedOccupations.objects.get(version=version)
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
