"""What a request may do, whoever sent it."""

from collections.abc import Mapping
from typing import Any

from allauth.idp.oidc.models import Token
from rest_framework.request import Request

from centres.models import User
from centres.roles import may

PUBLIC = "public"  # declared by views that hold nothing secret: reference lists, the description
KNOWN = "known"  # declared by views that ask for rights themselves: everybody of a centre


def holds(request: Request, right: str) -> bool:
    """Whether the request carries a right: a client by the scopes of its token, staff by their role.

    A scope counts only while the client still has it, so narrowing a client takes effect at once.
    """
    if right == PUBLIC:
        return True
    if right == KNOWN:
        return isinstance(request.user, User) and request.user.centre_id is not None
    if isinstance(request.auth, Token):
        return right in request.auth.get_scopes() and right in request.auth.client.get_scopes()
    user = request.user
    return isinstance(user, User) and may(user, right)


def shows(context: Mapping[str, Any], right: str) -> bool:
    """Whether a body made in a serializer's ``context`` shows what needs ``right``.

    One made outside a request, or for the description of the API, which names every member, shows it all.
    """
    request = context.get("request")
    is_described = getattr(context.get("view"), "swagger_fake_view", False)
    return request is None or is_described or holds(request, right)
