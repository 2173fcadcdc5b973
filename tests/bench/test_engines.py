"""The bench on a small register: every engine that is installed gives the answer of the reference."""

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from centres.models import Centre
from jobs.kernel.pool import Pool
from jobs.matching.compiled import compile_opening
from jobs.matching.policy import default_policy
from jobs.models import Vacancy
from jobs.seekers import seekers_of
from seeds.accounts import ensure_centre
from seeds.bench.bench import Bench, profiles
from seeds.bench.edits import KINDS, Scene
from seeds.bench.formula import Question
from seeds.bench.loading import by_instances, by_rows
from seeds.bench.measure import Mismatch, Report, Series, Skipped, first_difference
from seeds.bench.peers import Hit, Missing
from seeds.bench.peers.duck import Duck
from seeds.bench.peers.inverted import highest
from seeds.bench.peers.kernel import Kernel
from seeds.bench.peers.orm import Orm
from seeds.bench.peers.scalar import Scalar
from seeds.bench.peers.set_sql import SetSql
from seeds.bench.peers.wide_sql import WideSql
from seeds.bench.postings import SOURCE, make_postings
from seeds.bench.register import Filling
from seeds.bench.sections import all_pairs, fair, load, match, reverse, store
from seeds.catalogue import seed
from seeds.demand import make_demand
from seeds.province import generate

