"""The rules lists are made by, as data: every published version, read only."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from centres.rest.endpoints import Listing
from jobs import rulebook
from jobs.models import MatchPolicy, MatchProfile
from jobs.models.rules import Versioned


class ProfileRules(serializers.Serializer):
    """Weights from 0 to 100 by criterion; medians in permille; kappa as numerator and denominator."""

    employer_weights = serializers.DictField(child=serializers.IntegerField())
    worker_weights = serializers.DictField(child=serializers.IntegerField())
    medians = serializers.DictField(child=serializers.IntegerField())
    kappa = serializers.ListField(child=serializers.IntegerField())


class ShareBody(serializers.Serializer):
    """Of every `places` at least `kept` for the tier and every stricter one."""

    tier = serializers.CharField()
    kept = serializers.IntegerField()
    places = serializers.IntegerField()


class PolicyRules(serializers.Serializer):
    """The guarantee. Scores run from 0 to 10,000."""

    tiers = serializers.ListField(child=serializers.CharField(), help_text="Weakest first.")
    shares = ShareBody(many=True)
    floor = serializers.IntegerField(help_text="Least score of somebody who is moved up.")
    cap = serializers.IntegerField(
        allow_null=True, help_text="Most score jumped over; null is a hard guarantee."
    )


class VersionBody(serializers.Serializer):
    """One published version. It never changes."""

    code = serializers.CharField()
    number = serializers.IntegerField()
    shipped = serializers.SerializerMethodField(
        help_text="Came with the software; no decision of the centre."
    )
    name = serializers.CharField()
    legal_text = serializers.CharField()
    effective_from = serializers.DateField()
    published_at = serializers.DateTimeField(allow_null=True)

    def get_shipped(self, row: Versioned) -> bool:
        return row.centre_id is None


class MatchProfileBody(VersionBody):
    """The weights of one job family."""

    rules = ProfileRules()


class MatchPolicyBody(VersionBody):
    """The priority guarantee."""

    rules = serializers.SerializerMethodField()

    @extend_schema_field(PolicyRules)
    def get_rules(self, row: MatchPolicy) -> dict[str, Any]:
        policy = rulebook.policy_of(row.rules)
        shares = [
            {"tier": policy.tiers[level], "kept": top, "places": bottom}
            for level, top, bottom in policy.shares
        ]
        return {"tiers": policy.tiers, "shares": shares, "floor": policy.floor, "cap": policy.cap}


class Versions(Listing):
    """Versions a centre's lists are or were made by: those shipped and its own."""

    required: ClassVar = {"GET": "matches:read"}
    orderings: ClassVar = {"code": ("code", "-effective_from", "-id")}


class MatchProfiles(Versions):
    """Weights by job family, each version."""

    queryset = MatchProfile.objects.none()
    serializer_class = MatchProfileBody

    def get_queryset(self):
        return MatchProfile.objects.visible_to(self.caller)


class MatchPolicies(Versions):
    """The priority policy, each version."""

    queryset = MatchPolicy.objects.none()
    serializer_class = MatchPolicyBody

    def get_queryset(self):
        return MatchPolicy.objects.visible_to(self.caller)
