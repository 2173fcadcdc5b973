"""Files that are not postings are refused whole; files that say the same in another form are read alike."""

import os
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.utils import translation

from jobs import posting_files
from jobs.models import Vacancy
from jobs.posting_files import COLUMNS, UnreadableFile, read_file, safe_cell
from tests.jobs.importing import counts, run
from tests.jobs.postings import (
    COOK,
    SEWING,
    csv_text,
)

ROOT = Path(__file__).parents[2]
PLAIN = csv_text([SEWING, COOK])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_cells_that_would_run_are_quoted(start):
    assert safe_cell(f"{start}1") == f"'{start}1"
    assert safe_cell(f"1{start}") == f"1{start}"


BROKEN = {
    "empty": (b"", "The file is empty."),
    "only blanks": (b" \r\n\r\n", "The file is empty."),
    "only a mark": (b"\xef\xbb\xbf", "The header lacks the columns"),
    "only a header": (csv_text([]).encode(), "The file has a header and no rows."),
    "utf-16": (PLAIN.encode("utf-16"), "The file is in UTF-16."),
    "utf-16 big end": (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "The file is in UTF-16."),
    "windows-1258": (PLAIN.encode("cp1258", "replace"), "The file is not in UTF-8 (line 2)."),
    "surrogates": (PLAIN.encode() + b"\xed\xa0\x80", "The file is not in UTF-8 (line 4)."),
    "cut in a letter": (PLAIN.encode() + "ệ".encode()[:2], "The file is not in UTF-8 (line 4)."),
    "NUL": (PLAIN.encode().replace(b"H\xc3\xa0", b"H\0"), "Line 3 holds a NUL character."),
    "spreadsheet": (b"PK\x03\x04" + bytes(100), "This is a spreadsheet."),
    "old spreadsheet": (b"\xd0\xcf\x11\xe0" + bytes(100), "This is a spreadsheet."),
    "web page": (b"<!DOCTYPE html>\n<html></html>\n", "The header lacks the columns: title, employer,"),
    "missing column": (csv_text([SEWING[1:]], COLUMNS[1:]).encode(), "The header lacks the columns: title."),
    "semicolons": (PLAIN.replace(",", ";").encode(), "The header lacks the columns: title,"),
    "column twice": (csv_text([(*SEWING, "")], (*COLUMNS, "title")).encode(), "a column twice: title."),
    "wide": (csv_text([SEWING], (*COLUMNS, *map(str, range(200)))).encode(), "more than 100 columns."),
    "huge cell": (csv_text([("a" * 1_000_000, *SEWING[1:])]).encode(), "Line 2 is not readable as CSV"),
    "open quote": (PLAIN.encode() + b'"Th\xe1\xbb\xa3 may,x', "Line 4 is not readable as CSV"),
    "stray quote": (PLAIN.encode() + b'"a"b,c,d,e,f,g\r\n', "Line 4 is not readable as CSV"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_not_one_of_postings_is_refused_whole(kind, centre, save):
    content, sentence = BROKEN[kind]
    before = counts()
    with pytest.raises(CommandError) as refusal:
        run(save(content))
    assert sentence in str(refusal.value)
    assert counts() == before


def test_what_is_not_a_file_is_refused(centre, tmp_path):
    before = counts()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    for path, sentence in (
        (tmp_path, "This is not a file."),
        (tmp_path / "pipe", "This is not a file."),
        (tmp_path / "nowhere.csv", "There is no such file."),
        (tmp_path / "loop", "The file cannot be opened."),
        ("a\0b", "The file cannot be opened."),
    ):
        with pytest.raises(CommandError, match=sentence):
            run(path)
    assert counts() == before


def test_a_file_beyond_the_limit_is_refused(save, monkeypatch):
    monkeypatch.setattr(posting_files, "LARGEST", 2**20)
    with pytest.raises(UnreadableFile), translation.override("en"):
        read_file(save(b"x" * (2**20 + 1)))


HARMLESS = {
    "mark of utf-8": b"\xef\xbb\xbf" + PLAIN.encode(),
    "line feeds": PLAIN.replace("\r\n", "\n").encode(),
    "carriage returns": PLAIN.replace("\r\n", "\r").encode(),
    "blank lines": PLAIN.replace("\r\n", "\r\n\r\n").encode(),
    "other order": csv_text([row[::-1] for row in (SEWING, COOK)], COLUMNS[::-1]).encode(),
    "more columns": csv_text([(*row, "x") for row in (SEWING, COOK)], (*COLUMNS, "url")).encode(),
    "lines in quotes": PLAIN.replace("Đầu bếp", '"Đầu\r\nbếp"').encode(),
    "no last line end": PLAIN.removesuffix("\r\n").encode(),
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_forms_that_say_the_same_are_read_alike(kind, centre, save):
    run(save(HARMLESS[kind]))
    assert set(Vacancy.objects.values_list("title", flat=True)) == {"Công nhân may", "Đầu bếp"}
    refs = set(Vacancy.objects.values_list("source_ref", flat=True))
    run(save(PLAIN, "plain.csv"))
    assert set(Vacancy.objects.values_list("source_ref", flat=True)) == refs
