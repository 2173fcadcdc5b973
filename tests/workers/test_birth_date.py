"""Dates of birth as clerks type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import TODAY
from workers.birth_date import UnreadableDate, read_birth_date, written_birth_date


@pytest.mark.parametrize(
    ("text", "born", "precision"),
    [
        ("5/3/1999", date(1999, 3, 5), "day"),
        ("05-03-1999", date(1999, 3, 5), "day"),
        ("5.3.99", date(1999, 3, 5), "day"),
        ("050399", date(1999, 3, 5), "day"),
        ("05031999", date(1999, 3, 5), "day"),
        ("010111", date(2011, 1, 1), "day"),
        ("010112", date(1912, 1, 1), "day"),
        ("3/1999", date(1999, 3, 1), "month"),
        (" 1999 ", date(1999, 1, 1), "year"),
        ("29/2/2000", date(2000, 2, 29), "day"),
    ],
)
def test_every_way_of_writing(text, born, precision):
    assert read_birth_date(text, today=TODAY) == (born, precision)


@pytest.mark.parametrize(
    "text", ["", "x", "31/2/1999", "290299", "13/1999", "5/3/", "199", "0000", "1/1/19990"]
)
def test_what_is_no_day(text):
    with pytest.raises(UnreadableDate):
        read_birth_date(text, today=TODAY)


@given(st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.sampled_from(["day", "month", "year"]))
def test_what_is_written_is_read_back(born, precision):
    known = {"day": born, "month": born.replace(day=1), "year": born.replace(month=1, day=1)}[precision]
    assert read_birth_date(written_birth_date(known, precision), today=TODAY) == (known, precision)
