"""Reading places written by people: provinces before and after July 2025, countries, communes.

Pure functions over rows handed in; the caller reads them from a file or a table. The merger of 63 provinces
into 34 is Resolution 202/2025/QH15; the alias rows carry every old name with its present province.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from catalog.vietnamese import normalise_name, search_key, sort_key

LONGEST_TEXT = 1_000  # characters read; a list of all 63 old provinces takes about 700
_SEPARATORS = re.compile(r"[,;/|&+•\n]|\s+[-–—]\s+|\s+(?:và|and)\s+", re.IGNORECASE)
_OTHERS = re.compile(r"\+?\s*(\d{1,3})\s+(?:noi|dia diem|tinh|tinh thanh|thanh pho) khac")
_UNIT = re.compile(r"^(?:tinh|thanh pho|tp|tpho|huyen|quan|thi xa|tx|province|city of)\s+(?=\D)")
_LOCALITY, _COUNTRY = "locality", "country"


@dataclass(frozen=True, slots=True)
class PlaceAlias:
    """One spelling of a place.

    `kind` is province, old_province, spelling, locality (an old city or district), country, overseas or
    nationwide. `code` is the two-digit code of the present province, for a country its ISO 3166 alpha-2
    code, otherwise empty.
    """

    alias: str
    code: str
    kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a text says about where: present provinces in the order written, so the first is the main one."""

    provinces: tuple[str, ...] = ()
    other_places: int = 0
    overseas: bool = False
    country: str = ""
    nationwide: bool = False
    unsure: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything at all was understood."""
        return bool(self.provinces or self.overseas or self.nationwide)


def _exact(text: str) -> str:
    return normalise_name(text).lower()


class PlaceReader:
    """Reads free place texts with a fixed list of spellings; build once, share between threads."""

    def __init__(self, aliases: Iterable[PlaceAlias]) -> None:
        self._by_text: dict[str, PlaceAlias] = {}
        self._by_key: dict[str, PlaceAlias] = {}
        for alias in aliases:
            # An earlier row wins: provinces stand before districts (Phú Yên against Phù Yên).
            self._by_text.setdefault(_exact(alias.alias), alias)
            self._by_key.setdefault(search_key(alias.alias), alias)
        self._longest = max((key.count(" ") + 1 for key in self._by_key), default=0)

    def read(self, text: str) -> Place:
        """Return every place `text` names; fragments not understood are listed, never guessed."""
        found: list[PlaceAlias] = []
        unsure: list[str] = [] if len(text) <= LONGEST_TEXT else [text[LONGEST_TEXT : LONGEST_TEXT + 40]]
        others = 0
        for fragment in _SEPARATORS.split(unicodedata.normalize("NFC", text[:LONGEST_TEXT])):
            key = search_key(fragment)
            counted = _OTHERS.search(key)
            others += int(counted[1]) if counted else 0
            if not key or (counted and counted.span() == (0, len(key))):
                continue
            hits = self._read_fragment(fragment)
            found.extend(hits)
            if not hits or (len(hits) == 1 and not self._is_whole(hits[0], key)):
                unsure.append(normalise_name(fragment))
        return _place(found, others, unsure)

    def _read_fragment(self, fragment: str) -> list[PlaceAlias]:
        whole = self._find(fragment)
        if whole:
            return [whole]
        parts = [self._find(part) for part in re.split(r"[-–()]", fragment)]
        if all(parts):
            return [part for part in parts if part]
        inside = self._find_inside(search_key(fragment))
        return [inside] if inside else []

    def _find(self, text: str) -> PlaceAlias | None:
        key = search_key(text)
        return (
            self._by_text.get(_exact(text)) or self._by_key.get(key) or self._by_key.get(_UNIT.sub("", key))
        )

    def _find_inside(self, key: str) -> PlaceAlias | None:
        """Find the longest, last province name inside a sentence.

        A district inside a sentence is too often a street name (12 Điện Biên Phủ): it counts for nothing,
        nor does the province whose name it contains.
        """
        words = key.split()
        for length in range(min(self._longest, len(words)), 0, -1):
            for start in range(len(words) - length, -1, -1):
                alias = self._by_key.get(" ".join(words[start : start + length]))
                if alias and (length > 1 or alias.kind == "spelling"):
                    return None if alias.kind == _LOCALITY else alias
        return None

    def _is_whole(self, alias: PlaceAlias, key: str) -> bool:
        return search_key(alias.alias) in {key, _UNIT.sub("", key)}


def _place(found: list[PlaceAlias], others: int, unsure: list[str]) -> Place:
    countries = [alias.code for alias in found if alias.kind == _COUNTRY]
    provinces = [alias.code for alias in found if alias.code and alias.kind != _COUNTRY]
    return Place(
        provinces=tuple(dict.fromkeys(provinces)),
        other_places=others,
        overseas=bool(countries) or any(alias.kind == "overseas" for alias in found),
        country=countries[0] if countries else "",
        nationwide=any(alias.kind == "nationwide" for alias in found),
        unsure=tuple(dict.fromkeys(unsure)),
    )


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """One name to find: a present commune, or an old commune or district with the communes it went into."""

    name: str
    full_name: str
    province_code: str
    communes: tuple[str, ...]
    kind: str = "commune"


@dataclass(frozen=True, slots=True)
class CommuneHit:
    """A row that fits, best first; `exact` says that the whole name was typed, tones and all."""

    row: CommuneRow
    exact: bool


_COMMUNE_UNIT = re.compile(r"^(?:xa|phuong|thi tran|thi xa|huyen|quan|thanh pho|dac khu|tp|tt|tx|p|x|h|q)\s+")
_KINDS = ("commune", "old_commune", "old_district")
_NO_FIT = 9


class CommuneIndex:
    """Finds communes by what a person types or a file holds, old names included.

    One index serves type-ahead and import: type-ahead shows the hits, an import takes a hit only when
    `find_one` says that there is exactly one.
    """

    def __init__(self, rows: Iterable[CommuneRow]) -> None:
        self._rows = sorted(
            ((search_key(row.name), _exact(row.name), row) for row in rows),
            key=lambda entry: (_kind_rank(entry[2]), sort_key(entry[2].name), entry[2].communes),
        )

    def find(self, text: str, province_code: str = "", limit: int = 10) -> tuple[CommuneHit, ...]:
        """Return up to `limit` rows of the province (of all, when empty) whose name fits `text`.

        Order: the whole name with its tones, the whole name, a beginning with tones, a beginning, the
        beginning of a later word; within each, present communes before old names.
        """
        key, exact = search_key(text[:LONGEST_TEXT]), _exact(text[:LONGEST_TEXT])
        bare, bare_exact = _without_unit(key, exact)
        if not bare:
            return ()
        ranked = []
        for position, (row_key, row_exact, row) in enumerate(self._rows):
            if not province_code or row.province_code == province_code:
                rank = _rank(bare, bare_exact, row_key, row_exact)
                if rank < _NO_FIT:
                    ranked.append((rank, search_key(row.full_name) != key, position))
        return tuple(CommuneHit(self._rows[p][2], rank == 0) for rank, _, p in sorted(ranked)[:limit])

    def find_one(self, text: str, province_code: str) -> CommuneRow | None:
        """Return the one row whose whole name is `text`, None when none or several could be meant.

        A present commune wins over an old unit of the same name; of two units alike in kind, tones or the
        unit word (xã, phường) must decide.
        """
        key = search_key(text[:LONGEST_TEXT])
        hits = [hit for hit in self.find(text, province_code, limit=50) if self._is_named(hit.row, key)]
        if not hits:
            return None
        for narrower in (
            [hit for hit in hits if search_key(hit.row.full_name) == key],
            [hit for hit in hits if hit.exact],
            [hit for hit in hits if hit.row.kind == hits[0].row.kind],
        ):
            hits = [hit for hit in narrower if hit in hits] or hits
        return hits[0].row if len(hits) == 1 else None

    def _is_named(self, row: CommuneRow, key: str) -> bool:
        return key in {search_key(row.name), search_key(row.full_name)}


def _kind_rank(row: CommuneRow) -> int:
    return _KINDS.index(row.kind)


def _without_unit(key: str, exact: str) -> tuple[str, str]:
    bare = _COMMUNE_UNIT.sub("", key)
    dropped = key.count(" ") - bare.count(" ")
    return bare, exact.split(" ", dropped)[-1] if dropped else exact


def _rank(key: str, exact: str, row_key: str, row_exact: str) -> int:
    if row_key == key:
        return 0 if row_exact == exact else 1
    if row_key.startswith(key):
        return 2 if row_exact.startswith(exact) else 3
    later_words = (row_key[end + 1 :] for _, end in pairwise(_breaks(row_key)))
    return 4 if any(word.startswith(key) for word in later_words) else _NO_FIT


def _breaks(key: str) -> list[int]:
    return [0, *(at for at, character in enumerate(key) if character == " ")]
