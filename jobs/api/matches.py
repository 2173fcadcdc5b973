"""What a shortlist looks like to those who may know who is poor, and to those who may not.

The guarantee lifts people of poor, near-poor and newly escaped households, so the order itself tells who they
are. Without ``workers:sensitive`` a list comes in the order of the scores, and nothing says which rule placed
anybody.
"""

import json
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from operator import attrgetter
from threading import Lock
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from rest_framework import serializers

from jobs import shortlist, trades, words
from jobs.matching.results import Component, Explanation, GateResult, NextStep, Ranked
from jobs.models import MatchRun
from jobs.rules import policy_of
from workers.models import Worker

Shown = tuple[int, Ranked, str]  # rank, person, public id of the person


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
class Sheet:
    """One run as one audience may see it. A run never changes, so what was said of it is said again."""

    run: MatchRun
    shows_all: bool
    listed: Sequence[tuple[int, Ranked]]  # everybody with their rank, in the order the audience sees
    tiers: Sequence[str]
    about: dict[str, Any]  # members that all matches share
    said: dict[str, bytes]  # public id of a worker -> the body

    @classmethod
    def of(cls, run: MatchRun, shows_all: bool) -> "Sheet":
        ranking = shortlist.read(run)
        if shows_all:
            listed = [(person.place.position, person) for person in ranking.ranked]
        else:
            listed = shortlist.by_score(ranking)
        about = {
            "vacancy": linked("vacancy", run.vacancy.public_id),
            "input_digest": run.input_digest,
            "profile": str(run.profile),
            "policy": str(run.policy),
        }
        return cls(run, shows_all, listed, policy_of(run.policy).tiers, about, {})

    def bodies(self, shown: Sequence[Shown]) -> list[bytes]:
        """The matches of these places, as JSON. Who has been erased since is left out."""
        if missing := {person.id: worker for _rank, person, worker in shown if worker not in self.said}:
            names = words.Names.load()
            explained = shortlist.explain(self.run, missing)
            for rank, person, worker in shown:
                if why := explained.get(person.id):
                    self.said[worker] = written(self.match(rank, person, worker, why, names))
        return [self.said[worker] for _rank, _person, worker in shown if worker in self.said]

    def match(
        self, rank: int, person: Ranked, worker: str, why: Explanation, names: words.Names
    ) -> dict[str, Any]:
        why = why if self.shows_all else shortlist.without_health(why)
        body = {
            "rank": rank,
            "worker": linked("worker", worker),
            "gates": [members(gate) for gate in why.gates],
            "score": person.score,
            "employer_side": person.employer_score,
            "worker_side": person.worker_score,
            "interval": [why.lowest, why.highest],
            "components": [members(part) for part in why.components],
            "next_steps": [members(step) for step in why.next_steps],
            "reasons": reasons(why, names),
            **self.about,
        }
        return body | {"place": self.place(person)} if self.shows_all else body

    def place(self, person: Ranked) -> dict[str, Any]:
        level = person.place.level
        return {
            "rule": person.place.rule,
            "level": None if level is None else self.tiers[level],
            "rank_without_priority": person.place.rank_without_priority,
        }


class Sheets:
    """The sheets this process has read, by run and audience. The eldest goes when there is no room, or after
    a while: the words of a catalogue change, and people are erased.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self.kept: OrderedDict[Hashable, tuple[float, Sheet]] = OrderedDict()
        self.lock = Lock()

    def of(self, run: int, *, shows_all: bool, now: float) -> Sheet:
        """The sheet of a run, in the language asked for; ``now`` in seconds of a steady clock."""
        audience = (run, shows_all, get_language())
        with self.lock:
            while self.kept and next(iter(self.kept.values()))[0] < now - self.seconds:
                self.kept.popitem(last=False)
            if kept := self.kept.get(audience):
                return kept[1]
        sheet = Sheet.of(MatchRun.objects.with_sources().get(pk=run), shows_all)
        with self.lock:
            self.kept[audience] = now, sheet
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)
        return sheet


sheets = Sheets(most=64, seconds=600)  # a hundred people explained take 0.3 MB


@dataclass(frozen=True)
class Page:
    """Some places of one list, as one caller may see them."""

    sheet: Sheet
    shown: Sequence[Shown]

    @classmethod
    def of(cls, sheet: Sheet, places: Iterable[tuple[int, Ranked]], workers: Mapping[int, str]) -> "Page":
        """Those of ``places`` the caller may see; ``workers`` maps their keys to public ids."""
        return cls(
            sheet, [(rank, person, workers[person.id]) for rank, person in places if person.id in workers]
        )

    def identity(self) -> list[Any]:
        """What its bodies follow from, but for the words of a catalogue."""
        seen = [(rank, worker) for rank, _person, worker in self.shown]
        return [self.sheet.run.public_id, self.sheet.shows_all, seen]

    def matches(self) -> list[bytes]:
        """Its bodies."""
        return self.sheet.bodies(self.shown)


def tag_of(pages: Sequence[Page]) -> str:
    """The weak ETag of an answer: the same people, places and reasons, in one language."""
    shown = written([get_language(), *(page.identity() for page in pages)])
    return f'W/"{sha256(shown).hexdigest()[:24]}"'


PARTS: tuple[type[GateResult | Component | NextStep], ...] = (GateResult, Component, NextStep)
MEMBERS = {kind: tuple(field.name for field in fields(kind)) for kind in PARTS}
READERS = {kind: attrgetter(*names) for kind, names in MEMBERS.items()}


def members(part: GateResult | Component | NextStep) -> dict[str, Any]:
    """The fields of one part of an explanation; none of them holds another such part."""
    return dict(zip(MEMBERS[type(part)], READERS[type(part)](part), strict=True))


def written(body: Any) -> bytes:
    """As JSON."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def linked(kind: str, public_id: str) -> dict[str, str]:
    return {"id": public_id, "href": reverse(f"api:{kind}", kwargs={"id": public_id})}


def reasons(why: Explanation, names: words.Names) -> dict[str, Any]:
    """What lifts the person most and what costs most, in the language asked for."""
    parts = [part for part in why.components if part.evidence]
    told: list[Component | None] = [*words.reasons(parts), words.gap(parts)]
    said = [f"{words.criterion(part.code)}: {trades.found(names, part)}" for part in told if part]
    return {"language": get_language(), "audience": "staff", "sentences": said}


def public_ids(user: Any, keys: Sequence[int]) -> dict[int, str]:
    """Worker key -> public id, for those the user may see and the centre may still introduce; one query."""
    visible = Worker.objects.visible_to(user).filter(pk__in=keys)
    return dict(shortlist.introducible(visible, timezone.localdate()).values_list("pk", "public_id"))
