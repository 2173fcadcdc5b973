"""The description of the API (OpenAPI 3.1), made from the views themselves."""

from typing import Any, cast

from drf_spectacular.openapi import AutoSchema

from centres.rest.idempotency import HEADER
from centres.rest.rights import KNOWN, PUBLIC
from centres.roles import GRANTABLE_SCOPES

TOKEN_URL = "/identity/o/api/token"  # noqa: S105  an address
PROBLEM = {"$ref": "#/components/responses/Problem"}
TAG = {"type": "string", "examples": ['"3.9f86d081884c7d65"']}
KEY = {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "pattern": "^[!-~]+$",
    "examples": ["order-2026-0417"],
}


class Schema(AutoSchema):
    """What the house rules add to every operation: rights, problems, preconditions."""

    def right(self) -> str:
        return cast(Any, self.view).required[self.method]

    def get_auth(self):
        right = self.right()
        scopes = [] if right == KNOWN else [right]
        return [] if right == PUBLIC else [{"client": scopes}, {"session": []}]

    def has_effect(self) -> bool:
        return self.method in ("PATCH", "POST") and getattr(self.view, "has_effect", False)

    def preconditions(self) -> list[dict[str, Any]]:
        if self.method == "PATCH":
            return [header("If-Match", "The ETag of the version the change was made from.", required=True)]
        if self.method == "GET" and getattr(self.view, "is_versioned", False):
            return [
                header("If-None-Match", "ETags you hold; 304 if one of them is still right.", required=False)
            ]
        return []

    def _get_parameters(self):
        """Header parameters as they are, beside what the base class finds."""
        key = [header(HEADER, "Sent again with it, the call has one effect.", required=False, schema=KEY)]
        return [*super()._get_parameters(), *self.preconditions(), *(key if self.has_effect() else ())]

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        for code in self.problem_codes():
            bodies.setdefault(code, PROBLEM)
        if self.method == "GET" and getattr(self.view, "is_versioned", False):
            bodies["304"] = {"description": "You hold this version."}
        return bodies

    def problem_codes(self) -> list[str]:
        codes = ["400"]
        if self.right() != PUBLIC:
            codes += ["401", "403"]
        if "{" in self.path:
            codes.append("404")
        if self.method == "PATCH":
            codes += ["409", "412", "428"]
        if self.method == "POST":
            codes.append("409")
        if self.method in ("PATCH", "POST"):
            codes += ["413", "415"]
        if self.has_effect():
            codes.append("422")
        return [*codes, *getattr(self.view, "problems", ()), "429"]


def header(name: str, description: str, *, required: bool, schema: dict[str, Any] = TAG) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


def complete(result: dict, generator: Any, request: Any, public: bool) -> dict:
    """Add what every operation refers to: the ways to authenticate and the body of a problem."""
    components = result["components"]
    scopes = {scope: scope for scope in sorted(GRANTABLE_SCOPES)}
    components["securitySchemes"] = {
        "client": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": TOKEN_URL, "scopes": scopes}},
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "session",
            "description": "Staff in the browser.",
        },
    }
    text = {"type": "string"}
    members = ("type", "title", "detail", "instance", "code")
    components["schemas"]["Problem"] = {
        "type": "object",
        "description": "RFC 9457. `code` is stable; `type` is the address of a page about it.",
        "required": [*members, "status", "errors"],
        "properties": dict.fromkeys(members, text)
        | {
            "status": {"type": "integer"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["code", "detail"],
                    "properties": {
                        "pointer": text,
                        "parameter": text,
                        "header": text,
                        "code": text,
                        "detail": text,
                    },
                },
            },
        },
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    components["responses"] = {
        "Problem": {"description": "A problem", "content": {"application/problem+json": {"schema": schema}}}
    }
    return result
