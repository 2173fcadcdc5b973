"""Reading advertisements as published elsewhere: wage, experience, date, place and occupation as text.

Each text becomes a `Reading`: understood, unsure (a value with reasons for a person to look) or refused (no
value, with reasons). Nothing implausible is corrected in silence, nothing is dropped, no text raises. Reason
codes are stable words for the import report.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from catalog.coding import Coded, TitleCoder
from catalog.places import Place, PlaceReader
from catalog.vietnamese import normalise_name, search_key

LONGEST_FIELD = 500  # characters; no advertisement field of the national exchange comes near
HIGHEST_VND = 500_000_000
VND_PER_UNIT: Mapping[str, Decimal] = {
    # Rounded commercial selling rates of mid October 2025; pass `rates` to read with others.
    "VND": Decimal(1),
    "USD": Decimal(26_350),
    "EUR": Decimal(30_900),
    "JPY": Decimal(176),
    "KRW": Decimal("18.6"),
    "TWD": Decimal(865),
}

T = TypeVar("T")
Status = Literal["understood", "unsure", "refused"]
WageMode = Literal["monthly", "daily", "hourly", "negotiable", "commission"]


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value read from text, None exactly when refused, and the reason codes when not plainly understood."""

    value: T | None
    reasons: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """Return understood, unsure or refused."""
        if self.value is None:
            return "refused"
        return "unsure" if self.reasons else "understood"


@dataclass(frozen=True, slots=True)
class Wage:
    """A wage in whole đồng per month, day or hour as `mode` says; per piece or sale for commission.

    `currency` and `original` (lowest, highest as written, in units) keep what the employer offered.
    """

    mode: WageMode
    min_vnd: int | None = None
    max_vnd: int | None = None
    currency: str = "VND"
    original: tuple[Decimal | None, Decimal | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Experience:
    """Months asked at least, and the key of the official form's band (none, lt1, 1_2, 2_5, gt5)."""

    months: int
    band: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One advertisement, field by field; `codes` holds the proposals for the title, best first."""

    title: Reading[str]
    employer: Reading[str]
    codes: Reading[tuple[Coded, ...]]
    wage: Reading[Wage]
    place: Reading[Place]
    experience: Reading[Experience]
    posted_on: Reading[date]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return "field:code" for everything not plainly understood, in the order of the fields."""
        return tuple(
            f"{each.name}:{code}" for each in fields(self) for code in getattr(self, each.name).reasons
        )

    @property
    def status(self) -> Status:
        """Return refused without a title or an employer, unsure when any field is not plainly understood."""
        if self.title.value is None or self.employer.value is None:
            return "refused"
        return "unsure" if self.reasons else "understood"


_PERIODS: tuple[tuple[WageMode, re.Pattern[str]], ...] = (
    ("commission", re.compile(r"/ ?sp\b|san pham|hoa hong|doanh thu|doanh so|commission|%")),
    ("hourly", re.compile(r"/ ?(?:gio|h|hour|1h)\b|\b(?:mot|moi|per|1) ?(?:gio|hour)\b|theo gio")),
    ("daily", re.compile(r"/ ?(?:ngay|cong|day)\b|\b(?:mot|moi|per|1) ?(?:ngay|day)\b|theo ngay|ngay cong")),
    ("monthly", re.compile(r"")),
)
_OTHER_PERIOD = re.compile(r"/ ?(?:nam|tuan|year|week|quy)\b|\b(?:mot|moi|per) (?:nam|tuan|year|week)\b")
_NEGOTIABLE = re.compile(r"\b(?:thoa thuan|thuong luong|canh tranh|negotiable|trao doi)")
_CURRENCIES = (
    ("USD", re.compile(r"\$|\busd\b|\bdo(?:la| la)?(?: my)?\b")),
    ("JPY", re.compile(r"¥|\bjpy\b|\byen\b")),
    ("KRW", re.compile(r"₩|\bkrw\b|\bwon\b")),
    ("TWD", re.compile(r"\b(?:twd|ntd?|dai te|tan dai te)\b")),
    ("EUR", re.compile(r"€|\beuro?s?\b")),
    ("VND", re.compile(r"₫|\b(?:vnd|dong|d)\b")),
)
_MAGNITUDES = {
    "trieu": 1_000_000,
    "tr": 1_000_000,
    "cu": 1_000_000,
    "m": 1_000_000,
    "k": 1_000,
    "nghin": 1_000,
    "ngan": 1_000,
}
_TEN_THOUSANDS = {"man", "van"}  # how wages in Japan, Korea and Taiwan are told
_AMOUNT = re.compile(
    rf"(?<![\w.,])(\d+(?:[.,]\d+)*)(?: ?({'|'.join((*_MAGNITUDES, *_TEN_THOUSANDS))})\b)?(?!\w)"
)
_HALF = re.compile(r"(\d+) ?tr(?:ieu)? ?(\d)\b(?! ?(?:tr|-))")  # 10tr5
_AT_LEAST = re.compile(r"\b(?:tu|tren|toi thieu|it nhat|from|min)\b|[>≥]")
_AT_MOST = re.compile(r"\b(?:toi|den|upto|up to|len|duoi|toi da|max|khong qua)\b|[<≤]")


def _bare(text: str) -> str:
    """Lower case without accents, signs kept: wages and dates live on their signs."""
    folded = unicodedata.normalize("NFKD", normalise_name(text).lower())
    bare = "".join(c for c in folded if not unicodedata.combining(c)).replace("đ", "d")
    return re.sub(r"[–—−~]", "-", bare)


def _number(text: str, scaled: bool) -> Decimal:
    """Read 1,000 and 1.000.000 as thousands, 8.5 and 8,5 as decimals; 1.500 is thousands unless scaled."""
    groups = re.split(r"[.,]", text)
    is_grouped = len(groups) > 1 and all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3
    if len(groups) == 1 or (is_grouped and not (scaled and len(groups) == 2 and groups[0] == "0")):
        return Decimal("".join(groups))
    return Decimal("".join(groups[:-1]) + "." + groups[-1])


def _spaced(bare: str) -> str:
    return re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)", " ", bare)


