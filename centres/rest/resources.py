"""A resource read for another address: by the view that serves it, so with its rights and its eyes."""

from collections.abc import Iterable
from typing import Any, cast

from django.urls import resolve, reverse
from rest_framework.request import Request

from centres.rest.endpoints import Resource
from centres.rest.rights import holds


class Reader:
    """What one caller may see of the resources at one address, such as ``vacancy``."""

    def __init__(self, address: str, request: Request) -> None:
        self.address = address
        found = resolve(self.href("0"))
        view_class = cast(Any, found.func).view_class
        self.view: Resource = view_class(**cast(Any, found.func).view_initkwargs)
        self.view.setup(request, **found.kwargs)
        self.view.request = request
        self.view.format_kwarg = None

    @property
    def may_read(self) -> bool:
        """Whether the caller has the right at all."""
        return holds(self.view.request, self.view.required["GET"])

    def href(self, public_id: str) -> str:
        """Where one of them is."""
        return reverse(f"api:{self.address}", kwargs={"id": public_id})

    def rows(self) -> Any:
        """Those the caller may see, with everything a body reads."""
        return self.view.get_queryset()

    def bodies(self, rows: Iterable[Any]) -> list[Any]:
        """Each row as its address would answer."""
        return [self.view.body_of(row) for row in rows]
