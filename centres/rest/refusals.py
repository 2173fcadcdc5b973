"""Refusals that only HTTP knows: parameters, headers and preconditions."""

from collections.abc import Collection
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException


class BadParameter(APIException):
    """A query parameter that does not fit; ``errors`` names it."""

    status_code = 400
    default_code = "invalid_parameter"
    default_detail = _("A query parameter does not fit.")

    def __init__(self, parameter: str, detail: Any, code: str = "invalid"):
        super().__init__()
        self.errors = [{"parameter": parameter[:60], "code": code, "detail": str(detail)}]


class BadHeader(APIException):
    """A header that does not fit; ``errors`` names it."""

    status_code = 400
    default_code = "invalid_header"
    default_detail = _("A header does not fit.")

    def __init__(self, header: str, detail: Any, code: str = "invalid"):
        super().__init__()
        self.errors = [{"header": header, "code": code, "detail": str(detail)}]


class PreconditionRequired(APIException):
    """A change that does not say which version it was made from."""

    status_code = 428
    default_code = "precondition_required"
    default_detail = _("Send If-Match with the ETag of the version you read.")


class PreconditionFailed(APIException):
    """A change made from a version that is not the newest."""

    status_code = 412
    default_code = "stale"
    default_detail = _("The record has changed since you read it.")


def refuse_parameters(given: QueryDict, *, known: Collection[str]) -> None:
    """A parameter nobody reads, or one given twice, is a mistake of the caller. Raises BadParameter."""
    for name, values in given.lists():
        if name not in known:
            raise BadParameter(name, _("There is no such parameter."), "unknown")
        if len(values) > 1:
            raise BadParameter(name, _("Give this parameter once."), "repeated")
