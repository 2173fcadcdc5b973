"""Errors over REST: one body for all of them (RFC 9457), and a page that explains each kind.

``type`` is the address of that page, ``code`` the stable word programs branch on. Actions raise named
exceptions that know nothing of HTTP; ``REFUSALS`` says which kind of problem each of them is.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import ValidationError as ModelInvalid
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from centres.rest.rights import holds
from employers import actions as employer_actions
from jobs import actions as job_actions
from workers import actions as worker_actions

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its HTTP status, what it is called, and what a caller can do about it."""

    status: int
    title: Promise
    advice: Promise


KINDS = {
    "invalid": Kind(
        400,
        _("The body does not fit"),
        _("Each entry of `errors` points at one member of the body. Correct it and send again."),
    ),
    "malformed": Kind(
        400,
        _("The body cannot be read"),
        _("Send one JSON object in UTF-8, at most 1 MB, nested at most 20 deep, without repeated keys."),
    ),
    "invalid_parameter": Kind(
        400,
        _("A query parameter does not fit"),
        _("Each entry of `errors` names one parameter. Unknown parameters are refused, not ignored."),
    ),
    "invalid_header": Kind(
        400, _("A header does not fit"), _("Each entry of `errors` names one header and what would be right.")
    ),
    "not_authenticated": Kind(
        401,
        _("Authentication is needed"),
        _("Fetch a token with your client id and secret and send it as `Authorization: Bearer …`."),
    ),
    "invalid_token": Kind(
        401,
        _("The token is not valid"),
        _("It expired, was revoked, or its client is suspended. Fetch a new one; if that fails, ask us."),
    ),
    "forbidden": Kind(
        403,
        _("This is not allowed"),
        _("The token lacks the scope, or your role lacks the right, that this operation needs."),
    ),
    "not_found": Kind(
        404, _("Not found"), _("There is no such resource, or it belongs to a centre you cannot see into.")
    ),
    "method_not_allowed": Kind(
        405, _("The method is not offered here"), _("The `Allow` header lists the methods of this resource.")
    ),
    "not_acceptable": Kind(
        406, _("No such format"), _("Answers are `application/json`. Accept that, or leave `Accept` out.")
    ),
    "duplicate": Kind(
        409,
        _("It is already registered"),
        _("A record with the same identifier exists. Change that one instead."),
    ),
    "not_allowed_now": Kind(
        409,
        _("The record does not allow this step now"),
        _("Read the record again: its state decides which steps it offers."),
    ),
    "in_progress": Kind(
        409,
        _("The first call is still running"),
        _("Send the same call again after `Retry-After`: it will be answered as the first one was."),
    ),
    "cursor_expired": Kind(
        410,
        _("The cursor is too old"),
        _("Read the snapshots again, and follow the changes from the `next` in their last line."),
    ),
    "stale": Kind(
        412,
        _("Somebody else changed it first"),
        _("Read the record again, look at what changed, and repeat the change with its new `ETag`."),
    ),
    "too_large": Kind(413, _("The body is too large"), _("Bodies hold at most 1 MB.")),
    "unsupported_media_type": Kind(
        415, _("The body is in another format"), _("Send `Content-Type: application/json`.")
    ),
    "key_reused": Kind(
        422,
        _("The `Idempotency-Key` belongs to another call"),
        _("Make a new key for every new call; keep it only to repeat the same call, byte for byte."),
    ),
    "precondition_required": Kind(
        428, _("`If-Match` is missing"), _("Send the `ETag` of the version you read, so no change gets lost.")
    ),
    "throttled": Kind(429, _("Too many requests"), _("Wait for the seconds given in `Retry-After`.")),
    "server_error": Kind(
        500,
        _("The server failed"),
        _("Nothing was changed. Try again later; if it persists, report the request id in `instance`."),
    ),
}

# The refusals of actions and the kind each of them is; the first that fits counts.
REFUSALS: dict[type[Exception], str] = {
    employer_actions.StaleState: "stale",
    employer_actions.ReasonMissing: "invalid",
    job_actions.DuplicateVacancy: "duplicate",
    employer_actions.Refused: "not_allowed_now",
    worker_actions.StaleState: "stale",
    worker_actions.AlreadyRegistered: "duplicate",
    worker_actions.StatusOverlaps: "invalid",
    worker_actions.StatusPeriodWrong: "invalid",
    worker_actions.Refused: "not_allowed_now",
}
FIELDS: dict[type[Exception], str] = {
    employer_actions.ReasonMissing: "reason"
}  # of refusals that do not say so themselves


def page_of(code: str) -> str:
    """Where the kind of problem is explained."""
    return reverse("problem", kwargs={"code": code.replace("_", "-")})


def body(
    request: HttpRequest,
    code: str,
    *,
    detail: Any,
    errors: list[dict] | None = None,
    status: int | None = None,
) -> dict:
    """The members of one problem, ready to be written as JSON."""
    kind = KINDS[code]
    return {
        "type": page_of(code),
        "title": str(kind.title),
        "status": status or kind.status,
        "detail": str(detail),
        "instance": f"urn:request:{request.META.get('HTTP_X_REQUEST_ID', '')}",
        "code": code,
        "errors": errors or [],
    }


def speaks_json(request: HttpRequest) -> bool:
    """Whether whoever asked expects JSON errors rather than a page."""
    return request.path.startswith("/api/")


