"""How close two occupations are: one versioned table behind one function.

This first table is the hierarchy of Decision 34/2020, that of ISCO-08: codes that share a unit group, minor
group, sub-major group or major group. A table made from texts and skills replaces it through
`Opening.related`.
"""

from functools import lru_cache

from jobs.matching.types import Opening

SIMILARITY_VERSION = "hierarchy-1"
PERMILLE_BY_SHARED_DIGITS = (0, 200, 500, 700, 1000)


@lru_cache(maxsize=1 << 16)
def similarity(a: str, b: str) -> int:
    """Closeness of two occupation codes in permille; symmetric, 1000 for the same unit group."""
    shared = 0
    for left, right in zip(a[:4], b[:4], strict=False):
        if left != right:
            break
        shared += 1
    return PERMILLE_BY_SHARED_DIGITS[shared]


def related_permille(opening: Opening, code: str) -> int:
    """Closeness of `code` to the opening's occupation, by the opening's own row if it brings one."""
    if opening.related is None:
        return similarity(opening.occupation, code)
    return opening.related.get(code, 0)


def similarity_version(opening: Opening) -> str:
    """Name of the table that `related_permille` reads for this opening."""
    return SIMILARITY_VERSION if opening.related is None else opening.related_version
