"""Referrals on the staff's pages: who may not, then the list, the record, its steps, referring from a
list.
"""

import re

import pytest
from django.urls import reverse

from jobs.actions import accept_suggestions, move_referral, propose_referral
from jobs.models import Override, Referral
from tests.cast import NOW
from tests.employers.test_pages import FRAME
from tests.factories import make_match_run, make_referral_round, make_rules, make_seeker, make_vacancy

State = Referral.State


def address(name, *rows):
    return reverse(f"staff:{name}", args=[row.public_id for row in rows])


@pytest.fixture
def vacancy(garments):
    make_rules()
    return make_vacancy(garments, commune_id="03646")


@pytest.fixture
def tailor(son_la, vacancy):
    return make_seeker(son_la, "Lò Thị Hạnh")


@pytest.fixture
def referral(tailor, vacancy, hoa):
    return propose_referral(worker=tailor, vacancy=vacancy, by=hoa, at=NOW)


def move(client, referral, **fields):
    return client.post(address("referral-move", referral), fields)


def test_nobody_elsewhere_sees_or_moves_it(browser, minh, officer, referral):
    client = browser(minh)
    assert client.get(address("referral", referral)).status_code == 404
    assert move(client, referral, to="accepted").status_code == 404
    assert client.post(address("referral-take-back", referral)).status_code == 404
    assert list(client.get(address("referrals")).context["rows"]) == []
    assert browser(officer).get(address("referrals")).status_code == 403
    assert browser(officer).get(address("referral", referral)).status_code == 403
    assert Referral.objects.get().state == "proposed"


def test_an_auditor_reads_codes_and_moves_nothing(browser, cast, referral, tailor):
    client = browser(cast.auditor)
    page = client.get(address("referral", referral))
    assert (page.status_code, page.context["moves"]) == (200, [])
    assert tailor.full_name not in page.content.decode()
    assert tailor.code in page.content.decode()
    listed = client.get(address("referrals") + "?q=hanh").content.decode()
    assert tailor.full_name not in listed
    assert 'name="q"' not in listed
    assert move(client, referral, to="accepted").status_code == 403
    assert Referral.objects.get().state == "proposed"


def test_hoa_finds_referrals_by_person_job_and_state(
    browser, hoa, son_la, garments, referral, tailor, vacancy
):
    other = make_vacancy(garments, "Thợ cắt vải", commune_id="03646")
    second = propose_referral(worker=make_seeker(son_la, "Giàng A Chứ"), vacancy=other, by=hoa, at=NOW)
    move_referral(referral=second, to=State.ACCEPTED, by=hoa, at=NOW)
    client = browser(hoa)
    for query, found in {
        "": {referral, second},
        "?q=hạnh": {referral},
        "?title=cat vai": {second},
        "?state=accepted": {second},
        "?state=declined": set(),
        f"?worker={tailor.public_id}": {referral},
        f"?vacancy={other.public_id}": {second},
        "?worker=wk_nobody": set(),
    }.items():
        rows = client.get(address("referrals") + query).context["rows"]
        assert {row for row, _name, _tone in rows} == found, query


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_for_three(
    browser, hoa, son_la, vacancy, django_assert_num_queries, count
):
    for number in range(count):
        propose_referral(worker=make_seeker(son_la, f"Lò Văn {number}"), vacancy=vacancy, by=hoa, at=NOW)
    client = browser(hoa)
    client.get(address("referrals"))
    with django_assert_num_queries(FRAME + 2):  # the rows and their number
        assert len(client.get(address("referrals")).context["rows"]) == count


def test_the_record_shows_what_can_come_next_and_what_happened(browser, hoa, referral):
    client = browser(hoa)
    page = client.get(address("referral", referral))
    assert [step["to"] for step in page.context["moves"]] == ["accepted", "declined", "cancelled"]
    assert [str(event["title"]) for event in page.context["events"]] == ["Proposed"]
    move(client, referral, to="accepted")
    page = client.get(address("referral", referral))
    assert [step["to"] for step in page.context["moves"]] == ["cancelled"]
    assert [str(event["title"]) for event in page.context["events"]] == ["Accepted by the person", "Proposed"]


def test_a_referral_of_a_round_names_it(browser, hoa, son_la, tailor):
    from_round = make_referral(son_la, hoa)
    page = browser(hoa).get(address("referral", from_round))
    assert address("round", from_round.suggestion.batch.round) in page.content.decode()


