"""Vietnamese phone numbers as people write them, kept as E.164.

Mobile numbers of eleven digits became ten digits in 2018; old cards and notebooks still carry the old ones.
"""

import re

import phonenumbers

# eleven-digit mobile prefixes before 15 September 2018 and what they became
RENUMBERED_2018 = {
    **{f"16{digit}": f"3{digit}" for digit in range(2, 10)},
    "120": "70",
    "121": "79",
    "122": "77",
    "126": "76",
    "128": "78",
    "123": "83",
    "124": "84",
    "125": "85",
    "127": "81",
    "129": "82",
    "186": "56",
    "188": "58",
    "199": "59",
}
_ELEVEN_DIGITS = re.compile(r"^(?:\+?84|0)(1\d\d)(\d{7})$")


class UnreadablePhone(ValueError):
    """The text is not a telephone number that exists in Vietnam or abroad."""


def normalise_phone(text: str) -> str:
    """The number as E.164, ``+84912345678``. Without a country code it is Vietnamese.

    Raises UnreadablePhone, also for numbers no network has given out.
    """
    digits = re.sub(r"[\s().-]", "", text)
    if old := _ELEVEN_DIGITS.match(digits):
        digits = f"0{RENUMBERED_2018.get(old[1], old[1])}{old[2]}"
    try:
        number = phonenumbers.parse(digits, "VN")
    except phonenumbers.NumberParseException as problem:
        raise UnreadablePhone from problem
    if not phonenumbers.is_valid_number(number):
        raise UnreadablePhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable_phone(number: str) -> str:
    """A stored number as people read it, 0912 345 678; one that was never read as a number stays as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == phonenumbers.country_code_for_region("VN")
    kind = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, kind)
