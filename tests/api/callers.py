"""Who calls the API in these tests, and how."""

import json
from datetime import timedelta
from typing import Any

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client as OAuthClient
from allauth.idp.oidc.models import Token
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from centres.models import ApiClient, Role, User
from centres.roles import GRANTABLE_SCOPES

ROOT = "/api/v1"


def make_token(centre, *, scopes=GRANTABLE_SCOPES, expires_in=3600) -> str:
    """A bearer token of a client of ``centre``, written past the token endpoint; its value is returned."""
    number = OAuthClient.objects.count() + 1
    oauth = OAuthClient.objects.create(
        id=f"client-{number}", name="Cổng", secret="!", scopes="\n".join(scopes)
    )
    user = User.objects.create(username=f"api-{number}", full_name="Cổng", role=Role.CLIENT, centre=centre)
    ApiClient.objects.create(oauth=oauth, user=user)
    value = f"token-{number}"
    Token.objects.create(
        type=Token.Type.ACCESS_TOKEN,
        hash=get_adapter().hash_token(value),
        client=oauth,
        scopes="\n".join(scopes),
        expires_at=timezone.now() + timedelta(seconds=expires_in),
    )
    return value


class Caller:
    """A test client that speaks JSON, English, and for somebody."""

    def __init__(self, *, token: str = "", user: User | None = None, language: str = "en") -> None:
        self.client = Client()
        self.headers = {"accept-language": language}
        if token:
            self.headers["authorization"] = f"Bearer {token}"
        if user is not None:
            self.client.force_login(user)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """``path`` below /api/v1; ``body`` is written as JSON, bytes go as they are."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        kind = named.pop("content-type", "application/json" if body is not None else "")
        return self.client.generic(
            method,
            path if path.startswith("/api/") else f"{ROOT}{path}",
            content,
            content_type=kind,
            headers=self.headers | named,
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.call("PATCH", path, body, **headers)


def assert_problem(response: HttpResponse, status: int, code: str) -> dict:
    """The body of a problem, after checking that it is one of this status and code."""
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    problem = response.json()
    assert problem["code"] == code
    assert problem["status"] == status
    assert problem["type"] == f"/problems/{code.replace('_', '-')}/"
    assert problem["instance"] == f"urn:request:{response['X-Request-Id']}"
    return problem
