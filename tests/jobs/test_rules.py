"""Drafting, trying out and publishing rules: what is refused first, each time with nothing changed."""

from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from centres import queue
from centres.models import AuditEvent, Role
from jobs import shortlist
from jobs.actions import (
    DayPassed,
    DayTaken,
    DraftExists,
    OwnDraft,
    PreviewMissing,
    ReasonMissing,
    StaleState,
    discard_draft,
    edit_draft,
    publish_rules,
    rank_under_new_rules,
    request_preview,
    start_draft,
)
from jobs.models import MatchPolicy, MatchProfile, MatchTask, RuleDraft, RulePreview, RuleStart
from jobs.tasks import Starting
from tests.cast import NOW, TODAY, make_user
from tests.factories import make_match_run, make_rules, make_vacancy
from tests.jobs.rules import (
    FACTORY,
    LAW,
    POLICY,
    REASON,
    TOMORROW,
    WIDER,
    draft_policy,
    draft_weights,
    everything,
    make_people,
    try_out,
)


@pytest.fixture(autouse=True)
def on_the_day():
    """Tasks read the clock."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def rules(cast):
    make_rules()


@pytest.fixture
def tried(rules, son_la, hoa):
    """Hoa's draft of the policy, tried out."""
    draft = draft_policy(son_la, hoa)
    try_out(draft, hoa)
    return draft


def publish(draft, by, **changed):
    given = {"version": draft.version, "reason": REASON, "at": NOW} | changed
    return publish_rules(draft=draft, by=by, **given)


# --- Refusals ----------------------------------------------------------------------------------------------


def test_one_rule_has_one_open_draft(rules, son_la, lai_chau, hoa, minh, manager):
    first = start_draft(kind="policy", code=POLICY, centre=son_la, by=hoa, at=NOW)
    before = everything()
    with pytest.raises(DraftExists) as refused:
        start_draft(kind="policy", code=POLICY, centre=son_la, by=manager, at=NOW)
    assert refused.value.existing == first
    assert everything() == before
    start_draft(kind="policy", code=POLICY, centre=lai_chau, by=minh, at=NOW)
    start_draft(kind="profile", code=FACTORY, centre=son_la, by=hoa, at=NOW)


def test_a_rule_nobody_has_cannot_be_drafted(rules, son_la, hoa):
    with pytest.raises(MatchPolicy.DoesNotExist):
        start_draft(kind="policy", code="khac", centre=son_la, by=hoa, at=NOW)
    assert RuleDraft.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"effective_from": TODAY - timedelta(days=1)}, "effective_from"),
        ({"legal_text": "  "}, "legal_text"),
        ({"name": ""}, "name"),
        ({"rules": {"shares": [[3, 1, 5], [1, 1, 10]]}}, "top_newly_escaped"),
        ({"rules": {"shares": [[1, 6, 5]]}}, "top_newly_escaped"),
        ({"rules": {"shares": [[1, 1, 0]]}}, "bottom_newly_escaped"),
        ({"rules": {"shares": [[1, 1, 101]]}}, "bottom_newly_escaped"),
        ({"rules": {"floor": 10_001}}, "floor"),
        ({"rules": {"floor": -1}}, "floor"),
        ({"rules": {"cap": 10_001}}, "cap"),
    ],
)
def test_a_value_out_of_its_range_is_named(rules, son_la, hoa, facts, field):
    draft = start_draft(kind="policy", code=POLICY, centre=son_la, by=hoa, at=NOW)
    given = {name: draft.rules | value if name == "rules" else value for name, value in facts.items()}
    before = everything()
    with pytest.raises(ValidationError) as refused:
        edit_draft(draft=draft, version=1, facts=given, by=hoa, at=NOW)
    assert list(refused.value.message_dict) == [field]
    assert everything() == before


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("employer_weights", "skills"), 101, "employer_skills"),
        (("worker_weights", "place"), -1, "worker_place"),
        (("employer_weights", None), 0, "employer_occupation"),
        (("worker_weights", None), 0, "worker_place"),
        (("medians", "wage"), 25, "median_wage"),
        (("medians", "wage"), 975, "median_wage"),
        (("medians", "wage"), 0, "median_wage"),
        (("medians", "wage"), 1000, "median_wage"),
        (("kappa", None), [2, 1], "kappa"),
    ],
)
def test_a_weight_or_usual_value_out_of_its_range_is_named(rules, son_la, hoa, path, value, field):
    draft = start_draft(kind="profile", code=FACTORY, centre=son_la, by=hoa, at=NOW)
    changed, (group, code) = deepcopy(draft.rules), path
    if group == "kappa":
        changed[group] = value
    elif code is None:
        changed[group] = dict.fromkeys(changed[group], value)
    else:
        changed[group][code] = value
    before = everything()
    with pytest.raises(ValidationError) as refused:
        edit_draft(draft=draft, version=1, facts={"rules": changed}, by=hoa, at=NOW)
    assert list(refused.value.message_dict) == [field]
    assert everything() == before


