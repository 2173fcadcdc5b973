"""The pages of vacancies: who may not, then what Hoa sees and does."""

import pytest
from django.urls import reverse

from employers.models import Employer
from jobs.models import MatchTask, Vacancy
from tests.cast import NOW
from tests.employers.test_pages import FRAME
from tests.factories import make_employer, make_vacancy

FORM = {
    "title": "Thợ may",
    "occupation": "Thợ vận hành máy may",
    "position": "staff",
    "openings": "1,200",
    "workplace": "in_province",
    "wage_mode": "monthly",
    "wage_min_vnd": "7,000,000",
    "wage_max_vnd": "9,000,000",
    "version": "1",
}


def address(name, row=None):
    return reverse(f"staff:{name}", args=[row.public_id] if row else [])


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Vacancy, MatchTask)]


PAGES = ["vacancy", "vacancy-edit", "vacancy-move", "rank", "shortlist", "shortlist-sheet"]


@pytest.mark.parametrize("name", PAGES)
def test_another_centres_vacancy_does_not_exist_for_minh(browser, minh, vacancy, name):
    before = everything()
    url = address(name, vacancy)
    assert browser(minh).get(url).status_code == (405 if name in ("vacancy-move", "rank") else 404)
    only_read = name in ("vacancy", "shortlist", "shortlist-sheet")
    assert browser(minh).post(url, FORM | {"to": "published"}).status_code == (405 if only_read else 404)
    assert everything() == before


def test_minhs_list_is_empty_and_he_cannot_post_for_tuyet(browser, minh, vacancy, garments):
    assert "Công nhân may" not in browser(minh).get(address("vacancies")).text
    url = f"{address('vacancy-new')}?employer={garments.public_id}"
    before = everything()
    assert browser(minh).post(url, FORM).status_code == 404
    assert everything() == before


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("sysadmin", "vacancies", 403),
        ("officer", "vacancies", 200),
        ("officer", "vacancy-new", 403),
        ("fair_officer", "vacancy-new", 403),
        ("auditor", "vacancy-new", 403),
        ("auditor", "vacancies", 200),
    ],
)
def test_a_page_asks_for_its_right(browser, cast, who, name, status):
    assert browser(getattr(cast, who)).get(address(name)).status_code == status


@pytest.mark.parametrize(
    ("who", "name", "posted"),
    [
        ("registrar", "vacancy-move", {"to": "approved"}),
        ("registrar", "vacancy-move", {"to": "rejected", "reason": "Vì thế"}),
        ("registrar", "vacancy-move", {"to": "published"}),
        ("auditor", "vacancy-move", {"to": "withdrawn", "reason": "Vì thế"}),
        ("registrar", "rank", {}),
        ("fair_officer", "rank", {}),
        ("auditor", "vacancy-edit", FORM),
    ],
)
def test_a_step_asks_for_its_right(browser, cast, garments, who, name, posted):
    vacancy = make_vacancy(garments, state="submitted")
    before = everything()
    assert browser(getattr(cast, who)).post(address(name, vacancy), posted).status_code == 403
    assert everything() == before


def test_a_stranger_is_sent_to_sign_in(browser, vacancy):
    for name in ("vacancy", "shortlist"):
        assert browser().get(address(name, vacancy)).url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    "posted",
    [{}, {"to": "gone"}, {"to": "filled"}, {"to": "withdrawn"}, {"to": "withdrawn", "reason": "x" * 301}],
)
def test_a_step_that_cannot_be_taken_says_so(browser, hoa, vacancy, posted):
    before = everything()
    reply = browser(hoa).post(address("vacancy-move", vacancy), posted, follow=True)
    assert 'class="toast error"' in reply.text
    assert everything() == before


def test_approving_with_an_unverified_employer_says_why(browser, hoa, garments):
    vacancy = make_vacancy(garments, state="submitted")
    Employer.objects.update(state="pending")
    reply = browser(hoa).post(address("vacancy-move", vacancy), {"to": "approved"}, follow=True)
    assert "The employer is not verified." in reply.text
    assert Vacancy.objects.get().state == "submitted"


