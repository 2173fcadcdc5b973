"""The hostile corpus against every operation: no failure of ours, and every refusal says what is wrong."""

import json

import pytest
from django.db import transaction
from django.test import Client

from jobs.models import Vacancy
from tests.api import hostile
from tests.api.callers import Caller, make_token
from tests.api.matrix import OPERATIONS
from tests.api.test_matrix import everything, filled

WRITES = [operation for operation in OPERATIONS if operation.method != "GET"]
WITH_ID = [operation for operation in OPERATIONS if "<id>" in operation.route]
NAMES_A_PLACE = ("invalid", "malformed", "invalid_parameter")


@pytest.fixture
def caller(request, cast):
    """Somebody allowed to do it, so that nothing is refused for want of a right."""
    parameters = getattr(request.node, "callspec", None)
    operation = parameters and parameters.params["operation"]
    if operation and operation.right == "vacancies:approve":  # no client has it
        return Caller(user=cast.hoa)
    return Caller(token=make_token(cast.son_la))


def headers_of(operation) -> dict[str, str]:
    return {"if_match": '"1"'} if operation.method == "PATCH" else {}


def assert_well_refused(response, what) -> None:
    """Nothing failed, and a refusal is a problem that names the member or the parameter."""
    assert response.status_code < 500, what
    if response.status_code < 400:
        return
    assert response["Content-Type"] == "application/problem+json", what
    problem = json.loads(response.content)
    assert problem["status"] == response.status_code, what
    if problem["code"] in NAMES_A_PLACE and response.status_code == 400:
        assert problem["errors"], what
        assert all("pointer" in error or "parameter" in error for error in problem["errors"]), what
        assert all(error["detail"] for error in problem["errors"]), what


def tried(caller, *call, **headers):
    """The answer, with whatever it wrote undone."""
    with transaction.atomic():
        response = caller.call(*call, **headers)
        transaction.set_rollback(True)
    return response


def test_the_corpus_is_large_enough():
    parts = (hostile.BODIES, hostile.CONTENT_TYPES, hostile.QUERIES, hostile.IDS, hostile.HEADERS)
    assert sum(map(len, parts)) + len(hostile.METHODS) + len(hostile.VALUES) >= 165


@pytest.mark.parametrize("operation", WRITES, ids=str)
def test_bodies(operation, scene, caller):
    address, before = scene.address(f"/{operation.route}"), everything()
    for name, body in hostile.BODIES.items():
        response = tried(caller, operation.method, address, body, **headers_of(operation))
        assert 400 <= response.status_code < 500 or name in ("nothing",), name
        assert_well_refused(response, name)
    for kind in hostile.CONTENT_TYPES:
        response = tried(
            caller, operation.method, address, b'{"a": 1}', content_type=kind, **headers_of(operation)
        )
        assert response.status_code in (400, 415), kind
        assert_well_refused(response, kind)
    assert everything() == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_queries_and_headers(operation, scene, caller):
    address, body = scene.address(f"/{operation.route}"), filled(operation.body, scene)
    for query in hostile.QUERIES:
        response = tried(caller, operation.method, f"{address}?{query}", body, **headers_of(operation))
        assert response.status_code == 400, query
        assert_well_refused(response, query)
    for headers in hostile.HEADERS:
        response = tried(caller, operation.method, address, body, **headers_of(operation) | headers)
        assert_well_refused(response, headers)
        assert "\x1b" not in response["X-Request-Id"]
        assert len(response["X-Request-Id"]) <= 64


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_methods_that_are_not_offered(operation, scene, caller):
    address, before = scene.address(f"/{operation.route}") + operation.query, everything()
    for method in hostile.METHODS:
        response = tried(caller, method, address)
        assert_well_refused(response, method) if method != "HEAD" else None
        assert response.status_code in ((405, 200) if method == "HEAD" else (405,)), method
    assert everything() == before


@pytest.mark.parametrize("operation", WITH_ID, ids=str)
def test_ids(operation, scene, caller):
    kind, _id, *rest = operation.route.strip("/").split("/")
    for odd in hostile.IDS:
        address = "/".join((f"/{kind}", odd, *rest, ""))
        response = tried(caller, operation.method, address, operation.body, **headers_of(operation))
        assert response.status_code in (400, 404, 405), odd
        assert_well_refused(response, odd)


@pytest.mark.parametrize("operation", [op for op in WRITES if op.body], ids=str)
def test_odd_values_of_every_member(operation, scene, caller):
    if operation.state:
        Vacancy.objects.filter(pk=scene.vacancy.pk).update(state=operation.state, state_reason="thiếu hồ sơ")
    address, body = scene.address(f"/{operation.route}"), filled(operation.body, scene)
    members = members_of(operation, body)
    for value in hostile.VALUES:
        everywhere = body | dict.fromkeys(members, value)
        response = tried(caller, operation.method, address, everywhere, **headers_of(operation))
        assert_well_refused(response, value)
        for member in members - named_in(
            response
        ):  # what passed the reading is tried alone, to reach further
            given = body | {member: value}
            response = tried(caller, operation.method, address, given, **headers_of(operation))
            assert_well_refused(response, (member, value))


def named_in(response) -> set[str]:
    """The members a refusal points at."""
    errors = response.json().get("errors", []) if response.status_code == 400 else []
    return {error["pointer"].split("/")[1] for error in errors if error["pointer"]}


def members_of(operation, body) -> set[str]:
    """What the operation reads: for a change, all that a new record would have."""
    made = {f"{op.route}<id>/": op for op in WRITES if op.method == "POST"}
    return {*body, *(made[operation.route].body if operation.method == "PATCH" else ())} - {"employer"}


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v2/workers/", "/api/v1/nothing/", "/api/v1/%00/"]
)
def test_addresses_that_do_not_exist_answer_problems(path, db):
    response = Client().get(path)
    assert response.status_code in (400, 404)
    assert response["Content-Type"] == "application/problem+json"
