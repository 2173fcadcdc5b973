"""Where a person wants to work: a province anywhere in Vietnam, or a country abroad."""

import csv

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from catalog.countries import Country
from seeds.catalogue import FOLDER
from tests.cast import NOW
from tests.factories import make_worker
from tests.workers.test_register_page import NEW, typed
from workers.actions import open_job_search
from workers.models import JobSearch


@pytest.fixture
def worker(son_la):
    return make_worker(son_la, "Lò Thị Vân")


def test_every_country_the_place_reader_knows_can_be_wished_for():
    with (FOLDER / "place_aliases.csv").open(encoding="utf-8", newline="") as file:
        known = {row["province_code"] for row in csv.DictReader(file) if row["kind"] == "country"}
    assert known == set(Country.values)


def test_a_country_is_wished_for_on_the_form(browser, hoa):
    sent = {"search-job_title": "Hộ lý", "search-first_country": "JP", "search-second_province": "01"}
    assert browser(hoa).post(reverse(NEW), typed(**sent)).status_code == 302
    search = JobSearch.objects.get()
    assert search.accepts_overseas is True  # though nobody ticked it
    assert (search.first_country, search.first_province, search.second_province_id) == ("JP", None, "01")
    page = browser(hoa).get(reverse("staff:worker", kwargs={"public_id": search.worker.public_id})).text
    assert "Japan" in page


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        (
            {"search-first_country": "JP", "search-first_province": "01"},
            "A wished place is a province in Vietnam or a country abroad.",
        ),
        (
            {"search-second_country": "KR", "search-accepts_overseas": "no"},
            "Who refuses to work abroad cannot wish for a country.",
        ),
    ],
)
def test_wishes_that_contradict_each_other_are_refused(browser, hoa, wish, problem):
    response = browser(hoa).post(reverse(NEW), typed(**{"search-job_title": "Hộ lý"}, **wish))
    assert response.status_code == 422
    assert problem in response.text
    assert JobSearch.objects.count() == 0


def test_a_code_that_is_no_country_is_refused(hoa, worker):
    with pytest.raises(ValidationError) as refusal:
        open_job_search(
            worker=worker, version=1, facts={"job_title": "Hộ lý", "first_country": "XX"}, by=hoa, at=NOW
        )
    assert refusal.value.message_dict.keys() == {"first_country"}
    assert JobSearch.objects.count() == 0
