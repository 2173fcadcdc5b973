"""Refusals that only HTTP knows: parameters and preconditions."""

from typing import Any

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
