"""The shapes a worker is read and written in."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from catalog.models import Occupation
from centres.rest.bodies import Strict
from centres.rest.rights import shows
from workers.models import (
    Consent,
    Experience,
    Household,
    JobSearch,
    LanguageSkill,
    PovertyStatus,
    PriorityMembership,
    Qualification,
    Worker,
    WorkerSkill,
)

MOST_ROWS = 50  # of one list of a record
SENSITIVE_RIGHT = "workers:sensitive"
SENSITIVE = (
    "ethnicity", "religion", "national_id", "permanent_commune", "permanent_detail", "address_detail",
    "phone_owner", "phone", "email", "other_contact", "household", "poverty", "priority_memberships",
)  # fmt: skip

HEALTH = ("lifting", "standing", "hearing_speaking", "vision", "manipulation", "two_hands")  # of a job search


class Row(Strict, serializers.ModelSerializer):
    """One row of a worker's record. It is always given whole, also where the record is changed in part."""

    def to_internal_value(self, data):
        values = super().to_internal_value(data)
        required = [name for name, field in self.fields.items() if field.required and name not in data]
        if required:
            sentence = serializers.Field.default_error_messages["required"]
            error = ErrorDetail(str(sentence), "required")
            raise serializers.ValidationError(dict.fromkeys(required, error))
        return values


class Rows(serializers.ListSerializer):
    """A list of a record, each row with another ``key``; measured before it is read, as rows cost queries."""

    def __init__(self, body: type[Row], *key: str):
        super().__init__(child=body(), required=False, max_length=MOST_ROWS)
        self.key = key

    def validate(self, attrs):
        keys = [tuple(row.get(name) for name in self.key) for row in attrs]
        if self.key and len(set(keys)) < len(keys):
            raise serializers.ValidationError(_("The same entry stands here twice."), "repeated")
        return attrs


class SkillBody(Row):
    class Meta:
        model = WorkerSkill
        fields: ClassVar = ["skill", "held"]


class LanguageBody(Row):
    class Meta:
        model = LanguageSkill
        fields: ClassVar = ["language", "certificate", "proficiency"]


class QualificationBody(Row):
    class Meta:
        model = Qualification
        fields: ClassVar = ["level", "field", "name", "grade", "issued_on"]


class ExperienceBody(Row):
    class Meta:
        model = Experience
        fields: ClassVar = ["employer_name", "job_title", "occupation", "started_on", "ended_on"]


class MembershipBody(Row):
    class Meta:
        model = PriorityMembership
        fields: ClassVar = ["group", "valid_from", "valid_to", "evidence"]


class ConsentBody(Row):
    class Meta:
        model = Consent
        fields: ClassVar = ["channel", "language"]


class Wishes(serializers.Field):
    """Occupation codes, most wanted first; one query however many are given."""

    most = 10
    default_error_messages: ClassVar = {"codes": _("Give at most 10 codes of occupations.")}

    def to_representation(self, value):
        return [wish.occupation_id for wish in value.all()]

    def to_internal_value(self, data):
        if not (
            isinstance(data, list) and len(data) <= self.most and all(isinstance(code, str) for code in data)
        ):
            self.fail("codes")
        found = Occupation.objects.current().in_bulk(data)
        if len(found) < len(set(data)):
            self.fail("codes")
        return [found[code] for code in data]


class JobSearchBody(Row):
    """What the person looks for (Form 01a)."""

    wishes = extend_schema_field({"type": "array", "items": {"type": "string"}, "maxItems": Wishes.most})(
        Wishes
    )(required=False)

    class Meta:
        model = JobSearch
        exclude: ClassVar = ["id", "worker"]
        read_only_fields: ClassVar = ["state", "opened_on", "closed_on", "occupation_confirmed"]
        validators: ClassVar[list] = []

    def get_fields(self):
        fields = super().get_fields()
        if not self.context.get("shows_all", True):
            for name in HEALTH:
                fields.pop(name)
        return fields


class PovertyBody(Row):
    class Meta:
        model = PovertyStatus
        fields: ClassVar = ["category", "standard", "decision_no", "valid_from", "valid_to", "evidence"]
        validators: ClassVar[list] = []


