"""The published lists the similarity table is built from, as terms per ISCO-08 unit group.

International: the definitions, tasks and examples of ISCO-08; ESCO's descriptions of occupations and their
links to skills. French: ROME (version 347), whose sheets state competences, activities and work settings by
number and the rest in words; a crosswalk of codes says which sheets describe which unit group.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile

from seeds.similarity import texts

FILES = {
    "groups": "esco/isco_groups_descriptions.csv",
    "descriptions": "esco/esco_occupation_descriptions.csv",
    "occupations": "esco/esco_occupations.csv",
    "skills": "esco/esco_occupation_skills.csv",
    "crosswalk": "crosswalks/Correspondance_ROME_ISCO08.xlsx",
    "sheets": "rome/unix_liens_rome_referentiels_v347_utf8.csv",
    "sentences": "rome/unix_texte_v347_utf8.csv",
    "job_names": "rome/unix_referentiel_appellation_v347_utf8.csv",
}
WORTH = {"e": 1.0, "o": 0.5}  # an essential skill and an optional one
KNOW_HOW, ACTIVITY, SETTING = "1", "2", "5"  # code_type_referentiel of the links; "4" are job names
# A definition ends by pointing at other groups. That is a published list of related occupations, so every
# section of that kind is cut off before anything is read.
POINTERS = re.compile(
    r"^\s*(some related occupations?|excluded from|notes?\b|it should be noted)", re.IGNORECASE | re.MULTILINE
)
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELL_COLUMN = re.compile(r"[A-Z]+")

Terms = list[Counter[str]]  # one counter per unit group, in the order of the codes


class BadSource(Exception):
    """A file is missing, or is not the list it is taken for."""


class Reached(NamedTuple):
    """Terms per unit group."""

    codes: tuple[str, ...]
    texts: Terms
    skills: Terms
    competences: Terms
    sentences: Terms
    job_names: Terms


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every input by its path inside ``folder``. Raises BadSource."""
    return {name: sha256(_existing(folder / name).read_bytes()).hexdigest() for name in FILES.values()}


def read(folder: Path) -> Reached:
    """Terms of every unit group from the lists in ``folder``. Raises BadSource."""
    definitions = {row["code"]: row for row in _rows(folder, "groups") if len(row["code"]) == 4}
    codes = tuple(sorted(definitions))
    if not codes:
        raise BadSource(f"{FILES['groups']} has no unit group.")
    sheets = _sheets_by_group(folder)
    competences, sentences, names = _rome_terms(folder)
    return Reached(
        codes,
        _texts(folder, definitions, codes),
        _skills(folder, codes),
        _joined(competences, sheets, codes),
        _joined(sentences, sheets, codes),
        _joined(names, sheets, codes),
    )


def _texts(folder: Path, definitions: dict[str, dict[str, str]], codes: Iterable[str]) -> Terms:
    written = {
        code: [row["preferredLabel"], row["altLabels"], POINTERS.split(row["description"])[0]]
        for code, row in definitions.items()
    }
    for row in _rows(folder, "descriptions"):
        written[row["isco08"].zfill(4)] += [row["label_en"], row["description"]]
    return [Counter(texts.english_terms("\n".join(written[code]))) for code in codes]


def _skills(folder: Path, codes: Iterable[str]) -> Terms:
    group_of = {row["id"]: row["isco08"].zfill(4) for row in _rows(folder, "occupations")}
    held: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in _rows(folder, "skills"):
        held[group_of[row["occupation_id"]]][row["skill_id"]] += WORTH[row["relation"]]  # type: ignore[assignment]
    return [held[code] for code in codes]


def _rome_terms(folder: Path) -> tuple[dict[str, Counter[str]], ...]:
    competences: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(folder, "sheets"):
        if row["code_type_referentiel"] in (KNOW_HOW, ACTIVITY, SETTING):
            competences[row["code_rome"]].add(row["code_ogr"])
    sentences: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in _rows(folder, "sentences"):
        sentences[row["code_rome"]].update(texts.french_terms(row["libelle_texte"]))
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in _rows(folder, "job_names"):
        names[row["code_rome"]].update(texts.french_terms(row["libelle_appellation_court"]))
    for sheet, title in {sheet: title for sheet, title, _group in _crosswalk(folder)}.items():
        names[sheet].update(texts.french_terms(title))
    return {sheet: Counter(each) for sheet, each in competences.items()}, sentences, names


def _sheets_by_group(folder: Path) -> dict[str, set[str]]:
    sheets: defaultdict[str, set[str]] = defaultdict(set)
    for sheet, _title, group in _crosswalk(folder):
        sheets[group].add(sheet)
    return sheets


def _joined(terms: dict[str, Counter[str]], sheets: dict[str, set[str]], codes: Iterable[str]) -> Terms:
    """Terms of a group: those of all its ROME sheets together."""
    joined = []
    for code in codes:
        joined.append(Counter[str]())
        for sheet in sheets.get(code, ()):
            joined[-1].update(terms.get(sheet, ()))
    return joined


def _crosswalk(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(ROME code, its title, ISCO-08 unit group) of every line of the crosswalk's first table."""
    with ZipFile(_existing(folder / FILES["crosswalk"])) as book:
        shared = [
            "".join(part.text or "" for part in text.iter(f"{SPREADSHEET}t"))
            for text in _xml(book, "xl/sharedStrings.xml")
        ]
        for row in _xml(book, "xl/worksheets/sheet2.xml").iter(f"{SPREADSHEET}row"):
            cells = dict(_cells(row, shared))
            group = cells.get("D", "")
            if "A" in cells and group.isdigit():
                yield cells["A"], cells["B"], group.zfill(4)


def _cells(row: ElementTree.Element, shared: list[str]) -> Iterator[tuple[str, str]]:
    for cell in row:
        value = cell.findtext(f"{SPREADSHEET}v")
        column = CELL_COLUMN.match(cell.get("r", ""))
        if value is not None and column:
            yield column[0], shared[int(value)] if cell.get("t") == "s" else value


def _xml(book: ZipFile, name: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(book.read(name))
    except KeyError as problem:
        raise BadSource(f"{FILES['crosswalk']}: {name} is missing.") from problem


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with _existing(folder / FILES[name]).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise BadSource(f"There is no {path}.")
    return path
