"""ETag, If-None-Match and If-Match on every versioned resource."""

import pytest

from tests.api.callers import assert_problem

RESOURCES = {
    "workers/<id>/": {"it_level": "good"},
    "employers/<id>/": {"main_product": "Áo khoác"},
    "vacancies/<id>/": {"openings": 30},
}


@pytest.fixture(params=sorted(RESOURCES))
def resource(request, scene):
    """(address, change, row) of one versioned resource."""
    kind = request.param.split("/")[0]
    row = {"workers": scene.worker, "employers": scene.employer, "vacancies": scene.vacancy}[kind]
    return scene.address(f"/{request.param}"), RESOURCES[request.param], row


def test_an_unchanged_resource_is_not_sent_again(resource, client_calls):
    address, _change, _row = resource
    tag = client_calls.get(address)["ETag"]
    assert tag.startswith('"1.')
    for held in (tag, f'"0.x", {tag}', "*"):
        again = client_calls.get(address, if_none_match=held)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert client_calls.get(address, if_none_match='"1.x"').status_code == 200


def test_a_change_makes_another_tag(resource, client_calls):
    address, change, _row = resource
    tag = client_calls.get(address)["ETag"]
    changed = client_calls.patch(address, change, if_match=tag)
    assert changed["ETag"].startswith('"2.')
    assert client_calls.get(address, if_none_match=tag).status_code == 200
    assert client_calls.get(address)["ETag"] == changed["ETag"]


def test_what_another_caller_sees_has_another_tag(scene, client_calls, trusted_calls):
    address = f"/workers/{scene.worker.public_id}/"
    assert client_calls.get(address)["ETag"] != trusted_calls.get(address)["ETag"]


@pytest.mark.parametrize("asked", ["", "*"])
def test_a_change_has_to_say_what_it_was_made_from(resource, client_calls, asked):
    address, change, row = resource
    headers = {"if_match": asked} if asked else {}
    assert_problem(client_calls.patch(address, change, **headers), 428, "precondition_required")
    row.refresh_from_db()
    assert row.version == 1


@pytest.mark.parametrize("asked", ['"2.x"', '"0"', 'W/"1"', "1", '"one"'])
def test_a_change_from_another_version_is_refused(resource, client_calls, asked):
    address, change, row = resource
    assert_problem(client_calls.patch(address, change, if_match=asked), 412, "stale")
    row.refresh_from_db()
    assert row.version == 1


def test_a_change_somebody_was_faster_with_is_refused(resource, client_calls, hoa_calls):
    address, change, row = resource
    tag = client_calls.get(address)["ETag"]
    assert hoa_calls.patch(address, change, if_match=tag).status_code == 200
    assert_problem(client_calls.patch(address, change, if_match=tag), 412, "stale")
    row.refresh_from_db()
    assert row.version == 2


def test_personal_answers_are_never_stored_on_the_way(resource, client_calls):
    assert client_calls.get(resource[0])["Cache-Control"] == "no-store"