def make_referral(son_la, hoa):
    work = make_referral_round(son_la)
    accept_suggestions(
        batch=work.batch, suggestions=work.batch.suggestions.values_list("pk", flat=True), by=hoa, at=NOW
    )
    return Referral.objects.select_related("suggestion__batch__round").get()


def test_declining_asks_for_the_reason_and_whether_it_was_good(browser, hoa, referral):
    client = browser(hoa)
    for fields in ({"to": "declined"}, {"to": "declined", "reason": "Xa nhà"}, {"to": "no-such-state"}):
        page = move(client, referral, **fields)
        assert page.status_code == 422, fields
        assert Referral.objects.get().state == "proposed"
    assert "Xa nhà" in move(client, referral, to="declined", reason="Xa nhà").content.decode()
    assert move(client, referral, to="declined", reason="Xa nhà", is_justified="no").status_code == 302
    row = Referral.objects.get()
    assert (row.state, row.state_reason, row.is_justified) == ("declined", "Xa nhà", False)


def test_a_step_that_is_not_on_the_table_changes_nothing(browser, hoa, referral):
    move_referral(referral=referral, to=State.CANCELLED, by=hoa, at=NOW, reason="Nhầm")
    assert move(browser(hoa), referral, to="accepted").status_code == 422
    assert Referral.objects.get().state == "cancelled"


def test_hoa_refers_from_the_list_and_takes_it_back(browser, hoa, tailor, vacancy):
    make_match_run(vacancy)
    client = browser(hoa)
    row = address("refer", vacancy, tailor)
    assert row in client.get(address("shortlist", vacancy)).content.decode()
    answer = client.post(row, {"from": "1"}, follow=True)
    referral = Referral.objects.get()
    assert (referral.state, referral.proposed_by) == ("proposed", hoa)
    page = answer.content.decode()
    assert address("referral-take-back", referral) in page
    assert row not in page
    client.post(address("referral-take-back", referral))
    referral.refresh_from_db()
    assert referral.state == "cancelled"
    assert row in client.get(address("shortlist", vacancy)).content.decode()


def test_what_the_person_has_answered_is_not_taken_back(browser, hoa, referral):
    move_referral(referral=referral, to=State.ACCEPTED, by=hoa, at=NOW)
    answer = browser(hoa).post(address("referral-take-back", referral))
    assert answer["Location"] == address("referral", referral)
    assert Referral.objects.get().state == "accepted"


def test_nobody_elsewhere_refers(browser, minh, officer, cast, tailor, vacancy):
    assert browser(minh).post(address("refer", vacancy, tailor)).status_code == 404
    assert browser(officer).post(address("refer", vacancy, tailor)).status_code == 403
    assert browser(cast.auditor).post(address("refer", vacancy, tailor)).status_code == 403
    assert Referral.objects.count() == 0


@pytest.mark.parametrize("decision", ["later", "aside"])
def test_later_and_not_suitable_need_a_reason_and_take_the_button_away(
    browser, hoa, tailor, vacancy, decision
):
    make_match_run(vacancy)
    client = browser(hoa)
    opened = client.get(address("explanation", vacancy, tailor) + f"?decision={decision}").content.decode()
    assert re.search(f'value="{decision}"[^>]* checked', opened)
    decide = address("override", vacancy, tailor)
    assert client.post(decide, {"decision": decision}).status_code == 422
    assert Override.objects.count() == 0
    client.post(decide, {"decision": decision, "reason": "Đang chăm con nhỏ"})
    assert Override.objects.get().decision == decision
    assert address("refer", vacancy, tailor) not in client.get(address("shortlist", vacancy)).content.decode()
    client.post(address("refer", vacancy, tailor))
    assert Referral.objects.count() == 0


def test_today_counts_who_has_not_answered_yet(browser, hoa, referral):
    page = browser(hoa).get(reverse("staff:home"))
    waiting = {str(figure["label"]): figure for figure in page.context["waiting"]}
    assert waiting["Referrals waiting for the person's answer"]["value"] == 1
    assert "/staff/referrals/?state=proposed" in page.content.decode()


def test_the_records_of_the_person_and_the_vacancy_lead_to_their_referrals(browser, hoa, tailor, vacancy):
    client, listed = browser(hoa), address("referrals")
    assert f"{listed}?worker={tailor.public_id}" in client.get(address("worker", tailor)).content.decode()
    assert f"{listed}?vacancy={vacancy.public_id}" in client.get(address("vacancy", vacancy)).content.decode()
