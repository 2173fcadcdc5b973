"""A call with a key has one effect, however often it is sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from centres.models import AuditEvent, KeyedCall
from centres.rest.idempotency import KEPT_FOR
from employers.models import Employer
from tests.api.callers import assert_problem
from tests.api.matrix import EMPLOYER, WORKER
from workers.models import Worker

KEY = "order-1"


def post(caller, body=EMPLOYER, path="/employers/", key=KEY):
    return caller.post(path, body, idempotency_key=key)


def test_a_repeated_call_is_answered_and_not_done_again(scene, client_calls):
    first = post(client_calls)
    before = Employer.objects.count(), AuditEvent.objects.count()
    again = post(client_calls)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    for name in ("Content-Type", "ETag", "Location", "Vary"):
        assert again[name] == first[name]
    assert (Employer.objects.count(), AuditEvent.objects.count()) == before


def test_the_same_key_for_something_else_is_refused(scene, client_calls):
    post(client_calls)
    before = Employer.objects.count()
    assert_problem(post(client_calls, EMPLOYER | {"phone": "0912345699"}), 422, "key_reused")
    assert_problem(post(client_calls, WORKER, "/workers/"), 422, "key_reused")
    assert Employer.objects.count() == before


def test_a_change_is_repeated_after_its_version_is_gone(scene, client_calls):
    address = f"/employers/{scene.employer.public_id}/"
    tag = client_calls.get(address)["ETag"]
    change = {"main_product": "Áo khoác"}
    first = client_calls.patch(address, change, if_match=tag, idempotency_key=KEY)
    assert first.status_code == 200
    again = client_calls.patch(address, change, if_match=tag, idempotency_key=KEY)
    assert (again.status_code, again.content) == (200, first.content)
    assert Employer.objects.get(pk=scene.employer.pk).version == 2
    other = client_calls.patch(address, change, if_match='"2"', idempotency_key=KEY)
    assert_problem(other, 422, "key_reused")
    assert_problem(client_calls.patch(address, change, if_match=tag), 412, "stale")


def test_a_refused_call_leaves_no_key(scene, client_calls):
    assert_problem(post(client_calls, EMPLOYER | {"name": ""}), 400, "invalid")
    assert KeyedCall.objects.count() == 0
    assert post(client_calls).status_code == 201


def test_keys_of_different_callers_are_different_keys(scene, client_calls, trusted_calls):
    assert post(client_calls).status_code == 201
    assert_problem(post(trusted_calls), 400, "invalid")  # judged, not replayed: its tax code is taken
    assert KeyedCall.objects.count() == 1


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 256, "a\tb"])
def test_a_key_that_is_none_is_refused_by_name(scene, client_calls, key):
    before = Employer.objects.count()
    problem = assert_problem(post(client_calls, key=key), 400, "invalid_header")
    assert [error["header"] for error in problem["errors"]] == ["Idempotency-Key"]
    assert Employer.objects.count() == before


def test_without_the_right_there_is_no_answer_from_the_past(scene, client_calls):
    first = post(client_calls)
    assert first.status_code == 201
    client = KeyedCall.objects.get().caller.api_client
    client.oauth.set_scopes(["employers:read"])
    client.oauth.save()
    assert_problem(post(client_calls), 403, "forbidden")


def test_what_was_answered_is_not_readable_in_the_table(scene, trusted_calls):
    assert post(trusted_calls, WORKER, "/workers/").status_code == 201
    row = KeyedCall.objects.get()
    stored = bytes(row.answer) + bytes(row.fingerprint) + str(row.headers).encode()
    for secret in ("Hạnh", "0912345670", "014199000123"):
        assert secret.encode() not in stored
    assert Worker.objects.filter(full_name="Lò Thị Hạnh").count() == 1


def test_looking_somebody_up_keeps_nothing(scene, client_calls):
    response = post(client_calls, {"name": "thuong"}, "/workers/search/")
    assert response.status_code == 200
    assert KeyedCall.objects.count() == 0


def test_answers_are_forgotten_after_thirty_days(scene, client_calls):
    for number in range(3):
        post(client_calls, EMPLOYER | {"tax_code": f"550098765{number}"}, key=f"old-{number}")
    KeyedCall.objects.update(called_at=timezone.now() - KEPT_FOR - timedelta(seconds=1))
    post(client_calls, EMPLOYER | {"tax_code": "5500987659"}, key="new")
    assert sorted(KeyedCall.objects.values_list("key", flat=True)) == ["new", "old-2"]
