"""The code of a citizen card and the twelve digits."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.citizen_card import CitizenCard, NotACard, doubts, read_card

VÂN = CitizenCard("014199000123", "Lò Thị Vân", date(1999, 5, 4), "female", "Bản Hài, Tô Hiệu, Sơn La")


@pytest.mark.parametrize(
    "text",
    [
        "014199000123|123456789|Lò Thị Vân|04051999|Nữ|Bản Hài, Tô Hiệu, Sơn La|01062021",
        "014199000123||Lò Thị Vân|04051999|Nữ|Bản Hài, Tô Hiệu, Sơn La|01062021\n",
        "014199000123||Lò Thị Vân|Nữ|04051999|Bản Hài, Tô Hiệu, Sơn La|01072024||Mẹ|Cha",
        "123456789|014199000123|Lò Thị Vân|04051999|NỮ|Bản Hài, Tô Hiệu, Sơn La|01062021",
    ],
)
def test_the_fields_are_known_by_their_shape(text):
    assert read_card(text) == VÂN


def test_what_the_card_does_not_say_stays_empty():
    assert read_card("014199000123|") == CitizenCard("014199000123")
    assert read_card("014199000123|99999999|?") == CitizenCard("014199000123")


@pytest.mark.parametrize("text", ["", "|", "014199000123", "01419900012|Lò Thị Vân", "Lò Thị Vân|04051999"])
def test_another_code_is_no_card(text):
    with pytest.raises(NotACard):
        read_card(text)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    try:
        assert len(read_card(text).number) == 12
    except NotACard:
        assert True


@pytest.mark.parametrize(
    ("number", "sex", "year", "found"),
    [
        ("014199000123", "female", 1999, []),
        ("014099000123", "male", 1999, []),
        ("014099000123", "female", 1999, ["sex"]),
        ("014199000123", "female", 1998, ["year"]),
        ("014305000123", "female", 2005, []),
        ("014205000123", "male", 2005, []),
        ("014205000123", "female", 1905, ["sex", "year"]),
        ("014199000123", "", None, []),
    ],
)
def test_the_digits_say_sex_and_year(number, sex, year, found):
    born = date(year, 5, 4) if year else None
    assert doubts(number, sex=sex, birth_date=born) == found
