"""Which facts about skills an opening cannot tell apart: those that agree on every skill it names.

Hardly two people record the same skills, but an opening names a handful, and what it makes of a person
depends on nothing but whether these are held, lacking or neither, and on whether skills were asked about.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np

from jobs.kernel.facets import Facet, Ints

MOST_NAMED = 30  # two bits each, in 64


def read_alike(facet: Facet, named: Iterable[str], read: Callable[[Sequence[int]], Ints]) -> Ints:
    """By code of the skills facet what `read` gives for codes; it is asked about one code of each kind."""
    skills = tuple(dict.fromkeys(named))
    if len(skills) > MOST_NAMED or not facet.facts:
        return read(range(len(facet.facts)))
    first, kind = facet.table(("kinds", skills), partial(_kinds, skills))
    return read(first.tolist()).take(kind)


def _kinds(skills: tuple[str, ...], facet: Facet) -> tuple[Ints, Ints]:
    """Of each kind the first code, and of each code its kind."""
    kinds = facet.table("recorded", _recorded).copy()
    for skill in skills:
        kinds *= 4
        kinds += facet.table(("standing", skill), partial(_standing, skill))
    _, first, kind = np.unique(kinds, return_index=True, return_inverse=True)
    return first, kind


def _recorded(facet: Facet) -> Ints:
    return np.asarray([recorded for _, _, recorded in facet.facts], dtype=np.int64)


def _standing(skill: str, facet: Facet) -> Ints:
    return np.asarray(
        [(skill in held) + 2 * (skill in lacking) for held, lacking, _ in facet.facts], np.int64
    )
