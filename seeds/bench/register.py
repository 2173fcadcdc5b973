"""The database of the bench: beside the product's, on the same server, filled by the province generator.

It carries in its comment what it was filled with. A database without that comment was not finished and is
made again; one with it is used again, so a second run starts at once.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from centres.models import Centre
from jobs.models import Vacancy
from seeds.accounts import ensure_centre
from seeds.bench.postings import SOURCE, make_postings
from seeds.catalogue import seed as seed_catalogue
from seeds.demand import make_demand
from seeds.province import generate

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
PROVINCE = "14"
LAYOUT = 1  # raise it when the same seed gives another register

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Filling:
    """What a bench database was filled with."""

    workers: int
    seed: int
    on: str  # the day the register is read, ISO 8601
    layout: int = LAYOUT

    @property
    def at(self) -> datetime:
        """Noon of that day in Vietnam."""
        return datetime.combine(datetime.fromisoformat(self.on).date(), time(12), VIETNAM)


def name_for(workers: int) -> str:
    """The name of the bench database of that size, beside the product's."""
    return f"{connection.settings_dict['NAME']}_bench_{workers}"


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Point Django at another database of the same server, and back."""
    connection.close()
    own, pools = connection.settings_dict["NAME"], settings.MATCH_POOLS
    connection.settings_dict["NAME"] = name
    settings.MATCH_POOLS = Path(pools) / name  # a centre of the product may have the same key
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"], settings.MATCH_POOLS = own, pools


def ensure_register(name: str, *, workers: int, seed: int, at: datetime, progress: Progress) -> Filling:
    """Make the database unless a finished one of this size and seed is there; returns what is in it."""
    found = _read_filling(name)
    if found and (found.workers, found.seed, found.layout) == (workers, seed, LAYOUT):
        with connected_to(name):
            call_command("migrate", verbosity=0)
        return found
    filling = Filling(workers, seed, at.astimezone(VIETNAM).date().isoformat())
    drop(name)
    _administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with connected_to(name):
        _fill(filling, progress)
    note = sql.Literal(json.dumps(asdict(filling)))
    _administer(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), note))
    return filling


def drop(name: str) -> None:
    """Remove a bench database and its mapped columns, if they are there."""
    shutil.rmtree(Path(settings.MATCH_POOLS) / name, ignore_errors=True)
    _administer(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name)))


def vacancies_of(centre: Centre, count: int, *, filling: Filling) -> list[Vacancy]:
    """The first ``count`` postings of the bench, made where they are missing."""
    make_postings(centre, count, seed=filling.seed, at=filling.at)
    rows = Vacancy.objects.filter(centre=centre, source=SOURCE).with_demands()
    return list(rows.order_by("source_ref")[:count])


def _fill(filling: Filling, progress: Progress) -> None:
    call_command("migrate", verbosity=0)
    for _ in seed_catalogue(on=filling.at.date()):  # it works line by line
        pass
    centre = ensure_centre(PROVINCE)
    if not filling.workers:
        return
    generate(centre, count=filling.workers, seed=filling.seed, at=filling.at, progress=progress)
    make_demand(centre, seed=filling.seed, at=filling.at)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _read_filling(name: str) -> Filling | None:
    with _maintenance() as link:
        row = link.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    return Filling(**json.loads(row[0])) if row and row[0] else None


def _administer(statement: sql.Composed) -> None:
    with _maintenance() as link:
        link.execute(statement)


def _maintenance() -> psycopg.Connection:
    """A connection to the server's own database, outside any transaction."""
    wanted = connection.get_connection_params()
    server = {key: wanted[key] for key in ("host", "port", "user", "password") if wanted.get(key)}
    return psycopg.connect(dbname="postgres", autocommit=True, **server)
