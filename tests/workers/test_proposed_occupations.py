"""Occupations proposed for free titles: shown with reasons, picked by a person, never taken by itself."""

import pytest
from django.urls import reverse

from catalog.coders import title_coder
from catalog.models import ConfirmedTitle, OccupationAlias
from tests.cast import TODAY
from tests.factories import make_job_search, make_worker
from tests.workers.test_register_page import NEW, typed
from workers.models import Experience, JobSearch, Worker


@pytest.fixture
def hoas(browser, hoa):
    return browser(hoa)


@pytest.fixture
def aliases(catalogue):
    OccupationAlias.objects.create(occupation_id="8153", title="công nhân may", source="collected")
    OccupationAlias.objects.create(occupation_id="7531", title="thợ may áo dài", source="collected")


def offered(response, field):
    return response.context["form"].search[field].field.proposals.offered


def with_title(title="Công nhân may áo", **more):
    return typed(**{"search-job_title": title}, **more)


def test_an_empty_form_proposes_nothing_and_says_where_to_ask(hoas, catalogue):
    page = hoas.get(reverse(NEW)).text
    assert 'hx-trigger="change from:#id_search-job_title"' in page
    assert "_pick" not in page


def test_without_a_script_a_button_asks_and_nothing_is_written(hoas, aliases):
    response = hoas.post(reverse(NEW), with_title(propose="", full_name=""))
    assert (response.status_code, Worker.objects.count()) == (200, 0)
    assert [(one.code, one.evidence) for one in offered(response, "wish_1")][:2] == [
        ("8153", "công nhân may"),
        ("7531", "thợ may áo dài"),
    ]
    assert '<input type="radio" name="search-wish_1_pick" value="8153"' in response.text
    assert "checked" not in response.text.partition("search-wish_1_pick")[2].partition("</fieldset>")[0]
    assert response.context["form"].errors == []


def test_a_doubtful_proposal_is_marked(hoas, aliases):
    response = hoas.post(reverse(NEW), with_title("May vá quần áo tại nhà", propose=""))
    sure = [one.to_confirm for one in offered(response, "wish_1")]
    coded = title_coder().code_title("May vá quần áo tại nhà", limit=4)
    assert sure == [one.to_confirm for one in coded]
    assert sure[0] is True
    assert response.text.count("to confirm</span>") == sum(sure)


def test_picking_one_codes_the_wish_and_is_learnt(hoas, aliases):
    assert hoas.post(reverse(NEW), with_title(**{"search-wish_1_pick": "8153"})).status_code == 302
    search = JobSearch.objects.get()
    assert [wish.occupation_id for wish in search.wishes.all()] == ["8153"]
    assert search.occupation_confirmed is True
    assert list(ConfirmedTitle.objects.values_list("title", "occupation_id", "records")) == [
        ("công nhân may áo", "8153", 1)
    ]


def test_picking_none_leaves_the_title_open(hoas, aliases):
    assert hoas.post(reverse(NEW), with_title(**{"search-wish_1_pick": ""})).status_code == 302
    search = JobSearch.objects.get()
    assert (search.wishes.count(), search.occupation_confirmed) == (0, False)
    assert ConfirmedTitle.objects.count() == 0


def test_a_name_typed_stands_over_a_pick(hoas, aliases):
    sent = {"search-wish_1": "Đầu bếp", "search-wish_1_key": "5120", "search-wish_1_pick": "8153"}
    assert hoas.post(reverse(NEW), with_title(**sent)).status_code == 302
    assert [wish.occupation_id for wish in JobSearch.objects.get().wishes.all()] == ["5120"]


def test_a_pick_that_is_no_occupation_is_refused(hoas, aliases):
    response = hoas.post(reverse(NEW), with_title(**{"search-wish_1_pick": "81"}))
    assert (response.status_code, Worker.objects.count()) == (422, 0)
    assert response.context["form"].search.errors.keys() == {"wish_1"}


def test_a_pick_survives_a_refusal(hoas, aliases):
    response = hoas.post(reverse(NEW), with_title(phone="1", **{"search-wish_1_pick": "7531"}))
    assert response.status_code == 422
    pick = 'name="search-wish_1_pick" value="7531" data-text="Thợ may, thợ làm da thú và thợ làm mũ" checked'
    assert pick in response.text


def test_a_past_job_without_a_code_asks_on_the_edit_page(hoas, son_la, aliases):
    worker = make_worker(son_la, "Lò Thị Vân")
    Experience.objects.create(worker=worker, job_title="Công nhân may", started_on=TODAY)
    url = reverse("staff:worker-edit", kwargs={"public_id": worker.public_id})
    rows = hoas.get(url).context["form"].lists["experiences"].forms
    assert [one.code for one in rows[0].fields["occupation"].proposals.offered] == ["8153"]
    assert rows[1].fields["occupation"].proposals.offered == ()
    sent = typed(national_id="", version="1") | {
        "experiences-TOTAL_FORMS": "1",
        "experiences-INITIAL_FORMS": "1",
        "experiences-0-job_title": "Công nhân may",
        "experiences-0-started_on": "3/2026",
        "experiences-0-occupation_pick": "8153",
    }
    assert hoas.post(url, sent).status_code == 302
    row = worker.experiences.get()
    assert (row.occupation_id, row.occupation_confirmed) == ("8153", True)


@pytest.mark.parametrize("count", [1, 3])
def test_proposing_costs_the_same_whatever_is_open(hoas, son_la, aliases, count, django_assert_num_queries):
    worker = make_worker(son_la, "Lò Thị Vân")
    for number in range(count):
        Experience.objects.create(worker=worker, job_title=f"Công nhân may {number}", started_on=TODAY)
    url = reverse("staff:worker-edit", kwargs={"public_id": worker.public_id})
    hoas.get(url)
    with django_assert_num_queries(25):
        hoas.get(url)


def test_the_job_search_page_asks_until_the_title_is_coded(hoas, son_la, aliases):
    worker = make_worker(son_la, "Lò Thị Vân")
    make_job_search(worker, job_title="Công nhân may")
    url = reverse("staff:worker-search", kwargs={"public_id": worker.public_id})
    assert [one.code for one in hoas.get(url).context["form"]["wish_1"].field.proposals.offered] == ["8153"]
    sent = {"version": "1", "job_title": "Công nhân may", "wish_1_pick": "8153"}
    asked = hoas.post(url, sent | {"propose": ""})
    assert (asked.status_code, JobSearch.objects.get().wishes.count()) == (200, 0)
    assert hoas.post(url, sent).status_code == 302
    assert [wish.occupation_id for wish in JobSearch.objects.get().wishes.all()] == ["8153"]


ASK = "staff:propose-occupations"
FIELDS = {"name": "search-wish_1", "titled": "search-job_title"}


def test_the_fragment_proposes_for_the_title_as_typed(hoas, aliases):
    sent = FIELDS | {"search-job_title": "công nhân may áo", "search-wish_1_key": "7531"}
    response = hoas.post(reverse(ASK), sent)
    assert [one.code for one in response.context["proposals"].offered][:2] == ["8153", "7531"]
    assert response.text.count(" checked") == 1


def test_a_title_nothing_resembles_says_so(hoas, aliases):
    response = hoas.post(reverse(ASK), FIELDS | {"search-job_title": "xyzzy"})
    assert "Nothing known resembles “xyzzy”." in response.text


def test_a_fragment_for_no_field_is_refused(hoas, aliases):
    for name in ("", 'x"><script>', "a" * 61):
        assert hoas.post(reverse(ASK), FIELDS | {"name": name}).status_code == 400
    assert hoas.get(reverse(ASK)).status_code == 405
