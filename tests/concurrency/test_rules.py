"""Many directors at one draft in the same moment: one version comes of it."""

from collections import Counter

import pytest
import time_machine
from django.db import connection
from django.db.models import QuerySet

from centres.models import AuditEvent, Role
from jobs.actions import DraftExists, StaleState, publish_rules, start_draft
from jobs.actions import rules as actions
from jobs.models import MatchPolicy, RuleDraft, RuleStart
from tests.cast import NOW, make_user
from tests.concurrency.threads import together
from tests.factories import make_rules
from tests.jobs.rules import POLICY, REASON, draft_policy, try_out

AT_ONCE = 6

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def managers(son_la):
    return [make_user(f"pho-{number}", "Lường Văn Phó", Role.MANAGER, son_la) for number in range(AT_ONCE)]


@pytest.fixture
def tried(son_la, hoa):
    make_rules()
    with time_machine.travel(NOW, tick=False):
        draft = draft_policy(son_la, hoa)
        try_out(draft, hoa)
    return draft


def publishing(draft, by):
    """Everybody read the draft while it was open."""

    def attempt():
        try:
            publish_rules(draft=draft, version=draft.version, reason=REASON, by=by, at=NOW)
        except StaleState:
            return "stale"
        return "published"

    return attempt


def test_of_many_directors_one_publishes(tried, managers):
    answers = Counter(together([publishing(tried, manager) for manager in managers]))
    assert answers == {"published": 1, "stale": AT_ONCE - 1}
    assert list(MatchPolicy.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]
    assert RuleStart.objects.count() == 1
    assert AuditEvent.objects.filter(verb="rules.published").count() == 1


DAY, NUMBER = (
    next(
        rule for rule in MatchPolicy._meta.constraints if rule.name == f"one_matchpolicy_per_code_and_{what}"
    )
    for what in ("day", "version")
)
STARTED = next(rule for rule in RuleStart._meta.constraints if rule.name == "one_start_per_version")


@pytest.fixture
def without_guards(db, monkeypatch):
    """No lock, nothing asked of the draft or its day, no rule in the database; all put back."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_kind: rows)
    monkeypatch.setattr(actions, "_taken_up", lambda draft, number, at: None)
    monkeypatch.setattr(actions, "_refuse_day", lambda draft, today: None)
    guards = [(MatchPolicy, DAY), (MatchPolicy, NUMBER), (RuleStart, STARTED)]
    with connection.schema_editor() as editor:
        for model, rule in guards:
            editor.remove_constraint(model, rule)
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE jobs_rulestart, jobs_matchpolicy CASCADE")
    with connection.schema_editor() as editor:
        for model, rule in guards:
            editor.add_constraint(model, rule)


def test_without_the_guards_every_director_publishes(tried, managers, without_guards):
    answers = Counter(together([publishing(tried, manager) for manager in managers]))
    assert answers == {"published": AT_ONCE}
    assert MatchPolicy.objects.exclude(centre=None).count() == AT_ONCE


def beginning(centre, by):
    def attempt():
        try:
            start_draft(kind="policy", code=POLICY, centre=centre, by=by, at=NOW)
        except DraftExists:
            return "exists"
        return "begun"

    return attempt


def test_of_many_who_begin_one_begins(son_la, managers):
    make_rules()
    answers = Counter(together([beginning(son_la, manager) for manager in managers]))
    assert answers == {"begun": 1, "exists": AT_ONCE - 1}
    assert RuleDraft.objects.count() == 1


ONE_OPEN = next(
    rule for rule in RuleDraft._meta.constraints if rule.name == "one_open_draft_per_centre_and_rule"
)


@pytest.fixture
def without_one_open(db):
    with connection.schema_editor() as editor:
        editor.remove_constraint(RuleDraft, ONE_OPEN)
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE jobs_ruledraft CASCADE")
    with connection.schema_editor() as editor:
        editor.add_constraint(RuleDraft, ONE_OPEN)


def test_without_the_rule_everybody_begins(son_la, managers, without_one_open):
    make_rules()
    answers = Counter(together([beginning(son_la, manager) for manager in managers]))
    assert answers == {"begun": AT_ONCE}
