"""Why one person stands on one list, told to staff, to the person or to the employer.

The three are views of the same explanation. What a caller may not know is taken out before any of them is
made: without ``workers:sensitive`` nothing says what somebody's body can do, or which rule placed anybody.
"""

from dataclasses import asdict, replace
from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from centres.rest.endpoints import Endpoint
from centres.rest.refusals import BadParameter
from centres.rest.rights import holds
from jobs import audiences, shortlist, words
from jobs.api.matches import (
    ComponentBody,
    GateBody,
    NextStepBody,
    PlaceBody,
    Sheet,
    Subject,
    linked,
    public_ids,
)
from jobs.api.runs import SENSITIVE, runs_of
from jobs.matching.results import Explanation, Ranked
from jobs.matching.views import employer_view, worker_view
from jobs.models import MatchTask
from workers.models import Worker

AUDIENCES = ("staff", "worker", "employer")
STATES = [(state, state) for state in ("met", "missing", "confirm")]


class Told(serializers.Serializer):
    """What every audience is told."""

    audience = serializers.CharField()
    language = serializers.CharField()
    worker = Subject()
    vacancy = Subject()


class ToldGate(GateBody):
    text = serializers.CharField()
    fix_text = serializers.CharField(help_text="What would settle it; empty for a gate passed.")


class ToldComponent(ComponentBody):
    text = serializers.CharField(help_text="What was found; empty where the caller may not know.")


class ToldStep(NextStepBody):
    text = serializers.CharField()


class QuestionBody(serializers.Serializer):
    code = serializers.CharField()
    text = serializers.CharField()
    spread = serializers.IntegerField(help_text="How far the score moves between the worst and best answer.")


class StaffExplanation(Told):
    """The whole sum: points are weight x value; 10 x the points of a side by its weights is the side."""

    rank = serializers.IntegerField()
    score = serializers.IntegerField()
    employer_side = serializers.IntegerField()
    worker_side = serializers.IntegerField()
    interval = serializers.ListField(child=serializers.IntegerField())
    place = PlaceBody(required=False, help_text="Only with `workers:sensitive`.")
    gates = ToldGate(many=True)
    components = ToldComponent(many=True)
    questions = QuestionBody(many=True)
    next_steps = ToldStep(many=True)


class OwnFact(serializers.Serializer):
    what = serializers.CharField()
    text = serializers.CharField()


class OwnFacts(serializers.Serializer):
    state = serializers.ChoiceField(STATES)
    facts = OwnFact(many=True)


class ToSettle(serializers.Serializer):
    text = serializers.CharField()
    fix = serializers.CharField()


class WorkerExplanation(Told):
    """What the person may take home: what fits, what is missing, what to do next."""

    facts = OwnFacts(many=True)
    to_settle = ToSettle(many=True, help_text="Before the person can be introduced.")
    next_steps = serializers.ListField(child=serializers.CharField())


class RequirementBody(serializers.Serializer):
    what = serializers.CharField()
    parts = serializers.CharField(help_text="Which parts are missing or to be confirmed; empty if none.")
    status = serializers.CharField()
    state = serializers.ChoiceField(STATES)


class EmployerExplanation(Told):
    """What the employer may learn before the interview: no score, no rank, no rule, no household."""

    requirements = RequirementBody(many=True)


BODIES: dict[str, type[Told]] = {
    "staff": StaffExplanation,
    "worker": WorkerExplanation,
    "employer": EmployerExplanation,
}


class MatchExplanation(Endpoint):
    """Why one person stands on the list of one run."""

    required: ClassVar = {"GET": "matches:read"}
    queryset = MatchTask.objects.none()
    serializer_class = Told
    parameters: ClassVar = ("audience",)

    def get_queryset(self):
        return runs_of(self.caller)

    @extend_schema(
        parameters=[
            OpenApiParameter("worker", str, OpenApiParameter.PATH, description="Id of the worker."),
            OpenApiParameter("audience", enum=AUDIENCES, description="Who is to read it; staff unless told."),
        ],
        responses=PolymorphicProxySerializer(
            component_name="Explanation",
            serializers=list(BODIES.values()),
            resource_type_field_name="audience",
        ),
    )
    def get(self, request, **address):
        """The explanation for one audience, in Vietnamese or English by `Accept-Language`."""
        audience = request.query_params.get("audience", "staff")
        if audience not in AUDIENCES:
            raise BadParameter("audience", _("Choose among: %s.") % ", ".join(AUDIENCES))
        run = getattr(self.get_object(), "run", None)
        if run is None:
            raise Http404
        sheet = Sheet.of(run, holds(request, SENSITIVE))
        worker = get_object_or_404(Worker.objects.visible_to(self.caller), public_id=address["worker"])
        rank, person = self.listed(sheet, worker)
        why = self.explained(sheet, worker)
        body = {
            "audience": audience,
            "language": get_language(),
            "worker": linked("worker", worker.public_id),
            "vacancy": sheet.about["vacancy"],
        } | TELL[audience](why, words.Names.load())
        if audience == "staff":
            body |= {"rank": rank} | ({"place": sheet.place(person)} if sheet.shows_all else {})
        return Response(BODIES[audience](body).data)

    def listed(self, sheet: Sheet, worker: Worker) -> tuple[int, Ranked]:
        """The rank this caller finds the worker at, or 404."""
        found = next(((rank, person) for rank, person in sheet.listed if person.id == worker.pk), None)
        if found is None or not public_ids(self.caller, [worker.pk]):
            raise Http404
        return found

    @staticmethod
    def explained(sheet: Sheet, worker: Worker) -> Explanation:
        """The explanation as this caller may know it, or 404 for somebody erased since."""
        why = shortlist.explain(sheet.run, [worker.pk]).get(worker.pk)
        if why is None:
            raise Http404
        return why if sheet.shows_all else shortlist.without_health(why)


def for_staff(why: Explanation, names: words.Names) -> dict[str, Any]:
    """Every number, and a sentence beside each."""
    return {
        "score": why.score,
        "employer_side": why.employer_score,
        "worker_side": why.worker_score,
        "interval": [why.lowest, why.highest],
        "gates": [
            asdict(gate) | {"text": words.gate(names, gate), "fix_text": words.fix(gate)}
            for gate in why.gates
        ],
        "components": [
            asdict(part) | {"text": words.evidence(names, part.evidence) if part.evidence else ""}
            for part in why.components
        ],
        "questions": [asdict(one) | {"text": words.criterion(one.code)} for one in why.questions],
        "next_steps": [asdict(step) | {"text": words.next_step(names, step)} for step in why.next_steps],
    }


def for_worker(why: Explanation, names: words.Names) -> dict[str, Any]:
    """Plain words; what the caller may not know is no fact here."""
    view = worker_view(known(why))
    return {
        "facts": audiences.own_facts(names, view.facts),
        "to_settle": [{"text": words.gate(names, gate), "fix": words.fix(gate)} for gate in view.gates],
        "next_steps": audiences.own_steps(names, view.next_steps),
    }


def for_employer(why: Explanation, names: words.Names) -> dict[str, Any]:
    """Requirements and nothing else."""
    return {"requirements": audiences.requirements(names, employer_view(known(why)).requirements)}


def known(why: Explanation) -> Explanation:
    """Without the criteria whose findings were taken out: even how they were met says something."""
    return replace(why, components=tuple(part for part in why.components if part.evidence))


TELL = {"staff": for_staff, "worker": for_worker, "employer": for_employer}