def test_what_is_no_fact_of_a_draft_is_a_mistake_of_the_caller(rules, son_la, hoa):
    draft = start_draft(kind="policy", code=POLICY, centre=son_la, by=hoa, at=NOW)
    with pytest.raises(TypeError):
        edit_draft(draft=draft, version=1, facts={"code": "x"}, by=hoa, at=NOW)


def test_a_save_over_somebody_elses_change_is_refused(tried, hoa, manager):
    before = everything()
    for verb, more in ((edit_draft, {"facts": {"name": "Khác"}}), (discard_draft, {})):
        with pytest.raises(StaleState):
            verb(draft=tried, version=1, by=hoa, at=NOW, **more)
    with pytest.raises(StaleState):
        publish(tried, manager, version=1)
    assert everything() == before


def test_whoever_wrote_the_draft_does_not_publish_it(rules, son_la, hoa, manager):
    draft = start_draft(kind="policy", code=POLICY, centre=son_la, by=manager, at=NOW)
    draft = edit_draft(draft=draft, version=1, facts={"rules": draft.rules | WIDER}, by=hoa, at=NOW)
    try_out(draft, manager)
    before = everything()
    for author in (hoa, manager):  # who began it and who changed it last
        with pytest.raises(OwnDraft):
            publish(draft, author)
    assert everything() == before


def test_the_database_asks_for_two_people_and_their_signatures(tried, hoa, manager):
    publish(tried, manager)
    row = MatchPolicy.objects.get(number=2)
    for changed, rule in (
        ({"published_by": hoa}, "matchpolicy_passes_two_people"),
        ({"published_by": None}, "matchpolicy_of_a_centre_is_signed"),
        ({"reason": ""}, "matchpolicy_of_a_centre_is_signed"),
    ):
        row.pk, row.number, row.effective_from = None, 3, TODAY + timedelta(days=9)
        row.published_by, row.reason = manager, REASON
        for name, value in changed.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            row.save(force_insert=True)


@pytest.mark.parametrize(("reason", "refusal"), [("  ", ReasonMissing), ("x" * 301, ValidationError)])
def test_publishing_needs_a_reason_that_fits(tried, manager, reason, refusal):
    before = everything()
    with pytest.raises(refusal):
        publish(tried, manager, reason=reason)
    assert everything() == before


def test_a_day_that_has_passed_since_is_refused(tried, manager):
    before = everything()
    with pytest.raises(DayPassed):
        publish(tried, manager, at=NOW + timedelta(days=2))
    assert everything() == before


def test_two_versions_do_not_start_on_one_day(tried, son_la, hoa, manager):
    publish(tried, manager)
    second = draft_policy(son_la, hoa, name="Lần hai")
    try_out(second, hoa)
    before = everything()
    with pytest.raises(DayTaken):
        publish(second, manager)
    assert everything() == before


def test_nothing_is_published_untried(rules, son_la, hoa, manager):
    draft = draft_policy(son_la, hoa)
    request_preview(draft=draft, by=hoa, at=NOW)  # asked for is not done
    before = everything()
    with pytest.raises(PreviewMissing):
        publish(draft, manager)
    assert everything() == before


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Tên khác"},
        {"legal_text": "Quyết định khác"},
        {"effective_from": TODAY + timedelta(days=30)},
    ],
)
def test_a_draft_changed_after_its_preview_is_tried_again(tried, hoa, manager, facts):
    changed = edit_draft(draft=tried, version=tried.version, facts=facts, by=hoa, at=NOW)
    before = everything()
    with pytest.raises(PreviewMissing):
        publish(changed, manager)
    assert everything() == before
    try_out(changed, hoa)
    assert publish(changed, manager).number == 2


