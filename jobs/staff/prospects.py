"""The vacancies for one person: for the talk at the counter."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from centres.doors import StaffRequest, needs
from jobs import words
from jobs.load import load_in_words, load_of
from jobs.models import Vacancy
from jobs.prospects import Prospect, Prospects, prospects_of
from jobs.staff import facts, rows
from workers.models import JobSearch, Worker


@dataclass(frozen=True)
class Row:
    """One vacancy of the list."""

    place: int
    prospect: Prospect
    vacancy: Vacancy
    where: str
    period: str
    load: str
    is_full: bool  # as many are referred as there are places left
    chips: list[dict[str, str]]
    confirm: str


@require_GET
@needs("matches:read")
def worker_vacancies(request: StaffRequest, public_id: str) -> HttpResponse:
    """The best open vacancies for one person, with reasons and load."""
    visible = Worker.objects.visible_to(request.user).select_related("commune", "centre")
    worker = get_object_or_404(visible, public_id=public_id)
    sight = rows.Sight.of(request.user)
    found = prospects_of(worker, at=timezone.now())
    search = JobSearch.objects.active().filter(worker=worker).order_by("pk").first()
    context = {
        "worker": worker,
        "name": rows.name_of(worker, sight),
        "about": rows.about(worker, search),
        "sight": sight,
        "search": search,
        "found": found,
        "agrees": worker.consents.filter(withdrawn_on=None).exists(),
        "rows": list(_rows(found, sight)),
    }
    return render(request, "jobs/prospects.html", context)


def _rows(found: Prospects, sight: rows.Sight) -> Iterator[Row]:
    """The rows of the page; three queries and the names of the catalogue, whatever their number."""
    ids = [one.vacancy for one in found.listed]
    vacancies = Vacancy.objects.select_related("employer", "province", "commune").in_bulk(ids)
    names, load = words.Names.load(), load_of(ids)
    for place, one in enumerate(found.listed, 1):
        vacancy, referred = vacancies[one.vacancy], load.get(one.vacancy, 0)
        yield Row(
            place=place,
            prospect=one,
            vacancy=vacancy,
            where=facts.workplace(vacancy),
            period=facts.period(vacancy),
            load=load_in_words(referred, vacancy.places_left),
            is_full=referred >= vacancy.places_left,
            chips=rows.chips(names, found.explained[one.vacancy].components, sight),
            confirm=rows.to_confirm(names, one.confirm, sight),
        )