def _amounts(bare: str) -> list[tuple[Decimal, str]]:
    """Return (number, scale word) of every amount; the last scale serves earlier amounts that have none."""
    halves = _HALF.sub(r"\1.\2 tr", bare)
    found = [(match[1], match[2] or "") for match in _AMOUNT.finditer(_spaced(halves))]
    last = next((scale for _, scale in reversed(found) if scale), "")
    return [(_number(number, bool(scale or last)), scale or last) for number, scale in found]


def _refuse(*reasons: str) -> Reading[Wage]:
    return Reading(None, reasons)


def read_wage(text: str, rates: Mapping[str, Decimal] = VND_PER_UNIT) -> Reading[Wage]:
    """Read a wage text such as "17 - 25 triệu", "Tới 1,300 USD", "27 k - 30 k /giờ", "Thoả thuận".

    Refused: empty, too_long, other_period (yearly, weekly), no_amount, too_many_amounts, amount_too_long,
    no_unit, no_rate, zero, min_above_max, above_500_million. Unsure: below_1_million_monthly, wide_range
    (over five times), high_for_hour, high_for_day.
    """
    if len(text) > LONGEST_FIELD:
        return _refuse("too_long")
    bare = _bare(text)
    if not bare:
        return _refuse("empty")
    mode = next(mode for mode, pattern in _PERIODS if pattern.search(bare))
    if not re.search(r"\d", bare) and (_NEGOTIABLE.search(bare) or mode == "commission"):
        return Reading(Wage("negotiable" if _NEGOTIABLE.search(bare) else "commission"))
    if "%" in bare and mode == "commission":
        return Reading(Wage("commission"))
    if _OTHER_PERIOD.search(bare):
        return _refuse("other_period")
    if re.search(r"\d{16}", re.sub(r"[.,]", "", bare)):
        return _refuse("amount_too_long")
    return _read_amounts(re.sub(r"/ ?1h\b|\b1 ?(?:gio|ngay|thang|hour|day)\b", " ", bare), mode, rates)


