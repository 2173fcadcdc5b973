"""The shapes a worker is read and written in."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.models import Occupation
from centres.rest.bodies import Strict
from centres.rest.rights import holds
from workers.models import (
    Consent,
    Experience,
    Household,
    JobSearch,
    LanguageSkill,
    PriorityMembership,
    Qualification,
    Worker,
    WorkerSkill,
)

SENSITIVE_RIGHT = "workers:sensitive"
SENSITIVE = (
    "ethnicity", "religion", "national_id", "permanent_commune", "permanent_detail", "address_detail",
    "phone_owner", "phone", "email", "other_contact", "household", "poverty", "priority_memberships",
)  # fmt: skip


class Row(Strict, serializers.ModelSerializer):
    """One row of a worker's record."""


class SkillBody(Row):
    class Meta:
        model = WorkerSkill
        fields = ["skill", "held"]


class LanguageBody(Row):
    class Meta:
        model = LanguageSkill
        fields = ["language", "certificate", "proficiency"]


class QualificationBody(Row):
    class Meta:
        model = Qualification
        fields = ["level", "field", "name", "grade", "issued_on"]


class ExperienceBody(Row):
    class Meta:
        model = Experience
        fields = ["employer_name", "job_title", "occupation", "started_on", "ended_on"]


class MembershipBody(Row):
    class Meta:
        model = PriorityMembership
        fields = ["group", "valid_from", "valid_to", "evidence"]


class ConsentBody(Row):
    class Meta:
        model = Consent
        fields = ["channel", "language"]


class WishField(serializers.PrimaryKeyRelatedField):
    """An occupation by its code, read from the wish that names it."""

    def to_representation(self, value):
        return value.occupation_id if hasattr(value, "occupation_id") else value.pk


class JobSearchBody(Row):
    """What the person looks for; ``wishes`` are occupation codes, most wanted first."""

    wishes = serializers.ListField(
        child=WishField(queryset=Occupation.objects.current()), max_length=5, allow_empty=True
    )

    class Meta:
        model = JobSearch
        exclude = ["id", "worker"]
        read_only_fields = ["state", "opened_on", "closed_on"]
        validators: ClassVar[list] = []

    def to_representation(self, instance):
        shown = super().to_representation(instance)
        return shown

    def get_fields(self):
        fields = super().get_fields()
        fields["wishes"].source = "wishes"
        return fields


class Summary(serializers.ModelSerializer):
    """A worker in a list."""

    id = serializers.CharField(source="public_id", read_only=True)
    href = serializers.SerializerMethodField()

    class Meta:
        model = Worker
        fields = [
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
    skills = SkillBody(many=True, required=False)
    languages = LanguageBody(many=True, required=False)
    qualifications = QualificationBody(many=True, required=False)
    experiences = ExperienceBody(many=True, required=False)
    priority_memberships = MembershipBody(many=True, required=False)
    job_search = serializers.SerializerMethodField()
    national_id = serializers.CharField(source="masked_national_id", read_only=True)
    household = serializers.SlugRelatedField(slug_field="public_id", read_only=True)
    poverty = serializers.CharField(
        read_only=True, allow_null=True, help_text="Category of the household in force today."
    )

    class Meta:
        model = Worker
        fields = [
            "id", "href", "code", "state", "full_name", "birth_date", "birth_precision", "sex", "commune",
            "education_level", "technical_level", "it_level", "soft_skills", "services", "worked_abroad_in",
            "skills", "languages", "qualifications", "experiences", "job_search",
            *SENSITIVE, "registered_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["code", "state", "registered_at", "updated_at"]

    def get_fields(self):
        fields = super().get_fields()
        if not self.shows_all():
            for name in SENSITIVE:
                fields.pop(name)
        return fields

    def shows_all(self) -> bool:
        request = self.context.get("request")
        return request is None or holds(request, SENSITIVE_RIGHT)

    def get_href(self, worker: Worker) -> str:
        return reverse("api:worker", kwargs={"id": worker.public_id})

    def get_job_search(self, worker: Worker) -> JobSearchBody(allow_null=True):  # type: ignore[valid-type]
        current = [search for search in worker.job_searches.all() if search.state != JobSearch.State.CLOSED]
        return JobSearchBody(current[0]).data if current else None


class NewWorker(WorkerBody):
    """A worker to register. The caller was given all of it, so all of it may be written."""

    national_id = serializers.RegexField(
        r"^[0-9]{12}$", required=False, write_only=True, help_text="12 digits; never read back in full."
    )
    household = VisibleHousehold(slug_field="public_id", required=False)
    job_search = JobSearchBody(required=False)
    consent = ConsentBody(required=False, write_only=True)

    class Meta(WorkerBody.Meta):
        fields = [*WorkerBody.Meta.fields, "consent"]

    def shows_all(self) -> bool:
        return True


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
