"""Coding titles by the nearest of many labelled titles: words, pairs and letter groups as NumPy postings.

For a list of labels of any language written in words, such as the 27,000 English labels of an occupation
thesaurus. The nearest labels explain the title together, and a code has what its labels explain. A word no
label has is read as the word it is most likely a misspelling of.

The weights were chosen on labels hidden from the index they came from, with and without typing errors, never
on the titles the coder is measured with.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.postings import FULL_SCORE, Features, Ids, LabelSpace, Weights, merged
from catalog.vietnamese import search_key

_LETTER_GROUPS = (2, 3, 4)
_WORD, _PAIR, _SEAM = 0.7, 1.0, 0.7  # weight of a word, a pair of words, the letters where two words meet
_RARITY_POWER = 0.6
_LIKELY_MISSPELT = 0.7  # similarity of a word unknown here to one that is known
_SHORTEST_MISSPELT = 4  # letters; shorter unknown words are abbreviations
_ASIDE = 0.3  # weight of words that say how or when somebody works, not at what
_ASIDES = {
    "senior", "junior", "lead", "trainee", "experienced", "experience", "urgent", "urgently", "wanted",
    "hiring", "needed", "required", "full", "part", "time", "temporary", "permanent", "remote", "immediate",
    "immediately", "start", "shift", "night", "day", "ii", "iii", "iv", "m", "f", "d", "w", "x",
}  # fmt: skip
_LINKS = {"of", "and", "the", "in", "for", "a", "an", "to", "or", "with", "on", "at", "by"}
_SPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"is(ation|ing|er)\b", r"iz\1"),
        (r"our(s?)\b", r"or\1"),
        (r"centre", "center"),
        (r"theatre", "theater"),
        (r"programme\b", "program"),
        (r"metre", "meter"),
        (r"paed", "ped"),
        (r"aes", "es"),
        (r"ll(ing|er)\b", r"l\1"),
        (r"tyre", "tire"),
        (r"logue\b", "log"),
    )
)


@dataclass(frozen=True, slots=True)
class Near:
    """A code proposed for a title: `score` 0..1 and the label nearest to the title."""

    code: str
    score: float
    label: str


@lru_cache(maxsize=50_000)
def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "siu" else word


def words_of(text: str) -> list[str]:
    """Return the words of a title, singular and in American spelling; the linking words only if alone."""
    key = search_key(re.sub(r"['’]s\b", "", text))
    for pattern, spelling in _SPELLINGS:
        key = pattern.sub(spelling, key)
    words = [_singular(word) for word in key.split()]
    return [word for word in words if word not in _LINKS] or words


def _letters_of(word: str) -> Iterator[str]:
    padded = f"^{word}$"
    for size in _LETTER_GROUPS:
        for at in range(len(padded) - size + 1):
            yield padded[at : at + size]


def _joints(one: str, other: str) -> tuple[tuple[str, float], ...]:
    """What says that two words stand side by side; seams survive a typing error in either word."""
    return (
        (f"p {one} {other}", _PAIR),
        (f"s {one[-2:]} {other[:2]}", _SEAM),
        (f"s {one[-3:]} {other[:3]}", _SEAM),
    )


class LabelIndex:
    """Codes titles against labelled titles; build once (a few seconds for 30,000), share between threads.

    `labels` are (label, code). Raises ValueError when there is none with a word in it.
    """

    def __init__(self, labels: Iterable[tuple[str, str]]) -> None:
        self._labels = [(text, code) for text, code in labels if words_of(text)]
        if not self._labels:
            raise ValueError("No label has a word in it.")
        self.codes = sorted({code for _, code in self._labels})
        numbers = {code: number for number, code in enumerate(self.codes)}
        self._features: dict[str, int] = defaultdict(lambda: len(self._features))
        self._of_word: dict[str, Ids] = {}
        vectors = [self._learn(words_of(text)) for text, _ in self._labels]
        self._features = dict(self._features)
        codes = np.array([numbers[code] for _, code in self._labels])
        self._space = LabelSpace(vectors, codes, width=len(self._features), power=_RARITY_POWER)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._of_word:
            self._by_length[len(word)].append(word)
        self._meant = lru_cache(maxsize=20_000)(self._likely_meant)

    def _learn(self, words: Sequence[str]) -> Features:
        """Return the features of a label, numbering those that are new."""
        for word in words:
            if word not in self._of_word:
                names = chain([f"w {word}"], _letters_of(word))
                self._of_word[word] = np.array([self._features[name] for name in names])
        joints = list(chain.from_iterable(_joints(*pair) for pair in pairwise(words)))
        ids = [self._of_word[word] for word in words]
        ids.append(np.array([self._features[name] for name, _ in joints], dtype=np.int64))
        values = [_word_weights(len(word_ids)) for word_ids in ids[:-1]]
        values.append(np.array([weight for _, weight in joints], dtype=np.float64))
        return np.concatenate(ids), np.concatenate(values)

    def _likely_meant(self, word: str) -> tuple[str, float]:
        """Return the known word an unknown one stands for and how surely, or the word itself."""
        if len(word) < _SHORTEST_MISSPELT:
            return word, 1.0
        known = chain.from_iterable(self._by_length.get(len(word) + more, ()) for more in (-1, 0, 1))
        found = process.extractOne(
            word, list(known), scorer=OSA.normalized_similarity, score_cutoff=_LIKELY_MISSPELT
        )
        return (found[0], found[1]) if found else (word, 1.0)

    def _read(self, text: str) -> Features | None:
        words = words_of(text)
        aside = _ASIDE if any(word not in _ASIDES for word in words) else 1.0
        read = [
            (meant, sureness * (aside if word in _ASIDES else 1.0))
            for word in words
            for meant, sureness in [(word, 1.0) if word in self._of_word else self._meant(word)]
        ]
        ids, values = [np.empty(0, dtype=np.int64)], [np.empty(0)]
        for word, weight in read:
            known = self._of_word.get(word)
            if known is None:
                known = self._known(_letters_of(word))
                ids.append(known)
                values.append(np.full(len(known), weight))
            else:
                ids.append(known)
                values.append(weight * _word_weights(len(known)))
        for (one, weight), (other, other_weight) in pairwise(read):
            for name, joint in _joints(one, other):
                known = self._known([name])
                ids.append(known)
                values.append(np.full(len(known), joint * min(weight, other_weight)))
        features, weights = merged(np.concatenate(ids), np.concatenate(values))
        weights = weights * self._space.rarity[features]
        length = math.sqrt(float(weights @ weights))
        return (features, weights / length) if length else None

    def _known(self, names: Iterable[str]) -> Ids:
        found = (self._features.get(name) for name in names)
        return np.array([number for number in found if number is not None], dtype=np.int64)

    def nearest(self, text: str, limit: int = 10) -> tuple[Near, ...]:
        """Return up to `limit` codes for a title, most likely first; none when nothing in it is known."""
        read = self._read(text)
        if read is None or limit < 1:
            return ()
        labels = self._space.labels.near(*read)
        scores, nearest = self._space.explain(labels)
        best = np.argsort(-scores, kind="stable")[:limit]
        evidence = self._evidence(labels, nearest, best)
        return tuple(
            Near(self.codes[code], min(1.0, float(scores[code]) / FULL_SCORE), label)
            for code, label in zip(best, evidence, strict=True)
            if scores[code] > 0
        )

    def _evidence(self, labels: Weights, nearest: Ids, best: Ids) -> list[str]:
        """The nearest label of every code; of one without a near label, its best all the same."""
        seen: dict[int, int] = {}
        for number in nearest:
            seen.setdefault(int(self._space.code_of[number]), int(number))
        for code in best:
            if int(code) not in seen:
                own = np.flatnonzero(self._space.code_of == code)
                seen[int(code)] = int(own[np.argmax(labels[own])])
        return [self._labels[seen[int(code)]][0] for code in best]


def _word_weights(size: int) -> Weights:
    """A word stands first among its features, its letter groups after it."""
    weights = np.ones(size)
    weights[0] = _WORD
    return weights
