"""/vacancies/: posting, changing and moving vacancies over REST."""

import pytest

from jobs.models import LanguageDemand, SkillDemand, Vacancy
from tests.api.callers import assert_problem
from tests.api.matrix import VACANCY
from tests.factories import make_employer, make_vacancy


@pytest.fixture
def vacancy(cast):
    return make_vacancy(cast.garments)


@pytest.fixture
def body(cast):
    return VACANCY | {"employer": cast.garments.public_id}


def test_posting_writes_a_draft(body, cast, client_calls):
    response = client_calls.post("/vacancies/", body)
    assert response.status_code == 201
    vacancy = Vacancy.objects.get()
    assert response["Location"] == f"/api/v1/vacancies/{vacancy.public_id}/"
    shown = response.json()
    assert (shown["state"], shown["employer"], shown["skills"]) == (
        "draft",
        cast.garments.public_id,
        {"sewing": "must"},
    )
    assert (shown["languages"], shown["province"], shown["wage_max_vnd"]) == (
        {"vi": "average"},
        "14",
        9_000_000,
    )
    assert SkillDemand.objects.get().importance == "must"
    assert LanguageDemand.objects.get().proficiency == "average"


def test_posting_twice_is_a_conflict_with_the_first(body, client_calls):
    first = client_calls.post("/vacancies/", body).json()
    problem = assert_problem(client_calls.post("/vacancies/", body), 409, "duplicate")
    assert problem["conflict"] == {"href": first["href"]}
    assert Vacancy.objects.count() == 1


def test_an_employer_of_another_centre_does_not_exist(body, cast, client_calls):
    foreign = make_employer(cast.lai_chau)
    problem = assert_problem(
        client_calls.post("/vacancies/", body | {"employer": foreign.public_id}), 400, "invalid"
    )
    assert [error["pointer"] for error in problem["errors"]] == ["/employer"]
    assert Vacancy.objects.count() == 0


@pytest.mark.parametrize(
    ("member", "value", "pointer"),
    [
        ("openings", 0, "/openings"),
        ("openings", 10**19, "/openings"),
        ("occupation", "815", "/occupation"),
        ("skills", {"flying": "must"}, "/skills"),
        ("skills", {"sewing": "vital"}, "/skills/sewing"),
        ("importance", {"wages": "high"}, "/importance"),
        ("wage_max_vnd", 1, "/wage_max_vnd"),
        ("commune", "03388", "/commune"),
        ("country", "LA", "/country"),
        ("workplace", "moon", "/workplace"),
        ("profile", 1, "/profile"),
        ("occupation_confirmed", True, "/occupation_confirmed"),
    ],
)
def test_a_wrong_member_is_named(body, client_calls, member, value, pointer):
    problem = assert_problem(client_calls.post("/vacancies/", body | {member: value}), 400, "invalid")
    assert pointer in {error["pointer"] for error in problem["errors"]}
    assert Vacancy.objects.count() == 0


def test_a_change_replaces_the_demands_whole(vacancy, client_calls):
    SkillDemand.objects.create(vacancy=vacancy, skill_id="excel")
    response = client_calls.patch(
        f"/vacancies/{vacancy.public_id}/", {"skills": {"sewing": "useful"}}, if_match='"1"'
    )
    assert (response.status_code, response.json()["skills"]) == (200, {"sewing": "useful"})
    vacancy.refresh_from_db()
    assert (vacancy.version, vacancy.revision) == (2, 2)


def test_the_employer_of_a_vacancy_is_not_changed(vacancy, cast, client_calls):
    other = make_employer(cast.son_la)
    problem = assert_problem(
        client_calls.patch(f"/vacancies/{vacancy.public_id}/", {"employer": other.public_id}, if_match='"1"'),
        400,
        "invalid",
    )
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [("/employer", "read_only")]


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("submit", "draft", "submitted"),
        ("approve", "submitted", "approved"),
        ("reject", "submitted", "rejected"),
        ("revise", "rejected", "draft"),
        ("publish", "approved", "published"),
        ("publish", "paused", "published"),
        ("pause", "published", "paused"),
        ("fill", "published", "filled"),
        ("withdraw", "published", "withdrawn"),
    ],
)
def test_steps(vacancy, hoa_calls, verb, before, after):
    Vacancy.objects.filter(pk=vacancy.pk).update(state=before, state_reason="chờ")
    response = hoa_calls.post(f"/vacancies/{vacancy.public_id}/{verb}/", {"reason": "Hết nhu cầu"})
    assert (response.status_code, response.json()["state"]) == (200, after)
    assert response["ETag"].startswith('"2.')


def test_a_step_the_state_does_not_offer_is_a_conflict(vacancy, hoa_calls):
    problem = assert_problem(
        hoa_calls.post(f"/vacancies/{vacancy.public_id}/submit/", {}), 409, "not_allowed_now"
    )
    assert problem["detail"] == "This step is not possible from the present state."
    vacancy.refresh_from_db()
    assert vacancy.state == "approved"


def test_a_reason_is_asked_for_by_name(vacancy, hoa_calls):
    problem = assert_problem(hoa_calls.post(f"/vacancies/{vacancy.public_id}/withdraw/", {}), 400, "invalid")
    assert [error["pointer"] for error in problem["errors"]] == ["/reason"]
    vacancy.refresh_from_db()
    assert vacancy.state == "approved"


def test_filters(vacancy, cast, client_calls):
    other = make_vacancy(cast.garments, "Đầu bếp", occupation_id="5120", state="draft")

    def found(query):
        return {row["id"] for row in client_calls.get(f"/vacancies/?{query}").json()["results"]}

    assert found("occupation=5120") == {other.public_id}
    assert found("state=approved") == {vacancy.public_id}
    assert found("q=dau bep") == {other.public_id}
    assert found(f"employer={cast.garments.public_id}") == {vacancy.public_id, other.public_id}
    assert found("workplace=overseas") == set()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_list(cast, client_calls, rows, django_assert_num_queries):
    for number in range(rows):
        make_vacancy(cast.garments, f"Thợ {number}")
    with django_assert_num_queries(7):
        assert len(client_calls.get("/vacancies/").json()["results"]) == rows
