"""The readers of free titles and places, made from the reference lists and kept for the life of a process.

What they are made from is the key they are kept under, so a changed list gives a new reader at the next call
and an unchanged one costs one query.
"""

from functools import lru_cache

from catalog.coding import TitleCoder
from catalog.models import Occupation, OccupationAlias, PlaceSpelling
from catalog.places import PlaceAlias, PlaceReader

FORM_LEVEL = 4  # the forms code occupations with four digits
SOURCES = {"official": "alias", "collected": "extra"}  # of a title -> how far the coder trusts it
IN_TITLES = {
    PlaceSpelling.Kind.PROVINCE,
    PlaceSpelling.Kind.OLD_PROVINCE,
    PlaceSpelling.Kind.SPELLING,
    PlaceSpelling.Kind.LOCALITY,
}  # a country is often part of the job: "phiên dịch tiếng Trung Quốc"

Labels = tuple[tuple[str, str, str], ...]
Spellings = tuple[PlaceAlias, ...]


def title_coder() -> TitleCoder:
    """Codes titles to the occupations in force, by their official names and by everything they are called."""
    current = Occupation.objects.current().filter(level=FORM_LEVEL)
    official = (
        (name, code, "official") for code, name in current.order_by("code").values_list("code", "name")
    )
    aliases = OccupationAlias.objects.filter(occupation__in=current).order_by("pk")
    called = tuple(
        (title, code, SOURCES[source])
        for title, code, source in aliases.values_list("title", "occupation_id", "source")
    )
    names = (row.alias for row in _spellings() if row.kind in IN_TITLES and _names_a_place(row.alias))
    return _coder((*called, *official), tuple(names))


def isco_codes() -> dict[str, str]:
    """The ISCO-08 code of every four-digit occupation in force that has one."""
    rows = Occupation.objects.current().filter(level=FORM_LEVEL).order_by("code")
    return dict(rows.exclude(isco08_code="").values_list("code", "isco08_code"))


def place_reader() -> PlaceReader:
    """Reads provinces and countries out of free text."""
    return _reader(_spellings())


def _spellings() -> Spellings:
    trust = {kind: rank for rank, kind in enumerate(PlaceSpelling.Kind.values)}
    rows = PlaceSpelling.objects.order_by("pk").values_list("alias", "place_code", "kind")
    return tuple(PlaceAlias(*row) for row in sorted(rows, key=lambda row: trust[row[2]]))


def _names_a_place(alias: str) -> bool:
    """Whether these words mean the place wherever they stand: two words or more, or an abbreviation."""
    return " " in alias or alias.isupper()


@lru_cache(maxsize=2)
def _coder(labels: Labels, place_names: tuple[str, ...]) -> TitleCoder:
    return TitleCoder(labels, place_names)


@lru_cache(maxsize=2)
def _reader(spellings: Spellings) -> PlaceReader:
    return PlaceReader(spellings)
