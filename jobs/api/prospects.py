"""The open vacancies that suit one worker."""

from dataclasses import asdict
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.generics import get_object_or_404

from centres.rest.endpoints import Listing
from centres.rest.rights import holds
from jobs import shortlist, words
from jobs.api.matches import ComponentBody, GateBody, NextStepBody, ReasonsBody, Subject, reasons
from jobs.api.work import SENSITIVE
from jobs.load import load_of
from jobs.matching.results import Explanation
from jobs.models import Vacancy
from jobs.prospects import Prospect, prospects_of
from workers.models import Worker

MOST = 100


class Load(serializers.Serializer):
    """How many people are already sent there."""

    referred = serializers.IntegerField(help_text="Live referrals, from this and any other list.")
    places = serializers.IntegerField(help_text="Places not filled yet.")


class WorkerVacancy(serializers.Serializer):
    """One open vacancy for one person, by the same scores as the shortlist of that vacancy."""

    rank = serializers.IntegerField()
    vacancy = Subject()
    load = Load()
    gates = GateBody(many=True)
    score = serializers.IntegerField()
    employer_side = serializers.IntegerField()
    worker_side = serializers.IntegerField()
    interval = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="The score with every unknown at its worst and at its best.",
    )
    components = ComponentBody(many=True)
    next_steps = NextStepBody(many=True)
    reasons = ReasonsBody()


class WorkerVacancies(Listing):
    """The open vacancies that suit one worker."""

    required: ClassVar = {"GET": "matches:read"}
    queryset = Worker.objects.none()
    serializer_class = WorkerVacancy

    def get(self, request, **address):
        """The best hundred, computed now. Best first, no priority step: on this list nobody competes."""
        workers = Worker.objects.visible_to(self.caller).select_related("commune", "centre")
        worker = get_object_or_404(workers, public_id=address["id"])
        found = prospects_of(worker, at=timezone.now(), limit=MOST)
        ranked: Any = list(enumerate(found.listed, 1))
        page = self.paginate_queryset(self.filter_queryset(ranked)) or []
        return self.get_paginated_response(self.bodies(page, found.explained) if page else [])

    def bodies(self, page: list[tuple[int, Prospect]], explained: dict[int, Explanation]) -> list[Any]:
        """Two queries and the names of the catalogue, whatever the length of the page."""
        ids = [one.vacancy for _rank, one in page]
        vacancies, load = Vacancy.objects.in_bulk(ids), load_of(ids)
        names = words.Names.load()
        shows_all = holds(self.request, SENSITIVE)
        found = []
        for rank, one in page:
            why = explained[one.vacancy] if shows_all else shortlist.without_health(explained[one.vacancy])
            vacancy = vacancies[one.vacancy]
            found.append(
                {
                    "rank": rank,
                    "vacancy": {
                        "id": vacancy.public_id,
                        "href": reverse("api:vacancy", kwargs={"id": vacancy.public_id}),
                    },
                    "load": {"referred": load.get(vacancy.pk, 0), "places": vacancy.places_left},
                    "gates": [asdict(gate) for gate in why.gates],
                    "score": one.score,
                    "employer_side": one.employer_score,
                    "worker_side": one.worker_score,
                    "interval": [why.lowest, why.highest],
                    "components": [asdict(part) for part in why.components],
                    "next_steps": [asdict(step) for step in why.next_steps],
                    "reasons": reasons(why, names),
                }
            )
        return [WorkerVacancy(body).data for body in found]
