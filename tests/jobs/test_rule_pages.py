"""The pages of the rules: who may not, then how a draft becomes a version without a script."""

import pytest
import time_machine
from django.urls import reverse

from centres import queue
from jobs.models import MatchPolicy, MatchProfile, RuleDraft, RulePreview
from jobs.tasks import Previewing
from tests.cast import NOW
from tests.employers.test_pages import FRAME
from tests.factories import make_match_run, make_rules, make_vacancy
from tests.jobs.rules import (
    FACTORY,
    POLICY,
    REASON,
    draft_policy,
    draft_weights,
    everything,
    make_people,
    try_out,
)

RULES = reverse("staff:rules")
SHIPPED = reverse("staff:rule-version", args=["policy", POLICY, "shipped-1"])
NEW = reverse("staff:rule-draft-new", args=["policy", POLICY])
STEPS = ("rule-draft-try", "rule-draft-publish", "rule-draft-discard")


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def vacancy(garments):
    make_rules()
    return make_vacancy(garments, commune_id="03664")


@pytest.fixture
def draft(vacancy, son_la, hoa):
    make_people(son_la, 25)
    make_match_run(vacancy)
    return draft_policy(son_la, hoa)


def address(name, row):
    return reverse(f"staff:{name}", args=[row.public_id])


def typed(page):
    """What the form of a page would send if nobody changed anything."""
    form = page.context["form"]
    return {
        field.name: ""
        if field.value() is None
        else form.fields[field.name].widget.format_value(field.value())
        if field.name == "effective_from"
        else field.value() or 0
        for field in form
        if field.value() is not None
    }


# --- Refusals ----------------------------------------------------------------------------------------------


def test_another_centres_draft_does_not_exist_for_minh(browser, minh, draft):
    client, before = browser(minh), everything()
    for url in (address("rule-draft", draft), address("rule-draft-edit", draft)):
        assert client.get(url).status_code == 404
    assert client.post(address("rule-draft-edit", draft), {"version": "2"}).status_code == 404
    assert client.post(address("rule-draft-try", draft)).status_code == 404
    assert client.post(address("rule-draft-discard", draft), {"version": "2"}).status_code == 404
    assert "Lò Thị Hoa" not in client.get(RULES).text
    assert everything() == before


def test_another_centres_version_does_not_exist_for_minh(browser, minh, draft, hoa, manager):
    try_out(draft, hoa)
    browser(manager).post(address("rule-draft-publish", draft), {"version": "2", "reason": REASON})
    url = reverse("staff:rule-version", args=["policy", POLICY, "2"])
    assert browser(hoa).get(url).status_code == 200
    assert browser(minh).get(url).status_code == 404


RIGHTS = {
    # who: read, write, publish
    "registrar": (200, 403, 403),
    "hoa": (200, 302, 403),
    "manager": (200, 302, 302),
    "officer": (403, 403, 403),
    "fair_officer": (403, 403, 403),
    "auditor": (200, 403, 403),
    "sysadmin": (403, 403, 403),
}


@pytest.mark.parametrize("who", RIGHTS)
def test_each_role_reads_writes_and_publishes_what_its_rights_say(browser, cast, draft, who):
    client = browser(getattr(cast, who))
    read, write, publish = RIGHTS[who]
    for url in (RULES, SHIPPED, address("rule-draft", draft)):
        assert client.get(url).status_code == read
    assert client.post(address("rule-draft-publish", draft), {"version": "2"}).status_code == publish
    before = everything()
    assert client.post(reverse("staff:rule-draft-new", args=["profile", "overseas"])).status_code == write
    assert client.post(address("rule-draft-try", draft)).status_code == write
    assert client.get(address("rule-draft-edit", draft)).status_code == (200 if write == 302 else 403)
    assert client.post(address("rule-draft-discard", draft), {"version": "2"}).status_code == write
    assert (everything() == before) is (write == 403)


def test_a_right_to_write_is_not_one_to_publish(browser, hoa, draft, manager):
    try_out(draft, manager)
    before = everything()
    assert browser(hoa).post(address("rule-draft-publish", draft), {"version": "2"}).status_code == 403
    assert everything() == before


@pytest.mark.parametrize(
    "path",
    [
        reverse("staff:rule-version", args=["policy", POLICY, "2"]),
        reverse("staff:rule-version", args=["policy", "khac", "shipped-1"]),
        reverse("staff:rule-version", args=["law", POLICY, "shipped-1"]),
    ],
)
def test_what_does_not_exist_is_not_found(browser, hoa, vacancy, path):
    assert browser(hoa).get(path).status_code == 404