class HouseholdBody(Row):
    """A household to make, with what the commune has decided about it."""

    poverty = PovertyBody(required=False)

    class Meta:
        model = Household
        fields: ClassVar = ["head_name", "commune", "hamlet", "certificate_no", "poverty"]


class Summary(serializers.ModelSerializer):
    """A worker in a list."""

    id = serializers.CharField(source="public_id", read_only=True)
    href = serializers.SerializerMethodField()

    class Meta:
        model = Worker
        fields: ClassVar = [
            "id", "href", "code", "state", "full_name", "birth_date", "birth_precision", "sex", "commune",
            "education_level", "technical_level", "registered_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_href(self, worker: Worker) -> str:
        return reverse("api:worker", kwargs={"id": worker.public_id})


class VisibleHousehold(serializers.SlugRelatedField):
    """A household by its id, if the caller may see it."""

    def get_queryset(self):
        return Household.objects.visible_to(self.context["request"].user)


class WorkerBody(Strict, serializers.ModelSerializer):
    """A worker's record. Members of ``SENSITIVE`` are there only for callers with the right."""

    id = serializers.CharField(source="public_id", read_only=True)
    href = serializers.SerializerMethodField()
    skills = Rows(SkillBody, "skill")
    languages = Rows(LanguageBody, "language")
    qualifications = Rows(QualificationBody)
    experiences = Rows(ExperienceBody)
    priority_memberships = Rows(MembershipBody, "group", "valid_from")
    job_search: serializers.Field = serializers.SerializerMethodField()
    national_id = serializers.CharField(source="masked_national_id", read_only=True)
    household: serializers.Field = serializers.SlugRelatedField(slug_field="public_id", read_only=True)
    poverty = serializers.CharField(
        read_only=True, allow_null=True, help_text="Category of the household in force today."
    )

    class Meta:
        model = Worker
        fields: ClassVar = [
            "id", "href", "code", "state", "full_name", "birth_date", "birth_precision", "sex", "commune",
            "education_level", "technical_level", "it_level", "soft_skills", "services", "worked_abroad_in",
            "skills", "languages", "qualifications", "experiences", "job_search",
            *SENSITIVE, "registered_at", "updated_at",
        ]  # fmt: skip
        read_only_fields: ClassVar = ["code", "state", "registered_at", "updated_at"]

    def get_fields(self):
        fields = super().get_fields()
        if not self.shows_all():
            for name in SENSITIVE:
                fields.pop(name)
        return fields

    def shows_all(self) -> bool:
        return shows(self.context, SENSITIVE_RIGHT)

    def get_href(self, worker: Worker) -> str:
        return reverse("api:worker", kwargs={"id": worker.public_id})

    @extend_schema_field(JobSearchBody(allow_null=True))
    def get_job_search(self, worker: Worker) -> dict | None:
        current = [search for search in worker.job_searches.all() if search.state != JobSearch.State.CLOSED]
        context = {"shows_all": self.shows_all()}
        return JobSearchBody(current[0], context=context).data if current else None


class NewWorker(WorkerBody):
    """A worker to register. The caller was given all of it, so all of it may be written."""

    national_id = serializers.RegexField(
        r"^[0-9]{12}$", required=False, write_only=True, help_text="12 digits; never read back in full."
    )
    household = VisibleHousehold(slug_field="public_id", required=False)
    new_household = HouseholdBody(required=False, write_only=True)
    job_search = JobSearchBody(required=False)
    consent = ConsentBody(required=False, write_only=True)

    class Meta(WorkerBody.Meta):
        fields: ClassVar = [*WorkerBody.Meta.fields, "new_household", "consent"]

    def shows_all(self) -> bool:
        return True

    def validate(self, attrs):
        if {"household", "new_household"} <= attrs.keys():
            raise serializers.ValidationError({"new_household": _("Give one household, known or new.")})
        return attrs


class Sought(Strict):
    """What is known of the person; at least one member."""

    national_id = serializers.RegexField(r"^[0-9]{12}$", required=False)
    phone = serializers.CharField(max_length=20, required=False)
    code = serializers.CharField(max_length=20, required=False)
    name = serializers.CharField(max_length=120, required=False, help_text="Words, with or without accents.")
    birth_year = serializers.IntegerField(min_value=1900, max_value=2100, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.keys() - {"birth_year"}:
            raise serializers.ValidationError(_("Give a number, a phone, a code or a name."), "required")
        return attrs
