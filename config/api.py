"""The description of the API, over the API."""

from typing import ClassVar

from drf_spectacular.views import SpectacularJSONAPIView

from centres.rest.rights import PUBLIC


class Description(SpectacularJSONAPIView):
    """OpenAPI 3.1; anybody may read it."""

    required: ClassVar = {"GET": PUBLIC}
