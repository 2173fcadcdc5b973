"""``manage.py import_vacancies``: take over postings published elsewhere and account for every row."""

import csv
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.models import Centre
from jobs import imports
from jobs.imports import FIELDS, Receipt, Terms
from jobs.models import ImportRow
from jobs.posting_files import COLUMNS, PostingFile, UnreadableFile, read_file, safe_cell

FIELD_NAMES = dict(
    zip(
        FIELDS,
        (
            gettext_lazy("job title"),
            gettext_lazy("employer"),
            gettext_lazy("occupation"),
            gettext_lazy("wage"),
            gettext_lazy("place"),
            gettext_lazy("experience"),
            gettext_lazy("posted on"),
        ),
        strict=True,
    )
)
STATUSES = {
    "understood": gettext_lazy("understood"),
    "unsure": gettext_lazy("unsure"),
    "refused": gettext_lazy("refused"),
}
LONGEST_SOURCE = 40


class Command(BaseCommand):
    help = "Take over postings published elsewhere, from a CSV file as it is. Safe to run again at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=f"CSV in UTF-8 with the columns {', '.join(COLUMNS)}")
        parser.add_argument(
            "--centre", metavar="CODE", help="the centre that keeps them (the only one there is)"
        )
        parser.add_argument("--source", default="import", metavar="NAME", help="where they were published")
        parser.add_argument(
            "--gathered-on",
            type=date.fromisoformat,
            metavar="DATE",
            help='the day "3 days ago" counts from (today)',
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--report", type=Path, metavar="OUT.csv", help="write what became of every row")
        parser.add_argument(
            "--approve",
            action="store_true",
            help="for a trusted exchange, and for measuring: verify the employers and approve the vacancies "
            "that have an occupation",
        )

    def handle(self, *, file, report, dry_run, **options):
        terms = _terms(options)
        try:
            postings = read_file(file)
        except UnreadableFile as refusal:
            raise CommandError(f"{file}: {refusal}".replace("\0", "?")) from refusal
        if postings.ignored:
            self.stdout.write(_("Columns nobody reads: %(names)s") % {"names": ", ".join(postings.ignored)})
        with _opened(report) as out:
            started = time.monotonic()
            receipts = self.foresee(postings, terms) if dry_run else self.take(postings, terms)
            self.summarise(receipts, len(postings.rows), time.monotonic() - started)
            if out is not None:
                write_report(out, postings, receipts)

    def foresee(self, postings: PostingFile, terms: Terms) -> list[Receipt]:
        receipts = []
        for receipt in imports.foresee(postings, terms):
            receipts.append(receipt)
            if receipt.number % imports.CHUNK == 0:
                self.progress(receipt.number, len(postings.rows))
        self.stdout.write("\n" + _("Nothing was written."))
        return receipts

    def take(self, postings: PostingFile, terms: Terms) -> list[Receipt]:
        batch = imports.open_batch(file=postings, terms=terms, by=None, at=timezone.now())
        if batch.applied:
            done = {"done": batch.applied, "total": batch.total}
            self.stdout.write(_("%(done)d of %(total)d rows of this file were taken before.") % done)
        taken: Counter[str] = Counter()
        while chunk := imports.take_chunk(
            batch=batch, file=postings, terms=terms, by=None, at=timezone.now()
        ):
            taken += chunk
            self.progress(batch.applied + taken.total(), batch.total)
        made = {"rows": taken.total(), "created": taken[ImportRow.Outcome.CREATED]}
        self.stdout.write("\n" + _("This run took %(rows)d rows and created %(created)d vacancies.") % made)
        return list(imports.receipts_of(batch))

    def progress(self, done: int, total: int) -> None:
        self.stdout.write("\r" + _("%(done)d of %(total)d rows") % {"done": done, "total": total}, ending="")
        self.stdout.flush()

    def summarise(self, receipts: Iterable[Receipt], total: int, seconds: float) -> None:
        statuses: Counter[tuple[str, str]] = Counter()
        outcomes: Counter[str] = Counter()
        for receipt in receipts:
            outcomes[receipt.outcome] += 1
            statuses.update(
                (field, receipt.findings[field][0]) for field in FIELDS if field in receipt.findings
            )
        self.stdout.write(f"{'':<14}" + "".join(f"{name:>22}" for name in STATUSES.values()))
        for field, name in FIELD_NAMES.items():
            counts = [statuses[field, status] for status in STATUSES]
            shares = "".join(f"{count:>13,} {count / total:>7.2%}" for count in counts)
            self.stdout.write(f"{name:<14}{shares}")
        for outcome in ImportRow.Outcome:
            self.stdout.write(f"{outcome.label}: {outcomes[outcome]:,}")
        accounted = {"done": outcomes.total(), "total": total}
        self.stdout.write(_("%(done)d of %(total)d rows accounted for.") % accounted)
        speed = {"seconds": seconds, "rate": total / max(seconds, 0.001)}
        self.stdout.write(_("%(seconds).1f s, %(rate).0f rows a second.") % speed)


def _terms(options: dict) -> Terms:
    centres = Centre.objects.order_by("code")
    code = options["centre"]
    found = list(centres.filter(code=code) if code else centres)
    if len(found) != 1:
        codes = ", ".join(centres.values_list("code", flat=True))
        raise CommandError(_("Name the centre with --centre; there are: %(codes)s.") % {"codes": codes})
    source = options["source"].strip()
    if not 0 < len(source) <= LONGEST_SOURCE or not source.isprintable():
        raise CommandError(_("A source is named with 1 to %(most)d characters.") % {"most": LONGEST_SOURCE})
    gathered_on = options["gathered_on"] or timezone.localdate()
    return Terms(found[0], source, gathered_on, is_trusted=options["approve"])


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[str] | None]:
    """The report, opened before anything is imported: a report that cannot be kept stops the import."""
    if path is None:
        yield None
        return
    try:
        out = path.open("w", encoding="utf-8-sig", newline="")  # with the mark by which Excel knows UTF-8
    except (OSError, ValueError) as problem:
        raise CommandError(_("The report cannot be written to %(path)s.") % {"path": path}) from problem
    with out:
        yield out


def write_report(out: IO[str], postings: PostingFile, receipts: Iterable[Receipt]) -> None:
    """One line a row: outcome, vacancy, what was published, per field the status, then field:reason codes."""
    writer = csv.writer(out)
    writer.writerow(["row", "outcome", "vacancy", "title", "employer", *FIELDS, "reasons", "also"])
    for receipt in receipts:
        cells = postings.rows[receipt.number - 1] or {}
        found = receipt.findings
        reasons = [f"{field}:{code}" for field in ("row", *FIELDS) for code in found.get(field, [""])[1:]]
        also = found.get("also", {"places": [], "unnamed": 0})
        more = [*also["places"], *([f"+{also['unnamed']}"] if also["unnamed"] else [])]
        line = [
            *(str(receipt.number), receipt.outcome, receipt.vacancy),
            *(cells.get(name, "") for name in ("title", "employer")),
            *(found.get(field, ["refused"])[0] for field in FIELDS),
            *(" ".join(reasons), " ".join(more)),
        ]
        writer.writerow(map(safe_cell, line))
