"""/workers/: the register over REST."""

from datetime import date

import pytest

from centres.models import AuditEvent
from centres.roles import CLIENT_SCOPES
from tests.api.callers import Caller, assert_problem, make_token
from tests.api.matrix import WORKER
from tests.cast import TODAY
from tests.factories import make_household, make_poverty_status, make_seeker, make_worker
from workers.models import Worker

SENSITIVE = {
    "ethnicity", "religion", "national_id", "permanent_commune", "permanent_detail", "address_detail",
    "phone_owner", "phone", "email", "other_contact", "household", "poverty", "priority_memberships",
}  # fmt: skip
HEALTH = {"lifting", "standing", "hearing_speaking", "vision", "manipulation", "two_hands"}


@pytest.fixture
def worker(cast):
    household = make_household(cast.son_la)
    make_poverty_status(household, "near_poor", valid_from=date(2020, 1, 1))
    return make_seeker(
        cast.son_la, "Lò Văn Thương", wishes=("8153", "7531"), skills=["sewing"], household=household,
        national_id="014095000123", phone="+84912345678",
    )  # fmt: skip


def test_a_client_without_the_right_gets_no_sensitive_member(worker, client_calls):
    body = client_calls.get(f"/workers/{worker.public_id}/").json()
    assert body.keys() & SENSITIVE == set()
    assert body["job_search"].keys() & HEALTH == set()
    assert body["full_name"] == "Lò Văn Thương"
    assert body["skills"] == [{"skill": "sewing", "held": True}]
    assert body["job_search"]["wishes"] == ["8153", "7531"]


@pytest.mark.parametrize("caller", ["hoa_calls", "trusted_calls"])
def test_with_the_right_all_is_read_but_the_number_only_masked(worker, caller, request):
    response = request.getfixturevalue(caller).get(f"/workers/{worker.public_id}/")
    body = response.json()
    assert body.keys() >= SENSITIVE
    assert body["job_search"].keys() >= HEALTH
    assert body["national_id"] == "014•••••••23"
    assert (body["phone"], body["poverty"], body["ethnicity"]) == ("+84912345678", "near_poor", "03")
    assert body["household"] == worker.household.public_id
    assert b"014095000123" not in response.content


def test_a_list_names_people_and_nothing_sensitive(worker, hoa_calls):
    (row,) = hoa_calls.get("/workers/").json()["results"]
    assert set(row) == {
        "id", "href", "code", "state", "full_name", "birth_date", "birth_precision", "sex", "commune",
        "education_level", "technical_level", "registered_at", "updated_at",
    }  # fmt: skip
    assert row["href"] == f"/api/v1/workers/{worker.public_id}/"


def test_nobody_elsewhere_is_listed(worker, minh_calls):
    assert minh_calls.get("/workers/").json()["results"] == []


def test_filters(worker, cast, client_calls):
    other = make_worker(cast.son_la, "Cà Thị Nấu", commune_id="03688")

    def found(query):
        return {row["id"] for row in client_calls.get(f"/workers/?{query}").json()["results"]}

    assert found("commune=03688") == {other.public_id}
    assert found("occupation=7531") == {worker.public_id}
    assert found("state=closed") == set()
    assert found("updated_since=2026-03-16T09:30:00%2B07:00") == {worker.public_id, other.public_id}
    assert found("updated_since=2026-03-16T09:30:01%2B07:00") == set()


def test_registering_writes_everything_and_says_where(cast, client_calls):
    response = client_calls.post("/workers/", WORKER)
    assert response.status_code == 201
    worker = Worker.objects.get()
    assert response["Location"] == f"/api/v1/workers/{worker.public_id}/"
    assert response.json()["id"] == worker.public_id
    assert response.json().keys() & SENSITIVE == set()
    assert worker.reveal_national_id() == "014199000123"
    assert (worker.phone, worker.ethnicity_id) == ("+84912345670", "03")
    assert worker.household.poverty_statuses.get().category == "poor"
    assert [w.occupation_id for w in worker.job_searches.get().wishes.order_by("position")] == [
        "8153",
        "7531",
    ]
    assert worker.consents.get().channel == "paper"
    assert (worker.skills.count(), worker.languages.count(), worker.experiences.count()) == (1, 1, 1)
    assert worker.registered_by.role == "client"


