"""The text in the QR code of a citizen card, and what its twelve digits say.

The card of 2021 holds seven fields between bars: number, old nine-digit number, name, birth date (ddmmyyyy),
sex, permanent address, date of issue. Later cards may order them otherwise, so fields are known by their
shape. The number's digits (Decree 137/2015 art. 13, Circular 07/2016 art. 7): three for the place where the
birth was registered, one for century and sex, two for the year, six at random. They are checked to warn,
never to refuse: registers hold mistakes that the card repeats.
"""

import re
from dataclasses import dataclass
from datetime import date

from catalog.vietnamese import search_key

SEXES = {"nam": "male", "nu": "female", "male": "male", "female": "female"}


@dataclass(frozen=True)
class CitizenCard:
    """What a card says; what it does not say is "" or None."""

    number: str
    full_name: str = ""
    birth_date: date | None = None
    sex: str = ""
    address: str = ""


class NotACard(ValueError):
    """The text is not the code of a citizen card."""


def read_card(text: str) -> CitizenCard:
    """What the code holds, whatever order its fields stand in. Raises NotACard without a 12-digit number."""
    fields = [field.strip() for field in text.strip().split("|")]
    number = next((field for field in fields if re.fullmatch(r"[0-9]{12}", field)), "")
    if len(fields) < 2 or not number:
        raise NotACard
    dates = [day for field in fields if (day := _day(field))]
    words = [field for field in fields if re.search(r"[^\W\d_]", field) and search_key(field) not in SEXES]
    names = [field for field in words if not re.search(r"[\d,]", field)]
    return CitizenCard(
        number=number,
        full_name=names[0] if names else "",
        birth_date=min(dates, default=None),  # nobody's card is older than they are
        sex=next((SEXES[key] for field in fields if (key := search_key(field)) in SEXES), ""),
        address=next((field for field in words if field not in names[:1]), ""),
    )


def _day(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def doubts(number: str, *, sex: str, birth_date: date | None) -> list[str]:
    """What of a 12-digit number disagrees with the person: any of ``sex`` and ``year``."""
    century, says = divmod(int(number[3]), 2)
    year = 1900 + 100 * century + int(number[4:6])
    disagree = []
    if sex and sex != ("female" if says else "male"):
        disagree.append("sex")
    if birth_date is not None and birth_date.year != year:
        disagree.append("year")
    return disagree
