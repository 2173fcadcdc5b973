"""Phone numbers as people write them."""

import pytest

from catalog.phones import RENUMBERED_2018, UnreadablePhone, normalise_phone, readable_phone


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912345678", "+84912345678"),
        (" 0912.345-678 ", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0212 3852 345", "+842123852345"),
        ("0162 345 6789", "+84323456789"),
        ("+84 162 345 6789", "+84323456789"),
        ("01234567890", "+84834567890"),
        ("0199 345 6789", "+84593456789"),
        ("+82 10 1234 5678", "+821012345678"),
    ],
)
def test_it_is_kept_as_e164(text, number):
    assert normalise_phone(text) == number


@pytest.mark.parametrize("text", ["", "abc", "12", "0912", "09123456789012", "0112345678", "+84", "0" * 300])
def test_what_nobody_answers_is_refused(text):
    with pytest.raises(UnreadablePhone):
        normalise_phone(text)


def test_all_prefixes_of_2018_became_numbers_that_exist():
    assert len(RENUMBERED_2018) == 21
    for old, new in RENUMBERED_2018.items():
        assert normalise_phone(f"0{old}3456789"[:11]) == f"+84{new}3456789"


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("+84912345678", "0912 345 678"),
        ("+842123852345", "0212 3852 345"),
        ("+821012345678", "+82 10-1234-5678"),
        ("Zalo 0912", "Zalo 0912"),
        ("", ""),
    ],
)
def test_it_is_shown_as_people_read_it(kept, shown):
    assert readable_phone(kept) == shown
