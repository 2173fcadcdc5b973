"""Who may open the pages of a person, and who finds that there is no such page."""

import pytest
from django.urls import reverse

from centres.models import AuditEvent
from tests.factories import make_household, make_poverty_status, make_seeker
from workers.models import Consent, JobSearch, PovertyStatus, Worker

PAGES = ["worker", "worker-edit", "worker-household", "worker-status-new", "worker-search"]
STEPS = [
    *("worker-edit", "worker-household", "worker-status-new", "worker-search"),
    *("worker-unmask", "worker-consent", "worker-withdraw-consent", "worker-search-close"),
]


@pytest.fixture
def worker(son_la):
    home = make_household(son_la)
    make_poverty_status(home)
    return make_seeker(son_la, household=home, national_id="014095000011")


def address(name, worker, **more):
    return reverse(f"staff:{name}", kwargs={"public_id": worker.public_id} | more)


def as_it_was(worker):
    worker.refresh_from_db()
    return (
        worker.version == 1
        and JobSearch.objects.get().state == "active"
        and Consent.objects.get().withdrawn_on is None
        and PovertyStatus.objects.get().valid_to is None
        and not AuditEvent.objects.exists()
    )


@pytest.mark.parametrize("name", PAGES)
def test_minh_finds_no_page_of_anybody_in_sơn_la(browser, minh, worker, name):
    assert browser(minh).get(address(name, worker)).status_code == 404


@pytest.mark.parametrize("role", ["minh", "lai_chau_manager"])
@pytest.mark.parametrize("name", STEPS)
def test_no_step_from_lai_chau_reaches_anybody_in_sơn_la(browser, cast, worker, name, role):
    user = cast.minh
    if role == "lai_chau_manager":
        user.role = "manager"
        user.save()
    data = {"reason": "x", "version": "1", "consent-channel": "paper", "job_title": "x"}
    response = browser(user).post(address(name, worker), data)
    assert response.status_code == (403 if name == "worker-unmask" and role == "minh" else 404)
    assert as_it_was(worker)


def test_no_status_is_ended_from_lai_chau(browser, minh, worker):
    status = PovertyStatus.objects.get()
    ended = browser(minh).post(
        address("worker-status-end", worker, status=status.pk), {"ends_on": "1/4/2026"}
    )
    assert ended.status_code == 404
    assert as_it_was(worker)


def test_a_status_of_another_household_is_not_ended_through_this_person(browser, cast, worker):
    other = make_poverty_status(make_household(cast.son_la))
    url = address("worker-status-end", worker, status=other.pk)
    assert browser(cast.hoa).post(url, {"ends_on": "1/4/2027"}).status_code == 404
    other.refresh_from_db()
    assert other.valid_to is None


def test_minhs_list_and_suggestions_hold_nobody_of_sơn_la(browser, minh, worker):
    client = browser(minh)
    assert worker.full_name not in client.get(reverse("staff:workers")).text
    hint = client.get(reverse("staff:suggest-households"), {"q": "Ơn"}).text
    assert "Lò Văn Ơn" not in hint
    typed = {"full_name": worker.full_name, "birth": "1995", "national_id": "014095000011"}
    assert worker.public_id not in client.post(reverse("staff:worker-duplicates"), typed).text


@pytest.mark.parametrize("name", PAGES)
def test_the_officer_of_another_commune_finds_no_page(browser, officer, worker, name):
    assert browser(officer).get(address(name, worker)).status_code == 404


@pytest.mark.parametrize("role", ["auditor", "sysadmin", "client"])
def test_roles_without_the_register_are_shown_the_door(browser, cast, worker, role):
    client = browser(getattr(cast, role))
    for url in (reverse("staff:workers"), address("worker", worker)):
        assert client.get(url).status_code == 403


@pytest.mark.parametrize("name", STEPS)
def test_who_only_reads_changes_nothing(browser, cast, worker, name):
    data = {"reason": "x", "version": "1", "consent-channel": "paper", "job_title": "x"}
    assert browser(cast.fair_officer).post(address(name, worker), data).status_code == 403
    assert as_it_was(worker)


def test_a_stranger_is_asked_to_sign_in(browser, worker):
    for url in (reverse("staff:home"), reverse("staff:workers"), address("worker", worker)):
        response = browser().get(url)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["worker-unmask", "worker-consent", "worker-withdraw-consent"])
def test_a_step_is_never_taken_by_a_link(browser, manager, worker, name):
    assert browser(manager).get(address(name, worker)).status_code == 405
    assert as_it_was(worker)


def test_nobody_is_registered_by_who_only_reads(browser, cast):
    assert browser(cast.fair_officer).post(reverse("staff:worker-new"), {}).status_code == 403
    assert Worker.objects.count() == 0
