"""Copies in other systems: a snapshot to start from, the changes since, and nothing else."""

import gzip
import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from centres import feed
from centres.models import Change
from jobs.models import MatchTask, SkillDemand, Vacancy
from tests.api.callers import Caller, assert_problem, make_token
from tests.factories import make_vacancy
from workers.models import PovertyStatus, Worker

pytestmark = pytest.mark.django_db(transaction=True)  # a change is told once its transaction is over


def following(caller, types="vacancy", **more):
    """Where the changes of these kinds go on from now."""
    return caller.get(f"/changes/?types={types}", **more).json()["next"].removeprefix("http://testserver")


def told(caller, address):
    """The changes since, all pages; and where they go on."""
    found = []
    while True:
        answer = caller.get(address)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        found += body["results"]
        following = body["next"].removeprefix("http://testserver")
        if not body["results"]:
            return found, following
        address = following


def snapshot(caller, kind):
    """The lines of a snapshot, and its summary."""
    answer = caller.get(f"/snapshots/{kind}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/gzip")
    *lines, last = map(json.loads, gzip.decompress(b"".join(answer.streaming_content)).splitlines())
    assert last["count"] == len(lines)
    return lines, last["next"].removeprefix("http://testserver")


def test_nothing_is_told_that_was_there_before(scene, client_calls):
    assert told(client_calls, following(client_calls))[0] == []


def test_a_change_is_told_with_the_subject_as_it_is_now(scene, client_calls):
    address = following(client_calls)
    Vacancy.objects.filter(pk=scene.vacancy.pk).update(openings=7)
    found, _next = told(client_calls, address)
    href = scene.address("/vacancies/<id>/")
    assert found == [
        {
            "type": "vacancy",
            "id": scene.vacancy.public_id,
            "href": f"/api/v1{href}",
            "op": "upsert",
            "changed_at": found[0]["changed_at"],
            "resource": client_calls.get(href).json(),
        }
    ]
    assert found[0]["resource"]["openings"] == 7


def test_a_change_of_a_part_is_one_of_the_whole(scene, client_calls):
    address = following(client_calls)
    SkillDemand.objects.create(vacancy=scene.vacancy, skill_id="excel")
    found, address = told(client_calls, address)
    assert [one["id"] for one in found] == [scene.vacancy.public_id]
    assert found[0]["resource"]["skills"]["excel"] == "required"
    SkillDemand.objects.filter(skill_id="excel").delete()
    found, _next = told(client_calls, address)
    assert "excel" not in found[0]["resource"]["skills"]


def test_what_is_gone_is_told_as_deleted(scene, client_calls):
    address = following(client_calls)
    vacancy = make_vacancy(scene.employer, "Thợ hàn")
    vacancy.delete()
    found, _next = told(client_calls, address)
    assert [(one["id"], one["op"]) for one in found] == [(vacancy.public_id, "delete")]
    assert "resource" not in found[0]
    kept = Change.objects.filter(public_id=vacancy.public_id).latest("changed_at").changed_at
    assert found[0]["keep_until"] == timezone.localtime(kept + timedelta(days=90)).isoformat()


def test_a_change_of_the_household_is_one_of_its_people(scene, trusted_calls):
    address = following(trusted_calls, "worker")
    PovertyStatus.objects.filter(household=scene.poor.household).update(category="near_poor")
    found, _next = told(trusted_calls, address)
    assert [one["id"] for one in found] == [scene.poor.public_id]


def test_only_kinds_one_may_read_are_told(scene, son_la):
    caller = Caller(token=make_token(son_la, scopes=("vacancies:read",)))
    assert_problem(caller.get("/changes/?types=worker"), 403, "forbidden")
    assert_problem(caller.get("/changes/?types=vacancy,worker"), 403, "forbidden")
    assert_problem(caller.get("/changes/?types=job"), 400, "invalid_parameter")
    address = caller.get("/changes/").json()["next"].removeprefix("http://testserver")
    assert "types=vacancy&" in address
    Worker.objects.filter(pk=scene.worker.pk).update(it_level="good")
    MatchTask.objects.update(progress_done=3)
    assert told(caller, address)[0] == []
    assert_problem(caller.get("/snapshots/worker/"), 403, "forbidden")


