"""Labels as points in a space of features, kept as NumPy postings: which labels and codes a title is near."""

import math

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Weights = NDArray[np.float64]
Features = tuple[Ids, Weights]

NEAREST = 40  # labels that have a vote
SHARPNESS = 8  # of the vote: the higher, the more the single nearest label of a code decides


def merged(keys: Ids, values: Weights) -> Features:
    """Return every key once, in order, with the sum of its values."""
    unique, at = np.unique(keys, return_inverse=True)
    return unique, totals(at, values, len(unique))


def totals(rows: NDArray[np.integer], values: NDArray[np.floating], count: int) -> Weights:
    """Return the sum of the values of each of `count` rows."""
    return np.bincount(rows, values, minlength=count).astype(np.float64, copy=False)


class Postings:
    """For every feature the rows that have it, with unit-length weights: a sparse matrix by columns."""

    def __init__(self, rows: Ids, features: Ids, values: Weights, shape: tuple[int, int]) -> None:
        self.row_count, feature_count = shape
        lengths = np.sqrt(totals(rows, values * values, self.row_count))
        order = np.argsort(features, kind="stable")
        self._rows = rows[order].astype(np.int32)
        self._weights = (values / np.maximum(lengths, 1e-12)[rows])[order].astype(np.float32)
        counts = np.bincount(features, minlength=feature_count)
        self._starts = np.concatenate([[0], np.cumsum(counts)])

    def near(self, features: Ids, weights: Weights) -> Weights:
        """Return the product of every row with `weights`: the cosine if those have unit length."""
        starts = self._starts[features]
        counts = self._starts[features + 1] - starts
        skipped = np.repeat(starts - (np.cumsum(counts) - counts), counts)
        at = skipped + np.arange(len(skipped))
        shares = self._weights[at] * np.repeat(weights, counts)
        return totals(self._rows[at], shares, self.row_count)


class LabelSpace:
    """Labels and the codes they belong to, in a space where rare features weigh more.

    `vectors` are the features of each label, numbered below `width`; `code_of` the number of its code, below
    `codes`. `rarity` of a feature falls with the share of labels and, by `code_share`, of codes that have it;
    `power` below 1 evens it out.
    """

    def __init__(
        self, vectors: list[Features], code_of: Ids, *, width: int, power: float, code_share: float = 0.5
    ) -> None:
        count, codes = len(vectors), int(code_of.max()) + 1
        self.code_of = code_of
        rows = np.repeat(np.arange(count), [len(ids) for ids, _ in vectors])
        keys, values = merged(
            rows * width + np.concatenate([ids for ids, _ in vectors]),
            np.concatenate([weights for _, weights in vectors]),
        )
        rows, features = keys // width, keys % width
        of_codes = np.unique(code_of[rows] * width + features) % width
        by_label = np.log((count + 1) / np.bincount(features, minlength=width))
        by_code = np.log((codes + 1) / np.bincount(of_codes, minlength=width))
        by_code *= math.log(count + 1) / math.log(codes + 1)
        self.rarity: Weights = ((1 - code_share) * by_label + code_share * by_code) ** power
        self.rarest = math.log(count + 1) ** power
        values = values * self.rarity[features]
        self.labels = Postings(rows, features, values, (count, width))
        lengths = np.sqrt(totals(rows, values * values, count))
        keys, values = merged(code_of[rows] * width + features, values / np.maximum(lengths, 1e-12)[rows])
        self.codes = Postings(keys // width, keys % width, values, (codes, width))

    def vote(self, scores: Weights) -> tuple[Weights, Ids]:
        """Return the score of every code by its nearest labels, and the nearest labels, nearest first."""
        count = min(NEAREST, len(scores))
        nearest = np.argpartition(-scores, count - 1)[:count]
        nearest = nearest[np.lexsort((nearest, -scores[nearest]))]
        power = np.maximum(scores[nearest], 0.0) ** SHARPNESS
        votes = totals(self.code_of[nearest], power, self.codes.row_count)
        return votes ** (1 / SHARPNESS), nearest
