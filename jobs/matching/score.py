"""Values and weights to E, W and M. Integers only; absolute, never relative to who else is in the pool."""

FULL_SCORE = 10_000


def side_score(points: int, weight: int) -> int:
    """A side from 0 to 10,000: ten times the weighted mean permille; full when nothing is asked."""
    return 10 * points // weight if weight else FULL_SCORE


def match_score(employer: int, worker: int) -> int:
    """Harmonic mean of the two sides, rounded down: 0 when either side is 0."""
    both = employer + worker
    return 2 * employer * worker // both if both else 0


def least_partner(side: int, score: int) -> int:
    """The least the other side must be for a match of ``score``; beyond FULL_SCORE where none is enough."""
    if not score:
        return 0
    if 2 * side <= score:
        return FULL_SCORE + 1
    return -(-score * side // (2 * side - score))
