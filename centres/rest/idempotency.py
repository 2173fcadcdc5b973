"""Calls that are safe to send again: `Idempotency-Key` (after the IETF draft of that name).

The key, the effect and the answer are one transaction, so a crash leaves all of them or none. Only an effect
is remembered: a call that was refused left no trace, and is judged afresh when it comes again.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.db import connection, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from centres.models import KeyedCall, User
from centres.rest.refusals import BadHeader
from centres.sealing import blind_index, seal, unseal

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT_FOR = timedelta(days=30)
SWEPT = 2  # calls past their time that each new one clears away, so that the table never grows old
KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)


class StillRunning(APIException):
    """The same key is being worked on at this moment."""

    status_code = 409
    default_code = "in_progress"
    default_detail = _("The first call with this key has not ended yet.")
    wait = 1  # seconds


class KeyReused(APIException):
    """The key was used for another call."""

    status_code = 422
    default_code = "key_reused"
    default_detail = _("This key was used with another address or body.")


def once(handler: Callable[..., Response], request: Request) -> Callable[..., HttpResponseBase]:
    """``handler`` with one effect for all calls of a key; itself where the caller sends none.

    The handler raises what it raises; the key itself raises BadHeader, StillRunning and KeyReused.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return handler
    if not KEY.fullmatch(key):
        raise BadHeader(HEADER, _("Give 1 to 255 printable ASCII characters without spaces."))
    caller = cast(User, request.user)

    def answered(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = fingerprint(request)
        with transaction.atomic():
            hold(caller, key)
            kept = KeyedCall.objects.filter(caller=caller, key=key).first()
            if kept is None:
                response = handler(request, *args, **kwargs)
                keep(caller, key, asked, response)
                return response
            if bytes(kept.fingerprint) != asked:
                raise KeyReused
            return replayed(kept)

    return answered


def fingerprint(request: Request) -> bytes:
    """32 bytes that stand for the whole call; keyed, as the body may be a personal number."""
    asked = (request.method, request.path, request.headers.get("If-Match"), request.body.decode("latin-1"))
    return blind_index("\0".join(map(str, asked)), purpose="keyed call")


def hold(caller: User, key: str) -> None:
    """Keep others with this key out until the transaction ends. Raises StillRunning."""
    name = blind_index(f"{caller.pk}\0{key}", purpose="keyed call lock")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(name[:8], signed=True, byteorder="big")]
        )
        if not cursor.fetchone()[0]:
            raise StillRunning


def keep(caller: User, key: str, asked: bytes, response: Response) -> None:
    """Remember the answer, and forget some that were kept long enough."""
    now = timezone.now()
    headers = {name: value for name, value in response.items() if name != "Content-Type"}
    past = KeyedCall.objects.filter(called_at__lt=now - KEPT_FOR).order_by("called_at")
    swept = past.select_for_update(skip_locked=True).values("pk")[:SWEPT]
    KeyedCall.objects.filter(pk__in=swept).delete()
    KeyedCall.objects.create(
        caller=caller,
        key=key,
        fingerprint=asked,
        status=response.status_code,
        headers=headers,
        answer=seal(JSONRenderer().render(response.data).decode(), context=place(caller.pk, key)),
        called_at=now,
    )


def replayed(kept: KeyedCall) -> HttpResponse:
    """The first answer once more, byte for byte."""
    answer = unseal(kept.answer, context=place(kept.caller_id, kept.key))
    headers = kept.headers | {REPLAYED: "true"}
    return HttpResponse(answer, status=kept.status, content_type="application/json", headers=headers)


def place(caller: int, key: str) -> str:
    """Where a sealed answer belongs."""
    return f"keyed call {caller} {key}"
