"""Terms per group -> how alike two groups are, group by group."""

import numpy as np

from seeds.similarity.sources import Terms

FLOOR = 0.01  # two groups that share less than this share nothing
BLOCK = 4_096  # columns multiplied at a time, so that no matrix of all terms is ever held


def cosines(terms: Terms) -> np.ndarray:
    """Cosine of every two groups; counts damped by the square root, terms weighted by idf = ln((1+n)/(1+df)).

    A group without terms has cosine 0 with every other.
    """
    rows, columns, weights = _weighted(terms)
    size = len(terms)
    products = np.zeros((size, size))
    for start in range(0, int(columns.max(initial=-1)) + 1, BLOCK):
        low, high = np.searchsorted(columns, (start, start + BLOCK))
        block = np.zeros((size, BLOCK))
        block[rows[low:high], columns[low:high] - start] = weights[low:high]
        products += block @ block.T
    lengths = np.sqrt(np.diag(products))
    lengths[lengths == 0] = 1
    return products / np.outer(lengths, lengths)


def _weighted(terms: Terms) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(row, column, weight) of every term that at least two groups have, in the order of the columns."""
    holders: dict[str, list[tuple[int, float]]] = {}
    for row, counts in enumerate(terms):
        for term, count in counts.items():
            holders.setdefault(term, []).append((row, count))
    shared = sorted(term for term, having in holders.items() if len(having) > 1)
    entries = [
        (row, column, np.sqrt(count) * np.log((1 + len(terms)) / (1 + len(holders[term]))))
        for column, term in enumerate(shared)
        for row, count in holders[term]
    ]
    rows, columns, weights = np.array(entries).reshape(-1, 3).T
    return rows.astype(int), columns.astype(int), weights


def known(terms: Terms) -> np.ndarray:
    """Whether both groups of a pair have terms at all; never true of a group with itself."""
    has = np.array([bool(counts) for counts in terms])
    return np.outer(has, has) & ~np.eye(len(terms), dtype=bool)


def surprise(terms: Terms) -> np.ndarray:
    """Logarithms of the cosines in standard deviations above their mean; 0, the mean, where unknown."""
    return standardised(np.log(np.maximum(cosines(terms), FLOOR)), known(terms))


def standardised(values: np.ndarray, where: np.ndarray) -> np.ndarray:
    """``values`` in standard deviations above the mean of those counted ``where``; 0 elsewhere."""
    counted = values[where]
    if not counted.size:
        return np.zeros_like(values)
    return np.where(where, (values - counted.mean()) / (counted.std() or 1.0), 0.0)
