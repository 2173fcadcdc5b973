"""One person on one list, explained to staff, the person and the employer; and what none may give away."""

import json
from datetime import date

import pytest

from jobs import shortlist
from jobs.matching.types import CRITERIA
from jobs.models import Vacancy
from tests.api.callers import Caller, assert_problem
from tests.cast import NOW
from tests.factories import (
    make_household,
    make_match_run,
    make_poverty_status,
    make_rules,
    make_seeker,
    make_vacancy,
)
from workers.actions import withdraw_consent

PRIVATE = ("poor", "reserved", "rank_without_priority", "tier", "household", "poverty", "place")
SCORES = ("score", "employer_side", "worker_side", "interval", "rank", "points", "weight", "gain")


@pytest.fixture
def lifting(scene):
    """The vacancy asks for heavy lifting, which Chứ cannot do: a matter of health."""
    Vacancy.objects.filter(pk=scene.vacancy.pk).update(lifting="gt20kg")
    scene.poor.job_searches.update(lifting="lt5kg")
    return make_match_run(Vacancy.objects.get(pk=scene.vacancy.pk))


def address(run, worker, audience=""):
    tail = f"?audience={audience}" if audience else ""
    return f"/match-runs/{run.task.public_id}/results/{worker.public_id}/explanation/{tail}"


def keys_of(body) -> set[str]:
    """The names of all members, at any depth."""
    if isinstance(body, dict):
        return set(body).union(*map(keys_of, body.values()))
    return set().union(*map(keys_of, body)) if isinstance(body, list) else set()


def test_staff_read_sums_that_re_add(scene, trusted_calls):
    run = scene.task.run
    body = trusted_calls.get(address(run, scene.poor)).json()
    why = shortlist.explain(run, [scene.poor.pk])[scene.poor.pk]
    assert (body["audience"], body["language"]) == ("staff", "en")
    assert body["worker"]["id"] == scene.poor.public_id
    assert body["vacancy"]["id"] == scene.vacancy.public_id
    assert (body["rank"], body["score"]) == (why.place.position, why.score)
    assert body["place"]["rule"] == why.place.rule
    for side, score in (("E", body["employer_side"]), ("W", body["worker_side"])):
        parts = [part for part in body["components"] if part["side"] == side]
        assert all(part["points"] == part["weight"] * part["value"] for part in parts)
        assert score == 10 * sum(part["points"] for part in parts) // sum(part["weight"] for part in parts)
    able, willing = body["employer_side"], body["worker_side"]
    assert body["score"] == 2 * able * willing // (able + willing)
    assert [gate["code"] for gate in body["gates"]] == [gate.code for gate in why.gates]
    assert all(part["text"] for part in body["components"])
    assert {step["code"]: step["gain"] for step in body["next_steps"]} == {
        step.code: step.gain for step in why.next_steps
    }


@pytest.mark.parametrize("caller", ["client_calls", "trusted_calls", "hoa_calls"])
def test_the_employer_learns_requirements_and_nothing_else(request, scene, caller):
    calls = request.getfixturevalue(caller)
    body = calls.get(address(scene.task.run, scene.worker, "employer")).json()
    assert set(body) == {"audience", "language", "worker", "vacancy", "requirements"}
    assert keys_of(body["requirements"]) == {"what", "parts", "status", "state"}
    assert not keys_of(body) & {*PRIVATE, *SCORES}
    assert "reserved" not in json.dumps(body)
    assert [(one["what"], one["state"]) for one in body["requirements"]] == [("Trade", "met")]


def test_the_person_reads_facts_gaps_and_next_steps(scene, trusted_calls):
    body = trusted_calls.get(address(scene.task.run, scene.poor, "worker")).json()
    assert set(body) == {"audience", "language", "worker", "vacancy", "facts", "to_settle", "next_steps"}
    assert not keys_of(body) & {*PRIVATE, *SCORES}
    assert {group["state"] for group in body["facts"]} <= {"met", "missing", "confirm"}
    assert body["facts"][0]["facts"][0].keys() == {"what", "text"}


@pytest.mark.parametrize("audience", ["staff", "worker", "employer"])
def test_without_the_right_nobody_reads_of_health_or_priority(
    scene, lifting, client_calls, trusted_calls, audience
):
    theirs = trusted_calls.get(address(lifting, scene.poor, audience)).json()
    masked = client_calls.get(address(lifting, scene.poor, audience)).json()
    assert "ifting" in json.dumps(theirs)
    assert "ifting" not in json.dumps(masked)
    assert not keys_of(masked) & set(PRIVATE)
    if audience == "staff":
        part = next(part for part in masked["components"] if part["code"] == "conditions")
        assert (part["evidence"], part["text"]) == ([], "")
    else:
        assert "onditions" not in json.dumps(masked)


def test_whom_only_the_guarantee_put_there_is_not_there(cast, client_calls, trusted_calls, monkeypatch):
    make_rules()
    vacancy = make_vacancy(cast.garments, commune_id="03646")
    household = make_household(cast.son_la, commune="03664")
    make_poverty_status(household, "poor", valid_from=date(2020, 1, 1))
    for months in range(5):
        worker = make_seeker(cast.son_la, f"Lò Văn {months}", skills=["sewing"])
        worker.job_searches.update(ready_in_months=months)
    lifted = make_seeker(cast.son_la, "Giàng A Chứ", commune_id="03664", household=household)
    lifted.job_searches.update(ready_in_months=5)
    monkeypatch.setattr(shortlist, "LIMIT", 3)
    run = make_match_run(vacancy)
    assert trusted_calls.get(address(run, lifted)).status_code == 200
    for audience in ("staff", "worker", "employer"):
        assert_problem(client_calls.get(address(run, lifted, audience)), 404, "not_found")


def test_who_is_not_on_the_list_or_withdrew_is_not_there(scene, cast, hoa, trusted_calls, client_calls):
    run = scene.task.run
    late = make_seeker(cast.son_la, "Cà Văn Mới")
    assert_problem(trusted_calls.get(address(run, late)), 404, "not_found")
    withdraw_consent(worker=scene.worker, by=hoa, at=NOW)
    assert_problem(client_calls.get(address(run, scene.worker, "employer")), 404, "not_found")


def test_an_audience_there_is_not_is_named(scene, trusted_calls):
    for tail in ("nobody", "staff&depth=1"):
        problem = assert_problem(
            trusted_calls.get(address(scene.task.run, scene.worker, tail)), 400, "invalid_parameter"
        )
        assert problem["errors"][0]["parameter"] in ("audience", "depth")


def test_the_sentences_follow_the_language(scene, hoa):
    url = address(scene.task.run, scene.worker, "employer")
    said = [Caller(user=hoa, language=one).get(url).json() for one in ("en", "vi")]
    assert [body["language"] for body in said] == ["en", "vi"]
    assert [body["requirements"][0]["what"] for body in said] == ["Trade", "Nghề"]


def test_every_criterion_has_a_sentence_for_staff(scene, trusted_calls):
    body = trusted_calls.get(address(scene.task.run, scene.worker)).json()
    assert {part["code"] for part in body["components"]} <= set(CRITERIA)
    assert {one["text"] for one in body["questions"]} != {""}