def test_taking_a_change_back_makes_the_old_preview_good_again(tried, hoa, manager):
    there = edit_draft(draft=tried, version=2, facts={"name": "Tên khác"}, by=hoa, at=NOW)
    back = edit_draft(draft=there, version=3, facts={"name": tried.name}, by=hoa, at=NOW)
    assert publish(back, manager).number == 2


def test_a_preview_against_rules_no_longer_in_force_does_not_count(tried, son_la, hoa, manager):
    other = MatchPolicy.objects.get()
    other.pk, other.centre, other.number, other.effective_from = None, son_la, 2, TODAY
    other.author, other.published_by, other.published_at, other.reason = hoa, manager, NOW, REASON
    other.save(force_insert=True)
    before = everything()
    with pytest.raises(PreviewMissing):
        publish(tried, manager)
    assert everything() == before


def test_a_closed_draft_is_neither_changed_nor_tried_nor_published(tried, hoa, manager):
    discard_draft(draft=tried, version=tried.version, by=hoa, at=NOW)
    tried.refresh_from_db()
    before = everything()
    for attempt in (
        lambda: edit_draft(draft=tried, version=tried.version, facts={"name": "x"}, by=hoa, at=NOW),
        lambda: request_preview(draft=tried, by=hoa, at=NOW),
        lambda: publish(tried, manager),
        lambda: discard_draft(draft=tried, version=tried.version, by=hoa, at=NOW),
    ):
        with pytest.raises(StaleState):
            attempt()
    assert everything() == before


def test_a_published_version_is_never_changed(tried, manager):
    made = publish(tried, manager)
    with pytest.raises(ProgrammingError), transaction.atomic():
        MatchPolicy.objects.filter(pk=made.pk).update(name="Khác")
    with pytest.raises(ProgrammingError), transaction.atomic():
        made.delete()


# --- What happens ------------------------------------------------------------------------------------------


def test_a_draft_starts_from_what_is_in_force(rules, son_la, hoa):
    draft = start_draft(kind="policy", code=POLICY, centre=son_la, by=hoa, at=NOW)
    shipped = MatchPolicy.objects.get()
    assert draft.rules == shipped.rules | {"version": 0}
    assert (draft.name, draft.legal_text) == (shipped.name, shipped.legal_text)
    assert (draft.effective_from, draft.version, draft.state) == (TOMORROW, 1, "open")


def test_an_unchanged_save_writes_nothing(rules, son_la, hoa):
    draft = start_draft(kind="policy", code=POLICY, centre=son_la, by=hoa, at=NOW)
    before = everything()
    edit_draft(draft=draft, version=1, facts={"rules": draft.rules, "name": draft.name}, by=hoa, at=NOW)
    assert everything() == before


def test_publishing_writes_the_next_version_and_signs_it(tried, son_la, lai_chau, hoa, manager):
    made = publish(tried, manager)
    assert (made.code, made.number, made.centre, made.effective_from) == (POLICY, 2, son_la, TOMORROW)
    assert (made.author, made.published_by, made.published_at, made.reason) == (hoa, manager, NOW, REASON)
    assert made.rules == MatchPolicy.objects.get(number=1).rules | WIDER | {"version": 2, "legal_text": LAW}
    tried.refresh_from_db()
    assert (tried.state, tried.published_number) == ("published", 2)
    line = AuditEvent.objects.get(verb="rules.published")
    assert (line.actor, line.reason, line.details["number"]) == (manager, REASON, 2)
    assert line.details["digest"] == RulePreview.objects.get().digest
    in_force = MatchPolicy.objects.in_force
    assert [in_force(POLICY, TODAY, son_la).number, in_force(POLICY, TOMORROW, son_la).number] == [1, 2]
    assert in_force(POLICY, TOMORROW, lai_chau).number == 1


