"""Skills offered in the form of a vacancy, by its occupation."""

import pytest

from jobs.models import SkillDemand
from tests.factories import make_vacancy
from tests.jobs.test_pages import FORM, address


@pytest.fixture
def draft(garments):
    return make_vacancy(garments, state="draft")


def boxes(response):
    return [(skill.code, ticked) for skill, ticked in response.context["form"].offered.boxes]


def demands(vacancy):
    return sorted(vacancy.skill_demands.values_list("skill_id", "importance"))


def test_skills_of_the_occupation_are_offered_until_they_are_asked_for(browser, hoa, draft):
    client = browser(hoa)
    response = client.get(address("vacancy-edit", draft))
    assert boxes(response) == [("sewing", False)]
    assert 'name="offered_skills" value="sewing"' in response.text
    SkillDemand.objects.create(vacancy=draft, skill_id="sewing", importance="must")
    assert boxes(client.get(address("vacancy-edit", draft))) == []


def test_a_tick_asks_for_the_skill(browser, hoa, draft):
    sent = FORM | {"offered_skills": ["sewing"], "skill_0": "excel", "skill_0_importance": "useful"}
    assert browser(hoa).post(address("vacancy-edit", draft), sent).status_code == 302
    assert demands(draft) == [("excel", "useful"), ("sewing", "required")]


def test_the_importance_in_the_list_stands_before_a_tick(browser, hoa, draft):
    sent = FORM | {"offered_skills": ["sewing"], "skill_0_key": "sewing"}
    sent |= {"skill_0": "May công nghiệp", "skill_0_importance": "must"}
    assert browser(hoa).post(address("vacancy-edit", draft), sent).status_code == 302
    assert demands(draft) == [("sewing", "must")]


def test_a_tick_survives_a_refusal_and_nothing_is_saved(browser, hoa, draft):
    sent = FORM | {"openings": "0", "occupation_key": "8153", "offered_skills": ["cooking"]}
    response = browser(hoa).post(address("vacancy-edit", draft), sent)
    assert response.status_code == 422
    assert boxes(response) == [("cooking", True), ("sewing", False)]
    assert demands(draft) == []
