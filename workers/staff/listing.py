"""The register as a list."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centres.doors import Page, StaffRequest, needs, page_of
from centres.roles import may
from centres.sealing import CannotOpen, seal, unseal
from workers.forms import SensitiveFilter, WorkerFilter
from workers.models import Worker
from workers.staff.doors import suggestions

SORTS = {
    "name": "name_sort_key",
    "-name": "-name_sort_key",
    "registered": "registered_at",
    "-registered": "-registered_at",
}


SEALED = "workers.list/name"


@require_http_methods(["GET", "HEAD", "POST"])
@needs("workers:read")
def workers(request: StaffRequest) -> HttpResponse:
    """The people the user may see, filtered by what the address says, a page at a time.

    A name is personal and an address is written down in many places, so the filter is posted and the words of
    the name stand in the address sealed, as ``find``.
    """
    if request.method == "POST":
        return redirect(f"{request.path}?{urlencode(as_address(request.POST))}")
    today = timezone.localdate()
    sensitive = may(request.user, "workers:sensitive")
    form = (SensitiveFilter if sensitive else WorkerFilter)(as_typed(request.GET))
    asked = request.GET.get("sort", "")
    sort = asked if asked in SORTS else "-registered"
    rows = Worker.objects.visible_to(request.user).for_list().with_poverty(today).with_open_search()
    page = page_of(
        form.narrow(rows, today=today),
        order=SORTS[sort],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return render(
        request,
        "workers/list.html",
        {
            "filter": form,
            "filtered": any(form.data.get(name) for name in form.fields),
            "page": _work_list(page, sort, sensitive=sensitive),
            "workers": page.rows,
            "sensitive": sensitive,
            "may_write": may(request.user, "workers:write"),
            "sort": sort,
            "typeahead": suggestions(),
        },
    )


def as_address(typed: QueryDict) -> dict[str, str]:
    """What was typed into the filter, as the address may hold it."""
    kept = {
        name: str(value)
        for name, value in typed.items()
        if value and name not in ("q", "csrfmiddlewaretoken")
    }
    name = typed.get("q", "")[:120]
    return kept | ({"find": urlsafe_b64encode(seal(name, context=SEALED)).decode()} if name else {})


def as_typed(address: QueryDict) -> QueryDict:
    """The filter an address stands for. A sealed name that does not open is no name."""
    typed = address.copy()
    typed.pop("q", None)
    with suppress(CannotOpen, ValueError):
        typed["q"] = unseal(urlsafe_b64decode(address.get("find", "").encode()), context=SEALED)
    return typed


def _work_list(page: Page, sort: str, *, sensitive: bool) -> dict:
    household = [{"key": "poverty", "label": _("Household")}] if sensitive else []
    return {
        "caption": _("Workers"),
        "columns": [
            {"key": "name", "label": _("Name"), "sort": True},
            {"key": "code", "label": _("Code")},
            {"key": "birth", "label": _("Born"), "num": True},
            {"key": "commune", "label": _("Commune")},
            *household,
            {"key": "search", "label": _("Job search")},
            {"key": "registered", "label": _("Registered"), "sort": True, "num": True},
        ],
        "count": len(page.rows),
        "sort": sort,
        "pager": {"previous": page.previous, "next": page.next} if page.previous or page.next else None,
        "empty": {
            "title": _("Nobody fits"),
            "text": _("Nobody in the register fits this filter. Take words away, or register the person."),
        },
    }
