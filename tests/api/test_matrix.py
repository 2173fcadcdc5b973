"""Every operation for every kind of caller; a route without a row in the matrix fails."""

import pytest
from django.db import transaction
from django.urls import get_resolver

from centres.models import AuditEvent
from centres.roles import GRANTABLE_SCOPES
from config.urls import api_urls
from employers.models import Employer
from jobs.models import MatchTask, Vacancy
from tests.api.callers import Caller, assert_problem, make_token
from tests.api.matrix import CALLERS, OPERATIONS
from workers.models import Worker

REFUSED = {400: "invalid", 401: None, 403: "forbidden", 404: "not_found"}


@pytest.fixture
def callers(cast):
    """name -> Caller, for each column of the matrix."""
    return dict(
        zip(
            CALLERS,
            (
                *(Caller(user=user) for user in (cast.hoa, cast.minh, cast.officer, cast.auditor)),
                Caller(token=make_token(cast.son_la)),
                Caller(token=make_token(cast.son_la, scopes=())),
                Caller(token=make_token(cast.son_la, scopes=GRANTABLE_SCOPES, expires_in=-1)),
                Caller(),
            ),
            strict=True,
        )
    )


def everything() -> tuple:
    """What must be as before after a refusal."""
    tables = (Employer, Vacancy, Worker)
    return (
        AuditEvent.objects.count(),
        MatchTask.objects.count(),
        *(tuple(table.objects.order_by("pk").values_list("pk", "version")) for table in tables),
    )


def filled(body, scene):
    """The body with the id of the scene's employer where it asks for one."""
    if isinstance(body, dict) and body.get("employer") == "<employer>":
        return body | {"employer": scene.employer.public_id}
    return body


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_everybody_gets_what_the_matrix_says(operation, scene, callers):
    if operation.state:
        Vacancy.objects.filter(pk=scene.vacancy.pk).update(state=operation.state, state_reason="thiếu hồ sơ")
    address = scene.address(f"/{operation.route}{operation.query}")
    body, headers = filled(operation.body, scene), {"if_match": '"1"'} if operation.method == "PATCH" else {}
    before = everything()
    got = {}
    for name, caller in callers.items():
        with transaction.atomic():
            response = caller.call(operation.method, address, body, **headers)
            got[name] = response.status_code
            if response.status_code >= 400:
                assert everything() == before
                code = REFUSED[response.status_code]
                assert_problem(response, response.status_code, code or response.json()["code"])
            transaction.set_rollback(True)
    assert got == operation.expected()


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


@pytest.mark.parametrize(
    "route", sorted({op.route for op in OPERATIONS if "<id>" in op.route and op.method == "GET"})
)
def test_elsewhere_and_nowhere_answer_alike(route, scene, minh_calls):
    there = minh_calls.get(scene.address(f"/{route}"), x_request_id="r").content
    nowhere = minh_calls.get(f"/{route.replace('<id>', 'xx_0123456789abcdefghjkmnpqrs')}", x_request_id="r")
    assert nowhere.status_code == 404
    assert there == nowhere.content
