"""The page of the day: only what is so now, each figure the size of the list behind it."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    make_employer,
    make_household,
    make_job_search,
    make_poverty_status,
    make_seeker,
    make_vacancy,
    make_worker,
)


def figures(response):
    rows = [*response.context["waiting"], *response.context["registers"]]
    return {row["label"]: row["value"] for row in rows}


def test_every_figure_is_as_long_as_its_list(browser, cast):
    today = timezone.localdate()
    home = make_household(cast.son_la)
    make_poverty_status(home, valid_from=today, valid_to=today + timedelta(days=7))
    make_seeker(cast.son_la, household=home)
    make_job_search(make_worker(cast.son_la))
    make_worker(cast.lai_chau)
    make_employer(cast.son_la, state="pending")
    make_vacancy(cast.garments, state="submitted")
    client = browser(cast.hoa)
    response = client.get(reverse("staff:home"))
    assert figures(response) == {
        "Vacancies waiting for approval": 1,
        "Vacancies whose occupation is to be confirmed": 1,
        "Employers waiting to be verified": 1,
        "Job searches without consent": 1,
        "Job searches without a coded occupation": 1,
        "Household statuses that end within 30 days": 1,
        "Workers on the register": 2,
        "Looking for work": 2,
        "From households with priority": 1,
        "Employers on the register": 2,
        "Vacancies with places left": 0,
    }
    for figure in [*response.context["waiting"], *response.context["registers"]]:
        if "workers" in figure["url"]:
            assert len(client.get(figure["url"]).context["workers"]) == figure["value"], figure["label"]


def test_what_is_done_is_not_shown(browser, cast):
    assert browser(cast.hoa).get(reverse("staff:home")).context["waiting"] == []


def test_each_role_sees_its_desks_only(browser, cast):
    auditor = figures(browser(cast.auditor).get(reverse("staff:home")))
    assert auditor == {"Employers on the register": 1, "Vacancies with places left": 0}
    assert figures(browser(cast.sysadmin).get(reverse("staff:home"))) == {}
    assert "From households with priority" not in figures(
        browser(cast.fair_officer).get(reverse("staff:home"))
    )


def test_the_first_address_leads_here(browser, cast):
    assert browser(cast.hoa).get("/").headers["Location"] == reverse("staff:home")
