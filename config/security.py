"""What a page of ours may ask of the browser; the other headers are Django's and django-csp's settings."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

# The camera reads citizen cards and fair tickets; passkeys sign in. Nothing else is ever asked for.
PERMISSIONS = ", ".join(
    [
        "camera=(self)",
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
        *(f"{feature}=()" for feature in ("browsing-topics", "geolocation", "microphone", "payment", "usb")),
    ]
)


class PermissionsPolicyMiddleware:
    """Says so on every response, whatever made it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class LoggedRequests(RequestMiddleware):
    """Request lines without the query: what somebody typed into a search box stays out of the log."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"
