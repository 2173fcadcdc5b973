"""Postings published elsewhere come in as they are: every row is accounted for, none twice."""

import csv
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import translation

from centres.models import AuditEvent
from employers.models import Employer
from jobs import imports, posting_files
from jobs.imports import Terms
from jobs.models import ImportBatch, ImportRow, Vacancy
from jobs.posting_files import COLUMNS, UnreadableFile, read_file, safe_cell
from tests.bench.lists import address_of
from tests.cast import NOW, TODAY, make_cast, write_catalogue
from tests.jobs.postings import (
    ABROAD,
    COOK,
    NAMELESS,
    ODD,
    SEWING,
    SPREAD,
    csv_text,
    numbered,
    write_lists,
)

ROOT = Path(__file__).parents[2]
PLAIN = csv_text([SEWING, COOK])


@pytest.fixture
def centre(cast):
    write_lists()
    return cast.son_la


@pytest.fixture
def save(tmp_path):
    """``save(rows)``: a file of these postings; text and bytes are written as they are."""

    def write(content, name="postings.csv") -> Path:
        path = tmp_path / name
        text = content if isinstance(content, (str, bytes)) else csv_text(content)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def run(path, *, centre="SLA", gathered_on=TODAY, **options) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("import_vacancies", path, centre=centre, gathered_on=gathered_on, stdout=out, **options)
    return out.getvalue()


def counts() -> tuple[int, ...]:
    models = (ImportBatch, ImportRow, Vacancy, Employer, AuditEvent)
    return tuple(model.objects.count() for model in models)


def test_each_row_becomes_a_vacancy_waiting_for_approval(centre, save):
    run(save([SEWING]), source="exchange")
    [vacancy] = Vacancy.objects.all()
    assert (vacancy.state, vacancy.title, vacancy.openings) == ("submitted", "Công nhân may", 1)
    assert (vacancy.occupation_id, vacancy.occupation_confirmed) == ("8153", False)
    assert (vacancy.workplace, vacancy.province_id, vacancy.country) == ("in_province", "14", "")
    assert (vacancy.wage_mode, vacancy.wage_min_vnd, vacancy.wage_max_vnd) == (
        "monthly",
        7_000_000,
        9_000_000,
    )
    assert (vacancy.experience, vacancy.posted_on) == ("none", date(2026, 3, 13))
    assert (vacancy.source, len(vacancy.source_ref), vacancy.code) == ("exchange", 64, code_of(vacancy))
    assert vacancy.description == "7 - 9 triệu · Sơn La · Không yêu cầu · 3 ngày trước"
    assert (vacancy.employer.name, vacancy.employer.state, vacancy.employer.source) == (
        "Xưởng may Tô Hiệu",
        "pending",
        "exchange",
    )
    [event] = AuditEvent.objects.filter(verb="postings.imported")
    assert event.details == {"trusted": False, "rows": {"created": 1}}


def code_of(vacancy):
    return f"{vacancy.registered_at.year}-000001"


def test_the_first_place_is_the_workplace_and_the_others_are_noted(centre, save):
    run(save([SPREAD, COOK, ABROAD, (*ABROAD[:3], "Nước ngoài", *ABROAD[4:])]))
    places = Vacancy.objects.order_by("pk").values_list("workplace", "province_id", "country")
    assert list(places) == [
        ("elsewhere", "24", ""),
        ("elsewhere", "01", ""),
        ("overseas", None, "JP"),
        ("overseas", None, "ZZ"),
    ]
    findings = list(ImportRow.objects.order_by("number").values_list("findings", flat=True))
    assert findings[0]["also"] == {"places": ["14", "01"], "unnamed": 0}
    assert findings[1]["also"] == {"places": [], "unnamed": 2}
    assert "also" not in findings[2]
    assert findings[3]["place"] == ["unsure", "no_country"]


def test_what_is_not_understood_is_said_and_the_rest_kept(centre, save):
    run(save([ODD, ("Xyzzy", *SEWING[1:])]))
    odd, uncoded = Vacancy.objects.order_by("pk")
    assert (odd.wage_mode, odd.wage_min_vnd, odd.workplace, odd.province_id) == (
        "negotiable",
        None,
        "elsewhere",
        None,
    )
    assert (odd.experience, odd.posted_on, odd.description) == (
        "",
        None,
        "0.0 - 0.1 triệu · Mặt Trăng · nhiều · lâu rồi",
    )
    assert (uncoded.occupation_id, uncoded.state) == (None, "submitted")
    findings = ImportRow.objects.get(number=1).findings
    assert {name: findings[name] for name in ("wage", "place", "experience", "posted_on")} == {
        "wage": ["refused", "zero"],
        "place": ["refused", "no_place"],
        "experience": ["refused", "no_duration"],
        "posted_on": ["refused", "no_date"],
    }
    assert ImportRow.objects.get(number=2).findings["occupation"] == ["refused", "no_occupation"]


