"""Titles to code: what imports guessed or left open, settled by staff with one press, and learnt."""

import pytest
from django.urls import reverse

from catalog.models import ConfirmedTitle, OccupationAlias
from jobs.models import Vacancy
from tests.factories import make_vacancy

LIST = "staff:titles"


@pytest.fixture
def hoas(browser, hoa):
    return browser(hoa)


@pytest.fixture
def guessed(garments):
    OccupationAlias.objects.create(occupation_id="8153", title="công nhân may", source="collected")
    return make_vacancy(
        garments, "Công nhân may áo", state="submitted", occupation_id="7531", occupation_confirmed=False
    )


def confirm(client, vacancy, *, version="1", **sent):
    url = reverse("staff:title-confirm", kwargs={"public_id": vacancy.public_id})
    headers = {"HX-Request": "true"} if sent.pop("htmx", False) else {}
    return client.post(url, {"version": version, **sent}, headers=headers)


def as_it_stands(vacancy):
    vacancy.refresh_from_db()
    return vacancy.occupation_id, vacancy.occupation_confirmed, vacancy.version


def learnt():
    return list(ConfirmedTitle.objects.values_list("title", "occupation_id", "records"))


def test_only_live_vacancies_nobody_confirmed_are_listed(hoas, garments, guessed):
    for number, state in enumerate(Vacancy.State.values):
        reason = {"state_reason": "Trùng"} if state in Vacancy.NEEDS_REASON else {}
        make_vacancy(garments, f"Việc {number}", state=state, occupation_confirmed=True, **reason)
    make_vacancy(garments, "Đã đủ người", state="filled", occupation_confirmed=False)
    open_one = make_vacancy(garments, "Phụ bếp", state="draft", occupation=None, occupation_confirmed=False)
    response = hoas.get(reverse(LIST))
    assert {row.vacancy for row in response.context["rows"]} == {guessed, open_one}
    assert response.context["total"] == 2


def test_the_row_says_what_was_taken_and_what_it_may_mean(hoas, guessed):
    response = hoas.get(reverse(LIST))
    [row] = response.context["rows"]
    assert row.proposals[0].code == "8153"
    assert "Taken for now:" in response.text
    assert '<button name="occupation_pick" value="8153">' in response.text


def test_one_press_codes_the_vacancy_and_is_learnt(hoas, guessed):
    response = confirm(hoas, guessed, occupation_pick="8153")
    assert (response.status_code, response.headers["Location"]) == (302, reverse(LIST))
    assert as_it_stands(guessed) == ("8153", True, 2)
    assert learnt() == [("công nhân may áo", "8153", 1)]
    assert hoas.get(reverse(LIST)).context["rows"] == []


def test_confirming_what_was_guessed_is_an_answer_too(hoas, guessed):
    confirm(hoas, guessed, occupation_pick="7531")
    assert as_it_stands(guessed) == ("7531", True, 2)
    assert learnt() == [("công nhân may áo", "7531", 1)]


def test_another_is_chosen_by_name(hoas, guessed):
    response = confirm(hoas, guessed, occupation="Đầu bếp", occupation_key="", htmx=True)
    assert response.status_code == 200
    assert '<li class="settled" role="status">' in response.text
    assert as_it_stands(guessed) == ("5120", True, 2)


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"occupation_pick": "81"}, "Choose one of the suggestions under the field."),
        ({}, "This field is required."),
        ({"occupation_pick": "8153", "version": "7"}, "Somebody changed this record in the meantime."),
    ],
)
def test_a_refusal_stands_in_the_row_and_changes_nothing(hoas, guessed, sent, problem):
    response = confirm(hoas, guessed, htmx=True, **sent)
    assert response.status_code == 422
    assert problem in response.context["row"].problem
    assert response.context["row"].form.initial == {"version": 1}
    assert as_it_stands(guessed) == ("7531", False, 1)
    assert confirm(hoas, guessed, **sent).status_code == 302
    assert as_it_stands(guessed) == ("7531", False, 1)
    assert learnt() == []


def test_nobody_else_gets_in(browser, minh, cast, guessed):
    assert confirm(browser(minh), guessed, occupation_pick="8153").status_code == 404
    assert browser(minh).get(reverse(LIST)).context["rows"] == []
    assert confirm(browser(cast.auditor), guessed, occupation_pick="8153").status_code == 403
    assert browser(cast.auditor).get(reverse(LIST)).status_code == 403
    assert as_it_stands(guessed) == ("7531", False, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    hoas, garments, guessed, count, django_assert_num_queries
):
    for number in range(count):
        make_vacancy(garments, f"Phụ bếp {number}", occupation_confirmed=False)
    hoas.get(reverse(LIST))
    with django_assert_num_queries(13):
        hoas.get(reverse(LIST))


def test_the_vacancy_form_proposes_too_and_a_pick_is_learnt(hoas, garments, guessed):
    url = f"{reverse('staff:vacancy-new')}?employer={garments.public_id}"
    sent = {
        "title": "Công nhân may", "position": "staff", "openings": "2", "workplace": "in_province",
        "wage_mode": "negotiable", "occupation_pick": "8153",
    }  # fmt: skip
    asked = hoas.post(url, sent | {"propose": "", "occupation_pick": ""})
    assert asked.status_code == 200
    assert asked.context["form"].fields["occupation"].proposals.offered[0].code == "8153"
    assert Vacancy.objects.count() == 1
    assert hoas.post(url, sent).status_code == 302
    assert as_it_stands(Vacancy.objects.get(title="Công nhân may"))[:2] == ("8153", True)
    assert learnt() == [("công nhân may", "8153", 1)]
