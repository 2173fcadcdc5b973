"""What a shortlist looks like to those who may know who is poor, and to those who may not.

The guarantee lifts people of poor, near-poor and newly escaped households, so the order itself tells who they
are. Without ``workers:sensitive`` a list comes in the order of the scores, and nothing says which rule placed
anybody.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from rest_framework import serializers

from jobs import shortlist, trades, words
from jobs.matching.results import Component, Explanation, Ranked, Ranking
from jobs.models import MatchRun
from jobs.rules import policy_of
from workers.models import Worker


class Subject(serializers.Serializer):
    id = serializers.CharField()
    href = serializers.CharField()


class GateBody(serializers.Serializer):
    code = serializers.CharField()
    subject = serializers.CharField()
    result = serializers.ChoiceField(["pass", "fail", "unknown"])
    fix = serializers.CharField()


class ComponentBody(serializers.Serializer):
    code = serializers.CharField()
    side = serializers.ChoiceField(["E", "W"])
    weight = serializers.IntegerField()
    value = serializers.IntegerField(help_text="Permille.")
    points = serializers.IntegerField()
    evidence = serializers.ListField(child=serializers.CharField())

    def get_fields(self):
        """``source`` is a word of the base class, so it cannot be declared in the class body."""
        return super().get_fields() | {"source": serializers.ChoiceField(["known", "filled"])}


class PlaceBody(serializers.Serializer):
    rule = serializers.ChoiceField(["merit", "reserved"])
    level = serializers.CharField(allow_null=True)
    rank_without_priority = serializers.IntegerField()


class NextStepBody(serializers.Serializer):
    code = serializers.CharField()
    subject = serializers.CharField()
    gain = serializers.IntegerField()


class ReasonsBody(serializers.Serializer):
    language = serializers.CharField()
    audience = serializers.ChoiceField(["staff"])
    sentences = serializers.ListField(child=serializers.CharField())


class Match(serializers.Serializer):
    """One person on one list. Scores run from 0 to 10,000."""

    rank = serializers.IntegerField()
    worker = Subject()
    vacancy = Subject()
    gates = GateBody(many=True)
    score = serializers.IntegerField()
    employer_side = serializers.IntegerField()
    worker_side = serializers.IntegerField()
    interval = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="The score with every unknown at its worst and at its best.",
    )
    place = PlaceBody(required=False, help_text="Only with `workers:sensitive`.")
    components = ComponentBody(many=True)
    next_steps = NextStepBody(many=True)
    reasons = ReasonsBody()
    input_digest = serializers.CharField()
    profile = serializers.CharField()
    policy = serializers.CharField()

    class Meta:
        ref_name: ClassVar = "Match"


@dataclass(frozen=True)
class View:
    """One run as one caller may see it."""

    run: MatchRun
    ranking: Ranking
    shows_all: bool

    @classmethod
    def of(cls, run: MatchRun, *, shows_all: bool) -> "View":
        return cls(run, shortlist.read(run), shows_all)

    def listed(self) -> list[tuple[int, Ranked]]:
        """Everybody on the list with their rank, in the order this caller sees."""
        if not self.shows_all:
            return shortlist.by_score(self.ranking)
        return [(person.place.position, person) for person in self.ranking.ranked]

    def matches(self, page: Sequence[tuple[int, Ranked]], workers: dict[int, str]) -> list[dict]:
        """The bodies of a page; ``workers`` maps keys to public ids of those the caller may see."""
        names = words.Names.load() if page else None
        explained = shortlist.explain(self.run, [person.id for _rank, person in page])
        if not self.shows_all:
            explained = {key: shortlist.without_health(why) for key, why in explained.items()}
        return [
            self.match(rank, person, explained[person.id], workers[person.id])
            | {"reasons": reasons(explained[person.id], names)}
            for rank, person in page
            if person.id in workers and person.id in explained and names
        ]

    def match(self, rank: int, person: Ranked, why: Explanation, worker: str) -> dict[str, Any]:
        body = {
            "rank": rank,
            "worker": {"id": worker, "href": reverse("api:worker", kwargs={"id": worker})},
            "vacancy": self.vacancy(),
            "gates": [asdict(gate) for gate in why.gates],
            "score": person.score,
            "employer_side": person.employer_score,
            "worker_side": person.worker_score,
            "interval": [why.lowest, why.highest],
            "components": [asdict(part) for part in why.components],
            "next_steps": [asdict(step) for step in why.next_steps],
            "input_digest": self.run.input_digest,
            "profile": str(self.run.profile),
            "policy": str(self.run.policy),
        }
        return body | {"place": self.place(person)} if self.shows_all else body

    def reasons(self, why: Explanation, names: words.Names) -> dict[str, Any]:
        """What lifts the person most and what costs most, in the language asked for."""
        parts = [part for part in why.components if part.evidence]
        told: list[Component | None] = [*words.reasons(parts), words.gap(parts)]
        said = [f"{words.criterion(part.code)}: {trades.found(names, part)}" for part in told if part]
        return {"language": get_language(), "audience": "staff", "sentences": said}

    def place(self, person: Ranked) -> dict[str, Any]:
        tiers = policy_of(self.run.policy).tiers
        level = person.place.level
        return {
            "rule": person.place.rule,
            "level": None if level is None else tiers[level],
            "rank_without_priority": person.place.rank_without_priority,
        }

    def vacancy(self) -> dict[str, str]:
        public_id = self.run.vacancy.public_id
        return {"id": public_id, "href": reverse("api:vacancy", kwargs={"id": public_id})}


def reasons(why: Explanation, names: words.Names) -> dict[str, Any]:
    """What lifts the person most and what costs most, in the language asked for."""
    parts = [part for part in why.components if part.evidence]
    told: list[Component | None] = [*words.reasons(parts), words.gap(parts)]
    said = [f"{words.criterion(part.code)}: {words.evidence(names, part.evidence)}" for part in told if part]
    return {"language": get_language(), "audience": "staff", "sentences": said}


def public_ids(user: Any, keys: Sequence[int]) -> dict[int, str]:
    """Worker key -> public id, for those the user may see and the centre may still introduce; one query."""
    visible = Worker.objects.visible_to(user).filter(pk__in=keys)
    return dict(shortlist.introducible(visible, timezone.localdate()).values_list("pk", "public_id"))
