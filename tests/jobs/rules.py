"""A register on which rules can be tried out: people, a ranked vacancy, a draft that went part of its way."""

from datetime import date, timedelta

from centres import queue
from jobs.actions import edit_draft, request_preview, start_draft
from jobs.models import MatchPolicy, MatchProfile, MatchTask, RuleDraft, RulePreview, RuleStart
from jobs.tasks import Previewing
from tests.cast import NOW, TODAY
from tests.factories import make_household, make_poverty_status, make_seeker
from workers.models import JobSearch

POLICY = "employment_law_2025"
FACTORY = "unskilled_factory"
TOMORROW = TODAY + timedelta(days=1)
LAW = "Quyết định 45/QĐ-TTDVVL"
WIDER = {"shares": [[3, 2, 5], [1, 3, 5]]}  # three places in five instead of two
REASON = "Nghị quyết của tỉnh"


def make_people(centre, count=12):
    """Seekers of falling score; every third comes from a poor household and could start later."""
    people = []
    for number in range(count):
        home = make_household(centre) if number % 3 == 2 else None
        if home:
            make_poverty_status(home, "poor", valid_from=date(2026, 1, 1))
        skills = ["sewing"] if number < count // 2 else []
        people.append(make_seeker(centre, f"Lò Văn {number:02d}", household=home, skills=skills))
        months = number % 4 if home is None else 6
        JobSearch.objects.filter(worker=people[-1]).update(ready_in_months=months, accepts_shifts=True)
    return people


def draft_policy(centre, by, **facts):
    """A draft of the priority policy that keeps more places."""
    draft = start_draft(kind="policy", code=POLICY, centre=centre, by=by, at=NOW)
    wanted = {"rules": draft.rules | WIDER, "legal_text": LAW} | facts
    return edit_draft(draft=draft, version=draft.version, facts=wanted, by=by, at=NOW)


def draft_weights(centre, by, *, employer=(), worker=()):
    """A draft of the weights of unskilled factory work."""
    draft = start_draft(kind="profile", code=FACTORY, centre=centre, by=by, at=NOW)
    rules = draft.rules | {
        "employer_weights": draft.rules["employer_weights"] | dict(employer),
        "worker_weights": draft.rules["worker_weights"] | dict(worker),
    }
    return edit_draft(draft=draft, version=draft.version, facts={"rules": rules}, by=by, at=NOW)


def try_out(draft, by) -> RulePreview:
    """The finished preview of a draft as it is now."""
    preview = request_preview(draft=draft, by=by, at=NOW)
    assert queue.drain(Previewing()) == 1
    preview.refresh_from_db()
    return preview


def everything():
    """What must be as before after a refusal."""
    tables = (MatchPolicy, MatchProfile, RuleDraft, RulePreview, RuleStart, MatchTask)
    return [list(table.objects.order_by("pk").values()) for table in tables]
