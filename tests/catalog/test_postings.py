"""Labels in a space of features: how alike they are, and what each explains of a title beside the others."""

import numpy as np
import pytest

from catalog.postings import FULL_SCORE, LabelSpace, Postings, solved


def vector(*features):
    return np.array(features, dtype=np.int64), np.ones(len(features))


def space(vectors, codes):
    return LabelSpace([vector(*features) for features in vectors], np.array(codes), width=4, power=0.0)


def scores(labels, codes, title):
    made = space(labels, codes)
    near = made.labels.near(np.array(title), np.full(len(title), len(title) ** -0.5))
    return made.explain(near)


def test_rows_are_compared_by_their_cosines():
    rows, features = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 1, 2, 3])
    table = Postings(rows, features, np.array([3.0, 4.0, 5.0, 12.0, 7.0]), (3, 5))
    assert table.near(np.array([1, 3]), np.array([1.0, 2.0])) == pytest.approx([4 / 5, 5 / 13, 2.0])
    expected = [[1, 4 / 13, 0], [4 / 13, 1, 0], [0, 0, 1]]
    assert table.alike(np.array([0, 1, 2])) == pytest.approx(np.array(expected), abs=1e-6)
    assert table.alike(np.array([2])) == pytest.approx(np.array([[1.0]]))


def test_systems_are_solved_exactly_enough():
    rng = np.random.default_rng(7)
    table = rng.random((60, 90))
    matrix = table @ table.T / 30 + 0.5 * np.eye(60)
    right = rng.random(60)
    assert matrix @ solved(matrix, right) == pytest.approx(right, abs=1e-5)
    assert solved(matrix, np.zeros(60)).tolist() == [0.0] * 60


def test_a_title_that_is_the_only_label_scores_fully():
    found, nearest = scores([(0, 1), (2, 3)], [0, 1], [0, 1])
    assert found == pytest.approx([FULL_SCORE, 0.0])
    assert nearest.tolist() == [0, 1]


def test_labels_that_say_the_same_say_it_once():
    """Three copies of a half-fitting label do not outweigh one that fits better; added up, they would."""
    labels, codes, title = [(0, 2), (0, 2), (0, 2), (0, 1, 3)], [0, 0, 0, 1], [0, 1]
    found, nearest = scores(labels, codes, title)
    near = space(labels, codes).labels.near(np.array(title), np.full(2, 0.5**0.5))
    assert nearest[0] == 3
    assert found[1] > found[0] > 0
    assert sum(near[:3] ** 2) > near[3] ** 2
