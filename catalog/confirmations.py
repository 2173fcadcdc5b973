"""What staff confirm a title to be becomes a label the coder knows, by how many records say so.

A record is counted for the pair it stands with and for no other: a correction moves its count, repeating it
changes nothing. One record is a hint, which a person still confirms; two are a label, which yields to what
the lists say; from five on it overrules them.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from catalog.models import ConfirmedTitle
from catalog.titles import clean_title

KNOWN_FROM = 2  # records
OVERRULES_FROM = 5


class Pair(NamedTuple):
    """A title as given and the code of the occupation a person gave it."""

    title: str
    code: str


def standing(records: int) -> str:
    """How far the coder trusts a title confirmed on so many records."""
    if records >= OVERRULES_FROM:
        return "settled"
    return "confirmed" if records >= KNOWN_FROM else "candidate"


def words_kept(title: str) -> str:
    """The words of a title that say what the job is; no digits, so no telephone or personal number."""
    words = " ".join(clean_title(title)).split()
    return " ".join(word for word in words if not any(c.isdigit() for c in word))[:200].strip()


@transaction.atomic
def recount(*, before: Iterable[Pair], after: Iterable[Pair], on: date) -> None:
    """Count records for the pairs they stand with now and no longer for those they stood with before.

    What stands on both sides is left alone.
    """
    changed = _counted(after)
    changed.subtract(_counted(before))
    for key in sorted(changed):  # in one order for everybody, so that no two wait in a ring
        if changed[key] > 0:
            _add(*key, changed[key], on)
        elif changed[key] < 0:
            fewer = Greatest(F("records") + changed[key], 0)
            ConfirmedTitle.objects.filter(title=key[0], occupation=key[1]).update(records=fewer)


def _counted(pairs: Iterable[Pair]) -> Counter[tuple[str, str]]:
    kept = ((words_kept(pair.title), pair.code) for pair in pairs)
    return Counter(key for key in kept if key[0])


def _add(title: str, code: str, records: int, on: date) -> None:
    row, _made = ConfirmedTitle.objects.get_or_create(
        title=title, occupation_id=code, defaults={"records": 0, "first_on": on, "last_on": on}
    )
    ConfirmedTitle.objects.filter(pk=row.pk).update(
        records=F("records") + records, last_on=Greatest(F("last_on"), on)
    )
