"""The words of a Vietnamese job title that say what the job is.

A title is cleaned of what only sells or locates the job (wages, places, shifts, perks). What stands first is
the job and what follows describes it ("Nhân viên kinh doanh nông sản" sells), so earlier words weigh more.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from catalog.vietnamese import search_key, sort_key

LONGEST_TITLE = 300  # characters read
_ORDER_DECAY = 0.86  # weight of each further word of a title
_RANK_WEIGHT = 0.35
_PART_WEIGHTS = (1.0, 0.55, 0.4)  # first part of a title, second, any later (split at dashes and brackets)

_SYNONYMS = (
    ("tài xế", "lái xe"), ("nv", "nhân viên"), ("cv", "chuyên viên"), ("ktv", "kỹ thuật viên"),
    ("gv", "giáo viên"), ("cn", "công nhân"), ("tts", "thực tập sinh"), ("ctv", "cộng tác viên"),
    ("bđs", "bất động sản"), ("hcns", "hành chính nhân sự"), ("kd", "kinh doanh"),
    ("xklđ", "xuất khẩu lao động"), ("tmđt", "thương mại điện tử"), ("qlda", "quản lý dự án"),
    ("tư vấn viên", "nhân viên tư vấn"), ("giám sát bộ phận", "giám sát"), ("trưởng bộ phận", "trưởng phòng"),
    ("sỹ", "sĩ"), ("htx", "hợp tác xã"),
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
    r"|don hang(?: di)? (?:nhat ban|nhat|dai loan|han quoc|han|duc|malaysia|rumani|hungary|uc)"
    r"|ho tro cho o|(?:chi tuyen|yeu cau|uu tien) (?:nam|nu)\b|toan quoc|lam viec|so luong \d+"
    r")(?=\s|$)"
)
_PLACE_TAIL = re.compile(  # TP at the start of a title is "trưởng phòng", head of a department
    r"(?:^|\s)(?:tại|quận|huyện|kcn|ccn|cụm công nghiệp|tỉnh)(?=\s|$).*|\s+(?:khu công nghiệp|tp)(?=\s).*"
)


@dataclass(frozen=True, slots=True)
class Word:
    bare: str
    toned: str
    weight: float = 1.0


@lru_cache(maxsize=50_000)
def forms_of(text: str) -> tuple[str, str]:
    return search_key(text), sort_key(text)


def replace_synonyms(text: str) -> str:
    padded = f" {text} "
    for written, meant in _SYNONYMS:
        padded = padded.replace(f" {written} ", f" {meant} ")
    return padded.strip()


def _join_inseparable(words: list[str]) -> list[str]:
    """Join "tiếng Hàn" and "hạng C" to one word each: the second half alone means something else."""
    joined: list[str] = []
    for word in words:
        before = forms_of(joined[-1])[0] if joined else ""
        bare = forms_of(word)[0]
        is_class = before in {"hang", "dau", "bang"} and bare in _LICENCE_CLASSES
        if is_class or before == "tieng" or (before, bare) in {("han", "quoc"), ("may", "tinh")}:
            joined[-1] = ("hang" if is_class else joined[-1]) + word
        else:
            joined.append(word)
    return joined


def plain(text: str) -> str:
    """Lower-case words separated by single spaces; signs that are part of a word (c++, .net) go too."""
    return " ".join(
        "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", text).lower()).split()
    )


def _without_noise(part: str, place_names: re.Pattern[str] | None) -> str:
    """Return `part` without the words that only sell or locate the job."""
    part = _PLACE_TAIL.sub("", part)
    words = part.split()
    bare = " ".join(forms_of(word)[0] or "-" for word in words)
    for pattern in (_NOISE, place_names):
        if pattern is not None:
            bare = pattern.sub(lambda found: " ".join("-" * len(found[0].split())), bare)
    return " ".join(word for word, left in zip(words, bare.split(), strict=False) if left != "-")


def place_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds these names in a search key, the longest first."""
    keys = sorted({search_key(name) for name in names} - {""}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(keys)})\b") if keys else None


def clean_title(text: str, place_names: re.Pattern[str] | None = None) -> list[str]:
    """Return the parts of a title that say what the job is, most important first; never an empty part."""
    text = unicodedata.normalize("NFC", text[:LONGEST_TITLE])
    parts = re.split(r"[(){}\[\]|:;_*,+]|\s*[-–—]\s+|\s+[-–—]\s*|/|\s&\s", text)
    cleaned = (_without_noise(replace_synonyms(plain(part)), place_names) for part in parts)
    return [part for part in cleaned if part]


def words_of(parts: list[str]) -> list[Word]:
    words: list[Word] = []
    for number, part in enumerate(parts):
        share, position = _PART_WEIGHTS[min(number, len(_PART_WEIGHTS) - 1)], 0
        texts = _join_inseparable(part.split())
        rank = 3 if len(texts) > 3 and " ".join(forms_of(text)[0] for text in texts[:3]) in _RANKS else 0
        for at, text in enumerate(texts):
            bare, toned = forms_of(text)
            words.append(Word(bare, toned, share * (_RANK_WEIGHT if at < rank else _ORDER_DECAY**position)))
            position += at >= rank and not is_filler(words, len(words) - 1)
    return words


def is_filler(words: list[Word], at: int) -> bool:
    one = words[at].bare
    before = words[at - 1].bare if at else ""
    after = words[at + 1].bare if at + 1 < len(words) else ""
    return one in _FILLERS or f"{before} {one}" in _FILLERS or f"{one} {after}" in _FILLERS


def without_leading_fillers(words: list[Word]) -> list[Word]:
    while len(words) > 1 and is_filler(words, 0):
        words = words[2:] if len(words) > 2 and words[0].bare not in _FILLERS else words[1:]
    return words


def features_of(words: list[Word], toned: bool) -> dict[str, float]:
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