def test_a_centres_own_version_goes_before_a_later_shipped_one(tried, son_la, lai_chau, manager):
    publish(tried, manager)
    shipped = MatchPolicy.objects.get(centre=None)
    shipped.pk, shipped.number, shipped.effective_from = None, 2, TOMORROW + timedelta(days=1)
    shipped.save(force_insert=True)
    day = TOMORROW + timedelta(days=5)
    assert MatchPolicy.objects.in_force(POLICY, day, son_la).centre == son_la
    assert MatchPolicy.objects.in_force(POLICY, day, lai_chau) == shipped


def test_the_day_it_comes_into_force_every_open_vacancy_is_ranked_again(tried, garments, manager):
    open_now, waiting = make_vacancy(garments), make_vacancy(garments, "Thợ cắt")
    make_vacancy(garments, "Thợ là", state="draft")
    MatchTask.objects.create(vacancy=waiting, reason="asked", not_before=NOW, created_at=NOW)
    publish(tried, manager)
    assert MatchTask.objects.count() == 1
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert queue.drain(Starting()) == 1  # by the clock of the database that day has come
    tasks = MatchTask.objects.order_by("vacancy").values_list("vacancy", "reason", "state")
    assert list(tasks) == [(open_now.pk, "rules_changed", "todo"), (waiting.pk, "asked", "todo")]
    assert AuditEvent.objects.get(verb="rules.started").details == {"vacancies": 1}


def test_the_work_of_starting_waits_for_midnight_in_vietnam(tried, manager):
    publish(tried, manager)
    assert RuleStart.objects.get().not_before.isoformat() == "2026-03-16T17:00:00+00:00"


def test_new_weights_rank_only_the_vacancies_of_their_family(rules, son_la, garments, hoa, manager):
    sewing, cooking = make_vacancy(garments), make_vacancy(garments, "Đầu bếp", occupation_id="5120")
    chosen = make_vacancy(garments, "Phụ bếp", occupation_id="5120", job_family=FACTORY)
    start = RuleStart(centre=son_la, kind="profile", code=FACTORY, number=2)
    start.not_before = start.created_at = NOW
    start.save()
    assert rank_under_new_rules(start=start, at=NOW) == 2
    assert set(MatchTask.objects.values_list("vacancy", flat=True)) == {sewing.pk, chosen.pk}
    assert cooking.pk not in MatchTask.objects.values_list("vacancy", flat=True)


def test_a_list_is_made_by_the_version_of_its_centre(rules, son_la, garments, hoa, manager):
    vacancy = make_vacancy(garments)
    make_people(son_la)
    draft = draft_weights(son_la, hoa, worker={"place": 60})
    draft = edit_draft(draft=draft, version=2, facts={"effective_from": TODAY}, by=hoa, at=NOW)
    try_out(draft, hoa)
    made = publish(draft, manager)
    run = make_match_run(vacancy)
    assert run.profile == MatchProfile.objects.get(pk=made.pk)
    assert run.policy.centre is None
    assert shortlist.read(run).profile == "unskilled_factory-2"


def test_discarding_leaves_the_draft_on_record_and_room_for_another(tried, son_la, hoa):
    discard_draft(draft=tried, version=tried.version, by=hoa, at=NOW)
    assert AuditEvent.objects.get(verb="rules.discarded").actor == hoa
    again = start_draft(kind="policy", code=POLICY, centre=son_la, by=hoa, at=NOW)
    assert list(RuleDraft.objects.order_by("pk").values_list("state", flat=True)) == ["discarded", "open"]
    assert again.rules["shares"] == [[3, 1, 5], [1, 2, 5]]


def test_who_asks_for_a_preview_while_one_waits_gets_the_waiting_one(rules, son_la, hoa, manager):
    draft = draft_policy(son_la, hoa)
    first = request_preview(draft=draft, by=hoa, at=NOW)
    assert request_preview(draft=draft, by=manager, at=NOW) == first
    assert AuditEvent.objects.filter(verb="rules.tried").count() == 1


def test_a_second_manager_may_publish_what_the_first_wrote(rules, son_la, manager):
    deputy = make_user("pho", "Lường Thị Phó", Role.MANAGER, son_la)
    draft = draft_policy(son_la, manager)
    try_out(draft, manager)
    assert publish(draft, deputy).published_by == deputy
