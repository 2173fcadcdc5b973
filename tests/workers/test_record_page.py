"""The record page: what it shows to whom, and the small steps taken from it."""

import pytest
from django.urls import reverse

from centres.models import AuditEvent
from tests.cast import NOW, TODAY
from tests.factories import make_household, make_poverty_status, make_seeker, make_worker
from workers.actions import update_worker
from workers.models import Experience, Worker

NUMBER = "014095000011"


def address(worker, name="worker"):
    return reverse(f"staff:{name}", kwargs={"public_id": worker.public_id})


@pytest.fixture
def worker(son_la):
    home = make_household(son_la, hamlet="Bản Hài")
    make_poverty_status(home, "poor", valid_from=TODAY)
    return make_seeker(
        son_la,
        household=home,
        national_id=NUMBER,
        address_detail="Bản Hua Sát",
        phone="+84912345678",
    )


SENSITIVE = ["0912 345 678", "Thái", "Bản Hua Sát", "Poor household", "014•••••••11", "Lò Văn Ơn"]


def test_staff_of_the_register_see_everything_but_the_number(browser, hoa, worker):
    text = browser(hoa).get(address(worker)).text
    assert [word for word in SENSITIVE if word not in text] == []
    assert NUMBER not in text
    assert address(worker, "worker-unmask") not in text


def test_who_may_not_know_sees_none_of_it(browser, cast, worker):
    text = browser(cast.fair_officer).get(address(worker)).text
    assert [word for word in SENSITIVE if word in text] == []
    assert "Lò Văn Thương" in text
    assert address(worker, "worker-edit") not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_record(
    browser, hoa, worker, count, django_assert_num_queries
):
    for number in range(count):
        Experience.objects.create(worker=worker, job_title=f"May {number}", started_on=TODAY)
        worker.skills.create(skill_id=["sewing", "excel", "cooking"][number])
        worker.languages.create(language_id=["vi", "blt", "hmn"][number], proficiency="good")
        update_worker(worker=worker, version=number + 1, facts={"email": f"{number}@b.vn"}, by=hoa, at=NOW)
    client = browser(hoa)
    client.get(address(worker))
    with django_assert_num_queries(18):
        assert client.get(address(worker)).status_code == 200


def test_the_history_names_who_did_what_and_no_contents(browser, cast, worker):
    update_worker(worker=worker, version=1, facts={"email": "van@b.vn"}, by=cast.registrar, at=NOW)
    events = browser(cast.hoa).get(address(worker)).context["history"]
    assert events == [{"at": NOW, "title": "Record changed", "by": "Cà Thị Lan", "note": "email"}]


def test_the_number_is_shown_once_with_a_reason_and_recorded(browser, manager, worker):
    client = browser(manager)
    refused = client.post(address(worker, "worker-unmask"), {"reason": " "})
    assert refused.status_code == 422
    assert NUMBER not in refused.text
    assert AuditEvent.objects.count() == 0
    shown = client.post(address(worker, "worker-unmask"), {"reason": "Đối chiếu thẻ"})
    assert NUMBER in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert AuditEvent.objects.get().reason == "Đối chiếu thẻ"
    assert NUMBER not in client.get(address(worker)).text


def test_a_person_without_consent_is_marked_and_can_give_it(browser, hoa, son_la):
    worker = make_worker(son_la)
    client = browser(hoa)
    assert "No consent on record" in client.get(address(worker)).text
    for channel in ("", "none", "online?"):
        refused = client.post(address(worker, "worker-consent"), {"consent-channel": channel})
        assert refused.status_code == 422
    assert worker.consents.count() == 0
    client.post(address(worker, "worker-consent"), {"consent-channel": "spoken", "consent-language": "hmn"})
    assert worker.consents.get().language == "hmn"
    client.post(address(worker, "worker-withdraw-consent"))
    assert worker.consents.get().withdrawn_on is not None
    gone = client.post(address(worker, "worker-withdraw-consent"), follow=True)
    assert "This person has no consent on record that could be withdrawn." in gone.text


def test_a_phone_of_somebody_else_says_whose(browser, hoa, son_la):
    worker = make_worker(son_la, phone_owner="village_head")
    assert "the village head&#x27;s phone" in browser(hoa).get(address(worker)).text


def test_somebody_with_nothing_recorded_has_a_page(browser, hoa, son_la):
    worker = make_worker(son_la, phone_owner="none", phone="")
    assert browser(hoa).get(address(worker)).status_code == 200
    assert Worker.objects.count() == 1
