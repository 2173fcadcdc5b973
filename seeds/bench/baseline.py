"""The list of matches as a tutorial of the REST framework writes it: a row a match, select_related.

It stands behind the same middleware, authentication and rights as the product's address, and has the easier
task: its explanations are stored ready-made.
"""

from typing import Any, ClassVar

from django.db import models
from django.test.utils import isolate_apps
from django.urls import include, path
from rest_framework import serializers
from rest_framework.response import Response

from centres.rest.endpoints import Endpoint
from jobs.models import Vacancy
from workers.models import Worker

TABLE = "bench_api_match"
PLACES = 100

with isolate_apps("seeds"):  # not a table of the product, so no migration may see it

    class StoredMatch(models.Model):
        """One person on one list."""

        vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="+")  # gone with the trial
        worker = models.ForeignKey(Worker, models.CASCADE, related_name="+")  # gone with the trial
        rank = models.PositiveIntegerField()
        score = models.PositiveIntegerField()
        employer_side = models.PositiveIntegerField()
        worker_side = models.PositiveIntegerField()
        interval = models.JSONField()
        gates = models.JSONField()
        components = models.JSONField()
        next_steps = models.JSONField()
        reasons = models.JSONField()

        objects: ClassVar[models.Manager[Any]] = models.Manager()

        class Meta:
            app_label = "seeds"
            db_table = TABLE
            managed = False
            indexes: ClassVar[list[Any]] = [
                models.Index(fields=["vacancy", "rank"], name="bench_match_of_vacancy")
            ]

        def __str__(self) -> str:
            return f"{self.rank}"


class NamedWorker(serializers.ModelSerializer):
    """The person of a match."""

    id = serializers.CharField(source="public_id")

    class Meta:
        model = Worker
        fields: ClassVar = ["id"]


class NamedVacancy(serializers.ModelSerializer):
    """The vacancy of a match."""

    id = serializers.CharField(source="public_id")

    class Meta:
        model = Vacancy
        fields: ClassVar = ["id"]


class MatchSerializer(serializers.ModelSerializer):
    """Every member of a match that the product's list shows for a client, too."""

    worker = NamedWorker()
    vacancy = NamedVacancy()

    class Meta:
        model = StoredMatch
        fields: ClassVar = [
            "rank", "worker", "vacancy", "gates", "score", "employer_side", "worker_side", "interval",
            "components", "next_steps", "reasons",
        ]  # fmt: skip


class StoredMatches(Endpoint):
    """The first hundred matches of a vacancy."""

    required: ClassVar = {"GET": "matches:read"}
    serializer_class = MatchSerializer
    queryset = Vacancy.objects.none()

    def get_queryset(self):
        return Vacancy.objects.visible_to(self.caller)

    def get(self, request, **address):
        """All of them; there are no pages."""
        rows = StoredMatch.objects.filter(vacancy=self.get_object()).select_related("worker", "vacancy")
        serializer = self.get_serializer(rows.order_by("rank")[:PLACES], many=True)
        return Response({"results": serializer.data})


urlpatterns = [
    path("baseline/<str:id>/", StoredMatches.as_view()),
    path("", include("config.urls")),
]
