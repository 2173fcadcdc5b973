"""Files of titles to be coded and of labelled titles: CSV in UTF-8, read whole or refused with a sentence."""

import csv
import io
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

DELIMITERS = ",;\t|"
LARGEST = 256 * 2**20  # bytes
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class UnreadableFile(Exception):
    """What is wrong with a file, in a sentence for the person who named it."""


def read_columns(path: Path, names: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
    """Return (line, cells of the columns `names`) of every row; other columns and blank lines are ignored.

    Commas, semicolons, tabs or bars separate, whichever the header uses. Raises UnreadableFile.
    """
    text = _text_of(path)
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first_line, names), strict=True)
    try:
        header = next((cells for cells in reader if any(cells)), [])
        places = _places(header, names)
        return list(_rows(reader, len(header), places))
    except csv.Error as problem:
        complaint = {"line": reader.line_num, "problem": problem}
        raise UnreadableFile(_("Line %(line)d is no CSV: %(problem)s.") % complaint) from None


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise UnreadableFile(_("There is no such file.")) from None
    except IsADirectoryError:
        raise UnreadableFile(_("This is a folder.")) from None
    except (OSError, ValueError):
        raise UnreadableFile(_("The file cannot be opened.")) from None
    if len(data) > LARGEST:
        raise UnreadableFile(_("The file is larger than %(most)d MB.") % {"most": LARGEST // 2**20})
    if data.startswith(_SPREADSHEETS):
        raise UnreadableFile(_("This is a spreadsheet. Save it as “CSV UTF-8” first."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise UnreadableFile(_("Line %(line)d is not UTF-8.") % {"line": line}) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFile(_("Line %(line)d has a NUL character in it.") % {"line": line})
    if not text.strip():
        raise UnreadableFile(_("The file is empty."))
    return text


def _delimiter(header: str, names: Sequence[str]) -> str:
    def named(delimiter: str) -> tuple[int, int]:
        found = {_name(cell.strip('"')) for cell in header.split(delimiter)}
        return len(found & set(names)), header.count(delimiter)

    return max(DELIMITERS, key=named)


def _name(cell: str) -> str:
    return cell.strip().lower()


def _places(header: Sequence[str], names: Sequence[str]) -> list[int]:
    found = [_name(cell) for cell in header]
    for name in names:
        if found.count(name) != 1:
            complaint = {"name": name, "found": ", ".join(cell.strip() for cell in header)[:200]}
            if name in found:
                raise UnreadableFile(_("There are two columns “%(name)s”.") % complaint)
            raise UnreadableFile(_("There is no column “%(name)s”; the header has: %(found)s.") % complaint)
    return [found.index(name) for name in names]


def _rows(
    reader: Iterator[list[str]], width: int, places: Sequence[int]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    for cells in reader:
        line: int = reader.line_num  # type: ignore[attr-defined]
        if not cells:
            continue
        if len(cells) != width:
            complaint = {"line": line, "cells": len(cells), "width": width}
            raise UnreadableFile(_("Line %(line)d has %(cells)d cells, the header %(width)d.") % complaint)
        yield line, tuple(cells[place] for place in places)


@contextmanager
def written_whole(path: Path) -> Iterator[IO[str]]:
    """Write `path` aside and put it in its place at the end; after any failure nothing is there that was not.

    Raises UnreadableFile where nothing can be written.
    """
    try:
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", text=True)
    except (OSError, ValueError):
        raise UnreadableFile(_("Nothing can be written there.")) from None
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(aside).chmod(0o644)
        _replace(aside, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(aside)
        raise


def _replace(aside: str, path: Path) -> None:
    try:
        os.replace(aside, path)
    except OSError:
        raise UnreadableFile(_("Nothing can be written there.")) from None
