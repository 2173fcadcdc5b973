"""The description of the API: valid, complete, and the same as the one kept in docs/."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from drf_spectacular.drainage import GENERATOR_STATS

from centres.roles import GRANTABLE_SCOPES
from config.problems import KINDS
from tests.api.callers import Caller
from tests.api.matrix import OPERATIONS

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
KEPT = DOCS / "openapi.json"


@pytest.fixture(scope="module")
def described() -> dict:
    return json.loads(KEPT.read_text())


def test_it_is_valid_and_without_warnings(tmp_path):
    GENERATOR_STATS.reset()
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(tmp_path / "openapi.yaml"))


def test_the_kept_description_is_the_served_one(db, described):
    Caller().get("/openapi.json")
    served = Caller().get("/openapi.json").json()  # made anew each time, always the same
    assert served == described, (
        "run: manage.py spectacular --lang en --format openapi-json --file docs/openapi.json"
    )


def test_it_is_openapi_3_1(described):
    assert described["openapi"] == "3.1.0"


def test_it_describes_exactly_the_operations_there_are(described):
    written = {
        (method.upper(), path.removeprefix("/api/v1/").replace("{", "<").replace("}", ">"))
        for path, methods in described["paths"].items()
        for method in methods
    }
    assert written == {(op.method, op.route) for op in OPERATIONS if op.route != "openapi.json"}


def test_every_operation_names_its_scope_and_its_problems(described):
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert "400" in operation["responses"], (method, path)
            if "security" in operation:
                assert [list(way) for way in operation["security"]] == [["client"], ["session"]]
                assert {"401", "403"} <= operation["responses"].keys()
            if "{" in path:
                assert "404" in operation["responses"]
            if method == "patch":
                assert "If-Match" in [parameter["name"] for parameter in operation["parameters"]]
                assert {"412", "428"} <= operation["responses"].keys()


def test_main_operations_come_with_examples(described):
    for path, method in [("vacancies/", "post"), ("workers/", "post"), ("employers/", "post")]:
        content = described["paths"][f"/api/v1/{path}"][method]["requestBody"]["content"]["application/json"]
        assert content["examples"], path


@pytest.mark.parametrize("word", sorted([*KINDS, *GRANTABLE_SCOPES]))
def test_the_manual_names_every_problem_and_scope(word):
    assert f"`{word}`" in (DOCS / "api.md").read_text()