def _read_amounts(bare: str, mode: WageMode, rates: Mapping[str, Decimal]) -> Reading[Wage]:
    amounts = _amounts(bare)
    if not 1 <= len(amounts) <= 2:
        return _refuse("too_many_amounts" if amounts else "no_amount")
    currency = next((name for name, pattern in _CURRENCIES if pattern.search(_spaced(bare))), "")
    word = amounts[-1][1]
    is_bare_number = not currency and not word and 0 < amounts[-1][0] < 1_000_000
    if is_bare_number or (word in _TEN_THOUSANDS and currency in {"", "VND", "USD", "EUR"}):
        return _refuse("no_unit")
    currency = currency or "VND"
    if currency not in rates:
        return _refuse("no_rate")
    values = [number * _scale(word) for number, word in amounts]
    return _judge(mode, currency, _bounds(values, bare), rates[currency])


def _scale(word: str) -> int:
    return 10_000 if word in _TEN_THOUSANDS else _MAGNITUDES.get(word, 1)


def _bounds(values: list[Decimal], bare: str) -> tuple[Decimal | None, Decimal | None]:
    if len(values) == 2:
        return values[0], values[1]
    before = bare[: bare.index(next(filter(str.isdigit, bare)))]
    if _AT_MOST.search(before):
        return None, values[0]
    return values[0], None if _AT_LEAST.search(before) else values[0]


def _judge(
    mode: WageMode, currency: str, original: tuple[Decimal | None, Decimal | None], rate: Decimal
) -> Reading[Wage]:
    low, high = (None if value is None else int((value * rate).to_integral_value()) for value in original)
    known = [value for value in (low, high) if value is not None]
    for reason, is_so in (
        ("zero", min(known) <= 0),
        ("min_above_max", low is not None and high is not None and low > high),
        ("above_500_million", max(known) > HIGHEST_VND),
    ):
        if is_so:
            return _refuse(reason)
    doubts = (
        ("below_1_million_monthly", mode == "monthly" and max(known) < 1_000_000),
        ("high_for_hour", mode == "hourly" and max(known) > 1_000_000),
        ("high_for_day", mode == "daily" and max(known) > 10_000_000),
        ("wide_range", max(known) > 5 * min(known)),
    )
    wage = Wage(mode, low, high, currency, original)
    return Reading(wage, tuple(reason for reason, is_so in doubts if is_so))


_BANDS = ((0, "none"), (11, "lt1"), (23, "1_2"), (60, "2_5"))


def read_experience(text: str) -> Reading[Experience]:
    """Read the experience asked; a range counts from its lower end, two years belong to the band 2_5.

    Refused: empty, too_long, no_duration, above_50_years.
    """
    if len(text) > LONGEST_FIELD:
        return Reading(None, ("too_long",))
    bare = _bare(text)
    if not bare:
        return Reading(None, ("empty",))
    duration = re.search(r"(\d{1,4})(?:[.,](\d))?(?: ?(?:-|den|toi) ?\d{1,3})? ?(nam|thang|year|month)", bare)
    if not duration:
        asks_none = re.search(r"\b(?:khong|chua|no)\b|moi ra truong|fresher", bare)
        return Reading(Experience(0, "none")) if asks_none else Reading(None, ("no_duration",))
    amount = int(duration[1]) * 10 + int(duration[2] or 0)
    months = amount * (12 if duration[3] in {"nam", "year"} else 1) // 10
    if months > 600:
        return Reading(None, ("above_50_years",))
    return Reading(_experience(bare, months))


