"""Input no honest client sends is refused before any view sees it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


class HostileInputMiddleware:
    """Refuse NUL and undecodable characters in the path and the query: PostgreSQL stores neither, and a view
    would fail late.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for text in (
            request.path,
            *request.GET.keys(),
            *(v for values in request.GET.lists() for v in values[1]),
        ):
            if "\0" in text or any("\ud800" <= ch <= "\udfff" for ch in text):
                return HttpResponse(_("The address holds characters that are not allowed."), status=400)
        return self.get_response(request)
