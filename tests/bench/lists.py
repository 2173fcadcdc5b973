"""The stored lists of a database, as bytes to compare with those of another."""

from urllib.parse import urlsplit, urlunsplit

import psycopg

QUERY = """
SELECT run.vacancy_id, run.input_digest, run.result_digest, run.opening_id, run.worker_ids, run.scores,
    run.employer_scores, run.worker_scores, run.tiers, run.merit_ranks, run.levels, run.confirm,
    run.shortfalls, run.refused, run.eligible, run.removed
FROM jobs_matchrun run JOIN jobs_matchtask task ON task.id = run.task_id
WHERE task.state = 'done' ORDER BY run.vacancy_id
"""


def stored_lists(database_url: str) -> dict[int, tuple]:
    """Vacancy -> digests and bytes of its one finished run."""
    with psycopg.connect(_spoken(database_url)) as link:
        rows = link.execute(QUERY).fetchall()
    lists = {
        row[0]: tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row) for row in rows
    }
    assert len(lists) == len(rows), "a vacancy was ranked twice"
    return lists


def address_of(database_url: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(database_url)._replace(path=f"/{name}"))


def copy_database(database_url: str, name: str) -> str:
    """A copy of a database nobody is connected to; returns its address."""
    copy = address_of(database_url, name)
    drop_database(copy)
    _administer(copy, f'CREATE DATABASE "{name}" TEMPLATE "{_name(database_url)}"')
    return copy


def drop_database(database_url: str) -> None:
    """Remove a database, if it is there."""
    _administer(database_url, f'DROP DATABASE IF EXISTS "{_name(database_url)}"')


def _name(database_url: str) -> str:
    return urlsplit(database_url).path[1:]


def _administer(database_url: str, statement: str) -> None:
    with psycopg.connect(_spoken(address_of(database_url, "postgres")), autocommit=True) as link:
        link.execute(statement)


def _spoken(database_url: str) -> str:
    """The address as libpq spells it."""
    return database_url.replace("postgres://", "postgresql://", 1)
