"""Coding free job titles to the national list of occupations (Decision 34/2020/QD-TTg, four digits).

A title is cleaned of what is not the job (wages, places, shifts, perks), then compared with labelled titles
in two ways: whole label phrases found inside it, and words and letter groups shared with it. What stands
first in a Vietnamese title is the job; what follows describes it ("Nhân viên kinh doanh nông sản" sells), so
earlier words weigh more. Every comparison works with and without diacritics; with them, tones decide between
homographs (thợ may, thợ máy).
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from catalog.vietnamese import search_key, sort_key

LONGEST_TITLE = 300  # characters read
# Of 41 hand-labelled advertisements, each with and without diacritics, all 62 answers at 500 or more were
# right and 10 of 20 below; a person confirms those.
TO_CONFIRM_BELOW = 500
_LONGEST_PHRASE = 7
_ORDER_DECAY = 0.86  # weight of each further word of a title
_RANK_WEIGHT = 0.35
_PART_WEIGHTS = (1.0, 0.55, 0.4)  # first part of a title, second, any later (split at dashes and brackets)
_VAGUENESS = 0.12
_PHRASE_SHARE = 0.62  # of the score; the rest is shared words and letter groups

_SYNONYMS = (
    ("tài xế", "lái xe"), ("nv", "nhân viên"), ("cv", "chuyên viên"), ("ktv", "kỹ thuật viên"),
    ("gv", "giáo viên"), ("cn", "công nhân"), ("tts", "thực tập sinh"), ("ctv", "cộng tác viên"),
    ("bđs", "bất động sản"), ("hcns", "hành chính nhân sự"), ("kd", "kinh doanh"),
    ("xklđ", "xuất khẩu lao động"), ("tmđt", "thương mại điện tử"), ("qlda", "quản lý dự án"),
    ("tư vấn viên", "nhân viên tư vấn"), ("giám sát bộ phận", "giám sát"), ("trưởng bộ phận", "trưởng phòng"),
    ("sỹ", "sĩ"),
    ("bảo dưỡng bảo trì", "bảo trì"), ("bảo trì bảo dưỡng", "bảo trì"), ("bảo trì sửa chữa", "bảo trì"),
    ("sales", "sale"), ("lái xe lái xe", "lái xe"),
)  # fmt: skip
_FILLERS = {  # as search keys
    "nhan vien", "chuyen vien", "vi tri", "can bo", "tuyen gap", "can tuyen", "tuyen nam",
    "tuyen nu", "nam nu", "senior", "junior", "middle", "fresher", "intern", "chuyen nganh", "nganh", "mang",
    "linh vuc", "bo phan", "kiem",
}  # fmt: skip
_RANKS = {"thuc tap sinh", "cong tac vien"}  # how somebody works, not at what
_LICENCE_CLASSES = {  # before and after the Road Traffic Order and Safety Law of 2024
    "a", "a1", "a2", "a3", "b", "b1", "b2", "be", "c", "c1", "c1e", "ce", "d", "d1", "d2", "de", "e", "f",
    "fb", "fc", "fd", "fe",
}  # fmt: skip
_NOISE = re.compile(
    r"\b(?:"
    r"(?<!tien )(?<!tinh )(?:muc )?(?:luong|thu nhap|income|salary)(?: (?:cung|co ban|khoi diem|tu|den"
    r"|toi|upto|up|to|len|thang|gross|net|hap dan|canh tranh|thoa thuan|khong gioi han|cao|on dinh|thuong"
    r"|hoa hong|tr|trieu|usd|vnd|k|m|\d+\w*))+"
    r"|(?:tu |den |upto |up to |len den |len toi )*\d+(?: \d+)*(?:tr|trieu|m|k| tr| trieu| usd| vnd)"
    r"(?: thang\b)?"
    r"|(?:tren |tu |toi thieu |it nhat )?\d+(?: \d+)? nam(?: kinh nghiem)?|\d+ thang"
    r"|(?:(?:khong|chua)(?: can| yeu cau| co)?|yeu cau|co|tu) kinh nghiem"
    r"|full time|part time|fulltime|parttime|partime|remote|hybrid|thoi vu tet|hop dong(?: \d+)?"
    r"|ca (?:sang|chieu|toi|dem|ngay|gay|xoay|hanh chinh)|gio hanh chinh"
    r"|di lam ngay|lam viec ngay|nghi (?:chu nhat|t7|cn)|nhieu dai ngo|dai ngo|hap dan|phu cap|tro cap"
    r"|an trua|duoc dao tao(?: nghe)?(?: co)?(?: huong)? luong|co hoi (?:danh cho|thang tien)|bao an o"
    r"|ho tro cho o|(?:chi tuyen|yeu cau|uu tien) (?:nam|nu)\b|toan quoc|lam viec|so luong \d+"
    r")(?=\s|$)"
)
_PLACE_TAIL = re.compile(  # TP at the start of a title is "trưởng phòng", head of a department
    r"(?:^|\s)(?:tại|quận|huyện|kcn|ccn|cụm công nghiệp|tỉnh)(?=\s|$).*|\s+(?:khu công nghiệp|tp)(?=\s).*"
)


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


@dataclass(frozen=True, slots=True)
class _Word:
    bare: str
    toned: str
    weight: float = 1.0


@lru_cache(maxsize=50_000)
def _word(text: str) -> tuple[str, str]:
    return search_key(text), sort_key(text)


def _replace_synonyms(text: str) -> str:
    padded = f" {text} "
    for written, meant in _SYNONYMS:
        padded = padded.replace(f" {written} ", f" {meant} ")
    return padded.strip()


def _join_inseparable(words: list[str]) -> list[str]:
    """Join "tiếng Hàn" and "hạng C" to one word each: the second half alone means something else."""
    joined: list[str] = []
    for word in words:
        before = _word(joined[-1])[0] if joined else ""
        bare = _word(word)[0]
        is_class = before in {"hang", "dau", "bang"} and bare in _LICENCE_CLASSES
        if is_class or before == "tieng" or (before, bare) in {("han", "quoc"), ("may", "tinh")}:
            joined[-1] = ("hang" if is_class else joined[-1]) + word
        else:
            joined.append(word)
    return joined


def _plain(text: str) -> str:
    """Lower-case words separated by single spaces; signs that are part of a word (c++, .net) go too."""
    return " ".join(
        "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", text).lower()).split()
    )


def _without_noise(part: str, place_names: re.Pattern[str] | None) -> str:
    """Return `part` without the words that only sell or locate the job."""
    part = _PLACE_TAIL.sub("", part)
    words = part.split()
    bare = " ".join(_word(word)[0] or "-" for word in words)
    for pattern in (_NOISE, place_names):
        if pattern is not None:
            bare = pattern.sub(lambda found: " ".join("-" * len(found[0].split())), bare)
    return " ".join(word for word, left in zip(words, bare.split(), strict=False) if left != "-")


def clean_title(text: str, place_names: re.Pattern[str] | None = None) -> list[str]:
    """Return the parts of a title that say what the job is, most important first; never an empty part."""
    text = unicodedata.normalize("NFC", text[:LONGEST_TITLE])
    parts = re.split(r"[(){}\[\]|:;_*,+]|\s*[-–—]\s+|\s+[-–—]\s*|/|\s&\s", text)
    cleaned = (_without_noise(_replace_synonyms(_plain(part)), place_names) for part in parts)
    return [part for part in cleaned if part]


def _words_of(parts: list[str]) -> list[_Word]:
    words: list[_Word] = []
    for number, part in enumerate(parts):
        share, position = _PART_WEIGHTS[min(number, len(_PART_WEIGHTS) - 1)], 0
        texts = _join_inseparable(part.split())
        rank = 3 if len(texts) > 3 and " ".join(_word(text)[0] for text in texts[:3]) in _RANKS else 0
        for at, text in enumerate(texts):
            bare, toned = _word(text)
            words.append(_Word(bare, toned, share * (_RANK_WEIGHT if at < rank else _ORDER_DECAY**position)))
            position += at >= rank and not _is_filler(words, len(words) - 1)
    return words


def _is_filler(words: list[_Word], at: int) -> bool:
    one = words[at].bare
    before = words[at - 1].bare if at else ""
    after = words[at + 1].bare if at + 1 < len(words) else ""
    return one in _FILLERS or f"{before} {one}" in _FILLERS or f"{one} {after}" in _FILLERS


def _without_leading_fillers(words: list[_Word]) -> list[_Word]:
    while len(words) > 1 and _is_filler(words, 0):
        words = words[2:] if len(words) > 2 and words[0].bare not in _FILLERS else words[1:]
    return words


def _features(words: list[_Word], toned: bool) -> dict[str, float]:
    """Return the weighted words, pairs and letter groups of a title; toned words when tones are known."""
    found: dict[str, float] = defaultdict(float)
    for word in words:
        found[f"w {word.bare}"] = max(found[f"w {word.bare}"], word.weight)
        if toned:
            found[f"t {word.toned}"] = max(found[f"t {word.toned}"], word.weight)
        padded = f"^{word.bare}$"
        for at in range(len(padded) - 2):
            feature = f"c {padded[at : at + 3]}"
            found[feature] = max(found[feature], 0.35 * word.weight)
    for one, other in pairwise(words):
        feature = f"p {one.bare} {other.bare}"
        found[feature] = max(found[feature], 1.2 * min(one.weight, other.weight))
    return found


@dataclass(frozen=True, slots=True)
class _Label:
    text: str
    code: str
    trust: float


_TRUST = {"alias": 1.0, "extra": 1.0, "official": 0.93}  # official names are long and formal, seldom said


class TitleCoder:
    """Codes titles against labelled titles; build once (under two seconds), share between threads.

    `labels` are (label, four-digit code, source) with source official, alias or extra; of labels alike, the
    first wins. `place_names` are ignored in titles; give names of two words or more, or abbreviations.
    """

    def __init__(self, labels: Iterable[tuple[str, str, str]], place_names: Iterable[str] = ()) -> None:
        self._labels: list[_Label] = []
        self._bare: dict[str, list[int]] = defaultdict(list)
        self._toned: dict[str, list[int]] = defaultdict(list)
        self._longer: Counter[str] = (
            Counter()
        )  # labels that go on after these words: how little the words say
        names = sorted({search_key(name) for name in place_names} - {""}, key=len, reverse=True)
        self._places = re.compile(rf"\b(?:{'|'.join(names)})\b") if names else None
        vectors = [self._add(_Label(text, code, _TRUST[source])) for text, code, source in labels]
        self._weigh(vectors)

    def _add(self, label: _Label) -> dict[str, float]:
        number = len(self._labels)
        self._labels.append(label)
        words = _words_of([_replace_synonyms(_plain(label.text))])
        words = _without_leading_fillers(words)
        self._bare[" ".join(word.bare for word in words)].append(number)
        for end in range(1, len(words)):
            self._longer[" ".join(word.bare for word in words[:end])] += 1
        self._toned[" ".join(word.toned for word in words)].append(number)
        return _features([_Word(word.bare, word.toned) for word in words], toned=True)

    def _weigh(self, vectors: list[dict[str, float]]) -> None:
        counts = Counter(feature for vector in vectors for feature in vector)
        total = len(vectors) + 1
        common = max(50, total // 20)
        self._idf = {feature: math.log(total / count) for feature, count in counts.items()}
        self._rare = math.log(total)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, vector in enumerate(vectors):
            weights = {
                feature: value * self._idf[feature]
                for feature, value in vector.items()
                if feature[0] != "c"
                or counts[feature] < common  # such letter groups cost time and say nothing
            }
            for feature, weight in _unit(weights).items():
                self._postings[feature].append((number, weight))

    def code_title(self, text: str, limit: int = 5) -> tuple[Coded, ...]:
        """Return up to `limit` codes for a title, most likely first; none when nothing in it is known."""
        parts = clean_title(text, self._places)
        words = _without_leading_fillers(_words_of(parts))
        if not words:
            return ()
        toned = any(_word(word)[0] != word for part in parts for word in part.split())
        scores = self._shared(words, toned)
        for number, score in self._phrases(words, toned).items():
            scores[number] = scores.get(number, 0.0) + _PHRASE_SHARE * score
        ranked = sorted((-score * self._labels[number].trust, number) for number, score in scores.items())
        best: dict[str, Coded] = {}
        for score, number in ranked:
            if len(best) == limit or -score < 0.0005:
                break
            label = self._labels[number]
            best.setdefault(label.code, Coded(label.code, min(1000, round(-1000 * score)), label.text))
        return tuple(best.values())

    def _shared(self, words: list[_Word], toned: bool) -> dict[int, float]:
        weights = {
            feature: value * self._idf.get(feature, self._rare * (0.0 if feature[0] == "c" else 0.5))
            for feature, value in _features(words, toned).items()
        }
        scores: dict[int, float] = defaultdict(float)
        for feature, weight in _unit(weights).items():
            for number, other in self._postings.get(feature, ()):
                scores[number] += (1 - _PHRASE_SHARE) * weight * other
        return scores

    def _phrases(self, words: list[_Word], toned: bool) -> dict[int, float]:
        """Score labels found whole by the share of the title's weight they cover, early words first."""
        known, keys = (
            (self._toned, [w.toned for w in words]) if toned else (self._bare, [w.bare for w in words])
        )
        weights = [self._importance(words, at) for at in range(len(words))]
        first_part = max(sum(weights), 1e-9)
        found: dict[int, float] = {}
        for start in range(len(words)):
            for end in range(start + 1, min(start + _LONGEST_PHRASE, len(words)) + 1):
                for number in known.get(" ".join(keys[start:end]), ())[:3]:
                    covered = sum(weights[start:end]) / first_part
                    lead = words[start].weight * self._precision(words, start, end)
                    found[number] = max(found.get(number, 0.0), lead * math.sqrt(covered))
        return found

    def _precision(self, words: list[_Word], start: int, end: int) -> float:
        """Discount words with many continuations ("kỹ thuật viên …") where this title goes on after them."""
        if end == len(words):
            return 1.0
        longer = self._longer[" ".join(word.bare for word in words[start:end])]
        return 1 / (1 + _VAGUENESS * math.log1p(longer))

    def _importance(self, words: list[_Word], at: int) -> float:
        word = words[at]
        share = 0.15 if _is_filler(words, at) else 1.0
        return share * word.weight * word.weight * self._idf.get(f"w {word.bare}", 0.5 * self._rare)


def _unit(weights: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {feature: weight / length for feature, weight in weights.items()}