def answer(request: HttpRequest, code: str, *, detail: Any, errors: list[dict] | None = None) -> HttpResponse:
    """A problem outside REST framework's views."""
    content = body(request, code, detail=detail, errors=errors)
    return HttpResponse(
        json.dumps(content, cls=JSONEncoder, ensure_ascii=False),
        status=content["status"],
        content_type=CONTENT_TYPE,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What an exception comes to."""

    code: str
    detail: Any
    errors: list[dict]


def listed(detail: Any, pointer: str = "") -> list[dict]:
    """REST framework's nested error details as a flat list with JSON pointers (RFC 6901)."""
    if isinstance(detail, dict):
        return [
            error
            for key, value in detail.items()
            for error in listed(value, pointer if key == "non_field_errors" else f"{pointer}/{escaped(key)}")
        ]
    if isinstance(detail, list):
        return [
            error
            for index, value in enumerate(detail)
            for error in listed(value, f"{pointer}/{index}" if isinstance(value, dict) else pointer)
        ]
    return [{"pointer": pointer, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}]


def escaped(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def of_model(exc: ModelInvalid) -> list[dict]:
    """Errors of model validation, field by field."""
    fields = exc.error_dict if hasattr(exc, "error_dict") else {"__all__": exc.error_list}
    return [
        {
            "pointer": "" if field == "__all__" else f"/{field}",
            "code": error.code or "invalid",
            "detail": error.messages[0],
        }
        for field, problems in fields.items()
        for error in problems
    ]


def told(exc: Exception) -> Told | None:
    """What to tell the caller, or None where the failure is ours."""
    if isinstance(exc, exceptions.APIException):
        return of_framework(exc)
    if isinstance(exc, ModelInvalid):
        return Told("invalid", KINDS["invalid"].title, of_model(exc))
    for known, code in REFUSALS.items():
        if isinstance(exc, known):
            field = getattr(exc, "field", FIELDS.get(known, ""))
            errors = [{"pointer": f"/{field}", "code": code, "detail": str(exc)}] if field else []
            return Told(code, str(exc) or KINDS[code].title, errors)
    return of_django(exc)


def of_django(exc: Exception) -> Told | None:
    if isinstance(exc, Http404):
        return Told("not_found", KINDS["not_found"].advice, [])
    if isinstance(exc, DjangoPermissionDenied):
        return Told("forbidden", KINDS["forbidden"].advice, [])
    if isinstance(exc, RequestDataTooBig):
        return Told("too_large", KINDS["too_large"].advice, [])
    if isinstance(exc, SuspiciousOperation | BadRequest | MultiPartParserError):
        return unreadable()
    return None


def unreadable() -> Told:
    """A request Django itself could not read; it does not say where it broke."""
    advice = KINDS["malformed"].advice
    return Told("malformed", advice, [{"pointer": "", "code": "malformed", "detail": str(advice)}])


FRAMEWORK = {
    exceptions.ParseError: "malformed",
    exceptions.AuthenticationFailed: "invalid_token",
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.PermissionDenied: "forbidden",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "throttled",
}


def of_framework(exc: exceptions.APIException) -> Told:
    if isinstance(exc, exceptions.ValidationError):
        return Told("invalid", KINDS["invalid"].title, listed(exc.detail))
    code = FRAMEWORK.get(type(exc), str(exc.get_codes()))
    return Told(code, exc.detail, getattr(exc, "errors", []))


def problem(exc: Exception, context: dict) -> Response | None:
    """REST framework's exception handler. None lets what we did not foresee become a 500."""
    known = told(exc)
    if known is None:
        return None
    headers = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait))
    content = body(context["request"], known.code, detail=known.detail, errors=known.errors)
    if href := address_of(conflict(exc, context["request"])):
        content["conflict"] = {"href": href}
    return Response(content, status=content["status"], headers=headers, content_type=CONTENT_TYPE)


def conflict(exc: Exception, request: Request) -> Any:
    """The record a refusal names. Whose a personal number is, only those learn who may search by it."""
    if holds(request, "workers:sensitive"):
        return getattr(exc, "existing", None) or getattr(exc, "worker", None)
    return getattr(exc, "existing", None)


def address_of(row: Any) -> str:
    """Where the record stands that a refusal names, or ""."""
    return reverse(f"api:{row._meta.model_name}", kwargs={"id": row.public_id}) if row is not None else ""


@login_not_required
def explain(request: HttpRequest, code: str) -> HttpResponse:
    """The page behind a problem's ``type``."""
    name = code.replace("-", "_")
    if name not in KINDS or "_" in code:
        raise Http404
    return render(request, "problem.html", {"code": name, "kind": KINDS[name]})


def bad_request(request, exception):
    known = of_django(exception) or unreadable()
    if speaks_json(request):
        return answer(request, known.code, detail=known.detail, errors=known.errors)
    return defaults.bad_request(request, exception)


def permission_denied(request, exception):
    if speaks_json(request):
        return answer(request, "forbidden", detail=KINDS["forbidden"].advice)
    return defaults.permission_denied(request, exception)


def page_not_found(request, exception):
    if speaks_json(request):
        return answer(request, "not_found", detail=KINDS["not_found"].advice)
    return defaults.page_not_found(request, exception)


def server_error(request):
    if speaks_json(request):
        return answer(request, "server_error", detail=KINDS["server_error"].advice)
    return defaults.server_error(request)
