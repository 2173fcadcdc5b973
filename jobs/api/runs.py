"""Rankings: ask for one, follow it, read the list."""

from collections.abc import Sequence
from dataclasses import asdict
from time import monotonic
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from centres.models import Work
from centres.rest.bodies import Strict
from centres.rest.endpoints import Endpoint, Listing, WrittenRows
from centres.rest.rights import holds, shows
from jobs import actions, shortlist
from jobs.api.matches import Match, Page, Sheet, public_ids, sheets, tag_of
from jobs.api.work import SENSITIVE, Progress, WorkPage, under_way
from jobs.matching.results import Ranked
from jobs.models import MatchRun, MatchTask, Vacancy
from jobs.rules import policy_of
from workers.models import Worker


class Nothing(Strict):
    """An empty body."""


class PromiseBody(serializers.Serializer):
    position = serializers.IntegerField(help_text="The guarantee among the first so many people.")
    level = serializers.CharField()
    placed = serializers.IntegerField()
    shortfall = serializers.CharField(allow_null=True)

    def get_fields(self):
        """``required`` is a word of the base class, so it cannot be declared in the class body."""
        return super().get_fields() | {"required": serializers.IntegerField()}


class RefusedBody(serializers.Serializer):
    gate = serializers.CharField()
    subject = serializers.CharField()
    people = serializers.IntegerField()


class Outcome(serializers.Serializer):
    """What a finished run was made from and came to."""

    as_of = serializers.DateField(source="snapshot.as_of")
    finished_at = serializers.DateTimeField()
    engine = serializers.CharField()
    profile = serializers.CharField()
    policy = serializers.CharField()
    input_digest = serializers.CharField()
    result_digest = serializers.CharField()
    snapshot_digest = serializers.CharField(source="snapshot.digest")
    vacancy_revision = serializers.IntegerField()
    eligible = serializers.IntegerField()
    removed = serializers.IntegerField()
    refused = serializers.SerializerMethodField()
    guarantee = serializers.SerializerMethodField(help_text="Only with `workers:sensitive`.")

    @extend_schema_field(RefusedBody(many=True))
    def get_refused(self, run: MatchRun) -> list:
        return [
            {"gate": code, "subject": subject, "people": people}
            for code, subject, _fix, people in run.refused
        ]

    @extend_schema_field(PromiseBody(many=True))
    def get_guarantee(self, run: MatchRun) -> list:
        tiers = policy_of(run.policy).tiers
        return [asdict(kept) | {"level": tiers[kept.level]} for kept in shortlist.read(run).promises]

    def get_fields(self):
        fields = super().get_fields()
        if not shows(self.context, SENSITIVE):
            del fields["guarantee"]
        return fields


class RunBody(serializers.Serializer):
    """A ranking: waiting, being made, or finished with its outcome."""

    id = serializers.CharField(source="public_id")
    href = serializers.SerializerMethodField()
    vacancy = serializers.CharField(source="vacancy.public_id")
    state = serializers.ChoiceField(Work.State.choices)
    reason = serializers.ChoiceField(MatchTask.Reason.choices)
    created_at = serializers.DateTimeField()
    progress = Progress(source="*")
    results = serializers.SerializerMethodField(help_text="Where the list is, once there is one.")
    outcome = serializers.SerializerMethodField()

    def get_href(self, task: MatchTask) -> str:
        return reverse("api:match-run", kwargs={"id": task.public_id})

    def get_results(self, task: MatchTask) -> str | None:
        return reverse("api:match-results", kwargs={"id": task.public_id}) if hasattr(task, "run") else None

    @extend_schema_field(Outcome(allow_null=True))
    def get_outcome(self, task: MatchTask) -> dict | None:
        return Outcome(task.run, context=self.context).data if hasattr(task, "run") else None


def runs_of(user):
    """Asked-for rankings of the vacancies the user may see, with what a body reads."""
    return MatchTask.objects.filter(vacancy__in=Vacancy.objects.visible_to(user)).select_related(
        "vacancy", "run__profile", "run__policy", "run__vacancy", "run__snapshot", "run__opening"
    )


