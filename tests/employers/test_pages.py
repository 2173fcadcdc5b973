"""The pages of employers: who may not, then what Hoa sees and does."""

import pytest
from django.urls import reverse

from centres.models import AuditEvent
from employers.models import Employer
from tests.cast import NOW
from tests.factories import make_employer

FORM = {"name": "Hợp tác xã Chè Mường Chiên", "kind": "enterprise", "version": "1"}
FRAME = 6  # queries of any page: session, user, centre, the session saved in a savepoint
POSTED = {"to": "suspended", "reason": "Nợ lương"}


def address(name, employer=None):
    return reverse(f"staff:{name}", args=[employer.public_id] if employer else [])


def everything():
    return list(Employer.objects.order_by("pk").values())


@pytest.mark.parametrize("name", ["employer", "employer-edit", "employer-move"])
def test_another_centres_employer_does_not_exist_for_minh(browser, cast, name):
    before, client = everything(), browser(cast.minh)
    url = address(name, cast.garments)
    if name != "employer-move":
        assert client.get(url).status_code == 404
    assert client.post(url, FORM | POSTED).status_code == (405 if name == "employer" else 404)
    assert everything() == before


def test_minhs_list_is_empty(browser, cast):
    page = browser(cast.minh).get(address("employers"))
    assert "Chiềng An" not in page.text
    assert "No employer here" in page.text


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("officer", "employers", 403),
        ("sysadmin", "employers", 403),
        ("fair_officer", "employer-new", 403),
        ("auditor", "employer-new", 403),
        ("auditor", "employers", 200),
        ("registrar", "employer-new", 200),
    ],
)
def test_a_page_asks_for_its_right(browser, cast, who, name, status):
    assert browser(getattr(cast, who)).get(address(name)).status_code == status


def test_a_stranger_is_sent_to_sign_in(browser, garments):
    reply = browser().get(address("employer", garments))
    assert reply.status_code == 302
    assert reply.url.startswith("/accounts/login/")


def test_only_who_may_verify_moves_an_employer(browser, cast):
    before = everything()
    reply = browser(cast.registrar).post(address("employer-move", cast.garments), POSTED)
    assert reply.status_code == 403
    assert everything() == before


@pytest.mark.parametrize("posted", [{}, {"to": "gone"}, {"to": "pending"}, {"to": "suspended"}])
def test_a_step_that_cannot_be_taken_says_so(browser, cast, posted):
    before = everything()
    reply = browser(cast.hoa).post(address("employer-move", cast.garments), posted, follow=True)
    assert reply.status_code == 200
    assert 'class="toast error"' in reply.text
    assert everything() == before


def test_suspending_asks_for_the_reason_and_shows_it(browser, cast):
    reply = browser(cast.hoa).post(address("employer-move", cast.garments), POSTED, follow=True)
    assert "Nợ lương" in reply.text
    assert Employer.objects.get().state == "suspended"


