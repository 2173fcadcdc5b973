"""The addresses of workers."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from catalog.phones import UnreadablePhone, normalise_phone
from centres import audit
from centres.rest.endpoints import Endpoint, Listing, Resource
from centres.rest.rights import holds
from centres.sealing import blind_index
from workers import actions
from workers.api.bodies import SENSITIVE_RIGHT, NewWorker, Sought, Summary, WorkerBody
from workers.models import JobSearch, Wish, Worker

MOST_FOUND = 50


def whole_records(user):
    """Workers with everything a full body reads: a fixed number of queries."""
    wishes = Prefetch("wishes", Wish.objects.order_by("position"))
    searches = JobSearch.objects.exclude(state=JobSearch.State.CLOSED).prefetch_related(wishes)
    return (
        Worker.objects.visible_to(user)
        .with_poverty(timezone.localdate())
        .select_related("household")
        .prefetch_related("skills", "languages", "qualifications", "experiences", "priority_memberships")
        .prefetch_related(Prefetch("job_searches", searches))
    )


class WorkerFilters(filters.FilterSet):
    """No names and no numbers: an address is written to logs. ``workers/search/`` takes those in its body."""

    state = filters.ChoiceFilter(choices=Worker.State.choices)
    commune = filters.CharFilter(max_length=60, label="Code of the commune.")
    occupation = filters.CharFilter(method="by_wish", max_length=10, label="Code of a wished occupation.")
    updated_since = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")

    def by_wish(self, rows, _name, code):
        searches = JobSearch.objects.active().filter(wishes__occupation=code)
        return rows.filter(pk__in=searches.values("worker"))


EXAMPLE = OpenApiExample(
    "Somebody who looks for work",
    request_only=True,
    value={
        "full_name": "Lò Thị Hạnh",
        "birth_date": "1999-04-02",
        "sex": "female",
        "ethnicity": "03",
        "commune": "03688",
        "phone": "0912345670",
        "national_id": "014199000123",
        "skills": [{"skill": "sewing", "held": True}],
        "job_search": {"job_title": "Thợ may", "wishes": ["8153", "7531"]},
        "consent": {"channel": "paper"},
    },
)


class Workers(Listing):
    """The register of the centre."""

    required: ClassVar = {"GET": "workers:read", "POST": "workers:write"}
    queryset = Worker.objects.none()
    filterset_class = WorkerFilters
    orderings: ClassVar = {"-registered_at": ("-registered_at", "-id"), "name": ("name_sort_key", "id")}

    def get_serializer_class(self):
        return Summary if self.request.method != "POST" else NewWorker

    def get_queryset(self):
        return Worker.objects.visible_to(self.caller)

    @extend_schema(request=NewWorker, responses={201: WorkerBody}, examples=[EXAMPLE])
    def post(self, request):
        """Register a person. Without `consent` no shortlist shows them."""
        facts = self.received()
        worker = actions.register_worker(
            household=facts.pop("new_household", facts.pop("household", None)),
            job_search=facts.pop("job_search", None),
            consent=facts.pop("consent", None),
            facts=facts,
            by=self.caller,
            at=timezone.now(),
        )
        return self.created(whole_records(self.caller).get(pk=worker.pk))

    def body_of(self, row):
        return WorkerBody(row, context=self.get_serializer_context()).data


class WorkerPage(Resource):
    """One worker."""

    required: ClassVar = {"GET": "workers:read", "PATCH": "workers:write"}
    queryset = Worker.objects.none()
    serializer_class = WorkerBody

    def get_queryset(self):
        return whole_records(self.caller)

    def patch(self, request, **address):
        """Change what is given; lists are replaced whole."""
        worker = self.get_object()
        actions.update_worker(
            worker=worker,
            version=self.version_read(worker),
            facts=self.received(partial=True),
            by=self.caller,
            at=timezone.now(),
        )
        return self.shown(self.get_object())


class WorkerSearch(Endpoint):
    """Find a person by what they can tell."""

    required: ClassVar = {"POST": "workers:read"}
    has_effect = False
    serializer_class = Sought

    @extend_schema(
        request=Sought,
        responses=inline_serializer(
            "Found", {"results": Summary(many=True), "more": serializers.BooleanField()}
        ),
    )
    def post(self, request):
        """Identifiers go in the body only. Searching by number or phone needs `workers:sensitive`."""
        sought = self.received()
        if sought.keys() & {"national_id", "phone"} and not holds(request, SENSITIVE_RIGHT):
            raise PermissionDenied
        found = list(self.matching(sought).order_by("name_sort_key", "pk")[: MOST_FOUND + 1])
        audit.record(
            self.caller, "workers.searched", self.centre,
            at=timezone.now(), by_members=sorted(sought), found=len(found),
        )  # fmt: skip
        rows = Summary(found[:MOST_FOUND], many=True, context=self.get_serializer_context()).data
        return Response({"results": rows, "more": len(found) > MOST_FOUND})

    def matching(self, sought: dict[str, Any]):
        rows = Worker.objects.visible_to(self.caller)
        if "national_id" in sought:
            rows = rows.filter(national_id_index=blind_index(sought["national_id"], purpose="national_id"))
        if "phone" in sought:
            rows = rows.filter(phone=dialled(sought["phone"]))
        if "code" in sought:
            rows = rows.filter(code=sought["code"])
        if "birth_year" in sought:
            rows = rows.filter(birth_date__year=sought["birth_year"])
        return rows.named(sought["name"]) if "name" in sought else rows


def dialled(text: str) -> str:
    """The phone as the register keeps it. Raises ValidationError."""
    try:
        return normalise_phone(text)
    except UnreadablePhone:
        raise serializers.ValidationError({"phone": [_("No telephone has this number.")]}) from None