def _experience(bare: str, months: int) -> Experience:
    if re.search(r"\bduoi\b|<|less than", bare):
        return Experience(0, "lt1") if months <= 12 else Experience(0, "none")
    band = next((band for limit, band in _BANDS if months <= limit), "gt5")
    is_more = re.search(r"\btren\b|>|more than", bare)
    return Experience(months, "gt5" if months == 60 and is_more else band)


_AGO = re.compile(r"(\d{1,4}) ?(giay|phut|gio|ngay|tuan|thang|nam)\b")
_DAYS = {"giay": 0, "phut": 0, "gio": 0, "ngay": 1, "tuan": 7}


def read_posted(text: str, as_of: date) -> Reading[date]:
    """Read "3 ngày trước", "hôm nay", "2 tháng trước" or "05/10/2025" as a date, counted back from `as_of`.

    Refused: empty, too_long, no_date, future, too_old (over ten years). Hours and minutes count as today.
    """
    if len(text) > LONGEST_FIELD:
        return Reading(None, ("too_long",))
    bare = _bare(text)
    if not bare:
        return Reading(None, ("empty",))
    written = re.search(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b", bare)
    on = _written_date(written) if written else _counted_back(bare, as_of)
    if on is None:
        return Reading(None, ("no_date",))
    if on > as_of:
        return Reading(None, ("future",))
    return Reading(None, ("too_old",)) if (as_of - on).days > 3653 else Reading(on)


def _written_date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _counted_back(bare: str, as_of: date) -> date | None:
    for word, days in (("hom nay", 0), ("vua xong", 0), ("moi dang", 0), ("hom qua", 1), ("hom kia", 2)):
        if word in bare:
            return as_of - timedelta(days=days)
    found = _AGO.search(bare)
    if not found:
        return None
    count, unit = int(found[1]), found[2]
    if unit in _DAYS:
        return as_of - timedelta(days=count * _DAYS[unit])
    return _months_before(as_of, count * (12 if unit == "nam" else 1))


def _months_before(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _read_name(text: str) -> Reading[str]:
    """Clean a title or an employer's name; a leading = + - @ would run as a formula in a spreadsheet."""
    if len(text) > LONGEST_FIELD:
        return Reading(None, ("too_long",))
    clean = normalise_name(text)
    if not search_key(clean):
        return Reading(None, ("empty",))
    invisible = any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in text)
    doubts = (("formula_prefix", clean[0] in "=+-@"), ("invisible_characters", invisible))
    return Reading(clean, tuple(reason for reason, is_so in doubts if is_so))


def _read_codes(title: Reading[str], coder: TitleCoder) -> Reading[tuple[Coded, ...]]:
    codes = coder.code_title(title.value or "")
    if not codes:
        return Reading(None, ("no_occupation",))
    return Reading(codes, ("to_confirm",) if codes[0].to_confirm else ())


def _read_place(text: str, places: PlaceReader) -> Reading[Place]:
    if len(text) > LONGEST_FIELD * 2:
        return Reading(None, ("too_long",))
    place = places.read(text)
    if not place.is_known:
        return Reading(None, ("no_place" if search_key(text) else "empty",))
    return Reading(place, ("unread_fragments",) if place.unsure else ())


def read_posting(row: Mapping[str, str], *, coder: TitleCoder, places: PlaceReader, as_of: date) -> Posting:
    """Read one row of an export with the columns title, employer, wage_text, place_text, experience_text and
    posted_text; a missing column counts as empty.
    """
    title = _read_name(row.get("title") or "")
    return Posting(
        title=title,
        employer=_read_name(row.get("employer") or ""),
        codes=_read_codes(title, coder),
        wage=read_wage(row.get("wage_text") or ""),
        place=_read_place(row.get("place_text") or "", places),
        experience=read_experience(row.get("experience_text") or ""),
        posted_on=read_posted(row.get("posted_text") or "", as_of),
    )
