"""Input no honest client sends is refused before any view sees it: one rule for addresses and for bodies."""

import re
import uuid

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from config import problems

# Control characters but for tab and line ends, lone surrogates, and marks that turn the direction of text:
# PostgreSQL does not store all of the first two, and a reader can be misled by the third.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
UNDECODABLE = "\ufffd"  # what Django puts where a query was not UTF-8
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def is_forbidden(text: str) -> bool:
    """Whether ``text`` holds a character no name, code or sentence needs."""
    return FORBIDDEN.search(text) is not None


class RequestIdMiddleware:
    """Give every request an identifier, the caller's own where it is harmless, and echo it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("HTTP_X_REQUEST_ID", "")
        request.META["HTTP_X_REQUEST_ID"] = asked if REQUEST_ID.fullmatch(asked) else uuid.uuid4().hex
        response = self.get_response(request)
        response["X-Request-Id"] = request.META["HTTP_X_REQUEST_ID"]
        return response


class HostileInputMiddleware:
    """Refuse characters in the path and the query that a view would only fail on later."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_forbidden(request.path):
            return self.refuse(request, "path")
        try:
            parameters = request.GET
        except TooManyFieldsSent:
            return self.refuse(request, "query")
        for name, values in parameters.lists():
            if any(is_forbidden(text) or UNDECODABLE in text for text in (name, *values)):
                return self.refuse(request, name)
        return self.get_response(request)

    @staticmethod
    def refuse(request: HttpRequest, parameter: str) -> HttpResponse:
        sentence = _("The address holds too much, or characters that are not allowed.")
        if not problems.speaks_json(request):
            return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
        named = FORBIDDEN.sub(UNDECODABLE, parameter)[:60]
        error = {"parameter": named, "code": "characters", "detail": sentence}
        return problems.answer(request, "invalid_parameter", detail=sentence, errors=[error])