@pytest.mark.parametrize(
    ("state", "button"),
    [
        ("draft", "Send for approval"),
        ("submitted", "Approve the vacancy"),
        ("approved", "Publish the vacancy"),
        ("published", "Rank the candidates"),
        ("rejected", "Take up again"),
    ],
)
def test_the_next_action_is_the_only_filled_button(browser, hoa, garments, state, button):
    page = (
        browser(hoa).get(address("vacancy", make_vacancy(garments, state=state, state_reason="Vì thế"))).text
    )
    filled = [part.split("</button>")[0] for part in page.split('class="primary">')[1:]]
    assert filled == [button]


def test_posting_from_the_form(browser, hoa, garments):
    reply = browser(hoa).post(
        f"{address('vacancy-new')}?employer={garments.public_id}",
        FORM
        | {
            "skill_0": "may công nghiệp",
            "skill_0_importance": "must",
            "skill_3": "excel",
            "skill_3_importance": "useful",
            "language_0": "ko",
            "language_0_proficiency": "fair",
            "importance_experience": "must",
            "importance_wage": "medium",
            "benefits": ["dormitory"],
            "country": "KR",
            "deadline": "31/12/2026",
        },
    )
    vacancy = Vacancy.objects.get()
    assert reply.url == address("vacancy", vacancy)
    assert (vacancy.state, vacancy.openings, vacancy.wage_min_vnd) == ("draft", 1200, 7_000_000)
    assert (vacancy.occupation_id, vacancy.occupation_confirmed) == ("8153", True)
    assert (vacancy.province_id, vacancy.country, str(vacancy.deadline)) == ("14", "", "2026-12-31")
    assert vacancy.importance == {"experience": "must"}
    assert vacancy.benefits == ["dormitory"]
    skills = vacancy.skill_demands.order_by("pk").values_list("skill", "importance")
    assert list(skills) == [("sewing", "must"), ("excel", "useful")]
    assert list(vacancy.language_demands.values_list("language", "proficiency")) == [("ko", "fair")]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "This field is required"),
        ({"occupation": "phi công"}, "Choose one of the suggestions"),
        ({"skill_0": "bay"}, "Choose one of the suggestions"),
        ({"workplace": "elsewhere"}, "Give the province."),
        ({"workplace": "elsewhere", "province": "14"}, "centre&#x27;s own province"),
        ({"workplace": "overseas"}, "Give the country."),
        ({"wage_mode": "negotiable"}, "A negotiable wage states no amount."),
        ({"wage_max_vnd": "6,000,000"}, "The highest wage is below the lowest."),
        ({"importance_wage": "must"}, "Select a valid choice"),
        ({"openings": "0"}, "from 1 to 100,000"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(browser, hoa, garments, wrong, sentence):
    url = f"{address('vacancy-new')}?employer={garments.public_id}"
    reply = browser(hoa).post(url, FORM | {"description": "Ca ngày"} | wrong)
    assert reply.status_code == 422
    assert sentence in reply.text
    assert "Ca ngày" in reply.text
    assert not Vacancy.objects.exists()


def test_the_same_posting_points_to_the_first(browser, hoa, garments):
    first = make_vacancy(garments, "Thợ may")
    reply = browser(hoa).post(f"{address('vacancy-new')}?employer={garments.public_id}", FORM)
    assert reply.status_code == 422
    assert address("vacancy", first) in reply.text
    assert Vacancy.objects.get() == first


def test_saving_over_somebody_elses_change_is_refused(browser, hoa, vacancy):
    Vacancy.objects.update(version=2)
    before = everything()
    reply = browser(hoa).post(address("vacancy-edit", vacancy), FORM)
    assert "Somebody changed this record" in reply.text
    assert everything() == before


def test_a_form_saved_untouched_changes_nothing(browser, hoa, garments):
    vacancy = make_vacancy(garments, commune_id="03664", benefits=["nursery"], importance={"place": "high"})
    vacancy.skill_demands.create(skill_id="sewing", importance="must")
    vacancy.language_demands.create(language_id="ko", proficiency="good")
    Vacancy.objects.update(occupation_confirmed=True)
    form = browser(hoa).get(address("vacancy-edit", vacancy)).context["form"]
    posted = {}
    for field in form:
        value = field.value()
        row = getattr(field.field, "queryset", None)
        if hasattr(value, "pk"):
            posted |= {field.html_name: str(value), f"{field.html_name}_key": value.pk}
            if row is not None and type(field.field).__name__ == "ModelChoiceField":
                posted[field.html_name] = value.pk
        elif value not in (None, False):
            posted[field.html_name] = value
    before = everything()
    reply = browser(hoa).post(address("vacancy-edit", vacancy), posted)
    assert reply.status_code == 302
    assert everything() == before


def test_without_an_employer_the_form_asks_to_choose_one(browser, hoa):
    reply = browser(hoa).get(address("vacancy-new"))
    assert reply.url == f"{address('employers')}?state=verified"


def test_a_title_cannot_bring_markup(browser, hoa, garments):
    vacancy = make_vacancy(garments, "<script>alert(1)</script>", description="<script>alert(2)</script>")
    for url in (address("vacancies"), address("vacancy", vacancy), address("vacancy-edit", vacancy)):
        page = browser(hoa).get(url).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_list_takes_two_queries_of_its_own(browser, hoa, garments, django_assert_num_queries, rows):
    for number in range(rows):
        make_vacancy(garments, f"Công nhân {number}", commune_id="03646")
    client = browser(hoa)
    client.get(address("vacancies"))
    with django_assert_num_queries(FRAME + 2):  # the rows and their number
        client.get(address("vacancies"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=dau bep", ["Đầu bếp"]),
        ("state=draft", ["Đầu bếp"]),
        ("workplace=overseas", ["Lao động nông nghiệp"]),
        ("workplace=moon", ["Công nhân may", "Đầu bếp", "Lao động nông nghiệp"]),
    ],
)
def test_the_filter_stands_in_the_address(browser, hoa, son_la, garments, query, found):
    other = make_employer(son_la)
    make_vacancy(garments)
    make_vacancy(garments, "Đầu bếp", state="draft")
    make_vacancy(other, "Lao động nông nghiệp", workplace="overseas", province_id=None, country="KR")
    page = browser(hoa).get(f"{address('vacancies')}?{query}")
    assert sorted(row[0].title for row in page.context["rows"]) == sorted(found)
    of_one = browser(hoa).get(f"{address('vacancies')}?employer={other.public_id}")
    assert [row[0].title for row in of_one.context["rows"]] == ["Lao động nông nghiệp"]


def test_pages_follow_each_other_when_all_were_registered_at_once(browser, hoa, garments):
    made = [make_vacancy(garments, f"Công nhân {number}", registered_at=NOW) for number in range(51)]
    first = browser(hoa).get(address("vacancies")).context
    after = first["page"]["pager"]["next"]
    second = browser(hoa).get(f"{address('vacancies')}?after={after}").context
    third = browser(hoa).get(f"{address('vacancies')}?after={second['page']['pager']['next']}").context
    seen = [row[0].pk for page in (first, second, third) for row in page["rows"]]
    assert seen == [vacancy.pk for vacancy in reversed(made)]
    assert third["page"]["pager"]["next"] == ""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_renders_in_both_languages(browser, hoa, garments, language):
    client = browser(hoa, language)
    for state in Vacancy.State:
        vacancy = make_vacancy(garments, f"Thợ {state}", state=state, state_reason="Vì thế")
        assert client.get(address("vacancy", vacancy)).status_code == 200
        assert client.get(address("vacancy-edit", vacancy)).status_code == 200
    assert client.get(address("vacancies")).status_code == 200
    assert client.get(f"{address('vacancy-new')}?employer={garments.public_id}").status_code == 200
