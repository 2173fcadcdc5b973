"""Titles are coded by the nearest of many labelled titles."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.nearest import LabelIndex, Near, words_of

LABELS = [
    ("welder", "7212"),
    ("arc welder", "7212"),
    ("gas welder", "7212"),
    ("sewing machine operator", "8153"),
    ("industrial machine operator", "8189"),
    ("primary school teacher", "2341"),
    ("language school teacher", "2353"),
    ("organisation centre manager", "1219"),
    ("tailor", "7531"),
]
INDEX = LabelIndex(LABELS)


def code_of(title):
    return INDEX.nearest(title)[0].code


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Welders", "7212"),
        ("senior arc welder, urgent", "7212"),
        ("sewing operator", "8153"),
        ("swing machien operator", "8153"),
        ("weldre", "7212"),
        ("Organization Center Managers", "1219"),
        ("teacher of languages", "2353"),
    ],
)
def test_codes_titles_by_their_nearest_labels(title, code):
    assert code_of(title) == code


def test_the_label_itself_is_the_evidence():
    best = INDEX.nearest("tailor", limit=1)[0]
    assert (best.code, best.label) == ("7531", "tailor")
    assert best.score == pytest.approx(1.0)


def test_answers_are_ordered_limited_and_scored():
    answers = INDEX.nearest("machine operator", limit=3)
    assert [answer.code for answer in answers][:2] == ["8153", "8189"]
    assert len(answers) <= 3
    assert [a.score for a in answers] == sorted((a.score for a in answers), reverse=True)
    assert INDEX.nearest("welder", limit=0) == ()


def test_nothing_known_is_no_answer():
    assert INDEX.nearest("") == ()
    assert INDEX.nearest("!!!") == ()
    assert INDEX.nearest("漢字") == ()


def test_words_are_singular_and_american():
    assert words_of("Nannies' organisation of the Colour Centres") == [
        "nanny", "organization", "color", "center",
    ]  # fmt: skip
    assert words_of("the of") == ["the", "of"]


@pytest.mark.parametrize("labels", [[], [("", "1"), ("...", "2")]])
def test_an_index_needs_words(labels):
    with pytest.raises(ValueError, match="No label has a word in it"):
        LabelIndex(labels)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_no_title_breaks_it(text):
    for near in INDEX.nearest(text):
        assert isinstance(near, Near)
        assert 0 < near.score <= 1


def test_is_fast_enough_with_as_many_labels_as_a_thesaurus_has():
    words = [
        f"{one}{two}er" for one in "bcdfghklmnprst" for two in ("ak", "el", "in", "or", "um", "ast", "irt")
    ]
    rng = random.Random(7)
    labels = [
        (" ".join(rng.choices(words, k=rng.randint(1, 4))), str(rng.randrange(1000, 1430)))
        for _ in range(20_000)
    ]
    started = time.process_time()
    index = LabelIndex(labels)
    built = time.process_time()
    for text, _ in labels[:200]:
        index.nearest(f"{text}x urgent")
    assert built - started < 10
    assert (time.process_time() - built) / 200 < 0.02
