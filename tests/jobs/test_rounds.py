"""A round from the registers to referrals: what it may suggest, solving it again, who may decide."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from centres.models import AuditEvent
from jobs import batches
from jobs.actions import (
    AlreadyDecided,
    NotAllowed,
    PutAside,
    ReasonMissing,
    VacancyIsFull,
    accept_suggestions,
    change_suggestion,
    drop_suggestion,
    move_referral,
    propose_referral,
    request_acceptance,
    request_referral_round,
)
from jobs.models import Override, Referral, ReferralAcceptance, ReferralRound, ReferralSuggestion, Vacancy
from jobs.prospects import prospects_of
from jobs.tasks import accept_suggestions as accept_waiting
from jobs.tasks import make_rounds
from tests.cast import NOW
from tests.factories import (
    make_match_run,
    make_referral_round,
    make_rules,
    make_seeker,
    make_vacancy,
)
from workers.actions import withdraw_consent


def pairs(batch):
    return set(batch.suggestions.values_list("worker", "vacancy"))


def test_a_multiplier_nobody_offers_is_refused(son_la, hoa):
    with pytest.raises(NotAllowed):
        request_referral_round(centre=son_la, multiplier=6, by=hoa, at=NOW)
    assert ReferralRound.objects.count() == 0


def test_asking_twice_gives_the_waiting_one(son_la, hoa):
    first = request_referral_round(centre=son_la, multiplier=2, by=hoa, at=NOW)
    assert request_referral_round(centre=son_la, multiplier=2, by=hoa, at=NOW) == first


def test_the_queue_makes_a_round(son_la, hoa, people):
    work = request_referral_round(centre=son_la, multiplier=1, by=hoa, at=NOW)
    make_rounds(seconds=30)
    work.refresh_from_db()
    assert (work.state, work.progress_done, work.progress_total) == ("done", 3, 3)
    assert work.batch.covered == 2


def test_when_places_are_short_priority_comes_first(son_la, people, vacancies):
    batch = make_referral_round(son_la, multiplier=1).batch
    sewing, cooking, _driving = vacancies
    assert batch.covered == 2
    assert people[2].pk in {worker for worker, _vacancy in pairs(batch)}
    assert {vacancy for _worker, vacancy in pairs(batch)} == {sewing.pk, cooking.pk}
    counts = (batch.people, batch.suitable, batch.people_priority, batch.suitable_priority)
    assert counts == (3, 3, 1, 1)
    assert (batch.covered_priority, batch.room, batch.vacancies) == (1, 7, 3)


def test_scores_are_those_of_the_lists_and_an_unknown_gate_is_no_suggestion(son_la, people, vacancies):
    batch = make_referral_round(son_la, multiplier=3).batch
    assert vacancies[2].pk not in {vacancy for _worker, vacancy in pairs(batch)}
    for worker in people:
        listed = prospects_of(worker, at=NOW).listed
        known = {one.vacancy: one.score for one in listed if one.score and not one.confirm}
        suggested = dict(batch.suggestions.filter(worker=worker).values_list("vacancy", "value"))
        assert suggested == known
        turns = batch.suggestions.filter(worker=worker).order_by("-value").values_list("turn", flat=True)
        assert list(turns) == list(range(1, len(known) + 1))


def test_what_is_referred_already_takes_room_and_is_not_suggested_again(son_la, people, vacancies):
    live = propose_referral(worker=people[0], vacancy=vacancies[0], by=None, at=NOW)
    gone = propose_referral(worker=people[1], vacancy=vacancies[1], by=None, at=NOW)
    move_referral(
        referral=gone, to=Referral.State.DECLINED, by=None, at=NOW, reason="Không biết nấu", is_justified=True
    )
    batch = make_referral_round(son_la, multiplier=1).batch
    assert batch.room == 6
    assert (live.worker_id, live.vacancy_id) not in pairs(batch)
    assert (gone.worker_id, gone.vacancy_id) not in pairs(batch)


def test_a_batch_is_solved_again_to_the_byte(son_la, people):
    batch = make_referral_round(son_la).batch
    again = batches.replay(batch)
    assert batches.result_digest(again) == batch.result_digest
    assert (again.value, again.bound) == (batch.value, batch.bound)
    assert batch.value <= batch.bound <= batch.free_bound


@pytest.fixture
def batch(son_la, people):
    return make_referral_round(son_la, multiplier=1).batch


def test_what_the_machine_said_cannot_be_changed(batch):
    with pytest.raises(DatabaseError, match="Cannot update rows"), transaction.atomic():
        batch.suggestions.update(value=1)
    with pytest.raises(DatabaseError, match="Cannot update rows"), transaction.atomic():
        type(batch).objects.update(value=0)


def test_disagreement_without_a_reason_is_refused_by_the_database(batch):
    with pytest.raises(IntegrityError, match="suggestion_disagreement_has_a_reason"), transaction.atomic():
        batch.suggestions.update(state="dropped", decided_at=NOW)


def test_accepting_makes_referrals_and_what_no_longer_holds_stays_open(hoa, batch, people):
    withdraw_consent(worker=people[2], by=hoa, at=NOW)
    keys = list(batch.suggestions.values_list("pk", flat=True))
    referred, refused = accept_suggestions(batch=batch, suggestions=keys, by=hoa, at=NOW)
    assert (referred, sum(refused.values())) == (1, 1)
    referral = Referral.objects.get()
    assert (referral.suggestion.state, referral.suggestion.decided_by) == ("accepted", hoa)
    assert batch.suggestions.get(worker=people[2]).state == "open"
    assert AuditEvent.objects.get(verb="suggestions.accepted").details == {"people": 1}


def test_accepting_twice_refers_once(hoa, batch):
    keys = list(batch.suggestions.values_list("pk", flat=True))
    assert accept_suggestions(batch=batch, suggestions=keys, by=hoa, at=NOW)[0] == 2
    assert accept_suggestions(batch=batch, suggestions=keys, by=hoa, at=NOW)[0] == 0
    assert Referral.objects.count() == 2


def test_a_place_taken_by_hand_meanwhile_is_not_given_twice(hoa, batch, people, son_la):
    one = batch.suggestions.order_by("pk").first()
    propose_referral(worker=make_seeker(son_la, "Lò Văn Đến Sau"), vacancy=one.vacancy, by=hoa, at=NOW)
    referred, refused = accept_suggestions(batch=batch, suggestions=[one.pk], by=hoa, at=NOW)
    assert (referred, dict(refused)) == (0, {VacancyIsFull: 1})


def test_accepting_asks_as_often_for_one_as_for_many(hoa, son_la, people):
    batch = make_referral_round(son_la, multiplier=3).batch
    assert batch.round.centre == son_la
    keys = list(batch.suggestions.order_by("pk").values_list("pk", flat=True))
    make = {"batch": batch, "by": hoa, "at": NOW}
    with connection.execute_wrapper(counting := Counting()):
        accept_suggestions(suggestions=keys[:1], **make)
    with connection.execute_wrapper(again := Counting()):
        accept_suggestions(suggestions=keys[1:], **make)
    assert again.queries == counting.queries


class Counting:
    queries = 0

    def __call__(self, execute, sql, params, many, context):
        self.queries += 1
        return execute(sql, params, many, context)


def test_not_following_needs_a_reason_and_keeps_the_suggestion(hoa, batch):
    one = batch.suggestions.first()
    with pytest.raises(ReasonMissing):
        drop_suggestion(suggestion=one, reason=" ", by=hoa, at=NOW)
    drop_suggestion(suggestion=one, reason="Sắp đi học", by=hoa, at=NOW)
    kept = ReferralSuggestion.objects.get(pk=one.pk)
    assert (kept.state, kept.reason, kept.vacancy_id) == ("dropped", "Sắp đi học", one.vacancy_id)
    with pytest.raises(AlreadyDecided):
        drop_suggestion(suggestion=one, reason="Lần nữa", by=hoa, at=NOW)


def test_another_vacancy_stands_beside_the_suggested_one(hoa, batch, garments):
    one, other = batch.suggestions.first(), make_vacancy(garments, "Thợ may nhà máy mới")
    with pytest.raises(NotAllowed):
        change_suggestion(suggestion=one, vacancy=one.vacancy, reason="Gần", by=hoa, at=NOW)
    referral = change_suggestion(suggestion=one, vacancy=other, reason="Gần nhà hơn", by=hoa, at=NOW)
    kept = ReferralSuggestion.objects.get(pk=one.pk)
    assert (kept.state, kept.reason, kept.vacancy_id) == ("changed", "Gần nhà hơn", one.vacancy_id)
    assert (referral.vacancy, referral.suggestion) == (other, kept)


def address(name, *rows):
    return reverse(f"staff:{name}", args=[row.public_id for row in rows])


def test_nobody_elsewhere_sees_or_decides(browser, minh, officer, batch):
    client, one = browser(minh), batch.suggestions.first()
    assert client.get(address("round", batch.round)).status_code == 404
    assert client.post(address("round-accept", batch.round), {"chosen": [one.public_id]}).status_code == 404
    assert client.post(address("round-accept-all", batch.round)).status_code == 404
    work = request_acceptance(batch=batch, by=None, at=NOW)
    assert client.get(address("acceptance", work)).status_code == 404
    assert browser(officer).get(address("acceptance", work)).status_code == 403
    assert client.post(address("suggestion", one), {"reason": "x"}).status_code == 404
    assert browser(officer).get(address("rounds")).status_code == 403
    assert Referral.objects.count() == 0
    assert batch.suggestions.filter(state="open").count() == 2


def test_hoa_asks_for_a_round_and_watches(browser, hoa, people):
    client = browser(hoa)
    answer = client.post(address("rounds"), {"multiplier": "2"})
    work = ReferralRound.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address("round", work))
    assert "waiting for its turn" in client.get(address("round", work) + "?part=progress").content.decode()
    assert client.post(address("rounds"), {"multiplier": "99"})["Location"] == address("rounds")
    assert ReferralRound.objects.count() == 1


def test_hoa_reads_the_suggestions_and_the_people_behind_the_bars(browser, hoa, batch, people):
    client = browser(hoa)
    page = client.get(address("round", batch.round))
    assert [len(group.suggestions) for group in page.context["groups"]] == [1, 1]
    assert [(group.load.room, group.load.suggested, group.load.free) for group in page.context["groups"]] == [
        (1, 1, 0),
        (1, 1, 0),
    ]
    assert (page.context["load"].room, page.context["load"].suggested) == (7, 2)
    for which, count in (("covered", 2), ("priority", 1), ("uncovered", 1)):
        shown = client.get(address("round", batch.round) + f"?people={which}").context["people"]
        assert len(shown) == count, which


def test_hoa_accepts_some_then_all(browser, hoa, batch):
    client, one = browser(hoa), batch.suggestions.order_by("pk").first()
    client.post(address("round-accept", batch.round), {"chosen": [one.public_id]})
    assert Referral.objects.get().suggestion == one
    answer = client.post(address("round-accept-all", batch.round))
    work = ReferralAcceptance.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address("acceptance", work))
    assert Referral.objects.count() == 1
    accept_waiting(seconds=30)
    assert Referral.objects.count() == 2
    page = client.get(address("acceptance", work)).content.decode()
    assert "1 person is referred." in page


def test_hoa_chooses_otherwise_with_a_reason(browser, hoa, batch, garments):
    client, one = browser(hoa), batch.suggestions.first()
    other = make_vacancy(garments, "Thợ may nhà máy mới")
    shown = client.get(address("suggestion", one))
    assert other in [vacancy for vacancy, _load in shown.context["others"]]
    assert client.post(address("suggestion", one), {"vacancy": other.public_id}).status_code == 422
    assert Referral.objects.count() == 0
    client.post(address("suggestion", one), {"vacancy": other.public_id, "reason": "Gần nhà hơn"})
    assert Referral.objects.get().vacancy == other


def test_the_page_asks_as_little_for_one_vacancy_as_for_many(
    browser, hoa, son_la, people, garments, django_assert_num_queries
):
    client = browser(hoa)
    few = make_referral_round(son_la, multiplier=1)
    for number in range(4):
        make_vacancy(garments, f"Thợ may {number}")
    many = make_referral_round(son_la, multiplier=3)
    client.get(address("round", few))
    with django_assert_num_queries(18):
        assert len(client.get(address("round", few)).context["groups"]) == 2
    with django_assert_num_queries(18):
        assert len(client.get(address("round", many)).context["groups"]) == 4


def test_a_filled_vacancy_takes_no_part(son_la, people, vacancies):
    Vacancy.objects.filter(pk=vacancies[0].pk).update(filled=1)
    assert vacancies[0].pk not in {vacancy for _worker, vacancy in pairs(make_referral_round(son_la).batch)}


@pytest.mark.parametrize("decision", ["aside", "later"])
def test_who_staff_put_aside_is_not_suggested(son_la, hoa, people, vacancies, decision):
    run = make_match_run(vacancies[0])
    Override.objects.create(
        vacancy=vacancies[0],
        worker=people[0],
        run=run,
        decision=decision,
        reason="Đang học",
        decided_by=hoa,
        decided_at=NOW,
    )
    batch = make_referral_round(son_la, multiplier=3).batch
    assert (people[0].pk, vacancies[0].pk) not in pairs(batch)
    assert (people[1].pk, vacancies[0].pk) in pairs(batch)
    with pytest.raises(PutAside):
        propose_referral(worker=people[0], vacancy=vacancies[0], by=hoa, at=NOW)
    assert Referral.objects.count() == 0


def test_a_page_shows_ten_people_of_a_vacancy_and_all_of_one_opened_alone(browser, hoa, son_la, garments):
    make_rules()
    vacancy = make_vacancy(garments, "Thợ may đông người", openings=10, commune_id="03646")
    for number in range(12):
        make_seeker(son_la, f"Lò Văn {number:02d}")
    work = make_referral_round(son_la, multiplier=3)
    client = browser(hoa)
    (group,) = client.get(address("round", work)).context["groups"]
    assert (len(group.suggestions), group.count) == (10, 12)
    page = client.get(address("round", work) + f"?vacancy={vacancy.public_id}")
    (group,) = page.context["groups"]
    assert (len(group.suggestions), page.context["next"]) == (12, None)
    assert "Accept all 12 left for this vacancy" in page.content.decode()