def test_a_doubtful_occupation_is_kept_and_marked(centre, save):
    run(save([("Người thợ may vá sửa chữa đồ da giày dép túi xách", *SEWING[1:])]))
    findings = ImportRow.objects.get().findings
    assert findings["occupation"] == ["unsure", "to_confirm"]
    assert 0 < findings["confidence"] < 500
    vacancy = Vacancy.objects.get()
    assert (vacancy.occupation_id, vacancy.occupation_confirmed) == ("7531", False)


def test_rows_without_a_name_or_of_another_shape_are_refused_in_place(centre, save):
    text = csv_text([NAMELESS, SEWING, ("a" * 251, *SEWING[1:])]) + "one,two\r\n"
    run(save(text))
    rows = ImportRow.objects.order_by("number").values_list("number", "outcome", "vacancy")
    assert list(rows) == [
        (1, "refused", None),
        (2, "created", Vacancy.objects.get().pk),
        (3, "refused", None),
        (4, "refused", None),
    ]
    assert ImportRow.objects.get(number=3).findings["title"] == ["refused", "over_250_characters"]
    assert ImportRow.objects.get(number=4).findings == {"row": ["refused", "cell_count"]}


def test_the_same_file_again_adds_nothing(centre, save):
    path = save([SEWING, COOK, NAMELESS])
    run(path)
    before = counts()
    printed = run(path)
    assert "3 of 3 rows of this file were taken before." in printed
    assert "This run took 0 rows and created 0 vacancies." in printed
    assert counts() == before


def test_the_same_posting_in_another_file_or_twice_in_one_is_known(centre, save):
    run(save([SEWING, COOK, SEWING]))
    assert outcomes() == ["created", "created", "known"]
    again = ("  CÔNG NHÂN   MAY ", *SEWING[1:5], "1 tháng trước")
    run(save([again, ABROAD], "later.csv"))
    assert outcomes(batch__filename="later.csv") == ["known", "created"]
    first = Vacancy.objects.get(title="Công nhân may", workplace="in_province")
    assert set(ImportRow.objects.filter(vacancy=first).values_list("number", flat=True)) == {1, 3}
    assert ImportRow.objects.filter(vacancy=first).count() == 3
    assert Vacancy.objects.count() == 3


def outcomes(**which):
    rows = ImportRow.objects.filter(**which).order_by("batch", "number")
    return list(rows.values_list("outcome", flat=True))


def test_another_source_or_another_centre_has_its_own(centre, cast, save):
    path = save([SEWING])
    run(path)
    run(save([SEWING, COOK], "b.csv"), source="elsewhere")
    run(path, centre="LCH")
    assert Vacancy.objects.filter(title="Công nhân may").count() == 3
    own = Vacancy.objects.get(centre=cast.lai_chau)
    assert (own.workplace, own.province_id) == ("elsewhere", "14")


def test_employers_are_told_apart_by_their_tones_and_not_by_their_case(centre, save):
    names = ["Thành Đạt", "THÀNH  ĐẠT.", "Thanh Đạt"]
    run(save([(SEWING[0], name, *SEWING[2:]) for name in names]))
    imported = Employer.objects.filter(source="import").order_by("name")
    assert list(imported.values_list("name", flat=True)) == ["Thanh Đạt", "Thành Đạt"]


def test_a_trusted_exchange_is_approved_at_once_where_an_occupation_is_known(centre, save):
    run(save([SEWING]))
    run(save([("Thợ may", *SEWING[1:]), ("Xyzzy", *SEWING[1:])], "more.csv"), approve=True)
    assert list(Vacancy.objects.order_by("pk").values_list("state", flat=True)) == [
        "submitted",
        "approved",
        "submitted",
    ]
    employer = Employer.objects.get(source="import")
    assert (employer.state, employer.version) == ("verified", 2)


def test_an_employer_staff_suspended_stays_suspended(centre, save):
    run(save([SEWING]))
    Employer.objects.filter(source="import").update(state="suspended", state_reason="Lừa đảo")
    run(save([("Thợ may", *SEWING[1:])], "more.csv"), approve=True)
    assert Employer.objects.get(source="import").state == "suspended"
    assert Vacancy.objects.get(title="Thợ may").state == "submitted"


def test_a_dry_run_says_the_same_and_writes_nothing(centre, save):
    run(save([SEWING]))
    before = counts()
    path = save([SEWING, COOK, COOK, NAMELESS], "next.csv")
    foreseen = run(path, dry_run=True)
    assert counts() == before
    done = run(path)
    assert table_of(foreseen) == table_of(done)
    assert "vacancy created: 1\nalready here: 2\nrefused: 1\n4 of 4 rows accounted for." in foreseen


def table_of(printed):
    return [line for line in printed.splitlines() if "%" in line or ":" in line]


def test_the_summary_counts_every_field(centre, save):
    printed = run(save([SEWING, ODD, NAMELESS]))
    [wage] = [line.split() for line in printed.splitlines() if line.startswith("wage")]
    assert wage == ["wage", "2", "66.67%", "0", "0.00%", "1", "33.33%"]
    assert "3 of 3 rows accounted for." in printed