def test_registering_from_the_form(browser, cast):
    reply = browser(cast.hoa).post(
        address("employer-new"),
        FORM | {"phone": "0212 385 2345", "commune": "mường chiên", "services": ["labour_supply"]},
    )
    employer = Employer.objects.exclude(pk=cast.garments.pk).get()
    assert reply.url == address("employer", employer)
    assert (employer.name, employer.phone, employer.commune_id) == (FORM["name"], "+842123852345", "03688")
    assert (employer.services, employer.state, employer.registered_by) == (
        ["labour_supply"],
        "pending",
        cast.hoa,
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "This field is required"),
        ({"commune": "atlantis"}, "Choose one of the suggestions"),
        ({"tax_code": "5500123456"}, "already registered"),
        ({"tax_code": "12"}, "A tax code has 10 digits"),
        ({"phone": "call me"}, "This is not a phone number"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(browser, cast, wrong, sentence):
    before = everything()
    reply = browser(cast.hoa).post(address("employer-new"), FORM | {"main_product": "Chè Shan"} | wrong)
    assert reply.status_code == 422
    assert sentence in reply.text
    assert "Chè Shan" in reply.text
    assert everything() == before


def test_saving_over_somebody_elses_change_is_refused(browser, cast):
    Employer.objects.update(version=2)
    before = everything()
    reply = browser(cast.hoa).post(address("employer-edit", cast.garments), FORM | {"version": "1"})
    assert reply.status_code == 422
    assert "Somebody changed this record" in reply.text
    assert everything() == before


def test_editing_from_the_form(browser, cast):
    page = browser(cast.hoa).get(address("employer-edit", cast.garments))
    assert 'value="Chiềng An"' in page.text or 'value="Phường Chiềng An"' in page.text
    browser(cast.hoa).post(address("employer-edit", cast.garments), FORM)
    changed = Employer.objects.get()
    assert (changed.name, changed.version) == (FORM["name"], 2)


def test_a_name_cannot_bring_markup(browser, cast):
    hostile = make_employer(cast.son_la, "<script>alert(1)</script>")
    for url in (address("employers"), address("employer", hostile), address("employer-edit", hostile)):
        page = browser(cast.hoa).get(url).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_list_takes_two_queries_of_its_own(browser, cast, django_assert_num_queries, rows):
    for number in range(rows):
        make_employer(cast.son_la, f"Hợp tác xã {number}", commune_id="03646", industry_id="1410")
    client = browser(cast.hoa)
    client.get(address("employers"))
    with django_assert_num_queries(FRAME + 2):  # the rows and their number
        client.get(address("employers"))


def test_the_list_is_paged_by_keys_in_both_directions(browser, cast):
    for number in range(60):
        make_employer(cast.son_la, f"Hợp tác xã {number:02}", registered_at=NOW)
    client, seen, url = browser(cast.hoa), [], address("employers") + "?sort=name"
    names = list(Employer.objects.order_by("sort_key", "pk").values_list("name", flat=True))
    while url:
        context = client.get(url).context
        seen.append([row.name for row, _tone in context["rows"]])
        after = context["page"]["pager"]["next"]
        url = f"{address('employers')}?sort=name&after={after}" if after else ""
    assert [len(page) for page in seen] == [25, 25, 11]
    assert [name for page in seen for name in page] == names
    before = context["page"]["pager"]["previous"]
    back = client.get(f"{address('employers')}?sort=name&before={before}").context
    assert [row.name for row, _tone in back["rows"]] == seen[1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=may chieng", ["Công ty TNHH May Chiềng An"]),
        ("q=5500123456", ["Công ty TNHH May Chiềng An"]),
        ("state=pending", ["Chè Tô Hiệu"]),
        ("state=flying", ["Chè Tô Hiệu", "Công ty TNHH May Chiềng An"]),
        ("q=zzz", []),
    ],
)
def test_the_filter_stands_in_the_address(browser, cast, query, found):
    make_employer(cast.son_la, "Chè Tô Hiệu", state="pending")
    page = browser(cast.hoa).get(f"{address('employers')}?sort=name&{query}")
    assert [row.name for row, _tone in page.context["rows"]] == found


def test_the_record_tells_what_happened(browser, cast):
    AuditEvent.objects.create(
        at=NOW,
        actor=cast.hoa,
        verb="employer.moved",
        subject_type="employers.employer",
        subject_id=cast.garments.public_id,
        reason="Đã gọi điện",
        details={"was": "pending", "to": "verified"},
    )
    page = browser(cast.hoa, "vi").get(address("employer", cast.garments))
    assert (page.status_code, "Đã gọi điện" in page.text, "Lò Thị Hoa" in page.text) == (200, True, True)


def test_suggestions_of_industries(browser, cast):
    page = browser(cast.hoa).get(address("suggest-industries") + "?q=may trang")
    assert 'data-key="1410"' in page.text
    assert browser(cast.hoa).get(address("suggest-industries")).status_code == 200
