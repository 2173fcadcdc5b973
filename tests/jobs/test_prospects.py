"""The vacancies for one person: the same pair scores as the shortlists, no priority step, and the load."""

from datetime import date

import pytest
from django.urls import reverse

from jobs import compilations, shortlist
from jobs.load import load_in_words, load_of
from jobs.models import Referral, Vacancy
from jobs.prospects import prospects_of
from tests.cast import NOW
from tests.factories import (
    make_employer,
    make_household,
    make_match_run,
    make_poverty_status,
    make_rules,
    make_seeker,
    make_vacancy,
    make_worker,
)
from workers.actions import withdraw_consent
from workers.models import JobSearch


@pytest.fixture(autouse=True)
def fresh_shelf(monkeypatch):
    monkeypatch.setattr(compilations, "shelf", compilations.Shelf(100))


@pytest.fixture
def rules(catalogue):
    make_rules()


@pytest.fixture
def vacancies(rules, garments):
    """Sewing near and far, cooking, driving by night as a must, one that is still a draft."""
    made = [
        make_vacancy(garments, "Thợ may gần nhà", commune_id="03646"),
        make_vacancy(garments, "Thợ may xa nhà", workplace="elsewhere", province_id="24"),
        make_vacancy(garments, "Đầu bếp", occupation_id="5120", commune_id="03664", wage_min_vnd=5_000_000),
        make_vacancy(garments, "Làm ca đêm", demands_shifts=True, importance={"availability": "must"}),
    ]
    made[0].skill_demands.create(skill_id="sewing", importance="must")
    make_vacancy(garments, "Bản nháp", state="draft")
    return made


@pytest.fixture
def tailor(son_la, vacancies):
    return make_seeker(son_la, "Lò Thị Hạnh", skills=["sewing"])


def refer(worker, vacancy, **fields):
    return Referral.objects.create(
        worker=worker, vacancy=vacancy, centre=vacancy.centre, proposed_at=NOW, moved_at=NOW, **fields
    )


def test_both_directions_give_a_pair_the_same_scores(son_la, tailor, vacancies):
    others = [make_seeker(son_la, "Lò Văn Bình"), make_seeker(son_la, "Vàng A Pó", wishes=("5120",))]
    found = {
        (worker.pk, one.vacancy): (one.employer_score, one.worker_score, one.score, one.confirm)
        for worker in (tailor, *others)
        for one in prospects_of(worker, at=NOW).listed
    }
    listed = {
        (person.id, vacancy.pk): (person.employer_score, person.worker_score, person.score, person.confirm)
        for vacancy in vacancies
        for person in shortlist.read(make_match_run(vacancy)).ranked
    }
    assert found == listed
    assert len(found) == 12


def test_the_explanation_is_that_of_the_shortlist(tailor, vacancies):
    near = vacancies[0]
    listed = shortlist.explain(make_match_run(near), [tailor.pk])[tailor.pk]
    found = prospects_of(tailor, at=NOW).explained[near.pk]
    assert found.components == listed.components
    assert (found.gates, found.lowest, found.highest) == (listed.gates, listed.lowest, listed.highest)


def test_best_first_and_the_unanswered_question_stays_listed(tailor, vacancies):
    near, far, cook, night = vacancies
    found = prospects_of(tailor, at=NOW)
    assert found.listed[0].vacancy == near.pk
    assert sorted(one.vacancy for one in found.listed) == [near.pk, far.pk, cook.pk, night.pk]
    assert (found.suitable, found.looked_at) == (4, 4)
    confirm = {one.vacancy: [gate.code for gate in one.confirm] for one in found.listed}
    assert confirm == {near.pk: [], far.pk: [], cook.pk: [], night.pk: ["shifts"]}


def test_a_gate_that_fails_takes_the_vacancy_off(tailor, vacancies):
    JobSearch.objects.filter(worker=tailor).update(accepts_shifts=False)
    found = prospects_of(tailor, at=NOW)
    assert vacancies[3].pk not in {one.vacancy for one in found.listed}
    assert (found.suitable, found.looked_at) == (3, 4)


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_shorter_list_is_the_head_of_the_long_one(tailor, vacancies, limit):
    assert prospects_of(tailor, at=NOW, limit=limit).listed == prospects_of(tailor, at=NOW).listed[:limit]


def test_poverty_changes_nothing_on_a_persons_own_list(son_la, tailor, vacancies):
    household = make_household(son_la)
    make_poverty_status(household, "poor", valid_from=date(2026, 1, 1))
    poor = make_seeker(son_la, "Lò Thị Hạnh", skills=["sewing"], household=household)
    assert prospects_of(poor, at=NOW).listed == prospects_of(tailor, at=NOW).listed


def test_without_a_search_or_without_consent_there_is_nothing(son_la, tailor, hoa):
    assert prospects_of(make_worker(son_la, "Lò Văn Nghỉ"), at=NOW).looked_at == 0
    withdraw_consent(worker=tailor, by=hoa, at=NOW)
    assert prospects_of(tailor, at=NOW).listed == ()


