"""The register as a list."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres.doors import Page, StaffRequest, needs, page_of
from centres.roles import may
from workers.forms import SensitiveFilter, WorkerFilter
from workers.models import Worker
from workers.staff.doors import suggestions

SORTS = {
    "name": "name_sort_key",
    "-name": "-name_sort_key",
    "registered": "registered_at",
    "-registered": "-registered_at",
}


@require_safe
@needs("workers:read")
def workers(request: StaffRequest) -> HttpResponse:
    """The people the user may see, filtered by what the address says, a page of fifty."""
    today = timezone.localdate()
    sensitive = may(request.user, "workers:sensitive")
    form = (SensitiveFilter if sensitive else WorkerFilter)(request.GET)
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
            "filtered": any(request.GET.get(name) for name in form.fields),
            "page": _work_list(page, sort, sensitive=sensitive),
            "workers": page.rows,
            "sensitive": sensitive,
            "may_write": may(request.user, "workers:write"),
            "sort": sort,
            "typeahead": suggestions(),
        },
    )


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
            "url": reverse("staff:worker-new"),
            "label": _("Register a worker"),
        },
    }
