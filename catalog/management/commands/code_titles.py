"""``manage.py code_titles``: code a file of free job titles to ISCO-08 and the national list."""

import csv
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from catalog.coders import isco_codes, title_coder
from catalog.nearest import LabelIndex
from catalog.title_files import UnreadableFile, read_columns, written_whole

COLUMNS = ("title", "isco08", "isco08_2", "isco08_3", "vn_code", "confidence")
PROGRESS_AFTER = 2.0  # seconds between two words about the progress of a long file

Answer = tuple[str, str, int]  # ISCO-08 code, Vietnamese code, confidence 0..1000
NOTHING: Answer = ("", "", 0)


class Command(BaseCommand):
    help = (
        "Code a CSV of job titles (column title; others are ignored). Writes title, ISCO-08 code with its "
        "two and three digit groups, the national four-digit code and the confidence from 0 to 1000; titles in "
        "which nothing is known get no codes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("titles", type=Path, metavar="IN.csv")
        parser.add_argument("coded_titles", type=Path, metavar="OUT.csv")
        parser.add_argument(
            "--index",
            type=Path,
            metavar="FILE",
            help="CSV of labelled titles (columns label, isco) to code by instead of the national list",
        )

    def handle(self, *, titles: Path, coded_titles: Path, index: Path | None, **options: object) -> None:
        rows = [title for _line, (title,) in _read(titles, ("title",))]
        code = by_index(index) if index else by_national_list()
        try:
            with written_whole(coded_titles) as file:
                writer = csv.writer(file)
                writer.writerow(COLUMNS)
                writer.writerows(self.told(coded(rows, code), len(rows)))
        except UnreadableFile as refusal:
            raise CommandError(f"{coded_titles}: {refusal}") from refusal
        self.stdout.write(_("%(count)d titles coded.") % {"count": len(rows)})

    def told(self, rows: Iterable[tuple], total: int) -> Iterator[tuple]:
        """Pass the rows on, and say on the error stream how far it is."""
        last = time.monotonic()
        for number, row in enumerate(rows, 1):
            yield row
            if time.monotonic() - last >= PROGRESS_AFTER:
                last = time.monotonic()
                done = {"done": number, "total": total}
                self.stderr.write(_("%(done)d of %(total)d titles") % done, style_func=str)


def coded(titles: Iterable[str], code: Callable[[str], Answer]) -> Iterator[tuple]:
    """Return the rows of the answer; a title that comes again is looked up once."""
    known: dict[str, Answer] = {}
    for title in titles:
        if title not in known:
            known[title] = code(title)
        isco, vietnamese, confidence = known[title]
        yield title, isco, isco[:2], isco[:3], vietnamese, confidence


def by_national_list() -> Callable[[str], Answer]:
    """Code by the occupations in force and everything they are called."""
    coder, isco = title_coder(), isco_codes()

    def answer(title: str) -> Answer:
        for best in coder.code_title(title, limit=1):
            return isco.get(best.code, ""), best.code, best.confidence
        return NOTHING

    return answer


def by_index(path: Path) -> Callable[[str], Answer]:
    """Code by labelled titles; the national code where one and only one has the ISCO-08 code."""
    national: dict[str, list[str]] = {}
    for code, isco in isco_codes().items():
        national.setdefault(isco, []).append(code)
    index = LabelIndex(_labels(path))

    def answer(title: str) -> Answer:
        for best in index.nearest(title, limit=1):
            codes = national.get(best.code, [])
            return best.code, codes[0] if len(codes) == 1 else "", round(1000 * best.score)
        return NOTHING

    return answer


def _labels(path: Path) -> list[tuple[str, str]]:
    """Labels and codes; a code of three digits has lost its leading zero in a spreadsheet (0110)."""
    labels = []
    for line, (label, isco) in _read(path, ("label", "isco")):
        if not re.fullmatch(r"[0-9]{3,4}", isco.strip()):
            complaint = {"line": line, "code": isco[:40]}
            problem = _("Line %(line)d: “%(code)s” is no ISCO-08 code of four digits.") % complaint
            raise CommandError(f"{path}: {problem}")
        labels.append((label, isco.strip().zfill(4)))
    if not any(label.strip() for label, _isco in labels):
        raise CommandError(f"{path}: {_('There is no label in it.')}")
    return labels


def _read(path: Path, names: tuple[str, ...]) -> list[tuple[int, tuple[str, ...]]]:
    try:
        return read_columns(path, names)
    except UnreadableFile as refusal:
        raise CommandError(f"{path}: {refusal}".replace("\0", "?")) from refusal