AT = datetime(2026, 3, 16, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
WORKERS, VACANCIES = 600, 6
ALWAYS_HERE = {"scalar reference", "SQL as an ORM writes it", "SQL, set-based", "SQL, one wide row"}


@pytest.fixture(scope="module")
def register(django_db_setup, django_db_blocker) -> Iterator[Centre]:
    """A register of the bench in the test database, for the tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        for _ in seed(on=AT.date()):
            pass
        centre = ensure_centre("14")
        generate(centre, count=WORKERS, seed=1, at=AT, progress=lambda done, count: None)
        make_demand(centre, seed=1, at=AT)
        make_postings(centre, VACANCIES, seed=1, at=AT)
        yield centre
        transaction.set_rollback(True)


@pytest.fixture
def bench(register, db) -> Bench:
    """A short run on it."""
    filling = Filling(WORKERS, 1, "2026-03-16")
    return Bench(register, filling, VACANCIES, Report(io.StringIO(), workers=WORKERS))


def said(bench: Bench) -> str:
    return bench.report.out.getvalue()


def test_every_engine_gives_the_hundred_of_the_reference(bench):
    match.run(bench)
    rows = bench.report.rows
    assert {row["policy"] for row in rows} == {"baseline", "skills-heavy"}
    assert {row["engine"] for row in rows} == {"kernel"}
    assert {row["peer"] for row in rows} >= ALWAYS_HERE
    assert all(row["vacancies"] == VACANCIES and row["workers"] == WORKERS for row in rows)
    assert all(
        row["ratio"] == pytest.approx(row["peer_ms"] / row["engine_ms"], rel=0.02, abs=0.002) for row in rows
    )
    for library in (
        "DuckDB, 1 thread",
        "Polars, 1 thread",
        "tantivy, filter then score",
        "pgvector HNSW, then SQL",
    ):
        assert f"{library}: ready" in said(bench) or f"{library}: skipped: " in said(bench)


@pytest.mark.parametrize("peer", [WideSql, SetSql, Orm, Kernel])
def test_a_wrong_answer_fails_the_run_and_names_the_first_difference(bench, monkeypatch, peer):
    right = peer.top

    def wrong(self, question):
        first, second, *rest = right(self, question)
        return [first, second._replace(w=second.w + 1), *rest]

    monkeypatch.setattr(peer, "top", wrong)
    monkeypatch.setattr(match, "PEERS", (peer,) if peer is not Kernel else ())
    bench.vacancies = 1
    with pytest.raises(Mismatch, match=rf"^{peer.name}, vacancy \d+, profile general: place 2: Hit\("):
        match.run(bench)


def test_a_peer_that_is_not_installed_is_named(bench, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)  # as if it could not be imported
    with pytest.raises(Missing, match="duckdb is not installed"):
        Duck().open(bench.world)
    assert match._opened(bench, [Duck()]) == []
    assert "  DuckDB, 1 thread: skipped: duckdb is not installed\n" in said(bench)


def test_nobody_beyond_a_band_of_occupations_scores_above_its_bound(bench):
    """What lets the search engine stop early holds for everybody."""
    (opening,) = bench.openings(1)
    compiled = compile_opening(opening, profiles()["baseline"])
    from_codes = [
        seeker
        for seeker in bench.seekers
        if seeker.wished and opening.occupation[0] not in "".join(seeker.wished)[::4]
    ]
    known = [one for one in from_codes if all(job.code[0] != opening.occupation[0] for job in one.past)]
    assert len(known) > 50
    bound = highest(compiled, 0)
    assert bound < highest(compiled, 500) < highest(compiled, 1000) == 10_000
    assert max(compiled.scores(one)[2] for one in known) <= bound


def test_every_way_of_reading_gives_the_same_seekers(bench):
    facts = (bench.centre, default_policy(), AT.date())
    expected = seekers_of(bench.centre, policy=default_policy(), as_of=AT.date())
    assert len(expected) > 400
    assert by_instances(*facts) == expected
    assert by_rows(*facts) == expected


def test_the_other_sections_compare_what_they_time(bench):
    for section in (load, all_pairs, reverse, store):
        section.run(bench)
    peers = {(row["section"], row["peer"]) for row in bench.report.rows}
    assert {
        ("load", "ORM instances"),
        ("load", "values_list"),
        ("all-pairs", "scalar reference, extrapolated"),
        ("all-pairs", "scan limit"),
        ("reverse", "scalar reference"),
        ("store", "one row a match, COPY"),
        ("store", "one row a match, bulk_create"),
        ("store", "one row a match"),
    } == peers


def test_reverse_refuses_an_answer_that_differs(bench, monkeypatch):
    right = reverse.prospects_of

    def wrong(person, **options):
        found = right(person, **options)
        return replace(found, listed=found.listed[1:])

    monkeypatch.setattr(reverse, "prospects_of", wrong)
    with pytest.raises(Mismatch, match=r"^reverse, person \d+: place 1: "):
        reverse.run(bench)


def test_store_refuses_a_list_that_is_read_otherwise(bench, monkeypatch):
    monkeypatch.setattr(store, "_read", lambda key: [])
    with pytest.raises(Mismatch, match=r"^store, vacancy \d+: "):
        store.run(bench)


def test_every_kind_of_edit_is_told_by_the_log_and_no_edit_repeats_the_one_before(bench):
    scene, people = Scene.of(bench.centre), [seeker.id for seeker in bench.seekers]
    facts = {"policy": default_policy(), "as_of": AT.date()}
    for number, kind in enumerate(KINDS, 1):
        before = seekers_of(bench.centre, **facts)
        for turn in (1, 2):
            scene.edit(kind, people[2 * number + turn], turn, AT + timedelta(seconds=turn))
        after = seekers_of(bench.centre, **facts)
        was = {seeker.id: seeker for seeker in before}
        assert len([seeker for seeker in after if was.get(seeker.id) != seeker]) == 2, kind


def test_all_pairs_refuses_a_list_that_differs(bench, monkeypatch):
    whole = Pool.of(bench.seekers)
    monkeypatch.setattr(Kernel, "open", lambda self, world: None)
    monkeypatch.setattr(Kernel, "pool", whole.replace([], gone=whole.ids[::2].tolist()), raising=False)
    monkeypatch.setattr(Kernel, "policy", default_policy(), raising=False)
    monkeypatch.setattr(Kernel, "close", lambda self: None)
    with pytest.raises(Mismatch, match=r"^all pairs, vacancy \d+, profile baseline: place \d+: "):
        all_pairs.run(bench)


def test_a_posting_stays_the_same_however_many_are_made(bench):
    make_postings(bench.centre, 40, seed=1, at=AT)
    columns = ("source_ref", "occupation_id", "wage_min_vnd", "commune_id", "importance", "experience")
    postings = Vacancy.objects.filter(source=SOURCE).order_by("source_ref")
    some = list(postings.values_list(*columns))
    make_postings(bench.centre, 90, seed=1, at=AT)
    assert list(postings.values_list(*columns)[:40]) == some
    assert postings.count() == 90
    assert postings.open_on(AT.date()).count() == 90


def test_the_reference_counts_who_is_eligible(bench):
    oracle = Scalar()
    oracle.open(bench.world)
    (opening,) = bench.openings(1)
    hits = oracle.top(Question(opening, profiles()["baseline"]))
    assert len(hits) == 100 <= oracle.eligible <= len(bench.seekers)
    assert [hit.m for hit in hits] == sorted((hit.m for hit in hits), reverse=True)


def test_fairs_are_skipped_by_name(bench):
    with pytest.raises(Skipped, match="fair timetables are not part of the product yet"):
        fair.run(bench)


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ({"sections": "match,speed"}, "There is no section speed; there are match, all-pairs"),
        ({"workers": 0}, "--workers is a number from 1 to 1,000,000"),
        ({"vacancies": 0}, "--vacancies at least 1"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_made(options, refusal):
    with pytest.raises(CommandError, match=refusal):
        call_command("bench", **options)


def test_rows_and_words_of_a_report():
    out = io.StringIO()
    report = Report(out, workers=5)
    engine, peer = Series("fast"), Series("slow")
    engine.wall, engine.cpu = [0.001, 0.003], [0.001, 0.001]
    peer.wall, peer.cpu = [0.02, 0.02], [0.01, 0.03]
    report.table("match", engine, [peer], vacancies=2, policy="baseline")
    assert json.loads(json.dumps(report.rows)) == [
        {
            "section": "match",
            "workers": 5,
            "vacancies": 2,
            "policy": "baseline",
            "engine": "fast",
            "peer": "slow",
            "ratio": 10.0,
            "engine_ms": 2.0,
            "peer_ms": 20.0,
        }
    ]
    assert out.getvalue().splitlines()[1].split() == ["fast", "1.00", "2.00", "3.00", "1.00", "1"]
    assert out.getvalue().splitlines()[2].split() == ["slow", "20.00", "20.00", "20.00", "20.00", "10.0"]


def test_the_first_difference_is_told():
    a, b = Hit(1, 2, 3, 4), Hit(1, 2, 3, 5)
    assert first_difference([a, a], [a, b]) == f"place 2: {a} expected, {b} found"
    assert first_difference([a, a], [a]) == "2 places expected, 1 found"