def test_the_report_names_every_row_and_runs_no_formula(centre, save, tmp_path):
    report = tmp_path / "report.csv"
    evil = ('=HYPERLINK("http://x","Thợ may")', "@SUM(A1)", *ODD[2:])
    run(save(csv_text([SPREAD, evil]) + "+1,-1\r\n"), report=report)
    with report.open(encoding="utf-8-sig", newline="") as file:
        header, *lines = list(csv.reader(file))
    assert header[:5] == ["row", "outcome", "vacancy", "title", "employer"]
    assert [line[:2] for line in lines] == [["1", "created"], ["2", "created"], ["3", "refused"]]
    spread = Vacancy.objects.get(title="Đầu bếp")
    assert lines[0][2:5] == [spread.public_id, "Đầu bếp", "Bếp Việt"]
    assert lines[0][5:] == [*["understood"] * 7, "", "14 01"]
    assert lines[1][3:5] == ["'" + evil[0], "'@SUM(A1)"]
    assert "title:formula_prefix employer:formula_prefix" in lines[1][12]
    assert lines[2][5:] == [*["refused"] * 7, "row:cell_count", ""]


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


@pytest.mark.parametrize(
    "option", [{"centre": "XXX"}, {"centre": None}, {"source": " "}, {"source": "x" * 41}]
)
def test_options_that_name_nothing_are_refused(option, centre, save):
    before = counts()
    with pytest.raises(CommandError):
        run(save([SEWING]), **option)
    assert counts() == before


def test_a_report_that_cannot_be_written_stops_the_import(centre, save, tmp_path):
    before = counts()
    with pytest.raises(CommandError, match="The report cannot be written"):
        run(save([SEWING]), report=tmp_path)
    assert counts() == before


def test_an_import_that_broke_off_goes_on_where_it_stopped(centre, save, monkeypatch):
    path = save(numbered(600))
    monkeypatch.setattr("jobs.management.commands.import_vacancies.Command.progress", break_off)
    with pytest.raises(ZeroDivisionError):
        run(path)
    assert ImportBatch.objects.get().applied == ImportRow.objects.count() == Vacancy.objects.count() == 250
    monkeypatch.undo()
    assert "This run took 350 rows and created 350 vacancies." in run(path)
    assert sorted(ImportRow.objects.values_list("number", flat=True)) == list(range(1, 601))
    assert (Vacancy.objects.count(), Employer.objects.filter(source="import").count()) == (600, 50)


def break_off(*_, **__):
    raise ZeroDivisionError


def test_a_chunk_that_fails_leaves_nothing_of_itself(centre, save, monkeypatch):
    file = read_file(save(numbered(10)))
    terms = Terms(centre, "import", TODAY)
    batch = imports.open_batch(file=file, terms=terms, by=None, at=NOW)
    before = counts()
    monkeypatch.setattr("jobs.imports.audit.record", break_off)
    with pytest.raises(ZeroDivisionError):
        imports.take_chunk(batch=batch, file=file, terms=terms, by=None, at=NOW)
    assert counts() == before
    assert ImportBatch.objects.get().applied == 0


@pytest.fixture
def committed(transactional_db):
    """The cast and the lists where other connections see them."""
    write_catalogue()
    write_lists()
    return make_cast().son_la


def test_four_imports_at_once_make_one_set_of_rows(committed, save):
    path, start, problems = save(numbered(1_100)), threading.Barrier(4), []

    def one():
        try:
            start.wait()
            run(path)
        except Exception as problem:  # shown by the assertion below
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert (ImportBatch.objects.get().applied, Vacancy.objects.count()) == (1_100, 1_100)
    assert sorted(ImportRow.objects.values_list("number", flat=True)) == list(range(1, 1_101))


def test_overlapping_files_at_once_share_postings_and_employers(committed, save):
    rows, problems = numbered(400), []
    paths = [save(rows, "a.csv"), save(rows[::-1], "b.csv"), save(rows[200:] + rows[:200], "c.csv")]

    def one(path):
        try:
            run(path, approve=True)
        except Exception as problem:  # shown by the assertion below
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert Vacancy.objects.count() == 400
    assert Employer.objects.filter(source="import").count() == 50
    found = ImportRow.objects.values_list("outcome", flat=True)
    assert sorted(found) == ["created"] * 400 + ["known"] * 800


def test_a_killed_import_is_resumed_and_every_row_accounted_for_once(committed, save):
    path = save(numbered(2_000))
    address = address_of(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "import_vacancies", path, "--centre", "SLA"],
        env=os.environ | {"DATABASE_URL": address, "CI_NO_BOOTSTRAP": "1"},
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not ImportBatch.objects.filter(applied__gt=0).exists():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    applied = ImportBatch.objects.get().applied
    assert 0 < applied < 2_000
    assert ImportRow.objects.count() == Vacancy.objects.count() == applied
    assert f"This run took {2_000 - applied} rows" in run(path)
    assert sorted(ImportRow.objects.values_list("number", flat=True)) == list(range(1, 2_001))
    assert Vacancy.objects.count() == 2_000
