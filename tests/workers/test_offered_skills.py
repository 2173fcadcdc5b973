"""Skills on the pages of a worker: offered by occupation, added by a tick, known or known to be lacking."""

import pytest
from django.urls import reverse

from tests.cast import TODAY
from tests.factories import make_seeker
from tests.workers.test_register_page import NEW, typed
from workers.models import Experience, Worker, WorkerSkill


@pytest.fixture
def worker(son_la):
    return make_seeker(son_la, "Lò Thị Vân", wishes=("8153",), sex="female")


@pytest.fixture
def url(worker):
    return reverse("staff:worker-edit", kwargs={"public_id": worker.public_id})


@pytest.fixture
def hoas(browser, hoa):
    return browser(hoa)


def boxes(response):
    return [(skill.code, ticked) for skill, ticked in response.context["form"].offered.boxes]


def answers(worker):
    return sorted(worker.skills.values_list("skill_id", "held"))


def rows(*given, known=0):
    sent = {"skills-TOTAL_FORMS": str(len(given)), "skills-INITIAL_FORMS": str(known)}
    for number, (code, held) in enumerate(given):
        sent[f"skills-{number}-skill"] = sent[f"skills-{number}-skill_key"] = code
        sent[f"skills-{number}-held"] = held
    return sent


def test_skills_of_the_wished_occupation_and_of_past_work_are_offered_without_a_script(hoas, worker, url):
    assert boxes(hoas.get(url)) == [("sewing", False)]
    Experience.objects.create(worker=worker, job_title="Nấu ăn", occupation_id="5120", started_on=TODAY)
    response = hoas.get(url)
    assert boxes(response) == [("sewing", False), ("cooking", False)]
    assert '<input type="checkbox" name="offered_skills" value="sewing">May công nghiệp' in response.text


def test_what_is_recorded_is_not_offered(hoas, worker, url):
    WorkerSkill.objects.create(worker=worker, skill_id="sewing", held=False)
    assert boxes(hoas.get(url)) == []


def test_a_tick_adds_the_skill(hoas, worker, url):
    sent = typed(national_id="", version="1", offered_skills=["sewing"]) | rows(("excel", "True"))
    assert hoas.post(url, sent).status_code == 302
    assert answers(worker) == [("excel", True), ("sewing", True)]


def test_a_skill_listed_and_ticked_is_one_and_the_answer_in_the_list_stands(hoas, worker, url):
    sent = typed(national_id="", version="1", offered_skills=["sewing"]) | rows(("sewing", "False"))
    assert hoas.post(url, sent).status_code == 302
    assert answers(worker) == [("sewing", False)]


def test_a_tick_survives_a_refusal(hoas, worker, url):
    sent = typed(national_id="", version="1", phone="1", offered_skills=["cooking", "unknown"])
    response = hoas.post(url, sent)
    assert response.status_code == 422
    assert boxes(response) == [("cooking", True)]
    assert answers(worker) == []


def test_registering_adds_what_is_ticked(hoas, catalogue):
    sent = typed(offered_skills=["sewing"]) | {"search-wish_1": "may", "search-wish_1_key": "8153"}
    sent |= {"search-job_title": "Thợ may"}
    response = hoas.post(reverse(NEW), sent)
    assert response.status_code == 302, response.context["form"].errors
    assert answers(Worker.objects.get()) == [("sewing", True)]


def test_saving_a_record_keeps_that_a_skill_is_not_known(hoas, worker, url):
    WorkerSkill.objects.create(worker=worker, skill_id="cooking", held=False)
    page = hoas.get(url).text
    assert '<option value="False" selected>does not know it</option>' in page
    sent = typed(national_id="", version="1") | rows(("cooking", "False"), ("", "True"), known=1)
    assert hoas.post(url, sent).status_code == 302
    assert answers(worker) == [("cooking", False)]


def test_an_answer_without_a_skill_is_no_row(hoas, worker, url):
    sent = typed(national_id="", version="1") | rows(("", "False"))
    assert hoas.post(url, sent).status_code == 302
    assert answers(worker) == []


def test_the_record_tells_known_from_not_known(hoas, worker):
    WorkerSkill.objects.create(worker=worker, skill_id="sewing", held=True)
    WorkerSkill.objects.create(worker=worker, skill_id="cooking", held=False)
    text = hoas.get(reverse("staff:worker", kwargs={"public_id": worker.public_id})).text
    known, unknown = text.split("Does not know:")
    assert "May công nghiệp" in known
    assert "Nấu ăn" in unknown.split("</ul>")[0]


@pytest.mark.parametrize("count", [1, 3])
def test_offering_costs_the_same_whatever_is_recorded(hoas, worker, url, count, django_assert_num_queries):
    for number in range(count):
        Experience.objects.create(
            worker=worker, job_title="Việc", occupation_id=["5120", "7531", "8153"][number], started_on=TODAY
        )
    hoas.get(url)
    with django_assert_num_queries(23):
        assert hoas.get(url).status_code == 200
