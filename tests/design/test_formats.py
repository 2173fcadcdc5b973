"""Numbers, dates and wages as people here write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from config.templatetags.formats import day, grouped, moment, percent, wage


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("vi", ["1.234.567", "0", "–", "-1.200", "7,5"]),
        ("en", ["1,234,567", "0", "–", "-1,200", "7.5"]),
    ],
)
def test_numbers_are_grouped_in_the_language_of_the_page(language, written):
    with translation.override(language):
        numbers = [grouped(1_234_567), grouped(0), grouped(None), grouped(-1_200), grouped(Decimal("7.5"), 1)]
    assert numbers == written


def test_shares_round_half_up_and_nothing_of_nothing_is_a_dash():
    assert [percent(12, 48), percent(1, 200), percent(1, 201), percent(0, 5), percent(0, 0)] == [
        "25 %", "1 %", "0 %", "0 %", "–",
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "written"), [("vi", "05/03/1999"), ("en", "5 March 1999")])
def test_a_day_is_short_in_vietnamese_and_long_in_english(language, written):
    with translation.override(language):
        assert day(date(1999, 3, 5)) == written


def test_a_moment_is_local_time_with_the_hour_first():
    with translation.override("vi"):
        assert moment(datetime(2026, 11, 20, 18, 30, tzinfo=UTC)) == "01:30 21/11/2026"
        assert day(datetime(2026, 11, 20, 18, 30, tzinfo=UTC)) == "21/11/2026"
        assert [moment(None), day(None)] == ["–", "–"]


@pytest.mark.parametrize(
    ("low", "high", "per", "written"),
    [
        (7_000_000, 9_000_000, "month", "VND 7–9 million/month"),
        (7_500_000, 7_500_000, "month", "VND 7.5 million/month"),
        (7_250_000, 9_000_000, "month", "VND 7.25–9 million/month"),
        (7_000_000, None, "month", "from VND 7 million/month"),
        (None, 9_000_000, "month", "up to VND 9 million/month"),
        (350_000, 400_000, "day", "VND 350,000–400,000/day"),
        (45_000, None, "hour", "from VND 45,000/hour"),
        (None, None, "month", "Negotiable"),
    ],
)
def test_a_wage_band_in_english(low, high, per, written):
    with translation.override("en"):
        assert wage(low, high, per) == written
