"""/employers/: employers over REST."""

import pytest

from employers.models import Employer
from tests.api.callers import assert_problem
from tests.api.matrix import EMPLOYER
from tests.factories import make_employer


def test_registering_waits_to_be_verified(cast, client_calls):
    response = client_calls.post("/employers/", EMPLOYER)
    assert response.status_code == 201
    employer = Employer.objects.get(public_id=response.json()["id"])
    assert response["Location"] == f"/api/v1/employers/{employer.public_id}/"
    assert (employer.state, employer.centre, employer.phone) == ("pending", cast.son_la, "+84912345678")
    assert response.json()["state"] == "pending"


def test_a_tax_code_is_registered_once(cast, client_calls):
    body = EMPLOYER | {"tax_code": cast.garments.tax_code}
    problem = assert_problem(client_calls.post("/employers/", body), 400, "invalid")
    assert [error["detail"] for error in problem["errors"]] == [
        "An employer with this tax code is already registered."
    ]
    assert Employer.objects.count() == 1


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("tax_code", "12"),
        ("phone", "12"),
        ("email", "x"),
        ("size", "many"),
        ("commune", "03388"),
        ("name", ""),
    ],
)
def test_a_wrong_member_is_named(cast, client_calls, member, value):
    problem = assert_problem(client_calls.post("/employers/", EMPLOYER | {member: value}), 400, "invalid")
    assert {error["pointer"] for error in problem["errors"]} <= {f"/{member}", ""}
    assert Employer.objects.count() == 1


def test_the_state_is_not_written(cast, client_calls):
    problem = assert_problem(
        client_calls.post("/employers/", EMPLOYER | {"state": "verified"}), 400, "invalid"
    )
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [("/state", "read_only")]


def test_a_change(cast, client_calls):
    address = f"/employers/{cast.garments.public_id}/"
    response = client_calls.patch(address, {"main_product": "Áo khoác"}, if_match='"1"')
    assert (response.status_code, response.json()["main_product"]) == (200, "Áo khoác")
    cast.garments.refresh_from_db()
    assert (cast.garments.main_product, cast.garments.version) == ("Áo khoác", 2)


def test_filters(cast, client_calls):
    pending = make_employer(cast.son_la, "Mỏ đá Mai Sơn", state="pending")

    def found(query):
        return [row["id"] for row in client_calls.get(f"/employers/?{query}").json()["results"]]

    assert found("state=pending") == [pending.public_id]
    assert found("q=chieng an") == [cast.garments.public_id]
    assert found("tax_code=5500123456") == [cast.garments.public_id]
    assert found("province=12") == []
    assert found("ordering=name") == [cast.garments.public_id, pending.public_id]


def test_nobody_elsewhere_sees_it(cast, minh_calls):
    assert minh_calls.get("/employers/").json()["results"] == []
    address = f"/employers/{cast.garments.public_id}/"
    assert_problem(minh_calls.patch(address, {"main_product": "x"}, if_match='"1"'), 404, "not_found")
    cast.garments.refresh_from_db()
    assert cast.garments.version == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_list(cast, client_calls, rows, django_assert_num_queries):
    for number in range(rows - 1):
        make_employer(cast.son_la, f"Hợp tác xã {number}")
    with django_assert_num_queries(5):
        assert len(client_calls.get("/employers/").json()["results"]) == rows