def test_other_centres_and_closed_vacancies_are_not_offered(tailor, vacancies, lai_chau):
    make_vacancy(make_employer(lai_chau), "Ở tỉnh khác")
    Vacancy.objects.filter(pk=vacancies[1].pk).update(deadline=date(2026, 3, 15))
    Vacancy.objects.filter(pk=vacancies[2].pk).update(filled=20)
    assert {one.vacancy for one in prospects_of(tailor, at=NOW).listed} == {vacancies[0].pk, vacancies[3].pk}


def test_an_edited_vacancy_is_compiled_again_and_an_untouched_one_is_not(tailor, vacancies, monkeypatch):
    before = {one.vacancy: one.score for one in prospects_of(tailor, at=NOW).listed}
    asked = []
    plain = compilations.opening_of
    monkeypatch.setattr(
        compilations, "opening_of", lambda row, *given: asked.append(row.pk) or plain(row, *given)
    )
    assert {one.vacancy: one.score for one in prospects_of(tailor, at=NOW).listed} == before
    assert asked == []
    Vacancy.objects.filter(pk=vacancies[2].pk).update(occupation="8153", revision=2)
    after = {one.vacancy: one.score for one in prospects_of(tailor, at=NOW).listed}
    assert asked == [vacancies[2].pk]
    assert after[vacancies[2].pk] > before[vacancies[2].pk]


def test_the_shelf_keeps_no_more_than_it_may_and_empties_its_tables(tailor, vacancies, monkeypatch):
    shelf = compilations.Shelf(3)
    monkeypatch.setattr(compilations, "shelf", shelf)
    monkeypatch.setattr(compilations, "FACTS_KEPT", 2)
    expected = prospects_of(tailor, at=NOW).listed
    assert len(shelf.kept) == 3
    assert prospects_of(tailor, at=NOW).listed == expected
    shelf.find([])
    shelf.find([])
    tables = [kept.tables for kept in shelf.kept.values()]
    assert {len(column[1]) for each in tables for column in (*each.gates, *each.worker.columns)} == {0}


def test_only_live_referrals_are_load(son_la, tailor, vacancies):
    other = make_seeker(son_la, "Lò Văn Bình")
    refer(tailor, vacancies[0])
    refer(other, vacancies[0], state="accepted")
    refer(other, vacancies[1], state="cancelled", state_reason="Nhầm")
    assert load_of([vacancy.pk for vacancy in vacancies]) == {vacancies[0].pk: 2}


def test_load_in_words():
    assert load_in_words(12, 3) == "12 people referred for 3 places"
    assert load_in_words(0, 1_500) == "nobody referred yet for 1,500 places"


def queries(worker, django_assert_num_queries, count):
    with django_assert_num_queries(count):
        return prospects_of(worker, at=NOW)


def test_warm_the_number_of_queries_does_not_depend_on_the_vacancies(
    tailor, vacancies, garments, django_assert_num_queries
):
    prospects_of(tailor, at=NOW)
    assert queries(tailor, django_assert_num_queries, 12).looked_at == 4
    for number in range(5):
        make_vacancy(garments, f"Thợ may {number}")
    assert queries(tailor, django_assert_num_queries, 17).looked_at == 9
    assert queries(tailor, django_assert_num_queries, 12).looked_at == 9


def page_of(client, worker):
    return client.get(reverse("staff:worker-vacancies", args=[worker.public_id]))


def test_nobody_elsewhere_and_nobody_without_the_right_sees_the_page(browser, tailor, minh, officer):
    assert page_of(browser(minh), tailor).status_code == 404
    assert page_of(browser(officer), tailor).status_code == 403


def test_hoa_reads_vacancies_with_reasons_and_load(browser, hoa, tailor, vacancies):
    refer(tailor, vacancies[0])
    answer = page_of(browser(hoa), tailor)
    rows = answer.context["rows"]
    assert rows[0].vacancy == vacancies[0]
    assert [row.load for row in rows if row.vacancy == vacancies[0]] == ["1 person referred for 20 places"]
    assert [row.confirm for row in rows if row.vacancy == vacancies[3]] == ["Shift work"]
    assert "Confirm first: Shift work" in answer.content.decode()


def test_the_page_asks_as_little_with_one_row_as_with_many(
    browser, hoa, tailor, vacancies, garments, django_assert_num_queries
):
    client = browser(hoa)
    page_of(client, tailor)
    with django_assert_num_queries(26):
        assert len(page_of(client, tailor).context["rows"]) == 4
    for number in range(3):
        make_vacancy(garments, f"Thợ may {number}")
    page_of(client, tailor)
    with django_assert_num_queries(26):
        assert len(page_of(client, tailor).context["rows"]) == 7


def test_a_person_who_is_not_looking_gets_no_list_but_what_to_do(browser, hoa, son_la, rules):
    answer = page_of(browser(hoa), make_worker(son_la, "Lò Văn Nghỉ"))
    assert answer.context["rows"] == []
    assert "No active job search" in answer.content.decode()


def test_the_record_leads_there_for_those_who_may(browser, hoa, officer, tailor):
    link = reverse("staff:worker-vacancies", args=[tailor.public_id])
    record = reverse("staff:worker", args=[tailor.public_id])
    assert link in browser(hoa).get(record).content.decode()
    assert link not in browser(officer).get(record).content.decode()