def test_a_number_already_registered_is_a_conflict_with_its_record(worker, client_calls, trusted_calls, cast):
    body = WORKER | {"national_id": "014095000123"}
    problem = assert_problem(trusted_calls.post("/workers/", body), 409, "duplicate")
    assert problem["conflict"] == {"href": f"/api/v1/workers/{worker.public_id}/"}
    unnamed = assert_problem(client_calls.post("/workers/", body), 409, "duplicate")
    assert "conflict" not in unnamed  # or the number would tell whose it is, as a search by it would
    assert [error["pointer"] for error in problem["errors"]] == ["/national_id"]
    assert Worker.objects.count() == 1


def test_a_number_registered_elsewhere_shows_no_record(worker, minh_calls):
    body = WORKER | {"national_id": "014095000123", "commune": "03388"}
    body["new_household"] = {"head_name": "Lò Văn Ơn", "commune": "03388"}
    problem = assert_problem(minh_calls.post("/workers/", body), 409, "duplicate")
    assert "conflict" not in problem
    assert Worker.objects.count() == 1


def test_another_centres_household_does_not_exist(cast, client_calls):
    foreign = make_household(cast.lai_chau, commune="03388")
    body = {name: value for name, value in WORKER.items() if name != "new_household"}
    problem = assert_problem(
        client_calls.post("/workers/", body | {"household": foreign.public_id}), 400, "invalid"
    )
    assert [error["pointer"] for error in problem["errors"]] == ["/household"]
    assert Worker.objects.count() == 0


def test_every_wrong_member_is_named(cast, client_calls):
    body = WORKER | {
        "sex": "x",
        "birth_date": "2026-13-01",
        "commune": "99999",
        "nickname": "Tũn",
        "id": "wk_1",
    }
    body["skills"] = [{"skill": "flying"}]
    problem = assert_problem(client_calls.post("/workers/", body), 400, "invalid")
    assert {error["pointer"]: error["code"] for error in problem["errors"]} == {
        "/nickname": "unknown",
        "/id": "read_only",
        "/sex": "invalid_choice",
        "/birth_date": "invalid",
        "/commune": "does_not_exist",
        "/skills/0/skill": "does_not_exist",
    }
    assert Worker.objects.count() == 0


def test_a_child_is_refused_by_the_member(cast, client_calls):
    problem = assert_problem(
        client_calls.post("/workers/", WORKER | {"birth_date": "2020-01-01"}), 400, "invalid"
    )
    assert [error["pointer"] for error in problem["errors"]] == ["/birth_date"]


def test_a_change_keeps_the_rest(worker, client_calls):
    address = f"/workers/{worker.public_id}/"
    tag = client_calls.get(address)["ETag"]
    response = client_calls.patch(address, {"it_level": "good"}, if_match=tag)
    assert response.status_code == 200
    assert response.json()["it_level"] == "good"
    assert response["ETag"].startswith('"2.')
    worker.refresh_from_db()
    assert (worker.version, worker.phone, worker.it_level) == (2, "+84912345678", "good")


@pytest.mark.parametrize("member", ["phone", "ethnicity", "national_id", "priority_memberships"])
def test_without_the_right_no_sensitive_member_is_changed(worker, client_calls, member):
    problem = assert_problem(
        client_calls.patch(f"/workers/{worker.public_id}/", {member: "08"}, if_match='"1"'), 400, "invalid"
    )
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(f"/{member}", "unknown")]
    worker.refresh_from_db()
    assert worker.version == 1


def test_the_number_is_never_changed_by_patch(worker, trusted_calls):
    response = trusted_calls.patch(
        f"/workers/{worker.public_id}/", {"national_id": "014199000999"}, if_match='"1"'
    )
    problem = assert_problem(response, 400, "invalid")
    assert [error["code"] for error in problem["errors"]] == ["read_only"]
    worker.refresh_from_db()
    assert worker.reveal_national_id() == "014095000123"


