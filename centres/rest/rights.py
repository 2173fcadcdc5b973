"""What a request may do, whoever sent it."""

from allauth.idp.oidc.models import Token
from rest_framework.request import Request

from centres.models import User
from centres.roles import may

PUBLIC = "public"  # declared by views that hold nothing secret: reference lists, the description


def holds(request: Request, right: str) -> bool:
    """Whether the request carries a right: a client by the scopes of its token, staff by their role.

    A scope counts only while the client still has it, so narrowing a client takes effect at once.
    """
    if right == PUBLIC:
        return True
    if isinstance(request.auth, Token):
        return right in request.auth.get_scopes() and right in request.auth.client.get_scopes()
    user = request.user
    return isinstance(user, User) and may(user, right)
