"""Which language a page speaks. Vietnamese, unless the reader chose otherwise.

An office computer with an English browser must not turn the clerk's pages English, so pages follow only the
choice made with the button, kept in a cookie. Programs have no button: the API follows ``Accept-Language``.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

API = "/api/"

choose = login_not_required(require_POST(set_language))


class LanguageMiddleware(LocaleMiddleware):
    """Pages by the reader's choice, the API by the request's header."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith(API):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        offered = dict(settings.LANGUAGES)
        translation.activate(chosen if chosen in offered else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith(API):
            return super().process_response(request, response)
        patch_vary_headers(response, ["Cookie"])
        response.setdefault("Content-Language", translation.get_language())
        return response
