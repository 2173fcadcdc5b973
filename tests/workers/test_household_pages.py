"""Household, status and job search of a person, by their pages."""

from datetime import date

import pytest
from django.urls import reverse

from tests.cast import TODAY
from tests.factories import make_household, make_job_search, make_poverty_status, make_worker
from workers.models import Household, PovertyStatus, Worker

DECISION = {
    "category": "near_poor",
    "standard": "07/2021/ND-CP",
    "decision_no": "12/QĐ-UBND",
    "valid_from": "1/7/2026",
    "valid_to": "",
    "evidence": "",
}


@pytest.fixture
def hoas(browser, hoa):
    return browser(hoa)


@pytest.fixture
def worker(son_la):
    home = make_household(son_la)
    make_poverty_status(home, "poor", valid_from=date(2026, 1, 1), valid_to=date(2026, 7, 1))
    return make_worker(son_la, household=home)


def address(name, worker, **more):
    return reverse(f"staff:{name}", kwargs={"public_id": worker.public_id} | more)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"valid_from": "30/6/2026"},
            "This household already has a status in that period. End the old one first.",
        ),
        (
            {"valid_to": "1/7/2026"},
            "The status has to end after it starts, and newly escaped counts for at most 36 months.",
        ),
        ({"valid_from": "31/6/2026"}, "Enter a valid date."),
        ({"decision_no": ""}, "This field is required."),
    ],
)
def test_a_decision_that_cannot_be_is_refused(hoas, worker, wrong, sentence):
    response = hoas.post(address("worker-status-new", worker), DECISION | wrong)
    assert response.status_code == 422
    assert sentence in response.text
    assert PovertyStatus.objects.count() == 1


def test_a_decision_is_recorded(hoas, worker):
    response = hoas.post(address("worker-status-new", worker), DECISION)
    assert response.headers["Location"] == address("worker", worker)
    recorded = PovertyStatus.objects.get(category="near_poor")
    assert (recorded.valid_from, recorded.valid_to) == (date(2026, 7, 1), None)


def test_somebody_without_a_household_has_no_status_page(hoas, son_la):
    alone = make_worker(son_la)
    assert hoas.get(address("worker-status-new", alone)).status_code == 404


@pytest.mark.parametrize("day", ["", "tomorrow", "1/1/2026"])
def test_a_status_does_not_end_on_a_day_that_cannot_be(hoas, worker, day):
    status = PovertyStatus.objects.get()
    hoas.post(address("worker-status-end", worker, status=status.pk), {"ends_on": day})
    status.refresh_from_db()
    assert status.valid_to == date(2026, 7, 1)


def test_a_status_ends_before_the_day_given(hoas, worker):
    status = PovertyStatus.objects.get()
    hoas.post(address("worker-status-end", worker, status=status.pk), {"ends_on": "1/5/2026"})
    status.refresh_from_db()
    assert status.valid_to == date(2026, 5, 1)


def test_a_stale_form_joins_nothing(hoas, worker):
    home = make_household(worker.centre, head_name="Lò Văn Khác")
    data = {"version": "7", "head": home.head_name, "head_key": home.public_id}
    response = hoas.post(address("worker-household", worker), data)
    assert response.status_code == 422
    assert "Somebody changed this record in the meantime." in response.text
    assert Worker.objects.get().household == worker.household


def test_a_new_household_needs_its_commune(hoas, worker):
    data = {"version": "1", "head": "Lò Văn Mới"}
    response = hoas.post(address("worker-household", worker), data)
    assert "A new household needs its commune." in response.text
    assert Household.objects.count() == 1


def test_an_officer_is_told_when_the_household_lies_elsewhere(browser, officer, son_la):
    near = make_worker(son_la, commune_id="03688")
    data = {"version": "1", "head": "Lò Văn Mới", "commune": "Phường Tô Hiệu", "commune_key": "03646"}
    response = browser(officer).post(address("worker-household", near), data)
    assert response.status_code == 422
    assert "You keep the register of other communes." in response.text
    assert not Household.objects.exists()


def test_a_person_moves_to_another_household_and_out_of_it(hoas, worker):
    home = make_household(worker.centre, head_name="Lò Văn Khác")
    data = {"version": "1", "head": home.head_name, "head_key": home.public_id}
    assert hoas.post(address("worker-household", worker), data).status_code == 302
    assert Worker.objects.get().household == home
    assert hoas.post(address("worker-household", worker), {"version": "2", "head": ""}).status_code == 302
    assert Worker.objects.get().household is None


def test_households_are_suggested_by_the_head(hoas, worker):
    found = hoas.get(reverse("staff:suggest-households"), {"q": "ơn"}).text
    assert f'data-key="{worker.household.public_id}"' in found
    assert "Lò Văn Ơn" in found


def test_a_job_search_without_a_job_is_refused(hoas, worker):
    response = hoas.post(address("worker-search", worker), {"version": "1", "wage_band": "5_10m"})
    assert response.status_code == 422
    assert not worker.job_searches.exists()


def test_a_refused_form_keeps_the_version_it_was_made_from(hoas, worker):
    Worker.objects.update(version=5)
    url = address("worker-search", worker)
    wrong = hoas.post(url, {"version": "1", "wage_band": "5_10m"})
    assert '<input type="hidden" name="version" value="1">' in wrong.text
    stale = hoas.post(url, {"version": "1", "job_title": "May"})
    assert '<input type="hidden" name="version" value="5">' in stale.text
    assert not worker.job_searches.exists()


def test_a_job_search_is_opened_changed_and_closed(hoas, worker):
    url = address("worker-search", worker)
    facts = {"job_title": "May", "wish_1": "Thợ vận hành máy may", "first_province": "24"}
    assert hoas.post(url, {"version": "1", **facts}).status_code == 302
    search = worker.job_searches.get()
    assert (search.job_title, search.first_province_id) == ("May", "24")
    assert search.wishes.get().occupation_id == "8153"
    assert hoas.post(url, {"version": "1", **facts, "job_title": "Hàn"}).status_code == 422
    assert hoas.post(url, {"version": "2", **facts, "job_title": "Hàn"}).status_code == 302
    assert worker.job_searches.get().job_title == "Hàn"
    close = address("worker-search-close", worker)
    hoas.post(close, {"reason": " "})
    assert worker.job_searches.get().state == "active"
    hoas.post(close, {"reason": "Đã có việc"})
    assert worker.job_searches.get().state == "closed"
    assert hoas.post(close, {"reason": "Đã có việc"}).status_code == 404


def test_the_form_of_a_search_shows_what_is_on_record(hoas, worker):
    make_job_search(worker, "8153", accepts_overseas=True, first_commune_id="07210", opened_on=TODAY)
    text = hoas.get(address("worker-search", worker)).text
    assert 'value="Thợ vận hành máy may"' in text
    assert 'name="first_commune_key" value="07210"' in text
    assert '<option value="yes" selected>yes</option>' in text
