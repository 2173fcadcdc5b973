"""Every operation, for every kind of caller and every relation to the record; a route without a row fails."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import get_resolver
from django.utils import translation

from centres.models import AuditEvent, Change, KeyedCall
from config.urls import api_urls
from employers.models import Employer
from jobs.models import MatchTask, Referral, ReferralRound, Vacancy
from tests import cast as parts
from tests.api.callers import Caller, assert_problem
from tests.api.matrix import GUARDED, OPERATIONS, PRINCIPALS, RELATIONS, Operation, Principal
from tests.api.stage import Records, make_callers, make_records
from workers.models import Household, JobSearch, Worker

pytestmark = pytest.mark.django_db
CODES = {400: "invalid", 401: None, 403: "forbidden", 404: "not_found"}


@pytest.fixture(scope="module")
def stage(
    django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[tuple[dict[str, Caller], dict[str, Records]]]:
    """Callers and records, written once; every call of a test is rolled back to here."""
    patch = pytest.MonkeyPatch()
    patch.setattr("django.conf.settings.MATCH_POOLS", tmp_path_factory.mktemp("pools"))
    with django_db_blocker.unblock(), translation.override("en"), transaction.atomic():
        parts.write_catalogue()
        cast = parts.make_cast()
        yield make_callers(cast), make_records(cast)
        transaction.set_rollback(True)
    patch.undo()


def everything() -> tuple:
    """What must be as before after a refusal."""
    counted = (AuditEvent, Change, Household, JobSearch, KeyedCall, MatchTask, Referral, ReferralRound)
    versioned = (Employer, Vacancy, Worker)
    return (
        *(table.objects.count() for table in counted),
        *(tuple(table.objects.order_by("pk").values_list("pk", "version")) for table in versioned),
    )


def filled(body, records: Records):
    """The body with the ids of these records where it asks for one."""
    if isinstance(body, dict):
        return {name: filled(value, records) for name, value in body.items()}
    known = {"<employer>": records.employer.public_id, "<commune>": records.worker.commune_id}
    return known.get(body, body) if isinstance(body, str) else body


def called(operation: Operation, caller: Caller, records: Records):
    """The answer, from the state the operation starts in."""
    if operation.state:
        Vacancy.objects.filter(pk=records.vacancy.pk).update(
            state=operation.state, state_reason="thiếu hồ sơ"
        )
    address = records.address(f"/{operation.route}{operation.query}", operation.kind)
    headers = {"if_match": '"1"'} if operation.method == "PATCH" else {}
    return caller.call(operation.method, address, filled(operation.body, records), **headers)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_everybody_gets_what_the_matrix_says(operation, stage):
    callers, records = stage
    got, expected = {}, {}
    for principal in PRINCIPALS:
        for relation in operation.relations:
            with transaction.atomic():
                before = everything()
                response = called(operation, callers[principal.name], records[relation])
                cell = principal.name, relation
                got[cell], expected[cell] = response.status_code, operation.expected(principal, relation)
                if response.status_code >= 400:
                    assert_refused(response, before if not operation.state else None)
                elif response.get("Content-Type") == "application/json":
                    assert_tells_only(operation, principal, response.json())
                    if operation.lists:
                        assert_lists(operation, principal, response.json(), records)
                transaction.set_rollback(True)
    assert got == expected


def assert_refused(response, before: tuple | None) -> None:
    """A problem of its status in the usual words; nothing has changed."""
    code = CODES[response.status_code]
    assert_problem(response, response.status_code, code or response.json()["code"])
    assert before is None or everything() == before


def assert_tells_only(operation: Operation, principal: Principal, body) -> None:
    """Members that take a right stand in the answer for those who have it, and nowhere in it for others."""
    for start, (right, guarded) in GUARDED.items():
        if not operation.route.startswith(start):
            continue
        if right not in principal.rights:
            assert not guarded & set(names_in(body))
        elif operation.route == f"{start}<id>/":
            assert guarded <= body.keys()


def names_in(body) -> Iterator[str]:
    """Every member name of an answer, however deep."""
    if isinstance(body, dict):
        yield from body
    for part in body.values() if isinstance(body, dict) else body if isinstance(body, list) else ():
        yield from names_in(part)


def assert_lists(operation: Operation, principal: Principal, body, records) -> None:
    """The list holds exactly the records of the relations this caller sees."""
    seen = [name for name in RELATIONS if operation.sees(principal, operation.lists, name)]
    assert {row["id"] for row in body["results"]} == {
        records[name].public_id(operation.lists) for name in seen
    }


def test_there_are_cells_enough():
    cells = sum(len(PRINCIPALS) * len(operation.relations) for operation in OPERATIONS)
    assert cells >= 1_500, cells


def test_every_route_and_method_has_a_row():
    served = {
        (method, str(pattern.pattern).replace("<str:", "<"))
        for pattern in api_urls
        for method in methods_of(pattern)
    }
    rows = [(operation.method, operation.route) for operation in OPERATIONS]
    assert served == set(rows)
    assert len(rows) == len(set(rows))


def methods_of(pattern):
    view = pattern.callback.view_class
    return [verb.upper() for verb in ("get", "post", "put", "patch", "delete") if hasattr(view, verb)]


def test_every_view_declares_a_right_for_each_of_its_methods():
    for pattern in api_urls:
        view = pattern.callback.view_class(**pattern.callback.view_initkwargs)
        assert set(view.required) == set(methods_of(pattern)), pattern


def test_no_library_mounts_a_route_below_the_api():
    below = [p for p in get_resolver().url_patterns if str(p.pattern).startswith("api/")]
    assert [str(p.pattern) for p in below] == ["api/v1/"]


@pytest.mark.parametrize("operation", [op for op in OPERATIONS if op.kind and op.method == "GET"], ids=str)
def test_elsewhere_and_nowhere_answer_alike(operation, stage):
    callers, records = stage
    minh = callers["counsellor_elsewhere"]
    with transaction.atomic():
        address = records["ours"].address(f"/{operation.route}", operation.kind)
        public_id = records["ours"].public_id(operation.kind)
        there = minh.get(address, x_request_id="r").content
        nowhere = minh.get(address.replace(public_id, "xx_0123456789abcdefghjkmnpqrs"), x_request_id="r")
        transaction.set_rollback(True)
    assert nowhere.status_code == 404
    assert there == nowhere.content
