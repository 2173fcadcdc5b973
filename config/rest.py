"""REST plumbing: who asks, what they may, how bodies are read, how lists are cut into pages."""

import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from allauth.idp.oidc.contrib.rest_framework.authentication import TokenAuthentication
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.authentication import SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.pagination import BasePagination
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from centres.rest.refusals import BadParameter, refuse_parameters
from centres.rest.rights import holds
from centres.sealing import CannotOpen, seal, unseal
from config.hostile import is_forbidden
from config.problems import escaped


class ClientTokenAuthentication(TokenAuthentication):
    """An OAuth2 client-credentials token; the request acts as the service account of its client."""

    def authenticate(self, request):
        if not get_authorization_header(request):
            return None
        found = super().authenticate(request)
        if found is None:
            raise AuthenticationFailed(_("The token is unknown, expired or revoked."))
        token = found[1]
        try:
            client = token.client.api_client
        except (AttributeError, ObjectDoesNotExist):
            raise AuthenticationFailed(_("The token belongs to no client of a centre.")) from None
        if not (client.is_active and client.user.is_active):
            raise AuthenticationFailed(_("The client is suspended."))
        return client.user, token

    def authenticate_header(self, request):
        return 'Bearer realm="api"'


class StaffSessionAuthentication(SessionAuthentication):
    """A member of staff in the browser: session cookie, and the CSRF token on every change."""


class HasScope(BasePermission):
    """The one permission: the right a view declares for the method. A view that declares none is closed."""

    def has_permission(self, request, view):
        if request.method == "OPTIONS" or request.method not in view.allowed_methods:
            return True  # answered 405 next
        required = getattr(view, "required", {})
        right = required.get("GET" if request.method == "HEAD" else request.method)
        return right is not None and holds(request, right)


class StrictFilterBackend(DjangoFilterBackend):
    """Filters of a list. Unknown names are refused, and bad values by the name of the parameter."""

    def filter_queryset(self, request, queryset, view):
        filters = self.get_filterset(request, queryset, view)
        self.refuse_unknown(request, filters, view)
        if filters is None:
            return queryset
        if not filters.is_valid():
            name, errors = next(iter(filters.errors.as_data().items()))
            raise BadParameter(name, errors[0].messages[0], errors[0].code or "invalid")
        return filters.qs

    @staticmethod
    def refuse_unknown(request, filters, view):
        known = {"limit", "cursor", "ordering", *(filters.filters if filters else ())}
        if len(getattr(view, "orderings", {})) < 2:
            known.remove("ordering")
        refuse_parameters(request.query_params, known=known)


class Pages(BasePagination):
    """Pages by cursor: no page is skipped or repeated when rows come and go, however deep one reads.

    The order is total, so a cursor is the sort values of the row it follows. They may be a name, so the
    cursor is sealed: it says nothing to its holder, and one altered or made for another list does not open.
    """

    usual, most = 50, 200

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        self.limit = self.read_limit()
        if not isinstance(queryset, QuerySet):
            return self.cut_sequence(queryset, getattr(view, "cursor_scope", ""))
        self.order = self.read_order(view)
        self.context = f"cursor {request.path} {' '.join(self.order)}"
        backwards, values = self.read_cursor() or (False, None)
        rows = self.rows_after(queryset, backwards, values)
        more, rows = len(rows) > self.limit, rows[: self.limit]
        if backwards:
            rows.reverse()
        self.next = self.link(False, rows[-1]) if rows and (more or backwards) else None
        self.previous = self.link(True, rows[0]) if rows and (more if backwards else values) else None
        return rows

    def rows_after(self, queryset: QuerySet, backwards: bool, values: list | None) -> list:
        order = [inverted(name) for name in self.order] if backwards else list(self.order)
        if values is not None:
            queryset = queryset.filter(beyond(order, values))
        return list(queryset.order_by(*order)[: self.limit + 1])

    def cut_sequence(self, items: Sequence[Any], scope: str) -> Sequence[Any]:
        """Something already in order and never changing, such as a ranking: the cursor is a position."""
        self.order, self.context = (), f"cursor {self.request.path} {scope}"
        _backwards, start = self.read_cursor() or (False, 0)
        if not isinstance(start, int):
            raise BadParameter("cursor", _("This cursor belongs to another list."))
        rows = items[start : start + self.limit]
        end = start + len(rows)
        self.next = self.link_to([False, end]) if end < len(items) else None
        self.previous = self.link_to([False, max(0, start - self.limit)]) if start else None
        return rows

    def read_limit(self) -> int:
        asked = self.request.query_params.get("limit", str(self.usual))
        if not (asked.isascii() and asked.isdigit() and len(asked) <= 3 and 1 <= int(asked) <= self.most):
            raise BadParameter("limit", _("Give a whole number from 1 to %d.") % self.most)
        return int(asked)

    def read_order(self, view) -> tuple[str, ...]:
        asked = self.request.query_params.get("ordering") or next(iter(view.orderings))
        if asked not in view.orderings:
            raise BadParameter("ordering", _("Choose one of: %s.") % ", ".join(view.orderings))
        return view.orderings[asked]

    def read_cursor(self) -> Any:
        asked = self.request.query_params.get("cursor")
        if asked is None:
            return None
        try:
            return json.loads(
                unseal(urlsafe_b64decode(asked + "=" * (-len(asked) % 4)), context=self.context)
            )
        except (CannotOpen, ValueError):
            raise BadParameter("cursor", _("This cursor belongs to another list.")) from None

    def link(self, backwards: bool, row: Any) -> str:
        values = [getattr(row, name.lstrip("-")) for name in self.order]
        return self.link_to([backwards, [v.isoformat() if hasattr(v, "isoformat") else v for v in values]])

    def link_to(self, place: list) -> str:
        cursor = urlsafe_b64encode(seal(json.dumps(place), context=self.context)).decode().rstrip("=")
        asked = self.request.query_params.dict() | {"cursor": cursor}
        return f"{self.request.build_absolute_uri(self.request.path)}?{urlencode(asked)}"

    def get_paginated_response(self, data):
        links = [
            f'<{url}>; rel="{rel}"' for rel, url in (("next", self.next), ("prev", self.previous)) if url
        ]
        headers = {"Link": ", ".join(links)} if links else {}
        return Response({"next": self.next, "previous": self.previous, "results": data}, headers=headers)

    def get_paginated_response_schema(self, schema):
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view):
        limit = {"type": "integer", "minimum": 1, "maximum": self.most, "default": self.usual}
        parameters = [
            {"name": "limit", "in": "query", "required": False, "schema": limit},
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
        ]
        orders = list(getattr(view, "orderings", {}))
        if len(orders) > 1:
            schema = {"type": "string", "enum": orders, "default": orders[0]}
            parameters.append({"name": "ordering", "in": "query", "required": False, "schema": schema})
        return parameters


