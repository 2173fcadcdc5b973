"""Copies of the registers in other systems: a snapshot to start from, and the changes since."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import Http404, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from centres import feed
from centres.feed import Cursor, Place, Told
from centres.rest.endpoints import Endpoint
from centres.rest.refusals import BadParameter
from centres.rest.resources import Reader
from centres.rest.rights import KNOWN
from centres.sealing import CannotOpen, seal, unseal
from centres.watermarks import TakenElsewhere, Watermark
from config.nouns import NOUNS
from config.rest import Pages
from jobs.snapshots import one_moment

CHUNK = 500  # rows of a snapshot read at once


class CursorExpired(APIException):
    """What the cursor was not told of is no longer known."""

    status_code = 410
    default_code = "cursor_expired"
    default_detail = gettext_lazy("Changes are kept for 90 days. Start again from a snapshot.")


class ChangeBody(serializers.Serializer):
    """One subject that changed, as it is now; one that is gone, or not to be seen any more, as deleted."""

    type = serializers.ChoiceField(sorted(NOUNS))
    id = serializers.CharField()
    href = serializers.CharField()
    op = serializers.ChoiceField(["upsert", "delete"])
    changed_at = serializers.DateTimeField()
    resource = serializers.DictField(required=False, help_text="With `upsert`: what `href` answers.")
    keep_until = serializers.DateTimeField(required=False, help_text="With `delete`: how long it is told.")


class Changes(Endpoint):
    """What changed in the registers of the centre."""

    required: ClassVar = {"GET": KNOWN}
    serializer_class = ChangeBody
    pagination_class = Pages
    parameters: ClassVar[tuple[str, ...]] = ("types", "cursor", "limit")
    problems: ClassVar[tuple[str, ...]] = ("410",)

    @extend_schema(
        parameters=[
            OpenApiParameter("types", description="Kinds of subjects, separated by commas; all you may read.")
        ],
        responses=ChangeBody(many=True),
    )
    def get(self, request):
        """The next changes. Without a cursor there are none yet: keep `next`, then read the snapshots.

        `next` is never null; ask it again later. After 90 days a cursor is refused.
        """
        readers = self.readers()
        pages = Pages()
        pages.request = request
        limit, at = pages.read_limit(), timezone.now()
        cursor = self.read_cursor(sorted(readers)) or feed.start(at=at)
        try:
            page = feed.read(cursor, centre=self.centre, kinds=readers, limit=limit, at=at)
        except (feed.TooOld, TakenElsewhere):
            raise CursorExpired from None
        link = self.link(page.cursor, sorted(readers))
        body = {"next": link, "previous": None, "results": self.told(page.changes, readers)}
        return Response(body, headers={"Link": f'<{link}>; rel="next"'})

    def readers(self) -> dict[str, Reader]:
        """The kinds asked for, or all the caller may read."""
        asked = self.request.query_params.get("types")
        readers = {kind: Reader(NOUNS[kind], self.request) for kind in NOUNS}
        readable = [kind for kind, reader in readers.items() if reader.may_read]
        kinds = readable if asked is None else asked.split(",")
        if set(kinds) - readers.keys():
            raise BadParameter("types", _("Choose among: %s.") % ", ".join(sorted(NOUNS)))
        if not kinds or set(kinds) - set(readable):
            raise PermissionDenied
        return {kind: readers[kind] for kind in kinds}

    def told(self, changes: list[Told], readers: dict[str, Reader]) -> list[dict[str, Any]]:
        """Each change with the subject as the caller sees it now."""
        bodies: dict[tuple[str, int], Any] = {}
        for kind, reader in readers.items():
            keys = [change.subject for change in changes if change.kind == kind]
            if keys:
                rows = list(reader.rows().filter(pk__in=keys))
                found = zip(rows, reader.bodies(rows), strict=True)
                bodies |= {(kind, row.pk): body for row, body in found}
        return [self.change(one, readers[one.kind], bodies.get((one.kind, one.subject))) for one in changes]

    def change(self, told: Told, reader: Reader, body: Any) -> dict[str, Any]:
        common = {
            "type": told.kind,
            "id": told.public_id,
            "href": reader.href(told.public_id),
            "op": "delete" if body is None else "upsert",
            "changed_at": timezone.localtime(told.changed_at).isoformat(),
        }
        if body is None:
            return common | {"keep_until": timezone.localtime(told.changed_at + feed.KEPT_FOR).isoformat()}
        return common | {"resource": body}

    def context_of(self, kinds: list[str]) -> str:
        return f"changes {self.caller.pk} {','.join(kinds)}"

    def read_cursor(self, kinds: list[str]) -> Cursor | None:
        asked = self.request.query_params.get("cursor")
        return None if asked is None else opened(asked, self.context_of(kinds))

    def link(self, cursor: Cursor, kinds: list[str]) -> str:
        asked = self.request.query_params.dict() | {
            "types": ",".join(kinds),
            "cursor": closed(cursor, self.context_of(kinds)),
        }
        return f"{self.request.build_absolute_uri(reverse('api:changes'))}?{urlencode(asked)}"


def closed(cursor: Cursor, context: str) -> str:
    """A cursor as its holder carries it."""
    values = [cursor.seen, cursor.at.isoformat(), cursor.target, None, list(cursor.place)]
    values[3] = cursor.target_at.isoformat() if cursor.target_at else None
    return urlsafe_b64encode(seal(json.dumps(values), context=context)).decode().rstrip("=")


def opened(asked: str, context: str) -> Cursor:
    """The cursor again. Raises BadParameter."""
    try:
        sealed = urlsafe_b64decode(asked + "=" * (-len(asked) % 4))
        seen, at, target, target_at, place = json.loads(unseal(sealed, context=context))
    except (CannotOpen, ValueError):
        raise BadParameter("cursor", _("This cursor belongs to another list.")) from None
    return Cursor(
        Watermark(seen),
        datetime.fromisoformat(at),
        Watermark(target) if target else None,
        datetime.fromisoformat(target_at) if target_at else None,
        Place(*place),
    )


class Snapshots(Changes):
    """Everything of one kind at one moment."""

    parameters: ClassVar[tuple[str, ...]] = ()
    problems: ClassVar[tuple[str, ...]] = ()

    @extend_schema(responses={(200, "application/gzip"): OpenApiTypes.BINARY})
    def get(self, request, **address):
        """`.ndjson.gz`: one resource a line, then a line with their `count` and the `next` of the changes.

        Without that last line the file is not whole: ask again.
        """
        kind = address["kind"]
        if kind not in NOUNS:
            raise Http404
        reader = Reader(NOUNS[kind], request)
        if not reader.may_read:
            raise PermissionDenied
        response = StreamingHttpResponse(self.packed(kind, reader), content_type="application/gzip")
        response["Content-Disposition"] = f'attachment; filename="{kind}.ndjson.gz"'
        return response

    def packed(self, kind: str, reader: Reader) -> Iterator[bytes]:
        """The file, a chunk of rows at a time."""
        packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        for lines in self.lines(kind, reader):
            yield packer.compress(lines)
        yield packer.flush()

    def lines(self, kind: str, reader: Reader) -> Iterator[bytes]:
        """Resources in the order of their keys, then the summary; all of one moment."""
        render, count, last = JSONRenderer().render, 0, 0
        with one_moment():
            cursor = feed.start(at=timezone.now())
            while rows := list(reader.rows().filter(pk__gt=last).order_by("pk")[:CHUNK]):
                last, count = rows[-1].pk, count + len(rows)
                yield b"".join(render(body) + b"\n" for body in reader.bodies(rows))
        yield render({"count": count, "next": self.link(cursor, [kind])}) + b"\n"
