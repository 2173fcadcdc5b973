"""Postings published elsewhere come in as they are: every row is accounted for, none twice."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError

from centres.models import AuditEvent
from employers.models import Employer
from jobs import imports
from jobs.imports import Terms
from jobs.models import ImportBatch, ImportRow, Vacancy
from jobs.posting_files import read_file
from tests.cast import NOW, TODAY
from tests.jobs.importing import counts, run
from tests.jobs.postings import (
    ABROAD,
    COOK,
    NAMELESS,
    ODD,
    SEWING,
    SPREAD,
    csv_text,
    numbered,
)

ROOT = Path(__file__).parents[2]
PLAIN = csv_text([SEWING, COOK])


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
    assert 0 < findings["confidence"] < 700
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
