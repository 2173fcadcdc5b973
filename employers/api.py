"""Employers over REST: Form 03 of Decree 352/2025."""

from typing import ClassVar

from django.urls import reverse
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers

from centres.rest.bodies import Strict
from centres.rest.endpoints import Listing, Resource
from employers import actions
from employers.models import Employer

GIVEN = [
    "name", "kind", "tax_code", "source", "source_ref", "enterprise_type", "industry", "main_product",
    "size", "plans_to_recruit", "services", "province", "commune", "address_detail", "industrial_park",
    "phone", "email", "representative_name", "representative_position", "representative_phone",
]  # fmt: skip
KEPT = ["id", "href", "state", "state_reason", "moved_at", "registered_at", "updated_at"]


class EmployerBody(Strict, serializers.ModelSerializer):
    """An employer of the centre. Codes are those of the reference lists."""

    id = serializers.CharField(source="public_id", read_only=True)
    href = serializers.SerializerMethodField()

    class Meta:
        model = Employer
        fields = [*KEPT, *GIVEN]
        read_only_fields = KEPT
        validators: ClassVar[list] = []  # the action says which record it would repeat

    def get_href(self, employer: Employer) -> str:
        return reverse("api:employer", kwargs={"id": employer.public_id})


class EmployerFilters(filters.FilterSet):
    q = filters.CharFilter(method="by_name", max_length=100, label="Words of the name.")
    state = filters.ChoiceFilter(choices=Employer.State.choices)
    province = filters.CharFilter(max_length=60, label="Code of the province.")
    tax_code = filters.CharFilter(max_length=14)
    updated_since = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")

    def by_name(self, rows, _name, text):
        return rows.named(text)


EXAMPLE = OpenApiExample(
    "A cooperative",
    request_only=True,
    value={
        "name": "Hợp tác xã chè Tà Xùa",
        "tax_code": "5500987654",
        "province": "14",
        "main_product": "Chè Shan tuyết",
        "phone": "0912345678",
    },
)


class Employers(Listing):
    """The employers of the centre."""

    required: ClassVar = {"GET": "employers:read", "POST": "employers:write"}
    queryset = Employer.objects.none()
    serializer_class = EmployerBody
    filterset_class = EmployerFilters
    orderings: ClassVar = {"-registered_at": ("-registered_at", "-id"), "name": ("sort_key", "id")}

    def get_queryset(self):
        return Employer.objects.visible_to(self.caller)

    @extend_schema(examples=[EXAMPLE], responses={201: EmployerBody})
    def post(self, request):
        """Register an employer, waiting to be verified by the centre."""
        employer = actions.register_employer(
            centre=self.centre, facts=self.received(), by=self.caller, at=timezone.now()
        )
        return self.created(employer)


class EmployerPage(Resource):
    """One employer."""

    required: ClassVar = {"GET": "employers:read", "PATCH": "employers:write"}
    queryset = Employer.objects.none()
    serializer_class = EmployerBody

    def get_queryset(self):
        return Employer.objects.visible_to(self.caller)

    def patch(self, request, **address):
        """Change what is given; the rest stays."""
        employer = self.get_object()
        changed = actions.update_employer(
            employer=employer,
            version=self.version_read(employer),
            facts=self.received(partial=True),
            by=self.caller,
            at=timezone.now(),
        )
        return self.shown(changed)