def test_nobody_drafts_a_rule_that_is_not_there(browser, hoa, vacancy):
    for kind, code in (("policy", "khac"), ("law", POLICY)):
        assert browser(hoa).post(reverse("staff:rule-draft-new", args=[kind, code])).status_code == 404
    assert RuleDraft.objects.count() == 0


@pytest.mark.parametrize("version", ["", "1", "x", "99999999999"])
def test_a_step_on_a_draft_seen_before_its_last_change_is_refused(browser, manager, draft, version):
    try_out(draft, manager)
    before = everything()
    for name in ("rule-draft-publish", "rule-draft-discard"):
        answer = browser(manager).post(
            address(name, draft), {"version": version, "reason": REASON}, follow=True
        )
        assert "Somebody changed this record in the meantime." in answer.text
    assert everything() == before


def test_an_untried_draft_offers_no_publishing_and_refuses_it(browser, manager, draft):
    client = browser(manager)
    assert "Publish the new version" not in client.get(address("rule-draft", draft)).text
    before = everything()
    sent = {"version": "2", "reason": REASON}
    assert (
        "Try the draft out first" in client.post(address("rule-draft-publish", draft), sent, follow=True).text
    )
    assert everything() == before


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"floor": "100.5"}, "floor", "Points go from 0 to 100."),
        ({"floor": "12.345"}, "floor", "Ensure that there are no more than 2 decimal places."),
        ({"cap": ""}, "cap", "Give the points, or choose the hard guarantee."),
        ({"top_poor": ""}, "top_poor", "Give both numbers, or leave both empty to keep no places."),
        ({"top_poor": "9"}, "top_poor", "No more places can be kept than there are."),
        ({"legal_text": ""}, "legal_text", "Name the law or decision the priority rests on."),
        ({"effective_from": "15/03/2026"}, "effective_from", "The day it should come into force has passed."),
        ({"effective_from": "31/02/2026"}, "effective_from", "Enter a valid date."),
        ({"version": "1"}, None, "Somebody changed this record in the meantime."),
    ],
)
def test_what_is_wrong_with_a_policy_stands_beside_its_field(browser, hoa, draft, changed, field, words):
    client, before = browser(hoa), everything()
    sent = typed(client.get(address("rule-draft-edit", draft))) | changed
    answer = client.post(address("rule-draft-edit", draft), sent)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field or "__all__"])
    assert everything() == before


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"worker_place": "101"}, "worker_place", "A weight is a whole number from 0 to 100."),
        ({"worker_place": "1.5"}, "worker_place", "Enter a whole number."),
        ({"median_wage": "620"}, "median_wage", "A usual value goes in steps of 50, from 50 to 950."),
        ({"kappa": "9/1"}, "kappa", "Select a valid choice."),
    ],
)
def test_what_is_wrong_with_weights_stands_beside_its_field(
    browser, hoa, son_la, vacancy, changed, field, words
):
    draft = draft_weights(son_la, hoa, worker={"place": 40})
    client, before = browser(hoa), everything()
    sent = typed(client.get(address("rule-draft-edit", draft))) | changed
    answer = client.post(address("rule-draft-edit", draft), sent)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert everything() == before


# --- What Hoa and the director see and do ------------------------------------------------------------------


def test_from_a_draft_to_a_version(browser, hoa, manager, vacancy, son_la):
    make_people(son_la, 25)
    make_match_run(vacancy)
    client = browser(hoa)
    edit = client.post(NEW, follow=True)
    sent = typed(edit) | {"top_newly_escaped": "3", "bottom_newly_escaped": "5", "cap_kind": "hard"}
    page = client.post(edit.redirect_chain[-1][0], sent | {"effective_from": "17/03/2026"}, follow=True)
    assert "The draft is saved. Try it out before it is published." in page.text
    draft = RuleDraft.objects.get()
    assert (draft.rules["shares"], draft.rules["cap"]) == ([[3, 1, 5], [1, 3, 5]], None)
    waiting = client.post(address("rule-draft-try", draft), follow=True)
    assert "waiting for its turn" in waiting.text
    part = client.get(address("rule-draft", draft) + "?part=progress")
    assert ("waiting for its turn" in part.text, "<html" in part.text) == (True, False)
    assert queue.drain(Previewing()) == 1
    assert "See what the draft would do" in client.get(address("rule-draft", draft) + "?part=progress").text
    tried = client.get(address("rule-draft", draft)).text
    assert "Because you wrote it, a second person has to publish it." in tried
    assert "Publish the new version" not in tried
    sent = {"version": draft.version, "reason": REASON}
    made = browser(manager).post(address("rule-draft-publish", draft), sent, follow=True)
    assert "Version 2 is published." in made.text
    assert "of every 10 places at least 6" in made.text
    assert "A hard guarantee" in made.text
    assert MatchPolicy.objects.get(number=2).centre == son_la
    assert "to come" in client.get(RULES).text