def test_search_by_number_finds_by_body_only(worker, trusted_calls):
    found = trusted_calls.post("/workers/search/", {"national_id": "014095000123"}).json()
    assert [row["id"] for row in found["results"]] == [worker.public_id]
    assert found["more"] is False
    event = AuditEvent.objects.get()
    assert (event.verb, event.details) == ("workers.searched", {"by_members": ["national_id"], "found": 1})


@pytest.mark.parametrize(
    ("sought", "hits"),
    [
        ({"phone": "0912 345 678"}, 1),
        ({"phone": "0912345670"}, 0),
        ({"name": "thuong lo"}, 1),
        ({"name": "thuong", "birth_year": 1995}, 1),
        ({"name": "thuong", "birth_year": 1996}, 0),
        ({"code": "SLA-000000"}, 0),
    ],
)
def test_search(worker, trusted_calls, sought, hits):
    assert len(trusted_calls.post("/workers/search/", sought).json()["results"]) == hits


@pytest.mark.parametrize("sought", [{"national_id": "014095000123"}, {"phone": "+84912345678"}])
def test_search_by_number_or_phone_needs_the_right(worker, client_calls, sought):
    assert_problem(client_calls.post("/workers/search/", sought), 403, "forbidden")
    assert AuditEvent.objects.count() == 0


def test_search_elsewhere_finds_nobody(worker, minh_calls):
    assert minh_calls.post("/workers/search/", {"national_id": "014095000123"}).json()["results"] == []


@pytest.mark.parametrize("sought", [{}, {"birth_year": 1995}])
def test_search_asks_for_something_to_search_by(cast, client_calls, sought):
    assert_problem(client_calls.post("/workers/search/", sought), 400, "invalid")


def test_a_commune_officer_sees_and_registers_their_commune_only(worker, cast):
    caller = Caller(user=cast.officer)
    assert_problem(caller.get(f"/workers/{worker.public_id}/"), 404, "not_found")
    problem = assert_problem(caller.post("/workers/", WORKER | {"commune": "03646"}), 400, "invalid")
    assert [error["pointer"] for error in problem["errors"]] == ["/commune"]
    assert caller.post("/workers/", WORKER).status_code == 201


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_list(cast, rows, django_assert_num_queries):
    caller = Caller(token=make_token(cast.son_la, scopes=CLIENT_SCOPES))
    for number in range(rows):
        make_seeker(cast.son_la, f"Lò Văn {number}")
    with django_assert_num_queries(5):  # token, client, its binding, its account, the page
        assert len(caller.get("/workers/").json()["results"]) == rows


def test_queries_of_one_worker(worker, client_calls, django_assert_num_queries):
    with django_assert_num_queries(12):
        client_calls.get(f"/workers/{worker.public_id}/")


def test_today_decides_the_household_class(cast, hoa_calls):
    household = make_household(cast.son_la)
    make_poverty_status(household, "poor", valid_from=date(2020, 1, 1), valid_to=TODAY)
    worker = make_worker(cast.son_la, household=household)
    assert hoa_calls.get(f"/workers/{worker.public_id}/").json()["poverty"] is None


@pytest.mark.parametrize(
    ("rows", "pointer", "code"),
    [
        ([{}], "/skills/0/skill", "required"),
        ([{"skill": "sewing"}, {"skill": "sewing", "held": False}], "/skills", "repeated"),
        ([{"skill": "sewing"}] * 51, "/skills", "max_length"),
        ([{"skill": "sewing", "since": 2020}], "/skills/0/since", "unknown"),
    ],
)
def test_rows_of_a_record_are_given_whole_and_once(worker, client_calls, rows, pointer, code):
    response = client_calls.patch(f"/workers/{worker.public_id}/", {"skills": rows}, if_match='"1"')
    problem = assert_problem(response, 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(pointer, code)]
    worker.refresh_from_db()
    assert (worker.version, worker.skills.count()) == (1, 1)
