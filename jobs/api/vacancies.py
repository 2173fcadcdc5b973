"""Vacancies: Form 03a of Decree 352/2025."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers

from catalog.choices import Proficiency
from centres.rest.bodies import Strict
from centres.rest.endpoints import Endpoint, Listing, Resource
from employers.models import Employer
from jobs import actions
from jobs.models import SkillDemand, Vacancy
from jobs.models.vacancy import Importance

GIVEN = [
    "title", "description", "occupation", "position", "openings", "workplace", "province", "commune",
    "country", "industrial_park", "education_level", "technical_level", "experience", "it_level",
    "importance", "working_place", "lifting", "standing", "hearing_speaking", "vision", "manipulation",
    "two_hands", "wage_mode", "wage_min_vnd", "wage_max_vnd", "contract_type", "demands_shifts",
    "demands_trips", "demands_secondment", "work_form", "purpose", "meals", "benefits", "is_hazardous",
    "starts_in_months", "recruitment_method", "deadline", "wish", "contact_name", "contact_position",
    "contact_phone", "contact_email", "sms_on_application", "email_on_application", "source",
    "source_ref", "posted_on",
]  # fmt: skip
KEPT = [
    "id", "href", "code", "employer", "state", "state_reason", "moved_at", "filled", "occupation_confirmed",
    "registered_at", "updated_at",
]  # fmt: skip
VERBS = {
    "submit": Vacancy.State.SUBMITTED,
    "approve": Vacancy.State.APPROVED,
    "reject": Vacancy.State.REJECTED,
    "revise": Vacancy.State.DRAFT,
    "publish": Vacancy.State.PUBLISHED,
    "pause": Vacancy.State.PAUSED,
    "fill": Vacancy.State.FILLED,
    "withdraw": Vacancy.State.WITHDRAWN,
}


class DemandField(serializers.DictField):
    """What is asked, by code; read from the rows that say so."""

    def __init__(self, *, rows: str, column: str, value: str, **options):
        self.rows, self.column, self.value = rows, column, value
        super().__init__(**options)

    def get_attribute(self, instance):
        demands = getattr(instance, self.rows).all()
        return {getattr(demand, self.column): getattr(demand, self.value) for demand in demands}


class VacancyBody(Strict, serializers.ModelSerializer):
    """A vacancy of the centre. Codes are those of the reference lists, money is whole VND."""

    id = serializers.CharField(source="public_id", read_only=True)
    href = serializers.SerializerMethodField()
    employer: serializers.Field = serializers.SlugRelatedField(slug_field="public_id", read_only=True)
    importance = serializers.DictField(child=serializers.ChoiceField(Importance.choices), required=False)
    skills = DemandField(
        rows="skill_demands",
        column="skill_id",
        value="importance",
        child=serializers.ChoiceField(SkillDemand.Importance.choices),
        required=False,
    )
    languages = DemandField(
        rows="language_demands",
        column="language_id",
        value="proficiency",
        child=serializers.ChoiceField(Proficiency.choices),
        required=False,
    )

    class Meta:
        model = Vacancy
        fields: ClassVar = [*KEPT, *GIVEN, "skills", "languages"]
        read_only_fields: ClassVar = KEPT
        extra_kwargs: ClassVar = {"openings": {"min_value": 1, "max_value": 100_000}}
        validators: ClassVar[list] = []  # the action says which record it would repeat

    def get_href(self, vacancy: Vacancy) -> str:
        return reverse("api:vacancy", kwargs={"id": vacancy.public_id})


class VisibleEmployer(serializers.SlugRelatedField):
    """An employer by its id, if the caller may see it."""

    def get_queryset(self):
        return Employer.objects.visible_to(self.context["request"].user)


class NewVacancy(VacancyBody):
    """A vacancy to post, for an employer of the centre."""

    employer = VisibleEmployer(slug_field="public_id")

    class Meta(VacancyBody.Meta):
        read_only_fields: ClassVar = [name for name in KEPT if name != "employer"]


class VacancyFilters(filters.FilterSet):
    q = filters.CharFilter(method="by_title", max_length=100, label="Words of the title.")
    state = filters.ChoiceFilter(choices=Vacancy.State.choices)
    workplace = filters.ChoiceFilter(choices=Vacancy.Workplace.choices)
    occupation = filters.CharFilter(max_length=60, label="Code of the occupation.")
    province = filters.CharFilter(max_length=60, label="Code of the province.")
    employer = filters.CharFilter(
        field_name="employer__public_id", max_length=40, label="Id of the employer."
    )
    updated_since = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")

    def by_title(self, rows, _name, text):
        return rows.titled(text)


def whole_vacancies(user):
    """Vacancies with everything a body reads: three queries."""
    return (
        Vacancy.objects.visible_to(user)
        .select_related("employer")
        .prefetch_related("skill_demands", "language_demands")
    )


EXAMPLE = OpenApiExample(
    "Sewing-machine operators",
    request_only=True,
    value={
        "employer": "em_0123456789abcdefghjkmnpqrs",
        "title": "Công nhân may",
        "occupation": "8153",
        "openings": 20,
        "workplace": "in_province",
        "wage_mode": "monthly",
        "wage_min_vnd": 7_000_000,
        "wage_max_vnd": 9_000_000,
        "skills": {"sewing": "required"},
        "deadline": "2026-06-30",
    },
)


class Vacancies(Listing):
    """The vacancies of the centre."""

    required: ClassVar = {"GET": "vacancies:read", "POST": "vacancies:write"}
    queryset = Vacancy.objects.none()
    filterset_class = VacancyFilters
    orderings: ClassVar = {"-registered_at": ("-registered_at", "-id"), "-updated_at": ("-updated_at", "-id")}

    def get_serializer_class(self):
        return NewVacancy if self.request.method == "POST" else VacancyBody

    def get_queryset(self):
        return whole_vacancies(self.caller)

    @extend_schema(request=NewVacancy, responses={201: VacancyBody}, examples=[EXAMPLE])
    def post(self, request):
        """Write a draft for an employer; `submit/` puts it before the centre."""
        facts = self.received()
        vacancy = actions.post_vacancy(
            employer=facts.pop("employer"), facts=facts, by=self.caller, at=timezone.now()
        )
        return self.created(self.get_queryset().get(pk=vacancy.pk))


class VacancyPage(Resource):
    """One vacancy."""

    required: ClassVar = {"GET": "vacancies:read", "PATCH": "vacancies:write"}
    queryset = Vacancy.objects.none()
    serializer_class = VacancyBody

    def get_queryset(self):
        return whole_vacancies(self.caller)

    def patch(self, request, **address):
        """Change what is given; `skills` and `languages` are replaced whole."""
        vacancy = self.get_object()
        actions.update_vacancy(
            vacancy=vacancy,
            version=self.version_read(vacancy),
            facts=self.received(partial=True),
            by=self.caller,
            at=timezone.now(),
        )
        return self.shown(self.get_object())


class Step(Strict):
    """A step and, where it takes something away, its reason."""

    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class VacancyMove(Endpoint):
    """One step of a vacancy's life."""

    queryset = Vacancy.objects.none()
    serializer_class = Step
    to: Any = None

    @property
    def required(self):  # type: ignore[override]
        return {"POST": actions.RIGHT_TO_MOVE[self.to]}

    def get_queryset(self):
        return whole_vacancies(self.caller)

    def body_of(self, row):
        return VacancyBody(row, context=self.get_serializer_context()).data

    @extend_schema(request=Step, responses=VacancyBody)
    def post(self, request, **address):
        """Take the step. Rejecting, pausing and withdrawing need a reason."""
        vacancy = self.get_object()
        reason = self.received()["reason"]
        actions.move_vacancy(vacancy=vacancy, to=self.to, by=self.caller, at=timezone.now(), reason=reason)
        return self.shown(self.get_object())
