"""Deciding otherwise than the machine: refusals first, then what stands beside its order."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from centres.models import AuditEvent
from jobs import shortlist
from jobs.actions import NoSuchDecision, NotListed, ReasonMissing, decide_override, withdraw_override
from jobs.models import MatchRun, Override
from tests.cast import NOW
from tests.factories import (
    make_household,
    make_match_run,
    make_poverty_status,
    make_rules,
    make_seeker,
    make_vacancy,
)

FORWARD, ASIDE = Override.Decision.FORWARD, Override.Decision.ASIDE
TELLING = ("score", "rank", "poor", "reserved", "priority", "100.00", "by score alone")


@pytest.fixture
def vacancy(garments):
    make_rules()
    vacancy = make_vacancy(garments, commune_id="03664")
    vacancy.skill_demands.create(skill_id="sewing")
    return vacancy


@pytest.fixture
def people(son_la):
    made = [make_seeker(son_la, f"Lò Văn {name}", skills=["sewing"]) for name in ("An", "Bình", "Chung")]
    household = make_household(son_la)
    make_poverty_status(household, "poor")
    return [*made, make_seeker(son_la, "Lò Thị Ế", household=household)]


@pytest.fixture
def run(people, vacancy):
    run = make_match_run(vacancy)
    vacancy.refresh_from_db()
    return run


def decide(vacancy, worker, by, decision=FORWARD, reason="Đã làm ở xưởng này."):
    return decide_override(vacancy=vacancy, worker=worker, decision=decision, reason=reason, by=by, at=NOW)


def address(name, *rows):
    return reverse(f"staff:{name}", args=[row.public_id for row in rows])


@pytest.mark.parametrize(("reason", "problem"), [(" \n ", ReasonMissing), ("x" * 301, ValidationError)])
def test_without_a_fitting_reason_nothing_is_decided(run, vacancy, people, hoa, reason, problem):
    with pytest.raises(problem):
        decide(vacancy, people[0], hoa, reason=reason)
    assert (Override.objects.count(), AuditEvent.objects.filter(verb__startswith="override").count()) == (
        0,
        0,
    )


def test_who_is_not_on_the_list_cannot_be_decided_about(run, vacancy, hoa, son_la):
    late = make_seeker(son_la, "Lò Văn Muộn")
    with pytest.raises(NotListed):
        decide(vacancy, late, hoa)
    assert Override.objects.count() == 0


def test_nothing_decided_cannot_be_taken_back(run, vacancy, people, hoa):
    with pytest.raises(NoSuchDecision):
        withdraw_override(vacancy=vacancy, worker=people[0], by=hoa, at=NOW)
    assert AuditEvent.objects.filter(verb="override.withdrawn").count() == 0


def test_the_database_keeps_one_standing_decision(run, vacancy, people, hoa):
    first = decide(vacancy, people[0], hoa)
    with (
        pytest.raises(IntegrityError, match="one_standing_override_per_vacancy_and_worker"),
        transaction.atomic(),
    ):
        Override.objects.create(
            vacancy=vacancy,
            worker=people[0],
            run=run,
            decision=ASIDE,
            reason="x",
            decided_by=hoa,
            decided_at=NOW,
        )
    with pytest.raises(IntegrityError, match="override_has_a_reason"), transaction.atomic():
        Override.objects.filter(pk=first.pk).update(reason="")
    with pytest.raises(IntegrityError, match="override_withdrawn_by_somebody"), transaction.atomic():
        Override.objects.filter(pk=first.pk).update(withdrawn_at=NOW)


def test_a_decision_stands_beside_the_run_and_changes_nothing_of_it(run, vacancy, people, hoa):
    before = MatchRun.objects.values().get(pk=run.pk)
    first = decide(vacancy, people[2], hoa)
    second = decide(vacancy, people[2], hoa, ASIDE, "Đã nhận việc khác.")
    first.refresh_from_db()
    assert (first.withdrawn_by, first.withdrawn_at, second.withdrawn_at) == (hoa, NOW, None)
    assert first.machine_place == run.worker_ids.index(people[2].pk) + 1
    assert MatchRun.objects.values().get(pk=run.pk) == before
    events = AuditEvent.objects.filter(verb="override.decided").order_by("pk")
    assert [event.details for event in events] == [
        {"worker": people[2].public_id, "decision": decision} for decision in ("forward", "aside")
    ]
    withdraw_override(vacancy=vacancy, worker=people[2], by=hoa, at=NOW)
    assert Override.objects.standing().count() == 0


def test_minh_and_those_without_the_right_change_nothing(browser, cast, minh, run, vacancy, people):
    data = {"decision": "forward", "reason": "x"}
    for name in ("override", "override-withdraw"):
        assert browser(minh).post(address(name, vacancy, people[0]), data).status_code == 404
        assert browser(cast.registrar).post(address(name, vacancy, people[0]), data).status_code == 403
    for name in ("for-employer", "for-person"):
        assert browser(minh).get(address(name, vacancy, people[0])).status_code == 404
    assert Override.objects.count() == 0


def test_hoa_decides_on_the_page_and_the_sheet_follows(browser, hoa, run, vacancy, people):
    client, ranked = browser(hoa), shortlist.read(run).ranked
    refused = client.post(address("override", vacancy, people[2]), {"decision": "forward", "reason": " "})
    assert (refused.status_code, Override.objects.count()) == (422, 0)
    last, first = (next(person for person in people if person.pk == ranked[at].id) for at in (-1, 0))
    client.post(address("override", vacancy, last), {"decision": "forward", "reason": "Đã làm ở đây."})
    client.post(address("override", vacancy, first), {"decision": "aside", "reason": "Đã có việc."})
    listed = client.get(address("shortlist", vacancy))
    assert [person.ranked.id for person in listed.context["people"]] == [person.id for person in ranked]
    assert "Đã làm ở đây." in listed.text
    sheet = client.get(address("shortlist-sheet", vacancy))
    assert [person.ranked.id for person in sheet.context["people"]] == [
        last.pk, *(person.id for person in ranked[1:-1])
    ]  # fmt: skip
    page = client.get(address("explanation", vacancy, last))
    assert page.context["standing"].decision == "forward"
    client.post(address("override-withdraw", vacancy, last))
    assert client.get(address("explanation", vacancy, last)).context["standing"] is None
    assert Override.objects.standing().get().worker == first


@pytest.mark.parametrize("name", ["for-employer", "for-person"])
def test_outside_the_office_nobody_reads_score_rank_or_household(browser, hoa, run, vacancy, people, name):
    page = browser(hoa).get(address(name, vacancy, people[3]))
    body = page.text[page.text.index('<div class="sheet">') : page.text.index("</main>")].lower()
    assert not [word for word in TELLING if word in body]


def test_the_employer_reads_the_same_of_a_poor_person(browser, hoa, run, vacancy, people):
    rich = browser(hoa).get(address("for-employer", vacancy, people[3])).context["requirements"]
    people[3].household.poverty_statuses.all().delete()
    make_match_run(vacancy)
    assert browser(hoa).get(address("for-employer", vacancy, people[3])).context["requirements"] == rich
    assert [(row["what"], row["status"]) for row in rich] == [("Trade", "met"), ("Skills", "to confirm")]


def test_the_person_reads_what_fits_what_is_unknown_and_what_would_help(browser, hoa, run, vacancy, people):
    page = browser(hoa).get(address("for-person", vacancy, people[3]))
    assert [group["state"] for group in page.context["facts"]] == ["met", "missing", "confirm"]
    assert "Confirm: May công nghiệp" in page.context["next_steps"]
