"""Work that goes on after the answer: 202 with where to look, a page that says how far it is."""

from typing import ClassVar

from rest_framework import serializers
from rest_framework.response import Response

from centres.models import Work
from centres.rest.endpoints import Resource

LOOK_AGAIN_SECONDS = 5
SENSITIVE = "workers:sensitive"


class Progress(serializers.Serializer):
    done = serializers.IntegerField(source="progress_done")
    total = serializers.IntegerField(source="progress_total")


def under_way(body: dict) -> Response:
    """The answer to whoever asked for work."""
    headers = {"Location": body["href"], "Retry-After": str(LOOK_AGAIN_SECONDS)}
    return Response(body, status=202, headers=headers)


class WorkPage(Resource):
    """One piece of work."""

    required: ClassVar = {"GET": "matches:read"}

    def version_of(self, row):
        return row.attempts

    def get(self, request, **address):
        """Its state; `Retry-After` says when to look again while it is not finished."""
        response = super().get(request, **address)
        if response.data and response.data["state"] in (Work.State.TODO, Work.State.DOING):
            response["Retry-After"] = str(LOOK_AGAIN_SECONDS)
        return response
