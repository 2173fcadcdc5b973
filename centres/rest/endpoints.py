"""Addresses of the API: collections in pages, versioned resources."""

from hashlib import sha256
from typing import Any, ClassVar, cast

from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.settings import api_settings

from centres.models import Centre, User
from centres.rest.idempotency import HEADER, once
from centres.rest.refusals import PreconditionFailed, PreconditionRequired, refuse_parameters


class Endpoint(GenericAPIView):
    """One address. ``required`` names the right for each method; what is not declared is denied."""

    required: ClassVar[dict[str, str]] = {}
    parameters: ClassVar[tuple[str, ...]] = ()  # of GET, where it is no list with filters
    problems: ClassVar[tuple[str, ...]] = ()  # statuses it may answer beside those every address may
    has_effect = True  # of anything but GET: sent again with its key, it is answered and not done again
    lookup_field = "public_id"
    lookup_url_kwarg = "id"
    pagination_class: Any = None
    filter_backends: Any = ()

    @property
    def caller(self) -> User:
        """Who asks: a member of staff, or the service account of a client."""
        return cast(User, self.request.user)

    @property
    def centre(self) -> Centre:
        """The caller's centre."""
        return cast(Centre, self.caller.centre)

    def initialize_request(self, request, *args, **kwargs):
        if HEADER in request.headers:
            _ = request.body  # read here: what the authentication reads of a stream cannot be read again
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        reads = request.method in ("GET", "HEAD")
        if not reads or not self.filter_backends:
            refuse_parameters(request.query_params, known=self.parameters if reads else ())
        if self.has_effect and not reads and request.method in self.allowed_methods:
            handler = request.method.lower()
            setattr(self, handler, once(getattr(self, handler), request))

    def received(self, *, partial: bool = False) -> dict[str, Any]:
        """The body, validated. Raises ValidationError."""
        serializer = self.get_serializer(data=self.request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def shown(self, row: Any, *, status: int = 200) -> Response:
        """One versioned row as this caller may see it, with its strong ETag."""
        return tagged(self.body_of(row), version=self.version_of(row), status=status)

    def version_of(self, row: Any) -> int:
        """The number that grows with every change of the row."""
        return row.version

    def body_of(self, row: Any) -> Any:
        """The members of one row."""
        return self.get_serializer(row).data

    def unchanged(self, tag: str) -> Response | None:
        """The answer to a caller who already has what ``tag`` names: 304, nothing but the tag."""
        asked = [held.strip() for held in self.request.headers.get("If-None-Match", "").split(",")]
        if asked == ["*"] or tag.removeprefix("W/") in (held.removeprefix("W/") for held in asked):
            return Response(status=304, headers={"ETag": tag})
        return None

    def created(self, row: Any) -> Response:
        """The row just made, and where it lives."""
        response = self.shown(row, status=201)
        response["Location"] = response.data["href"]
        return response


class Listing(ListModelMixin, Endpoint):
    """A collection, page by page. ``orderings`` are total, ending in the key; the first is the usual one."""

    orderings: ClassVar[dict[str, tuple[str, ...]]] = {}
    pagination_class = api_settings.DEFAULT_PAGINATION_CLASS
    filter_backends = api_settings.DEFAULT_FILTER_BACKENDS

    def get(self, request, **address):
        """One page of the collection."""
        return self.list(request)


class Resource(Endpoint):
    """One row: read with an ETag, unchanged answers 304."""

    is_versioned = True

    def get(self, request, **address):
        """The resource, unless the caller already has this version."""
        response = self.shown(self.get_object())
        return self.unchanged(response["ETag"]) or response

    def version_read(self, row: Any) -> int:
        """The version ``If-Match`` says a change was made from, if it is still that of the row.

        Raises PreconditionRequired, PreconditionFailed. The action checks it once more as it writes.
        """
        asked = self.request.headers.get("If-Match", "").strip()
        if not asked or asked == "*":
            raise PreconditionRequired
        if not asked.startswith('"') or asked.strip('"').partition(".")[0] != str(row.version):
            raise PreconditionFailed
        return row.version


class WrittenRows(JSONRenderer):
    """Pages whose rows are JSON already."""

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """The page around its rows; whatever else is answered goes the usual way."""
        rows = data.get("results") if isinstance(data, dict) else None
        if not (rows and isinstance(rows[0], bytes)):
            return super().render(data, accepted_media_type, renderer_context)
        page = super().render(data | {"results": []}, accepted_media_type, renderer_context)
        return page.removesuffix(b"[]}") + b"[" + b",".join(rows) + b"]}"


def tagged(data: Any, *, version: int, status: int = 200) -> Response:
    """An answer whose ETag names the version of the row and the bytes this caller sees of it."""
    digest = sha256(JSONRenderer().render(data)).hexdigest()[:16]
    return Response(data, status=status, headers={"ETag": f'"{version}.{digest}"'})
