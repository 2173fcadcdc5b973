"""api: the list of a vacancy with its explanations over REST, against a ModelSerializer over rows.

Both are asked in the process by a signed-in counsellor, through all middleware, authentication and rights.
"""

import gc
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from centres.models import Role, User
from jobs.models import Vacancy
from seeds.bench.baseline import PLACES, TABLE, StoredMatch
from seeds.bench.bench import Bench
from seeds.bench.lists import desk_of, keep, ranked
from seeds.bench.measure import Mismatch, Series, first_difference

VACANCIES, TURNS = 10, 3
URLS = "seeds.bench.baseline"
COPIED = (
    "rank",
    "score",
    "employer_side",
    "worker_side",
    "interval",
    "gates",
    "components",
    "next_steps",
    "reasons",
)
CREATE = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (
    id bigserial PRIMARY KEY, vacancy_id bigint NOT NULL, worker_id bigint NOT NULL, rank int NOT NULL,
    score int NOT NULL, employer_side int NOT NULL, worker_side int NOT NULL, interval jsonb NOT NULL,
    gates jsonb NOT NULL, components jsonb NOT NULL, next_steps jsonb NOT NULL, reasons jsonb NOT NULL
);
CREATE INDEX IF NOT EXISTS bench_match_of_vacancy ON {TABLE} (vacancy_id, rank);
"""


def run(bench: Bench) -> None:
    """Ask for every list in turns, and compare what both say of people and scores. Raises Mismatch."""
    vacancies = bench.rows(min(VACANCIES, bench.count(VACANCIES)))
    desk = desk_of(bench, bench.filling.at)
    asked = Asked(Series("matches list"), Series("list nobody has read yet"), Series("ETag 304"))
    baseline = Series("DRF ModelSerializer")
    size = 0
    with override_settings(ROOT_URLCONF=URLS):
        client = _signed_in(bench)
        for _ in range(TURNS):
            keep(ranked(bench, desk, vacancies), bench.filling.at)
            for vacancy in vacancies:
                size = _ask(client, vacancy, asked, baseline)
    bench.report.say(
        f"  {PLACES} matches with explanations, {size:,} bytes; the baseline stores explanations"
    )
    for engine in (asked.again, asked.first, asked.unchanged):
        about = {"vacancies": len(vacancies), "policy": "as the product"}
        bench.report.table("api", engine, [baseline], **about)


@dataclass(frozen=True)
class Asked:
    """What the product's list took: read before by somebody, not yet, and held by the caller."""

    again: Series
    first: Series
    unchanged: Series


def _ask(client: Client, vacancy: Vacancy, asked: Asked, baseline: Series) -> int:
    """One list every way; returns its size in bytes."""
    address = _address(vacancy)
    first = _timed(asked.first, client, address)
    _copy(vacancy, _body(first))
    stored = _timed(baseline, client, f"/baseline/{vacancy.public_id}/")
    found = _timed(asked.again, client, address)
    kept = _timed(asked.unchanged, client, address, **{"if-none-match": found.headers["ETag"]})
    if kept.status_code != 304:
        raise Mismatch(f"api, vacancy {vacancy.pk}: 304 expected, {kept.status_code} found")
    if found.content != first.content:
        raise Mismatch(f"api, vacancy {vacancy.pk}: another answer to the same question")
    _same(vacancy, _body(found), _body(stored))
    return len(found.content)


def _timed(series: Series, client: Client, address: str, **headers: str) -> Any:
    """One answer; what the one before left behind is not cleared away at its cost."""
    gc.collect()
    return series.time(client.get, address, headers=headers)


def _signed_in(bench: Bench) -> Client:
    """A browser of a counsellor who exists in the bench database only."""
    facts = {"full_name": "Bench", "role": Role.COUNSELLOR, "centre": bench.centre}
    user, _ = User.objects.get_or_create(username="bench", defaults=facts)
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "vi"})
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def _address(vacancy: Vacancy) -> str:
    return f"/api/v1/vacancies/{vacancy.public_id}/matches/?limit={PLACES}"


def _body(response: Any) -> list[dict[str, Any]]:
    if response.status_code != 200:
        raise Mismatch(f"api: {response.status_code} {response.content[:300]!r}")
    results: list[dict[str, Any]] = json.loads(response.content)["results"]
    return results


def _copy(vacancy: Vacancy, matches: Sequence[dict[str, Any]]) -> None:
    """What the product says of a list, as rows for the baseline."""
    public = [match["worker"]["id"] for match in matches]
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        cursor.execute(f"DELETE FROM {TABLE} WHERE vacancy_id = %s", [vacancy.pk])
        cursor.execute("SELECT public_id, id FROM workers_worker WHERE public_id = ANY(%s)", [public])
        keys = dict(cursor.fetchall())
    StoredMatch.objects.bulk_create(
        StoredMatch(
            vacancy=vacancy, worker_id=keys[match["worker"]["id"]], **{name: match[name] for name in COPIED}
        )
        for match in matches
    )


def _same(vacancy: Vacancy, found: Sequence[dict[str, Any]], stored: Sequence[dict[str, Any]]) -> None:
    def told(matches: Sequence[dict[str, Any]]) -> list[Any]:
        return [(match["worker"]["id"], *(match[name] for name in COPIED)) for match in matches]

    if told(found) != told(stored):
        difference = first_difference(told(stored), told(found))
        raise Mismatch(f"api, vacancy {vacancy.pk}: {difference[:300]}")
