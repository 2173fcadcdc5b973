"""Coding free job titles to the national list of occupations (Decision 34/2020/QD-TTg, four digits).

A title is compared with labelled titles in two ways: words and letter groups shared with it, by which the
nearest labels explain it together, and whole labels found inside it, of which the best of each code counts.
Every comparison works with and without diacritics; with them, tones decide between homographs (thợ may, thợ
máy).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from catalog.postings import FULL_SCORE, Features, LabelSpace, Weights
from catalog.titles import (
    Word,
    clean_title,
    features_of,
    forms_of,
    is_filler,
    place_pattern,
    plain,
    replace_synonyms,
    without_leading_fillers,
    words_of,
)

# Of 204 raw advertisement titles 162 of 165 answers at 700 or more were right and 29 of 39 below; without
# diacritics 112 of 113 and 78 of 91. Of 1,400 labels hidden from the coder, 85 of 100, and half below.
TO_CONFIRM_BELOW = 700
_LONGEST_PHRASE = 7
_MOST_ALIKE = 5  # labels of the same words, from different sources
_VAGUENESS = 0.12
_PHRASE = 0.25  # weight of a whole label found in a title beside what its words and letters say
_RARITY_POWER = 0.8
_LEAST = 0.01  # score of a code worth naming
_UNKNOWN = 0.5  # weight of a word no label has, as a share of the rarest


@dataclass(frozen=True, slots=True)
class Coded:
    """A code proposed for a title: `confidence` 0..1000, `evidence` the label it resembles most."""

    code: str
    confidence: int
    evidence: str

    @property
    def to_confirm(self) -> bool:
        """Whether a person should look before the code is used for matching."""
        return self.confidence < TO_CONFIRM_BELOW


_TRUST = {
    "alias": 1.0,
    "extra": 1.0,
    "official": 0.93,  # long and formal, seldom said
    "candidate": 0.6,  # confirmed by staff on one record: proposed, but to be confirmed again
    "confirmed": 0.95,  # on some records: known, but the lists are meant where they differ
    "settled": 1.05,  # on many records
}


class TitleCoder:
    """Codes titles against labelled titles; build once (a few seconds), share between threads.

    `labels` are (label, four-digit code, source) with one of the sources of _TRUST.
    `place_names` are ignored in titles; give names of two words or more, or abbreviations.
    """

    def __init__(self, labels: Iterable[tuple[str, str, str]], place_names: Iterable[str] = ()) -> None:
        self._labels = list(labels)
        self._places = place_pattern(place_names)
        self._bare: dict[str, list[int]] = defaultdict(list)
        self._toned: dict[str, list[int]] = defaultdict(list)
        # labels that go on after these words: how little the words say
        self._longer: Counter[str] = Counter()
        self._features: dict[str, int] = {}
        vectors = [self._add(number, text) for number, (text, _, _) in enumerate(self._labels)]
        self._codes = sorted({code for _, code, _ in self._labels})
        if not vectors:
            return
        numbers = {code: number for number, code in enumerate(self._codes)}
        self._trust = np.array([_TRUST[source] for _, _, source in self._labels])
        self._space = LabelSpace(
            vectors,
            np.array([numbers[code] for _, code, _ in self._labels]),
            width=len(self._features),
            power=_RARITY_POWER,
        )

    def _add(self, number: int, text: str) -> Features:
        words = without_leading_fillers(words_of([replace_synonyms(plain(text))]))
        self._bare[" ".join(word.bare for word in words)].append(number)
        for end in range(1, len(words)):
            self._longer[" ".join(word.bare for word in words[:end])] += 1
        self._toned[" ".join(word.toned for word in words)].append(number)
        features = features_of([Word(word.bare, word.toned) for word in words], toned=True)
        ids = [self._features.setdefault(name, len(self._features)) for name in features]
        return np.array(ids, dtype=np.int64), np.array(list(features.values()))

    def code_title(self, text: str, limit: int = 5) -> tuple[Coded, ...]:
        """Return up to `limit` codes for a title, most likely first; none when nothing in it is known."""
        parts = clean_title(text, self._places)
        words = without_leading_fillers(words_of(parts))
        if not words or not self._labels or limit < 1:
            return ()
        toned = any(forms_of(word)[0] != word for part in parts for word in part.split())
        near = self._space.labels.near(*self._position(words, toned)) * self._trust
        scores, nearest = self._space.explain(near)
        found = self._phrases(words, toned)
        phrases = self._best_of_codes(found)
        scores = (scores + _PHRASE * phrases) / (FULL_SCORE + _PHRASE)
        evidence: dict[int, int] = {}
        for number in (*sorted(found, key=lambda at: -found[at]), *nearest):
            evidence.setdefault(int(self._space.code_of[number]), int(number))
        best = [int(code) for code in np.argsort(-scores, kind="stable") if scores[code] >= _LEAST][:limit]
        return tuple(self._proposed(evidence[code], float(scores[code])) for code in best)

    def _best_of_codes(self, found: dict[int, float]) -> Weights:
        best = np.zeros(len(self._codes))
        numbers = np.array(list(found), dtype=np.int64)
        scores = np.array(list(found.values())) * self._trust[numbers]
        np.maximum.at(best, self._space.code_of[numbers], scores)
        return best

    def _proposed(self, number: int, score: float) -> Coded:
        """A hint is a question whatever it scores."""
        text, code, source = self._labels[number]
        most = TO_CONFIRM_BELOW - 1 if source == "candidate" else 1000
        return Coded(code, min(most, round(1000 * score)), text)

    def _position(self, words: list[Word], toned: bool) -> Features:
        """The place of a title among the labels; unknown words keep it away from all of them."""
        known, weights, unknown = [], [], 0.0
        for name, value in features_of(words, toned).items():
            number = self._features.get(name)
            if number is not None:
                known.append(number)
                weights.append(value * self._space.rarity[number])
            elif name[0] != "c":
                unknown += (value * _UNKNOWN * self._space.rarest) ** 2
        found = np.array(weights, dtype=np.float64)
        length = math.sqrt(unknown + float(found @ found)) or 1.0
        return np.array(known, dtype=np.int64), found / length

    def _phrases(self, words: list[Word], toned: bool) -> dict[int, float]:
        """Score labels found whole by the share of the title's weight they cover, early words first."""
        known, keys = (
            (self._toned, [w.toned for w in words]) if toned else (self._bare, [w.bare for w in words])
        )
        weights = [self._importance(words, at) for at in range(len(words))]
        first_part = max(sum(weights), 1e-9)
        found: dict[int, float] = {}
        for start in range(len(words)):
            for end in range(start + 1, min(start + _LONGEST_PHRASE, len(words)) + 1):
                for number in known.get(" ".join(keys[start:end]), ())[:_MOST_ALIKE]:
                    covered = sum(weights[start:end]) / first_part
                    lead = words[start].weight * self._precision(words, start, end)
                    found[number] = max(found.get(number, 0.0), lead * math.sqrt(covered))
        return found

    def _precision(self, words: list[Word], start: int, end: int) -> float:
        """Discount words with many continuations ("kỹ thuật viên …") where this title goes on after them."""
        if end == len(words):
            return 1.0
        longer = self._longer[" ".join(word.bare for word in words[start:end])]
        return 1 / (1 + _VAGUENESS * math.log1p(longer))

    def _importance(self, words: list[Word], at: int) -> float:
        word = words[at]
        share = 0.15 if is_filler(words, at) else 1.0
        number = self._features.get(f"w {word.bare}")
        rarity = _UNKNOWN * self._space.rarest if number is None else float(self._space.rarity[number])
        return share * word.weight * word.weight * rarity
