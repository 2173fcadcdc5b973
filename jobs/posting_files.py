"""Files of scraped postings: CSV in UTF-8 whose header names the six columns, read whole or not at all.

Nothing is guessed about a file: what is not plainly such a CSV is refused with a sentence, before anything is
written. A single row whose cells do not fit the header stays in its place, to be accounted for as refused.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

COLUMNS = ("title", "employer", "wage_text", "place_text", "experience_text", "posted_text")
LARGEST = 64 * 2**20  # bytes; about 300,000 postings
MOST_COLUMNS = 100
LONGEST_CELL = csv.field_size_limit()  # 131,072 characters
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

Cells = dict[str, str]


class UnreadableFile(Exception):
    """The file is not a CSV of postings; the message says why, for the person who named it."""


@dataclass(frozen=True)
class PostingFile:
    """What was in the file: its digest, its rows in order (None: the cells do not fit the header), and the
    columns nobody reads.
    """

    name: str
    sha256: str
    rows: tuple[Cells | None, ...]
    ignored: tuple[str, ...] = ()


def read_file(path: Path) -> PostingFile:
    """Read a file of postings. Raises UnreadableFile."""
    data = _bytes_of(path)
    records = _records(_text_of(data))
    header = [name.strip() for name in next(records, [])]
    _refuse_header(header)
    rows = tuple(
        dict(zip(header, cells, strict=True)) if len(cells) == len(header) else None for cells in records
    )
    if not rows:
        raise UnreadableFile(_("The file has a header and no rows."))
    ignored = tuple(name for name in header if name not in COLUMNS)
    return PostingFile(path.name[:200], hashlib.sha256(data).hexdigest(), rows, ignored)


def safe_cell(text: str) -> str:
    """A cell that a spreadsheet shows as it is and never runs as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _bytes_of(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise UnreadableFile(_("This is not a file."))
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise UnreadableFile(_("There is no such file.")) from None
    except (OSError, ValueError):  # no right to read, a loop of links, NUL in the name
        raise UnreadableFile(_("The file cannot be opened.")) from None
    if len(data) > LARGEST:
        raise UnreadableFile(_("The file is larger than %(most)d MB.") % {"most": LARGEST // 2**20})
    if not data.strip():
        raise UnreadableFile(_("The file is empty."))
    return data


def _text_of(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableFile(_("This is a spreadsheet. Save it as “CSV UTF-8” first."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(_("The file is in UTF-16. Save it as “CSV UTF-8” first."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise UnreadableFile(_("The file is not in UTF-8 (line %(line)d).") % {"line": line}) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFile(_("Line %(line)d holds a NUL character.") % {"line": line})
    return text


def _records(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from (cells for cells in reader if any(cells))
    except csv.Error as problem:
        wrong = {"line": reader.line_num, "problem": problem}
        raise UnreadableFile(_("Line %(line)d is not readable as CSV: %(problem)s.") % wrong) from None


def _refuse_header(header: list[str]) -> None:
    if missing := [name for name in COLUMNS if name not in header]:
        raise UnreadableFile(_("The header lacks the columns: %(names)s.") % {"names": ", ".join(missing)})
    if len(header) > MOST_COLUMNS:
        raise UnreadableFile(_("The header names more than %(most)d columns.") % {"most": MOST_COLUMNS})
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise UnreadableFile(_("The header names a column twice: %(names)s.") % {"names": ", ".join(twice)})