def test_sensitive_facts_stay_with_those_who_may_read_them(scene, client_calls, trusted_calls):
    plain, whole = following(client_calls, "worker"), following(trusted_calls, "worker")
    Worker.objects.filter(pk=scene.worker.pk).update(it_level="good")
    seen = told(client_calls, plain)[0][0]["resource"]
    assert "phone" not in seen
    assert "phone" in told(trusted_calls, whole)[0][0]["resource"]
    assert not any("phone" in line for line in snapshot(client_calls, "worker")[0])


def test_another_centre_is_told_nothing(scene, minh_calls):
    address = following(minh_calls)
    Vacancy.objects.filter(pk=scene.vacancy.pk).update(openings=7)
    assert told(minh_calls, address)[0] == []
    assert snapshot(minh_calls, "vacancy")[0] == []


def test_a_person_who_moves_to_another_centre_is_deleted_here_and_there_new(
    scene, hoa_calls, minh_calls, minh
):
    here, there = following(hoa_calls, "worker"), following(minh_calls, "worker")
    Worker.objects.filter(pk=scene.worker.pk).update(centre=minh.centre, household=None)
    assert [(one["id"], one["op"]) for one in told(hoa_calls, here)[0]] == [
        (scene.worker.public_id, "delete")
    ]
    assert [(one["id"], one["op"]) for one in told(minh_calls, there)[0]] == [
        (scene.worker.public_id, "upsert")
    ]


def test_pages_of_changes_hold_each_subject_once(scene, client_calls):
    address = following(client_calls)
    made = [make_vacancy(scene.employer, f"Thợ {number}").public_id for number in range(5)]
    found, _next = told(client_calls, f"{address}&limit=2")
    assert sorted(one["id"] for one in found) == sorted(made)


def test_a_snapshot_and_the_changes_since(scene, client_calls):
    lines, address = snapshot(client_calls, "vacancy")
    assert lines == [client_calls.get(scene.address("/vacancies/<id>/")).json()]
    vacancy = make_vacancy(scene.employer, "Thợ hàn")
    assert [one["id"] for one in told(client_calls, address)[0]] == [vacancy.public_id]


def test_an_unknown_kind_has_no_snapshot(scene, client_calls):
    assert_problem(client_calls.get("/snapshots/job/"), 404, "not_found")


@pytest.mark.parametrize("cursor", ["", "x", "%00", "AAAA"])
def test_a_cursor_that_is_none_is_refused(scene, client_calls, cursor):
    problem = assert_problem(
        client_calls.get(f"/changes/?types=vacancy&cursor={cursor}"), 400, "invalid_parameter"
    )
    assert [error["parameter"] for error in problem["errors"]] == ["cursor"]


def test_a_cursor_opens_for_its_holder_and_its_kinds_only(scene, client_calls, hoa_calls):
    address = following(client_calls)
    assert_problem(hoa_calls.get(address), 400, "invalid_parameter")
    assert_problem(
        client_calls.get(address.replace("types=vacancy", "types=employer")), 400, "invalid_parameter"
    )


def test_an_old_cursor_is_refused_and_not_answered_with_a_gap(scene, son_la):
    caller = Caller(token=make_token(son_la, expires_in=200 * 86_400))
    address = following(caller)
    with time_machine.travel(timezone.now() + timedelta(days=89)):
        assert caller.get(address).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert_problem(caller.get(address), 410, "cursor_expired")


def test_changes_are_dropped_when_no_cursor_can_ask_for_them(scene):
    now = timezone.now()
    count = Change.objects.count()
    assert feed.prune(at=now + timedelta(days=91) - timedelta(hours=1)) == 0
    assert feed.prune(at=now + timedelta(days=91) + timedelta(hours=1)) == count > 0


def test_a_page_of_changes_costs_a_fixed_number_of_queries(scene, client_calls, django_assert_num_queries):
    address = following(client_calls)
    for number in range(20):
        make_vacancy(scene.employer, f"Thợ {number}")
    with django_assert_num_queries(10):
        client_calls.get(f"{address}&limit=2")
    with django_assert_num_queries(10):
        client_calls.get(f"{address}&limit=20")
