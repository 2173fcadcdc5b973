"""Taking over postings published elsewhere: every row becomes a vacancy or a receipt that says why not.

A file is taken in chunks. One transaction writes the vacancies of a chunk, a receipt for each of its rows and
how far the file is taken; whoever takes a chunk holds the row of the batch. So a killed import goes on where
it stopped, and imports of one file in parallel share its chunks. Locks: batch, employers, centre.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from catalog.coders import place_reader, title_coder
from catalog.places import Place
from catalog.vietnamese import normalise_name, sort_key
from centres import audit
from centres.models import Centre, User
from employers.models import Employer
from jobs.actions import reserve_codes
from jobs.models import ImportBatch, ImportRow, Vacancy
from jobs.posting_files import COLUMNS, Cells, PostingFile
from jobs.postings import LONGEST_FIELD, Posting, read_posting

CHUNK = 250  # rows
FIELDS = ("title", "employer", "occupation", "wage", "place", "experience", "posted_on")
IDENTITY = ("title", "employer", "place_text", "wage_text", "experience_text")
LONGEST_NAME = 250  # characters of a title or an employer's name a register keeps
COUNTRY_NOT_SAID = "ZZ"  # ISO 3166 leaves it to users; staff choose the country before they approve

Outcome = ImportRow.Outcome
Findings = dict[str, Any]


@dataclass(frozen=True)
class Terms:
    """How postings are taken over. ``source`` names where they were published, ``gathered_on`` is the day
    "3 days ago" counts from. Employers and vacancies of a trusted source need nobody's approval.
    """

    centre: Centre
    source: str
    gathered_on: date
    is_trusted: bool = False


@dataclass(frozen=True)
class Draft:
    """One row as read. ``ref`` names the posting for ever; ``published`` is what it said of the job."""

    number: int
    ref: str
    posting: Posting
    findings: Findings
    published: str
    is_refused: bool

    @property
    def employer_ref(self) -> str:
        return _digest(sort_key(self.posting.employer.value or ""))


@dataclass(frozen=True)
class Receipt:
    """What became of one row. ``findings``: field -> [status, *reason codes], and details by other keys."""

    number: int
    outcome: str
    findings: Findings
    vacancy: str = ""


def open_batch(*, file: PostingFile, terms: Terms, by: User | None, at: datetime) -> ImportBatch:
    """The batch of these bytes at this centre: a new one, or the one somebody began before."""
    fresh = ImportBatch(
        centre=terms.centre,
        sha256=file.sha256,
        filename=normalise_name(file.name),
        total=len(file.rows),
        started_by=by,
        started_at=at,
    )
    ImportBatch.objects.bulk_create([fresh], ignore_conflicts=True)
    return ImportBatch.objects.get(centre=terms.centre, sha256=file.sha256)


@transaction.atomic
def take_chunk(
    *, batch: ImportBatch, file: PostingFile, terms: Terms, by: User | None, at: datetime
) -> Counter[str]:
    """Take the next rows nobody has taken; rows by outcome, empty when none are left."""
    current = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    drafts = _read_rows(file, current.applied, terms)
    if not drafts:
        return Counter()
    receipts = _write(drafts, current, terms, at)
    ImportRow.objects.bulk_create(receipts)
    current.applied += len(receipts)
    current.finished_at = at if current.applied == current.total else None
    current.save(update_fields=["applied", "finished_at"])
    outcomes = Counter(receipt.outcome for receipt in receipts)
    audit.record(by, "postings.imported", current, at=at, trusted=terms.is_trusted, rows=dict(outcomes))
    return outcomes


def receipts_of(batch: ImportBatch) -> Iterator[Receipt]:
    """What became of every row taken so far, in the order of the file."""
    rows = ImportRow.objects.filter(batch=batch).order_by("number")
    for number, outcome, findings, vacancy in rows.values_list(
        "number", "outcome", "findings", "vacancy__public_id"
    ).iterator(2_000):
        yield Receipt(number, outcome, findings, vacancy or "")


def foresee(file: PostingFile, terms: Terms) -> Iterator[Receipt]:
    """What an import would do with every row. Writes nothing."""
    seen: set[str] = set()
    for start in range(0, len(file.rows), CHUNK):
        drafts = _read_rows(file, start, terms)
        seen |= _known(drafts, terms).keys()
        for draft in drafts:
            yield Receipt(draft.number, _outcome(draft, draft.ref in seen), draft.findings)
            seen.add(draft.ref)


def _outcome(draft: Draft, is_known: bool) -> Outcome:
    if draft.is_refused:
        return Outcome.REFUSED
    return Outcome.KNOWN if is_known else Outcome.CREATED


def _read_rows(file: PostingFile, start: int, terms: Terms) -> list[Draft]:
    readers = {"coder": title_coder(), "places": place_reader(), "as_of": terms.gathered_on}
    rows = enumerate(file.rows[start : start + CHUNK], start + 1)
    return [_read(number, cells, readers) for number, cells in rows]


def _read(number: int, cells: Cells | None, readers: dict[str, Any]) -> Draft:
    posting = read_posting(cells or {}, **readers)
    if cells is None:
        return Draft(number, "", posting, {"row": ["refused", "cell_count"]}, "", is_refused=True)
    findings = _findings(posting)
    published = (normalise_name(cells[name])[:LONGEST_FIELD] for name in COLUMNS[2:])
    return Draft(
        number,
        _digest(*(normalise_name(cells[name]).lower() for name in IDENTITY)),
        posting,
        findings,
        " · ".join(text for text in published if text),
        is_refused="refused" in (findings["title"][0], findings["employer"][0]),
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _findings(posting: Posting) -> Findings:
    readings = (getattr(posting, each.name) for each in fields(posting))
    found: Findings = {
        name: [reading.status, *reading.reasons] for name, reading in zip(FIELDS, readings, strict=True)
    }
    for name in ("title", "employer"):
        if len(getattr(posting, name).value or "") > LONGEST_NAME:
            found[name] = ["refused", "over_250_characters"]
    if posting.codes.value:
        found["confidence"] = posting.codes.value[0].confidence
    if posting.place.value:
        _add_place(found, posting.place.value)
    return found


def _add_place(found: Findings, place: Place) -> None:
    """Note what a vacancy, which has one workplace, does not keep."""
    also = [*place.provinces[1:], *([place.country] if place.provinces and place.country else [])]
    if also or place.other_places:
        found["also"] = {"places": also, "unnamed": place.other_places}
    if place.overseas and not place.provinces and not place.country:
        found["place"] = ["unsure", *found["place"][1:], "no_country"]


def _write(drafts: Sequence[Draft], batch: ImportBatch, terms: Terms, at: datetime) -> list[ImportRow]:
    """Write the vacancies nobody wrote before; a receipt for every row."""
    wanted: dict[str, Draft] = {}
    for draft in drafts:
        if not draft.is_refused:
            wanted.setdefault(draft.ref, draft)
    employers = _employers(wanted.values(), terms, at)
    codes = reserve_codes(centre=terms.centre, count=len(wanted), at=at)  # nobody else adds these meanwhile
    vacancies = _known(drafts, terms)
    fresh = [draft for draft in wanted.values() if draft.ref not in vacancies]
    made = Vacancy.objects.bulk_create(
        _vacancy(draft, employers[draft.employer_ref], code, terms, at)
        for draft, code in zip(fresh, codes, strict=False)
    )
    created = {draft.number for draft in fresh}
    vacancies |= {vacancy.source_ref: vacancy.pk for vacancy in made}
    return [
        ImportRow(
            batch=batch,
            number=draft.number,
            outcome=_outcome(draft, draft.number not in created),
            vacancy_id=None if draft.is_refused else vacancies[draft.ref],
            findings=draft.findings,
        )
        for draft in drafts
    ]


def _known(drafts: Iterable[Draft], terms: Terms) -> dict[str, int]:
    """Reference -> key of the vacancies of these postings that are here already."""
    refs = {draft.ref for draft in drafts if not draft.is_refused}
    here = Vacancy.objects.filter(centre=terms.centre, source=terms.source, source_ref__in=refs)
    return dict(here.values_list("source_ref", "pk"))


def _employers(drafts: Iterable[Draft], terms: Terms, at: datetime) -> dict[str, Employer]:
    """Reference -> employer, registered where the source was never heard to name it before."""
    named: dict[str, str] = {}
    for draft in drafts:
        named.setdefault(draft.employer_ref, draft.posting.employer.value or "")
    here = Employer.objects.filter(centre=terms.centre, source=terms.source, source_ref__in=named)
    missing = named.keys() - set(here.values_list("source_ref", flat=True))
    # in one order for everybody, so that two imports never wait for each other
    Employer.objects.bulk_create(
        (_employer(ref, named[ref], terms, at) for ref in sorted(missing)), ignore_conflicts=True
    )
    if terms.is_trusted:
        pending = here.filter(state=Employer.State.PENDING).order_by("pk").select_for_update(no_key=True)
        Employer.objects.filter(pk__in=[employer.pk for employer in pending]).update(
            state=Employer.State.VERIFIED, moved_at=at, updated_at=at, version=F("version") + 1
        )
    return {employer.source_ref: employer for employer in here.all()}


def _employer(ref: str, name: str, terms: Terms, at: datetime) -> Employer:
    employer = Employer(
        centre=terms.centre,
        state=Employer.State.VERIFIED if terms.is_trusted else Employer.State.PENDING,
        source=terms.source,
        source_ref=ref,
        moved_at=at,
        registered_at=at,
        updated_at=at,
    )
    employer.set_name(name)
    return employer


def _vacancy(draft: Draft, employer: Employer, code: str, terms: Terms, at: datetime) -> Vacancy:
    """A vacancy of one place, as Form 03a has it where the posting does not say how many."""
    posting = draft.posting
    wage, experience = posting.wage.value, posting.experience.value
    coded = posting.codes.value
    is_ready = terms.is_trusted and coded and employer.state == Employer.State.VERIFIED
    vacancy = Vacancy(
        centre=terms.centre,
        employer=employer,
        code=code,
        state=Vacancy.State.APPROVED if is_ready else Vacancy.State.SUBMITTED,
        moved_at=at,
        description=draft.published,
        occupation_id=coded[0].code if coded else None,
        openings=1,
        **_workplace(posting.place.value or Place(), terms.centre.province_id),
        experience=experience.band if experience else "",
        wage_mode=wage.mode if wage else "negotiable",
        wage_min_vnd=wage.min_vnd if wage else None,
        wage_max_vnd=wage.max_vnd if wage else None,
        source=terms.source,
        source_ref=draft.ref,
        posted_on=posting.posted_on.value,
        registered_at=at,
        updated_at=at,
    )
    vacancy.set_title(posting.title.value or "")
    return vacancy


def _workplace(place: Place, home: str) -> dict[str, str | None]:
    """The first province named is the workplace; a place not understood is somewhere in the country."""
    if place.provinces:
        first = place.provinces[0]
        where = Vacancy.Workplace.IN_PROVINCE if first == home else Vacancy.Workplace.ELSEWHERE
        return {"workplace": where, "province_id": first, "country": ""}
    if place.overseas:
        return {"workplace": Vacancy.Workplace.OVERSEAS, "country": place.country or COUNTRY_NOT_SAID}
    return {"workplace": Vacancy.Workplace.ELSEWHERE, "country": ""}
