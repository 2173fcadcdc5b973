"""Labels as points in a space of features, kept as NumPy postings: which labels and codes a title is near."""

import math

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Weights = NDArray[np.float64]
Features = tuple[Ids, Weights]

NEAREST = 120  # labels that have a say
_EXACT = 1e-6  # share of the right side that may be left
_DOUBT = (
    0.5  # what labels may be alike by chance (the ridge): the higher, the more the nearest say it together
)
FULL_SCORE = 1 / (1 + _DOUBT)  # of the code of a title that is its only label


def merged(keys: Ids, values: Weights) -> Features:
    """Return every key once, in order, with the sum of its values."""
    unique, at = np.unique(keys, return_inverse=True)
    return unique, totals(at, values, len(unique))


def totals(rows: NDArray[np.integer], values: NDArray[np.floating], count: int) -> Weights:
    """Return the sum of the values of each of `count` rows."""
    return np.bincount(rows, values, minlength=count).astype(np.float64, copy=False)


def _listed(starts: Ids, which: Ids) -> tuple[Ids, Ids]:
    """Return the positions in the lists `which`, one list after the other, and the length of each."""
    first = starts[which]
    counts = starts[which + 1] - first
    skipped = np.repeat(first - (np.cumsum(counts) - counts), counts)
    return skipped + np.arange(len(skipped)), counts


def solved(matrix: Weights, right: Weights) -> Weights:
    """Solve a symmetric positive definite system by conjugate gradients, on this thread alone."""
    answer, rest = np.zeros_like(right), right.copy()
    step, size = rest.copy(), float(rest @ rest)
    enough = size * _EXACT**2
    for _ in range(len(right)):
        if size <= enough:
            break
        image = np.vecdot(matrix, step)
        pace = size / float(step @ image)
        answer += pace * step
        rest -= pace * image
        before, size = size, float(rest @ rest)
        step = rest + size / before * step
    return answer


class Postings:
    """Rows of features with unit-length weights, listed by row and by feature: a sparse matrix both ways.

    `rows` must be in order.
    """

    def __init__(self, rows: Ids, features: Ids, values: Weights, shape: tuple[int, int]) -> None:
        self.row_count, self._width = shape
        lengths = np.sqrt(totals(rows, values * values, self.row_count))
        self._weights = (values / np.maximum(lengths, 1e-12)[rows]).astype(np.float32)
        self._features = features.astype(np.int32)
        self._row_starts = _starts(rows, self.row_count)
        order = np.argsort(features, kind="stable")
        self._having = rows[order].astype(np.int32)
        self._having_weights = self._weights[order]
        self._feature_starts = _starts(features, self._width)

    def near(self, features: Ids, weights: Weights) -> Weights:
        """Return the product of every row with `weights`: the cosine if those have unit length."""
        at, counts = _listed(self._feature_starts, features)
        shares = self._having_weights[at] * np.repeat(weights, counts)
        return totals(self._having[at], shares, self.row_count)

    def alike(self, rows: Ids) -> Weights:
        """Return the cosine of each of `rows` with each.

        Dot products one by one, not a matrix product: that is shared out among threads, which on a busy
        machine takes ten times as long.
        """
        at, counts = _listed(self._row_starts, rows)
        features = self._features[at]
        shared = np.bincount(features, minlength=self._width) > 1
        of_row, kept = np.repeat(np.arange(len(rows)), counts), shared[features]
        column = np.cumsum(shared) - 1
        table = np.zeros((len(rows), int(column[-1]) + 1), dtype=np.float32)
        table[of_row[kept], column[features[kept]]] = self._weights[at[kept]]
        cosines = np.vecdot(table[:, None], table[None]).astype(np.float64)
        np.fill_diagonal(cosines, 1.0)
        return cosines


def _starts(keys: Ids, count: int) -> Ids:
    return np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=count))])


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
        self._code_count = codes

    def explain(self, near: Weights) -> tuple[Weights, Ids]:
        """Return the score of every code for a title, and the nearest labels, nearest first.

        `near` is how near the title is to every label. Each of the nearest gets the share of the title it
        explains beside the others, negative where another says it better, and a code the sum of its labels'
        shares: kernel ridge regression (Saunders, Gammerman & Vovk 1998) among the neighbours, with the
        square of the cosine as the kernel. Ten labels that say the same say it once.
        """
        count = min(NEAREST, len(near))
        nearest = np.argpartition(-near, count - 1)[:count]
        nearest = nearest[np.lexsort((nearest, -near[nearest]))]
        alike = self.labels.alike(nearest) ** 2
        alike[np.diag_indices(count)] += _DOUBT
        shares = solved(alike, np.maximum(near[nearest], 0.0) ** 2)
        return totals(self.code_of[nearest], shares, self._code_count), nearest
