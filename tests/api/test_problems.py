"""The one shape of every error, and the page behind its type."""

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory

from config import problems
from tests.api.callers import Caller, assert_problem


def test_a_problem_in_full(client_calls):
    response = client_calls.get("/employers/em_0/", x_request_id="abc-1")
    assert response["X-Request-Id"] == "abc-1"
    assert response.json() == {
        "type": "/problems/not-found/",
        "title": "Not found",
        "status": 404,
        "detail": "There is no such resource, or it belongs to a centre you cannot see into.",
        "instance": "urn:request:abc-1",
        "code": "not_found",
        "errors": [],
    }


@pytest.mark.parametrize("asked", ["", "a b", "x" * 65, "é", "../../x"])
def test_a_request_id_that_could_do_harm_is_replaced(client_calls, asked):
    given = client_calls.get("/provinces/", x_request_id=asked)["X-Request-Id"]
    assert len(given) == 32
    assert given != asked


def test_without_a_token_the_answer_says_how_to_bring_one(db):
    response = Caller().get("/workers/")
    assert_problem(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize(
    ("call", "status", "code"),
    [
        (("DELETE", "/employers/"), 405, "method_not_allowed"),
        (("GET", "/nothing/"), 404, "not_found"),
        (("POST", "/employers/", b"<a/>"), 400, "malformed"),
    ],
)
def test_refusals_of_the_framework(client_calls, call, status, code):
    assert_problem(client_calls.call(*call), status, code)


def test_another_format_is_refused_both_ways(client_calls):
    assert_problem(client_calls.get("/employers/", accept="text/html"), 406, "not_acceptable")
    response = client_calls.call("POST", "/employers/", b"a=1", content_type="text/plain")
    assert_problem(response, 415, "unsupported_media_type")


def test_a_body_that_is_too_large(client_calls):
    body = b'{"name": "' + b"x" * 1_048_577 + b'"}'
    assert_problem(client_calls.call("POST", "/employers/", body), 413, "too_large")


def test_a_failure_of_ours_is_a_problem_too_and_tells_nothing(client_calls, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("employers.actions.register_employer", broken)
    client_calls.client.raise_request_exception = False
    response = client_calls.post("/employers/", {"name": "x"})
    assert_problem(response, 500, "server_error")
    assert b"secret" not in response.content


@pytest.mark.parametrize(
    ("pointer", "body"),
    [
        ("/a/0/b", b'{"a": [{"b": "\\u0000"}]}'),
        ("/a/b", b'{"a": {"b": 1, "b": 2}}'),
        ("/a~1b~0c", b'{"a/b~c": NaN}'),
        ("/a", b'{"a": 123456789012345678901}'),
        ("", b"[]"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(client_calls, pointer, body):
    problem = assert_problem(client_calls.call("POST", "/employers/", body), 400, "malformed")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.parametrize("code", sorted(problems.KINDS))
def test_every_type_has_its_page(db, code):
    response = Client(headers={"accept-language": "en"}).get(f"/problems/{code.replace('_', '-')}/")
    assert response.status_code == 200
    assert f"<code>{code}</code>" in response.content.decode()


@pytest.mark.parametrize("code", ["nothing", "not_found"])
def test_no_page_for_what_is_no_type(db, code):
    assert Client().get(f"/problems/{code}/").status_code == 404


@pytest.mark.parametrize(
    ("handler", "exception", "status"),
    [
        (problems.bad_request, RequestDataTooBig("x"), 413),
        (problems.permission_denied, PermissionError("x"), 403),
        (problems.page_not_found, FileNotFoundError("x"), 404),
    ],
)
def test_handlers_speak_json_below_the_api_only(db, handler, exception, status):
    below = handler(RequestFactory().get("/api/v1/x/"), exception)
    assert (below.status_code, below["Content-Type"]) == (status, "application/problem+json")
    page = handler(RequestFactory().get("/x/"), exception)
    assert page["Content-Type"].startswith("text/html")
