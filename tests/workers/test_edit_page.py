"""The edit page: two clerks at one record, and nothing of either lost."""

import pytest
from django.urls import reverse

from tests.cast import NOW
from tests.factories import make_worker
from tests.workers.test_register_page import EMPTY_LISTS, typed
from workers.actions import update_worker
from workers.models import WorkerSkill


@pytest.fixture
def worker(son_la):
    return make_worker(son_la, "Lò Thị Vân", national_id="014195000011", sex="female")


@pytest.fixture
def url(worker):
    return reverse("staff:worker-edit", kwargs={"public_id": worker.public_id})


def changed(**more):
    return typed(national_id="") | more


def test_the_form_shows_the_record_without_the_number(browser, hoa, worker, url):
    text = browser(hoa).get(url).text
    assert 'value="Lò Thị Vân"' in text
    assert 'value="15/6/1995"' in text
    assert "014195000011" not in text


def test_a_refused_edit_changes_nothing(browser, hoa, worker, url):
    response = browser(hoa).post(url, changed(version="1", phone="1"))
    assert response.status_code == 422
    worker.refresh_from_db()
    assert (worker.version, worker.phone) == (1, "+84912345678")


@pytest.mark.parametrize("version", ["", "0", "x", "²", "9" * 30])
def test_a_form_from_no_version_is_stale(browser, hoa, worker, url, version):
    assert browser(hoa).post(url, changed(version=version)).status_code == 409
    worker.refresh_from_db()
    assert (worker.version, worker.address_detail) == (1, "")


def test_the_second_clerk_sees_what_the_first_changed_and_keeps_their_own(browser, cast, worker, url):
    update_worker(worker=worker, version=1, facts={"email": "a@b.vn"}, by=cast.registrar, at=NOW)
    client = browser(cast.hoa)
    response = client.post(url, changed(version="1", religion="Phật"))
    assert response.status_code == 409
    assert "Cà Thị Lan: email" in response.text
    assert 'value="Phật"' in response.text
    assert '<input type="hidden" name="version" value="2">' in response.text
    worker.refresh_from_db()
    assert (worker.email, worker.religion) == ("a@b.vn", "")
    assert client.post(url, changed(version="2", religion="Phật", email="a@b.vn")).status_code == 302
    worker.refresh_from_db()
    assert (worker.email, worker.religion, worker.version) == ("a@b.vn", "Phật", 3)


def test_an_empty_number_keeps_the_one_on_record(browser, hoa, worker, url):
    assert browser(hoa).post(url, changed(version="1")).status_code == 302
    worker.refresh_from_db()
    assert worker.reveal_national_id() == "014195000011"


def test_a_number_of_another_centre_is_refused(browser, cast, worker, url):
    make_worker(cast.lai_chau, national_id="012195000022")
    response = browser(cast.hoa).post(url, changed(version="1", national_id="012195000022"))
    assert response.status_code == 422
    assert "already registered at Trung tâm Dịch vụ việc làm tỉnh Lai Châu" in response.text
    worker.refresh_from_db()
    assert worker.reveal_national_id() == "014195000011"


def test_an_emptied_row_is_taken_away_and_a_new_one_added(browser, hoa, worker, url):
    WorkerSkill.objects.create(worker=worker, skill_id="sewing")
    rows = {
        "skills-TOTAL_FORMS": "2",
        "skills-INITIAL_FORMS": "1",
        "skills-0-skill": "",
        "skills-0-skill_key": "",
        "skills-1-skill": "Excel",
        "skills-1-skill_key": "",
    }
    assert browser(hoa).post(url, changed(version="1", **rows)).status_code == 302
    assert [row.skill_id for row in worker.skills.all()] == ["excel"]


def test_a_form_without_its_lists_is_refused_not_taken_for_empty(browser, hoa, worker, url):
    WorkerSkill.objects.create(worker=worker, skill_id="sewing")
    sent = {name: value for name, value in changed(version="1").items() if name not in EMPTY_LISTS}
    assert browser(hoa).post(url, sent).status_code == 422
    assert worker.skills.count() == 1
