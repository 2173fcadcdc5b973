"""Dates of birth as people say and clerks type them: 5/3/1999, 050399, 3/1999, 1999."""

import re
from datetime import date

_FULL = re.compile(r"^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})$")
_RUN_TOGETHER = re.compile(r"^(\d{2})(\d{2})(\d{4}|\d{2})$")
_MONTH = re.compile(r"^(\d{1,2})[/. -](\d{4})$")
_YEAR = re.compile(r"^\d{4}$")
LOWEST_AGE = 15


class UnreadableDate(ValueError):
    """The text is no date of birth, or a day that never was."""


def read_birth_date(text: str, *, today: date) -> tuple[date, str]:
    """The date and how much of it is known: ``day``, ``month`` or ``year``; the unknown counts as the first.

    Two digits of a year mean the latest year in which somebody old enough to work can have been born.
    Raises UnreadableDate.
    """
    text = text.strip()
    try:
        if _YEAR.match(text):
            return date(int(text), 1, 1), "year"
        if found := _MONTH.match(text):
            return date(int(found[2]), int(found[1]), 1), "month"
        if found := _FULL.match(text) or _RUN_TOGETHER.match(text):
            return date(_year(found[3], today), int(found[2]), int(found[1])), "day"
    except ValueError as problem:
        raise UnreadableDate from problem
    raise UnreadableDate


def _year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    latest = today.year - LOWEST_AGE
    return latest - (latest - int(digits)) % 100


def written_birth_date(born: date, precision: str) -> str:
    """The date as read_birth_date reads it."""
    return {"year": f"{born:%Y}", "month": f"{born.month}/{born.year}"}.get(
        precision, f"{born.day}/{born.month}/{born.year}"
    )