class VacancyMatchRuns(Endpoint):
    """Rankings of one vacancy."""

    required: ClassVar = {"POST": "matches:run"}
    queryset = Vacancy.objects.none()
    serializer_class = Nothing

    def get_queryset(self):
        return Vacancy.objects.visible_to(self.caller)

    @extend_schema(request=Nothing, responses={202: RunBody})
    def post(self, request, **address):
        """Ask for a fresh list. Who asks while one is waiting gets the waiting one."""
        vacancy = self.get_object()
        self.received()
        task = actions.request_match_run(
            vacancy=vacancy, by=self.caller, at=timezone.now(), request_id=request.headers["X-Request-Id"]
        )
        body = RunBody(runs_of(self.caller).get(pk=task.pk), context=self.get_serializer_context()).data
        return under_way(body)


class MatchRunPage(WorkPage):
    """One ranking."""

    queryset = MatchTask.objects.none()
    serializer_class = RunBody

    def get_queryset(self):
        return runs_of(self.caller)


class Matches(Listing):
    """A list of matches of one run."""

    required: ClassVar = {"GET": "matches:read"}
    serializer_class = Match
    renderer_classes = (WrittenRows,)
    cursor_scope = ""
    is_versioned = True

    def page_of(self, run: int | None) -> Response:
        """One page of the list of a run, by its key. An unfinished run has nobody on it."""
        if run is None:
            return self.get_paginated_response(self.paged([]))
        sheet = self.sheet_of(run)
        page = self.paged(sheet.listed)
        workers = public_ids(self.caller, [person.id for _rank, person in page])
        return self.told([Page.of(sheet, page, workers)])

    def sheet_of(self, run: int) -> Sheet:
        return sheets.of(run, shows_all=holds(self.request, SENSITIVE), now=monotonic())

    def paged(self, rows: Any) -> list[Any]:
        return self.paginate_queryset(self.filter_queryset(rows)) or []

    def told(self, pages: Sequence[Page]) -> Response:
        """The matches of these pages in one answer, or that the caller has them already."""
        tag = tag_of(pages)
        if unchanged := self.unchanged(tag):
            return unchanged
        response = self.get_paginated_response([match for page in pages for match in page.matches()])
        response["ETag"] = tag
        return response


class MatchRunResults(Matches):
    """The list of one run. It never changes."""

    queryset = MatchTask.objects.none()

    def get_queryset(self):
        tasks = MatchTask.objects.filter(vacancy__in=Vacancy.objects.visible_to(self.caller))
        return tasks.select_related("run").only("run__id")

    def get(self, request, **address):
        """One page of the list: explained matches, no names."""
        task = self.get_object()
        return self.page_of(task.run.pk if hasattr(task, "run") else None)


class VacancyMatches(Matches):
    """The current list of a vacancy. A cursor of an older list is refused once a newer one is there."""

    queryset = Vacancy.objects.none()

    def get_queryset(self):
        return Vacancy.objects.visible_to(self.caller).only("current_run_id")

    def get(self, request, **address):
        """One page of the current list; empty until there is one."""
        run = self.get_object().current_run_id
        self.cursor_scope = self.sheet_of(run).run.result_digest if run else ""
        return self.page_of(run)


class WorkerMatches(Matches):
    """The current lists a worker stands on."""

    queryset = MatchRun.objects.none()
    orderings: ClassVar = {"-finished_at": ("-finished_at", "-id")}

    def get(self, request, **address):
        """One match for each vacancy, newest list first."""
        worker = get_object_or_404(Worker.objects.visible_to(self.caller), public_id=address["id"])
        holding = MatchRun.objects.visible_to(self.caller).holding(worker.pk)
        if not public_ids(self.caller, [worker.pk]):
            holding = holding.none()
        runs: Any = holding.with_sources()
        shows_all = holds(request, SENSITIVE)
        if not shows_all:  # taken out before the pages are cut, or a short page would tell
            holding = runs.order_by("-finished_at", "-id")
            runs = [run for run in holding if places_of(worker, Sheet.of(run, shows_all))]
        found = [Sheet.of(run, shows_all) for run in self.paged(runs)]
        workers = {worker.pk: worker.public_id}
        return self.told([Page.of(sheet, places_of(worker, sheet), workers) for sheet in found])


def places_of(worker: Worker, sheet: Sheet) -> list[tuple[int, Ranked]]:
    """Where a worker stands on a list: nowhere, perhaps, for a reader who may not learn who has priority."""
    return [(rank, person) for rank, person in sheet.listed if person.id == worker.pk]
