"""The description of the API, over the API."""

from typing import ClassVar

from drf_spectacular.views import SpectacularJSONAPIView

from centres.rest.refusals import refuse_parameters
from centres.rest.rights import PUBLIC


class Description(SpectacularJSONAPIView):
    """OpenAPI 3.1; anybody may read it."""

    required: ClassVar = {"GET": PUBLIC}

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        refuse_parameters(request.query_params, known=())