def test_a_saved_form_that_changes_nothing_changes_nothing(browser, hoa, draft):
    client, before = browser(hoa), everything()
    sent = typed(client.get(address("rule-draft-edit", draft)))
    assert client.post(address("rule-draft-edit", draft), sent).status_code == 302
    assert everything() == before


def test_who_begins_what_somebody_began_is_shown_that_draft(browser, manager, draft):
    answer = browser(manager).post(NEW, follow=True)
    assert answer.redirect_chain[-1][0] == address("rule-draft", draft)
    assert "Somebody is already writing a new version of this." in answer.text
    assert RuleDraft.objects.count() == 1


def test_a_draft_shows_what_it_changes_and_whom(browser, manager, draft, hoa):
    try_out(draft, hoa)
    page = browser(manager).get(address("rule-draft", draft)).text
    assert "<del>of every 10 places at least 4</del>" in page
    assert "<ins>of every 10 places at least 6</ins>" in page
    assert page.count('<path class="') > 20
    assert "Lò Văn 02" in page
    assert "Priority households among the first 10" in page


def test_an_auditor_reads_sums_but_neither_places_nor_names(browser, cast, draft, hoa):
    try_out(draft, hoa)
    page = browser(cast.auditor).get(address("rule-draft", draft)).text
    assert "Priority households among the first 10" in page
    for hidden in (
        "Lò Văn",
        "Who changes places",
        'class="slopes"',
        "Priority households among the first 10:",
    ):
        assert hidden not in page


def test_a_changed_draft_says_that_its_preview_is_old(browser, hoa, draft):
    try_out(draft, hoa)
    RuleDraft.objects.update(name="Tên khác")
    assert "Try it out again before it is published." in browser(hoa).get(address("rule-draft", draft)).text


def test_a_preview_that_failed_says_so_and_is_asked_for_again(browser, hoa, draft):
    client = browser(hoa)
    client.post(address("rule-draft-try", draft))
    RulePreview.objects.update(state="failed", finished_at=NOW)
    page = client.get(address("rule-draft", draft)).text
    assert "It did not work after several tries" in page
    assert "Try the draft out" in page
    client.post(address("rule-draft-try", draft))
    assert list(RulePreview.objects.order_by("pk").values_list("state", flat=True)) == ["failed", "todo"]


def test_a_discarded_draft_is_gone_from_the_list_and_stays_readable(browser, hoa, draft):
    client = browser(hoa)
    page = client.post(address("rule-draft-discard", draft), {"version": "2"}, follow=True)
    assert "The draft is discarded." in page.text
    assert "Open the draft of" not in page.text
    assert "Discarded" in client.get(address("rule-draft", draft)).text
    assert client.get(address("rule-draft-edit", draft)).status_code == 302


def test_a_vacancy_says_whose_weights_rank_it(browser, hoa, vacancy):
    client = browser(hoa)
    assert "Unskilled factory work" in client.get(address("vacancy", vacancy)).text
    vacancy.job_family = "overseas"
    vacancy.save()
    page = client.get(address("vacancy", vacancy)).text
    assert ("Work abroad" in page, "chosen by staff" in page) == (True, True)
    assert 'name="job_family"' in client.get(address("vacancy-edit", vacancy)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_three_queries_however_many_versions(
    browser, hoa, manager, son_la, vacancy, rows, django_assert_num_queries
):
    shipped = MatchProfile.objects.get(code=FACTORY)
    for number in range(2, 2 + rows):
        shipped.pk, shipped.centre, shipped.number = None, son_la, number
        shipped.effective_from = shipped.effective_from.replace(month=number)
        shipped.author, shipped.published_by, shipped.published_at, shipped.reason = hoa, manager, NOW, "x"
        shipped.save(force_insert=True)
    client = browser(hoa)
    with django_assert_num_queries(FRAME + 3):
        page = client.get(RULES)
    assert page.text.count(f"/staff/rules/profile/{FACTORY}/") == rows + 2


@pytest.mark.parametrize("lists", [1, 3])
def test_a_draft_costs_the_same_queries_however_many_lists_it_was_tried_on(
    browser, manager, hoa, garments, draft, lists, django_assert_num_queries
):
    for number in range(lists - 1):
        make_match_run(make_vacancy(garments, f"Việc {number}"))
    try_out(draft, hoa)
    client = browser(manager)
    with django_assert_num_queries(FRAME + 7):
        page = client.get(address("rule-draft", draft))
    assert len(page.context["tried"].lists) == lists
