"""store: a shortlist as one row of arrays, against a row for every match with the usual three indexes."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from jobs.matching.codec import digest, encode
from jobs.matching.results import GateResult, Place, Ranked, Ranking
from jobs.models import MatchRun
from jobs.runs import Made, ranking_of
from jobs.runs import store as store_runs
from seeds.bench.bench import Bench
from seeds.bench.lists import desk_of, ranked
from seeds.bench.measure import Mismatch, Series, first_difference

VACANCIES, CHUNK = 300, 50
TABLE = "bench_match"
CREATE = f"""
CREATE TABLE {TABLE} (
    id bigserial PRIMARY KEY, vacancy_id bigint NOT NULL, worker_id bigint NOT NULL, position int NOT NULL,
    score int NOT NULL, employer_score int NOT NULL, worker_score int NOT NULL, tier int NOT NULL,
    merit_rank int NOT NULL, level int, confirm text NOT NULL, made_at timestamptz NOT NULL
);
CREATE INDEX ON {TABLE} (vacancy_id, position);
CREATE INDEX ON {TABLE} (worker_id);
CREATE INDEX ON {TABLE} (vacancy_id, score);
"""
COLUMNS = (
    "vacancy_id, worker_id, position, score, employer_score, worker_score, tier, merit_rank, level, confirm,"
    " made_at"
)


class Undo(Exception):
    """Ends the transaction of a trial."""


def run(bench: Bench) -> None:
    """Write and read the same lists both ways in one transaction that is undone. Raises Mismatch."""
    at = bench.filling.at
    desk = desk_of(bench, at)
    made = ranked(bench, desk, bench.rows(bench.count(VACANCIES)))
    try:
        with transaction.atomic():
            _try(bench, made)
            raise Undo
    except Undo:
        pass


def _try(bench: Bench, made: Sequence[Made]) -> None:
    at = bench.filling.at
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
    arrays, rows = Series("one row of arrays a list"), Series("one row a match, three indexes")
    reading, selecting = Series("one row of arrays a list"), Series("one row a match, three indexes")
    stored: list[int] = []
    for turn, first in enumerate(range(0, len(made), CHUNK)):
        chunk = made[first : first + CHUNK]
        if turn % 2:  # whoever comes second finds the openings written
            rows.time(_insert, chunk, at)
        runs = arrays.time(store_runs, [(None, each) for each in chunk], at=at)
        if not turn % 2:
            rows.time(_insert, chunk, at)
        stored += [run.pk for run in runs]
        for run, each in zip(runs, chunk, strict=True):
            ranking = reading.time(_read, run.pk)
            if ranking != each.ranking:
                difference = first_difference(list(each.ranking.ranked), list(ranking.ranked))
                raise Mismatch(f"store, vacancy {each.vacancy.pk}: {difference}")
            listed = selecting.time(_select, each.vacancy.pk)
            if listed != (expected := list(each.ranking.ranked)):
                raise Mismatch(f"store, rows of {each.vacancy.pk}: {first_difference(expected, listed)}")
    grown, size = _size_of_runs(stored), _size(TABLE)
    about = {"vacancies": len(made), "policy": "as the product"}
    bench.report.say(f"  writing {len(made):,} lists, {CHUNK} at a time; with what replays need")
    bench.report.table("store", arrays, [rows], **about)
    bench.report.say("  reading one list")
    bench.report.table("store", reading, [selecting], **about)
    bench.report.say(
        f"  {grown / len(made):,.0f} bytes a list against {size / len(made):,.0f},"
        f" {size / max(grown, 1):.1f} times"
    )


def _read(key: int) -> Ranking:
    return ranking_of(MatchRun.objects.select_related("policy", "profile").get(pk=key))


def _insert(chunk: Sequence[Made], at: datetime) -> None:
    """A run without its list, sealed by the same digest, and a row for everybody on the list."""
    bare = [replace(each, ranking=replace(each.ranking, ranked=(), promises=())) for each in chunk]
    store_runs([(None, each) for each in bare], at=at)
    for each in chunk:
        digest(encode(each.ranking))
    with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} ({COLUMNS}) FROM STDIN") as copy:
        for each in chunk:
            for person in each.ranking.ranked:
                copy.write_row((each.vacancy.pk, *_columns(person), at))


def _columns(person: Ranked) -> tuple[Any, ...]:
    place = person.place
    confirm = json.dumps([(gate.code, gate.subject, gate.fix) for gate in person.confirm])
    scores = (person.score, person.employer_score, person.worker_score, person.tier)
    return person.id, place.position, *scores, place.rank_without_priority, place.level, confirm


def _select(vacancy: int) -> list[Ranked]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM {TABLE} WHERE vacancy_id = %s ORDER BY position", [vacancy])
        return [_person(row) for row in cursor.fetchall()]


def _person(row: Sequence[Any]) -> Ranked:
    _vacancy, worker, position, score, e, w, tier, merit, level, confirm, _made_at = row
    doubts = tuple(GateResult(code, about, "unknown", fix) for code, about, fix in json.loads(confirm))
    place = Place(position, merit, "merit" if level is None else "reserved", level)
    return Ranked(worker, tier, e, w, score, place, doubts)


def _size_of_runs(keys: Sequence[int]) -> int:
    """What these runs take, indexes included, in a table that holds nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_run (LIKE jobs_matchrun INCLUDING ALL)")
        cursor.execute("INSERT INTO bench_run SELECT * FROM jobs_matchrun WHERE id = ANY(%s)", [list(keys)])
    return _size("bench_run")


def _size(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [table])
        return int(cursor.fetchone()[0])