def inverted(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after the one holding ``values`` in a total order, in the words of SQL."""
    found, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field = name.lstrip("-")
        found |= equal & Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal &= Q(**{field: value})
    return found


class Malformed(ParseError):
    """A body that is not one plain JSON object; ``errors`` points at where it is not."""

    default_code = "malformed"

    def __init__(self, pointer: str, detail: str, code: str):
        super().__init__(_("The body cannot be read as one JSON object."))
        self.errors = [{"pointer": pointer, "code": code, "detail": detail}]


class TooLarge(ParseError):
    status_code = 413
    default_code = "too_large"


class Members(dict):
    """A JSON object that remembers a name given twice."""

    repeated: str | None = None

    @classmethod
    def of(cls, pairs):
        members = cls(pairs)
        if len(members) < len(pairs):
            names = [name for name, _value in pairs]
            members.repeated = next(name for name in names if names.count(name) > 1)
        return members


class NoNumber:
    """NaN, an infinity, or digits without end."""


def whole(digits: str) -> int | NoNumber:
    return int(digits) if len(digits) <= 20 else NoNumber()


def fraction(digits: str) -> float | NoNumber:
    value = float(digits)
    return value if math.isfinite(value) else NoNumber()


class StrictJSONParser(BaseParser):
    """JSON that means one thing only. What is refused is named by JSON pointer."""

    media_type = "application/json"
    most_bytes, most_depth = 1_048_576, 20

    def parse(self, stream, media_type=None, parser_context=None):
        content = stream.read(self.most_bytes + 1)
        if len(content) > self.most_bytes:
            raise TooLarge(_("Bodies hold at most 1 MB."))
        try:
            value = json.loads(
                content.decode("utf-8"),
                object_pairs_hook=Members.of,
                parse_int=whole,
                parse_float=fraction,
                parse_constant=lambda _name: NoNumber(),
            )
        except UnicodeDecodeError:
            raise Malformed("", _("The body is not UTF-8."), "encoding") from None
        except RecursionError:
            raise Malformed("", _("It is nested more than 20 deep."), "depth") from None
        except ValueError as invalid:
            place = getattr(invalid, "pos", 0)
            raise Malformed("", _("It is not JSON (character %d).") % place, "syntax") from None
        if not isinstance(value, dict):
            raise Malformed("", _("Send one JSON object."), "type")
        self.check(value, "", self.most_depth)
        return value

    def check(self, value: Any, pointer: str, depth: int) -> None:
        if isinstance(value, str) and is_forbidden(value):
            raise Malformed(pointer, _("It holds characters that are not allowed."), "characters")
        if isinstance(value, NoNumber):
            raise Malformed(pointer, _("It is not a number of at most 20 digits."), "number")
        if not isinstance(value, dict | list):
            return
        if depth == 0:
            raise Malformed(pointer, _("It is nested more than 20 deep."), "depth")
        if isinstance(value, list):
            for index, item in enumerate(value):
                self.check(item, f"{pointer}/{index}", depth - 1)
        else:
            self.check_members(value, pointer, depth)

    def check_members(self, members: dict, pointer: str, depth: int) -> None:
        if (twice := getattr(members, "repeated", None)) is not None:
            raise Malformed(named(pointer, twice), _("This member is given twice."), "repeated")
        for name, item in members.items():
            if is_forbidden(name):
                raise Malformed(
                    named(pointer, name), _("It holds characters that are not allowed."), "characters"
                )
            self.check(item, named(pointer, name), depth - 1)


def named(pointer: str, name: str) -> str:
    """The pointer to a member, with nothing in it that could not be written back."""
    return f"{pointer}/{escaped(''.join('?' if is_forbidden(c) else c for c in name[:60]))}"
