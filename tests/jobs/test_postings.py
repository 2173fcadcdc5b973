"""Advertisements as other sites publish them; every text is answered, nothing is corrected in silence."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.coding import TitleCoder
from catalog.places import Place, PlaceAlias, PlaceReader
from jobs.postings import (
    Experience,
    Reading,
    Wage,
    read_experience,
    read_posted,
    read_posting,
    read_wage,
)

AS_OF = date(2025, 10, 19)
any_text = st.text(alphabet=st.characters(), max_size=60)
wage_like = st.text(alphabet="0123456789.,-/ kKtrTriệuđUSD$từtớigiờ%", max_size=30)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("17 - 25 triệu", 17_000_000, 25_000_000),
        ("8.5 - 9,5 triệu", 8_500_000, 9_500_000),
        ("8 - 8.0 triệu", 8_000_000, 8_000_000),
        ("7 – 10 TRIEU", 7_000_000, 10_000_000),
        ("Tới 15 triệu", None, 15_000_000),
        ("Lên đến 15tr", None, 15_000_000),
        ("Từ 20 triệu", 20_000_000, None),
        ("Trên 36.5 triệu", 36_500_000, None),
        ("12 triệu", 12_000_000, 12_000_000),
        ("10tr5", 10_500_000, 10_500_000),
        ("10 - 15tr5", 10_000_000, 15_500_000),
        ("5.000.000đ - 12.000.000đ", 5_000_000, 12_000_000),
        ("15,000,000 VNĐ/tháng", 15_000_000, 15_000_000),
        ("7000000", 7_000_000, 7_000_000),
    ],
)
def test_monthly_wages_in_dong(text, low, high):
    reading = read_wage(text)
    assert (reading.value.mode, reading.value.min_vnd, reading.value.max_vnd) == ("monthly", low, high)
    assert reading.status == "understood"


@pytest.mark.parametrize(
    ("text", "wage"),
    [
        ("400 - 500 USD", Wage("monthly", 10_540_000, 13_175_000, "USD", (Decimal(400), Decimal(500)))),
        ("USD400-500", Wage("monthly", 10_540_000, 13_175_000, "USD", (Decimal(400), Decimal(500)))),
        ("Tới 1,300 USD", Wage("monthly", None, 34_255_000, "USD", (None, Decimal(1300)))),
        ("180.000 JPY", Wage("monthly", 31_680_000, 31_680_000, "JPY", (Decimal(180_000), Decimal(180_000)))),
        ("18 man yên", Wage("monthly", 31_680_000, 31_680_000, "JPY", (Decimal(180_000), Decimal(180_000)))),
        ("28.590 TWD", Wage("monthly", 24_730_350, 24_730_350, "TWD", (Decimal(28_590), Decimal(28_590)))),
        ("Từ 2,060,740 KRW", Wage("monthly", 38_329_764, None, "KRW", (Decimal(2_060_740), None))),
        ("27 k - 30 k /giờ", Wage("hourly", 27_000, 30_000, "VND", (Decimal(27_000), Decimal(30_000)))),
        ("1 giờ 30k", Wage("hourly", 30_000, 30_000, "VND", (Decimal(30_000), Decimal(30_000)))),
        ("350.000đ/ngày", Wage("daily", 350_000, 350_000, "VND", (Decimal(350_000), Decimal(350_000)))),
        ("Tới 9 k /sp", Wage("commission", None, 9_000, "VND", (None, Decimal(9_000)))),
        ("Hoa hồng 10%", Wage("commission")),
        ("Theo sản phẩm", Wage("commission")),
        ("Thoả thuận", Wage("negotiable")),
        ("Lương thỏa thuận khi phỏng vấn", Wage("negotiable")),
    ],
)
def test_other_modes_and_currencies(text, wage):
    assert read_wage(text) == Reading(wage)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   \x00", "empty"),
        ("Từ 0.0 triệu", "zero"),
        ("0.0 - 0.1 triệu", "zero"),
        ("20 - 10 triệu", "min_above_max"),
        ("300 - 520 triệu", "above_500_million"),
        ("15", "no_unit"),
        ("18 man", "no_unit"),
        ("120 triệu/năm", "other_period"),
        ("5 - 7 - 9 triệu", "too_many_amounts"),
        ("cao nhất vùng", "no_amount"),
        ("9" * 40 + " triệu", "amount_too_long"),
        ("x" * 1_000_000, "too_long"),
    ],
)
def test_implausible_wages_are_refused_with_the_reason(text, reason):
    reading = read_wage(text)
    assert reading == Reading(None, (reason,))
    assert reading.status == "refused"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0.2 - 0.3 triệu", "below_1_million_monthly"),
        ("8 - 50 triệu", "wide_range"),
        ("2 triệu/giờ", "high_for_hour"),
        ("20 triệu/ngày", "high_for_day"),
    ],
)
def test_odd_wages_are_kept_and_flagged(text, reason):
    reading = read_wage(text)
    assert reading.reasons == (reason,)
    assert reading.status == "unsure"


def test_rates_are_a_parameter():
    assert read_wage("400 USD", {"USD": Decimal(25_000)}).value.min_vnd == 10_000_000
    assert read_wage("400 USD", {"VND": Decimal(1)}) == Reading(None, ("no_rate",))


@pytest.mark.parametrize(
    ("text", "months", "band"),
    [
        ("Không yêu cầu", 0, "none"),
        ("Dưới 1 năm", 0, "lt1"),
        ("6 tháng", 6, "lt1"),
        ("1 năm", 12, "1_2"),
        ("1,5 năm", 18, "1_2"),
        ("1 - 2 năm", 12, "1_2"),
        ("2 năm", 24, "2_5"),
        ("3 năm", 36, "2_5"),
        ("5 năm", 60, "2_5"),
        ("Trên 5 năm", 60, "gt5"),
        ("7 nam", 84, "gt5"),
    ],
)
def test_experience(text, months, band):
    assert read_experience(text) == Reading(Experience(months, band))


def test_experience_refusals():
    assert read_experience("").reasons == ("empty",)
    assert read_experience("nhiều").reasons == ("no_duration",)
    assert read_experience("51 năm").reasons == ("above_50_years",)
    assert read_experience("1" * 501).reasons == ("too_long",)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("hôm nay", date(2025, 10, 19)),
        ("5 giờ trước", date(2025, 10, 19)),
        ("Hôm qua", date(2025, 10, 18)),
        ("3 ngày trước", date(2025, 10, 16)),
        ("1 tuần trước", date(2025, 10, 12)),
        ("2 tháng trước", date(2025, 8, 19)),
        ("1 năm trước", date(2024, 10, 19)),
        ("05/10/2025", date(2025, 10, 5)),
    ],
)
def test_posted(text, on):
    assert read_posted(text, AS_OF) == Reading(on)


def test_months_end_on_the_last_day():
    assert read_posted("1 tháng trước", date(2025, 3, 31)).value == date(2025, 2, 28)


def test_posted_refusals():
    assert read_posted("", AS_OF).reasons == ("empty",)
    assert read_posted("lâu rồi", AS_OF).reasons == ("no_date",)
    assert read_posted("31/02/2025", AS_OF).reasons == ("no_date",)
    assert read_posted("20/10/2025", AS_OF).reasons == ("future",)
    assert read_posted("11 năm trước", AS_OF).reasons == ("too_old",)
    assert read_posted("9999 năm trước", AS_OF).reasons == ("no_date",)


CODER = TitleCoder(
    [("thợ hàn", "7212", "extra"), ("công nhân may", "8153", "extra"), ("lái xe tải", "8332", "extra")]
)
PLACES = PlaceReader([PlaceAlias("Sơn La", "14", "province"), PlaceAlias("Hà Nam", "37", "old_province")])


def row(**changes):
    plain = {
        "title": "Công Nhân May",
        "employer": "Xưởng may Mộc Châu",
        "wage_text": "8 - 12 triệu",
        "place_text": "Sơn La & 2 nơi khác",
        "experience_text": "Không yêu cầu",
        "posted_text": "3 ngày trước",
    }
    return plain | changes


def read(**changes):
    return read_posting(row(**changes), coder=CODER, places=PLACES, as_of=AS_OF)


def test_a_plain_row_is_understood_in_every_field():
    posting = read()
    assert (posting.status, posting.reasons) == ("understood", ())
    assert posting.title.value == "Công Nhân May"
    assert posting.codes.value[0].code == "8153"
    assert posting.wage.value.max_vnd == 12_000_000
    assert posting.place.value == Place(("14",), other_places=2)
    assert posting.posted_on.value == date(2025, 10, 16)


def test_reasons_name_the_field_and_the_rest_survives():
    posting = read(wage_text="0.0 - 0.0 triệu", place_text="Mặt Trăng", experience_text="", posted_text="?")
    assert posting.reasons == ("wage:zero", "place:no_place", "experience:empty", "posted_on:no_date")
    assert (posting.status, posting.codes.value[0].code) == ("unsure", "8153")


def test_a_row_without_title_or_employer_is_refused():
    assert read(title="\u202e \x00").status == "refused"
    assert read(employer="").reasons == ("employer:empty",)
    posting = read_posting({}, coder=CODER, places=PLACES, as_of=AS_OF)
    assert posting.status == "refused"
    assert posting.reasons[:3] == ("title:empty", "employer:empty", "codes:no_occupation")


def test_hostile_rows_are_flagged_not_raised():
    assert read(title='=HYPERLINK("x") thợ hàn').reasons[0] == "title:formula_prefix"
    spoofed = read(title="Thợ\u202e hàn\x00\ud800")
    assert spoofed.title == Reading("Thợ hàn", ("invisible_characters",))
    assert spoofed.codes.value[0].code == "7212"
    assert read(title="a" * 1_000_000).reasons == ("title:too_long", "codes:no_occupation")
    assert read(place_text="a" * 1_000_000).reasons == ("place:too_long",)


@settings(deadline=None)
@given(any_text, wage_like)
def test_no_text_raises_and_refusals_have_reasons(text, wage):
    for reading in (read_wage(wage), read_wage(text), read_experience(text), read_posted(text, AS_OF)):
        assert (reading.value is None) == (reading.status == "refused")
        assert reading.value is not None or reading.reasons
    read(title=text, employer=text, wage_text=text, place_text=text, posted_text=text)


@settings(deadline=None)
@given(wage_like)
def test_a_wage_that_is_kept_is_plausible(text):
    wage = read_wage(text).value
    if wage is not None:
        known = [value for value in (wage.min_vnd, wage.max_vnd) if value is not None]
        assert known == sorted(known)
        assert all(0 < value <= 500_000_000 for value in known)
