"""Referral rounds over REST: ask for one, follow it, read what it suggests."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from centres.models import Work
from centres.rest.bodies import Strict
from centres.rest.endpoints import Endpoint, Listing
from centres.rest.rights import shows
from jobs import actions
from jobs.api.work import SENSITIVE, Progress, WorkPage, under_way
from jobs.models import ReferralBatch, ReferralRound, ReferralSuggestion


class RoundRequest(Strict):
    """How many people are to be referred for each place."""

    multiplier = serializers.ChoiceField(ReferralRound.MULTIPLIERS, default=actions.MULTIPLIER)
    keeps_places = serializers.BooleanField(
        default=False, help_text="Keep the share of the guarantee for households with priority."
    )


class Covered(serializers.Serializer):
    """How many people a round reached."""

    people = serializers.IntegerField(help_text="With an active job search.")
    suitable = serializers.IntegerField(help_text="Of them, with a vacancy whose conditions they meet.")
    covered = serializers.IntegerField(help_text="Of them, with a suggestion: the most there can be.")


class PriorityCovered(serializers.Serializer):
    """The same for people with priority."""

    people = serializers.IntegerField(source="people_priority")
    suitable = serializers.IntegerField(source="suitable_priority")
    covered = serializers.IntegerField(source="covered_priority")


class BatchBody(serializers.Serializer):
    """What a finished round was made from and came to."""

    as_of = serializers.DateField()
    finished_at = serializers.DateTimeField()
    solver = serializers.CharField()
    value = serializers.IntegerField(help_text="The sum of the scores of the suggested pairs.")
    bound = serializers.IntegerField(help_text="Proved: nothing that covers as many people is worth more.")
    free_bound = serializers.IntegerField(help_text="Proved for anything within the limits.")
    vacancies = serializers.IntegerField()
    room = serializers.IntegerField(help_text="Referrals the vacancies have room for.")
    coverage = Covered(source="*")
    priority = PriorityCovered(source="*", help_text="Only with `workers:sensitive`.")
    policy = serializers.CharField()
    profiles = serializers.ListField(child=serializers.CharField())
    input_digest = serializers.CharField()
    result_digest = serializers.CharField()

    def get_fields(self):
        fields = super().get_fields()
        if not shows(self.context, SENSITIVE):
            del fields["priority"]
        return fields


class RoundBody(serializers.Serializer):
    """A referral round: waiting, being made, or finished with its batch."""

    id = serializers.CharField(source="public_id")
    href = serializers.SerializerMethodField()
    state = serializers.ChoiceField(Work.State.choices)
    multiplier = serializers.IntegerField()
    keeps_places = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    progress = Progress(source="*")
    suggestions = serializers.SerializerMethodField(help_text="Where the suggestions are.")
    batch = serializers.SerializerMethodField()

    def get_href(self, work: ReferralRound) -> str:
        return reverse("api:referral-round", kwargs={"id": work.public_id})

    def get_suggestions(self, work: ReferralRound) -> str:
        return reverse("api:referral-round-suggestions", kwargs={"id": work.public_id})

    @extend_schema_field(BatchBody(allow_null=True))
    def get_batch(self, work: ReferralRound) -> dict | None:
        return BatchBody(work.batch, context=self.context).data if hasattr(work, "batch") else None


class SuggestionBody(serializers.Serializer):
    """One suggested pair, and what staff did with it."""

    id = serializers.CharField(source="public_id")
    worker = serializers.CharField(source="worker.public_id")
    vacancy = serializers.CharField(source="vacancy.public_id")
    score = serializers.IntegerField(source="value")
    turn = serializers.IntegerField(help_text="1 for the best of this person's suggestions.")
    state = serializers.ChoiceField(ReferralSuggestion.State.choices)
    reason = serializers.CharField()
    referral = serializers.SerializerMethodField()

    def get_referral(self, row: ReferralSuggestion) -> str | None:
        return row.referral.public_id if hasattr(row, "referral") else None


def rounds_of(user):
    """The rounds of the caller's centre, with what a body reads."""
    found = ReferralRound.objects.filter(centre=user.centre_id)
    return found.select_related("batch__policy").defer("batch__content")


class ReferralRounds(Endpoint):
    """Referral rounds of the centre."""

    required: ClassVar = {"POST": "referrals:write"}
    queryset = ReferralRound.objects.none()
    serializer_class = RoundRequest

    @extend_schema(request=RoundRequest, responses={202: RoundBody})
    def post(self, request, **address):
        """Ask for a suggested batch. Who asks while one is waiting gets the waiting one."""
        received = self.received()
        work = actions.request_referral_round(
            centre=self.centre,
            multiplier=received["multiplier"],
            keeps_places=received["keeps_places"],
            by=self.caller,
            at=timezone.now(),
            request_id=request.headers["X-Request-Id"],
        )
        body = RoundBody(rounds_of(self.caller).get(pk=work.pk), context=self.get_serializer_context()).data
        return under_way(body)


class ReferralRoundPage(WorkPage):
    """One round."""

    queryset = ReferralRound.objects.none()
    serializer_class = RoundBody

    def get_queryset(self):
        return rounds_of(self.caller)


class RoundSuggestions(Listing):
    """What one round suggests."""

    required: ClassVar = {"GET": "matches:read"}
    queryset = ReferralRound.objects.none()
    serializer_class = SuggestionBody
    orderings: ClassVar = {"id": ("pk",)}

    def get(self, request, **address):
        """The suggestions of one round; none until it is finished."""
        found: Any = ReferralSuggestion.objects.none()
        batch: ReferralBatch | None = getattr(self.get_object(), "batch", None)
        if batch is not None:
            found = batch.suggestions.select_related("worker", "vacancy", "referral")
        page = self.paginate_queryset(self.filter_queryset(found)) or []
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def get_queryset(self):
        return rounds_of(self.caller)
