"""store: a shortlist as one row of arrays, against a row for every match with the usual three indexes."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection, models, transaction
from django.test.utils import isolate_apps

from jobs.matching.codec import digest, encode
from jobs.matching.results import GateResult, Place, Ranked
from jobs.models import MatchRun
from jobs.models.vacancy import LIST_COLUMNS
from jobs.runs import Made, people_of, ranking_of
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


with isolate_apps("seeds"):  # not a table of the product, so no migration may see it

    class ListedPerson(models.Model):
        """One person on one list."""

        vacancy_id = models.BigIntegerField()
        worker_id = models.BigIntegerField()
        position = models.IntegerField()
        score = models.IntegerField()
        employer_score = models.IntegerField()
        worker_score = models.IntegerField()
        tier = models.IntegerField()
        merit_rank = models.IntegerField()
        level = models.IntegerField(null=True)
        confirm = models.TextField()
        made_at = models.DateTimeField()

        objects: ClassVar[models.Manager[Any]] = models.Manager()

        class Meta:
            app_label = "seeds"
            db_table = TABLE
            managed = False

        def __str__(self) -> str:
            return f"{self.position}"


class Undo(Exception):
    """Ends the transaction of a trial."""


def run(bench: Bench) -> None:
    """Write and read the same lists every way in one transaction that is undone. Raises Mismatch."""
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
    at, stored = bench.filling.at, []
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
    store_runs([(None, each) for each in made], at=at)  # the openings are on record, whoever comes first
    arrays = Series("one row of arrays a list")
    copied, saved = Series("one row a match, COPY"), Series("one row a match, bulk_create")
    for first in range(0, len(made), CHUNK):
        chunk = made[first : first + CHUNK]
        copied.time(_copy, chunk, at)
        stored += [run.pk for run in arrays.time(store_runs, [(None, each) for each in chunk], at=at)]
        with transaction.atomic():  # the same rows once more, but for the time they take
            saved.time(_save, chunk, at)
            transaction.set_rollback(True)
    reading = [Series("one row of arrays a list"), Series("one row a match")]
    for key, each in zip(stored, made, strict=True):
        _compare(key, each, *reading)
    grown, size = _size_of_runs(stored), _size(TABLE)
    about = {"vacancies": len(made), "policy": "as the product"}
    bench.report.say(f"  writing {len(made):,} lists, {CHUNK} at a time; with what replays need")
    bench.report.table("store", arrays, [copied, saved], **about)
    bench.report.say("  reading the people of one list")
    bench.report.table("store", reading[0], reading[1:], **about)
    bench.report.say(
        f"  {grown / len(made):,.0f} bytes a list against {size / len(made):,.0f},"
        f" {size / max(grown, 1):.1f} times"
    )


def _compare(key: int, made: Made, reading: Series, selecting: Series) -> None:
    """Read one list both ways; both are the list that was made. Raises Mismatch."""
    expected = list(made.ranking.ranked)
    for listed in (reading.time(_read, key), selecting.time(_select, made.vacancy.pk)):
        if listed != expected:
            raise Mismatch(f"store, vacancy {made.vacancy.pk}: {first_difference(expected, listed)}")
    if ranking_of(MatchRun.objects.select_related("policy", "profile").get(pk=key)) != made.ranking:
        raise Mismatch(f"store, vacancy {made.vacancy.pk}: what is stored is not what was made")


def _read(key: int) -> list[Ranked]:
    return list(people_of(MatchRun.objects.only(*LIST_COLUMNS).get(pk=key)))


def _copy(chunk: Sequence[Made], at: datetime) -> None:
    """A run without its list, sealed by the same digest, and a row for everybody on the list."""
    _bare_runs(chunk, at)
    with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} ({COLUMNS}) FROM STDIN") as copy:
        for each in chunk:
            for person in each.ranking.ranked:
                copy.write_row((each.vacancy.pk, *_columns(person), at))


def _save(chunk: Sequence[Made], at: datetime) -> None:
    """The same as instances."""
    _bare_runs(chunk, at)
    names = COLUMNS.split(", ")
    ListedPerson.objects.bulk_create(
        ListedPerson(**dict(zip(names, (each.vacancy.pk, *_columns(person), at), strict=True)))
        for each in chunk
        for person in each.ranking.ranked
    )


def _bare_runs(chunk: Sequence[Made], at: datetime) -> None:
    bare = [replace(each, ranking=replace(each.ranking, ranked=(), promises=())) for each in chunk]
    store_runs([(None, each) for each in bare], at=at)
    for each in chunk:
        digest(encode(each.ranking))


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
