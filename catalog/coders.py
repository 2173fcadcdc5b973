"""The readers of free titles and places, made from the reference lists and kept for the life of a process.

They are kept under the state of what they are made from, so a changed list gives a new reader at the next
call. The state of the titles is a digest the database computes, short enough to be kept with a coded title.
"""

from functools import lru_cache
from hashlib import sha256

from django.db.models import (
    BigIntegerField,
    Count,
    DecimalField,
    F,
    Func,
    QuerySet,
    Sum,
    TextField,
    Value,
)

from catalog.coding import TitleCoder
from catalog.confirmations import standing
from catalog.models import ConfirmedTitle, Occupation, OccupationAlias, PlaceSpelling
from catalog.places import PlaceAlias, PlaceReader

FORM_LEVEL = 4  # the forms code occupations with four digits
SOURCES = {"official": "alias", "collected": "extra"}  # of a title -> how far the coder trusts it
IN_TITLES = {
    PlaceSpelling.Kind.PROVINCE,
    PlaceSpelling.Kind.OLD_PROVINCE,
    PlaceSpelling.Kind.SPELLING,
    PlaceSpelling.Kind.LOCALITY,
}  # a country is often part of the job: "phiên dịch tiếng Trung Quốc"

Spellings = tuple[PlaceAlias, ...]


def title_coder() -> TitleCoder:
    """Codes titles to the occupations in force: by their official names and by everything they are called, in
    the lists or by staff.
    """
    return _coder(labels_version())


def labels_version() -> str:
    """The state of all a title is coded by, in twelve digits: the same lists, the same answers."""
    parts = [
        _digest(_occupations(), ("code", "name")),
        _digest(OccupationAlias.objects.all(), ("occupation_id", "title", "source")),
        _digest(ConfirmedTitle.objects.filter(records__gt=0), ("occupation_id", "title", "records")),
        _digest(PlaceSpelling.objects.all(), ("alias", "kind")),
    ]
    return sha256("/".join(parts).encode()).hexdigest()[:12]


def isco_codes() -> dict[str, str]:
    """The ISCO-08 code of every four-digit occupation in force that has one."""
    rows = _occupations().order_by("code").exclude(isco08_code="")
    return dict(rows.values_list("code", "isco08_code"))


def place_reader() -> PlaceReader:
    """Reads provinces and countries out of free text."""
    return _reader(_spellings())


def _occupations() -> QuerySet[Occupation]:
    return Occupation.objects.current().filter(level=FORM_LEVEL)


def _digest(rows: QuerySet, columns: tuple[str, ...]) -> str:
    """Rows and what is in them, in one pass without sorting: cheap enough to be asked for every title."""
    row = Func(*map(F, ("pk", *columns)), function="ROW", output_field=TextField())
    mark = Func(row, Value(0), function="hash_record_extended", output_field=BigIntegerField())
    found = rows.aggregate(rows=Count("pk"), marks=Sum(mark, output_field=DecimalField()))
    return f"{found['rows']}:{found['marks'] or 0}"


def _labels() -> list[tuple[str, str, str]]:
    """Aliases before official names: of labels alike, the first is meant."""
    current = _occupations()
    aliases = OccupationAlias.objects.filter(occupation__in=current).order_by("pk")
    confirmed = ConfirmedTitle.objects.filter(occupation__in=current, records__gt=0).order_by("pk")
    return [
        *(
            (title, code, SOURCES[source])
            for title, code, source in aliases.values_list("title", "occupation_id", "source")
        ),
        *(
            (title, code, standing(records))
            for title, code, records in confirmed.values_list("title", "occupation_id", "records")
        ),
        *((name, code, "official") for code, name in current.order_by("code").values_list("code", "name")),
    ]


def _spellings() -> Spellings:
    trust = {kind: rank for rank, kind in enumerate(PlaceSpelling.Kind.values)}
    rows = PlaceSpelling.objects.order_by("pk").values_list("alias", "place_code", "kind")
    return tuple(PlaceAlias(*row) for row in sorted(rows, key=lambda row: trust[row[2]]))


def _names_a_place(alias: str) -> bool:
    """Whether these words mean the place wherever they stand: two words or more, or an abbreviation."""
    return " " in alias or alias.isupper()


@lru_cache(maxsize=2)
def _coder(_version: str) -> TitleCoder:
    names = (row.alias for row in _spellings() if row.kind in IN_TITLES and _names_a_place(row.alias))
    return TitleCoder(_labels(), names)


@lru_cache(maxsize=2)
def _reader(spellings: Spellings) -> PlaceReader:
    return PlaceReader(spellings)
