"""Rankings over REST: ask, follow, read; and what the order of a list may give away."""

import json
from datetime import date

import pytest
from django.utils.translation import override

from centres import queue
from jobs import shortlist, words
from jobs.api.matches import Match, Sheets, sheets
from jobs.models import MatchTask, Vacancy
from jobs.tasks import Matching
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

PRIVATE = ("poor", "reserved", "rank_without_priority", "tier", "household", "poverty")


@pytest.fixture
def run(scene):
    return scene.task.run


def test_asking_answers_where_to_look(scene, client_calls):
    response = client_calls.post(f"/vacancies/{scene.vacancy.public_id}/match-runs/", {})
    assert (response.status_code, response["Retry-After"]) == (202, "5")
    task = MatchTask.objects.get(state="todo")
    assert response["Location"] == f"/api/v1/match-runs/{task.public_id}/"
    body = client_calls.get(f"/match-runs/{task.public_id}/")
    assert body["Retry-After"] == "5"
    assert body.json() == {
        "id": task.public_id,
        "href": f"/api/v1/match-runs/{task.public_id}/",
        "vacancy": scene.vacancy.public_id,
        "state": "todo",
        "reason": "asked",
        "created_at": body.json()["created_at"],
        "progress": {"done": 0, "total": 0},
        "results": None,
        "outcome": None,
    }
    assert client_calls.get(f"/match-runs/{task.public_id}/results/").json()["results"] == []


def test_asking_twice_gives_the_waiting_one(scene, client_calls):
    address = f"/vacancies/{scene.vacancy.public_id}/match-runs/"
    first, second = client_calls.post(address, {}), client_calls.post(address, {})
    assert first["Location"] == second["Location"]
    assert MatchTask.objects.filter(state="todo").count() == 1


def test_what_was_asked_for_is_made_and_read(scene, hoa_calls):
    where = hoa_calls.post(f"/vacancies/{scene.vacancy.public_id}/match-runs/", {})["Location"]
    assert queue.drain(Matching()) == 1
    finished = hoa_calls.get(where)
    assert "Retry-After" not in finished
    assert finished.json()["state"] == "done"
    assert len(hoa_calls.get(finished.json()["results"]).json()["results"]) == 2


def test_a_vacancy_that_is_not_open_is_not_ranked(scene, client_calls):
    Vacancy.objects.filter(pk=scene.vacancy.pk).update(state="draft")
    address = f"/vacancies/{scene.vacancy.public_id}/match-runs/"
    assert_problem(client_calls.post(address, {}), 409, "not_allowed_now")
    assert not MatchTask.objects.filter(state="todo").exists()


def test_a_finished_run_names_what_it_was_made_from(scene, run, trusted_calls):
    outcome = trusted_calls.get(f"/match-runs/{scene.task.public_id}/").json()["outcome"]
    ranking = shortlist.read(run)
    assert (outcome["input_digest"], outcome["result_digest"]) == (run.input_digest, run.result_digest)
    assert (outcome["profile"], outcome["policy"]) == (str(run.profile), str(run.policy))
    assert (outcome["eligible"], outcome["removed"], outcome["snapshot_digest"]) == (
        2,
        0,
        run.snapshot.digest,
    )
    assert outcome["guarantee"][0] == {
        "position": ranking.promises[0].position,
        "level": "poor",
        "required": ranking.promises[0].required,
        "placed": ranking.promises[0].placed,
        "shortfall": ranking.promises[0].shortfall,
    }


def test_a_match_in_full(scene, run, trusted_calls):
    body = trusted_calls.get(f"/match-runs/{scene.task.public_id}/results/").json()
    by_id = {match["worker"]["id"]: match for match in body["results"]}
    why = shortlist.explain(run, [scene.poor.pk])[scene.poor.pk]
    match = by_id[scene.poor.public_id]
    assert match["rank"] == why.place.position
    assert match["worker"]["href"] == f"/api/v1/workers/{scene.poor.public_id}/"
    assert (match["score"], match["employer_side"], match["worker_side"]) == (
        why.score,
        why.employer_score,
        why.worker_score,
    )
    assert match["interval"] == [why.lowest, why.highest]
    assert match["place"]["rule"] == why.place.rule
    assert match["place"]["rank_without_priority"] == why.place.rank_without_priority
    assert [part["code"] for part in match["components"]] == [part.code for part in why.components]
    assert [part["points"] for part in match["components"]] == [part.points for part in why.components]
    assert [gate["code"] for gate in match["gates"]] == [gate.code for gate in why.gates]
    assert match["input_digest"] == run.input_digest
    assert len(match["reasons"]["sentences"]) >= 1


def test_no_list_holds_a_name(scene, trusted_calls):
    content = trusted_calls.get(f"/match-runs/{scene.task.public_id}/results/").content.decode()
    assert "Giàng" not in content
    assert "Thương" not in content


@pytest.fixture
def inverted(cast):
    """A list whose first place is kept for somebody poor who is not first by score."""
    make_rules()
    vacancy = make_vacancy(cast.garments, commune_id="03646")
    household = make_household(cast.son_la, commune="03664")
    make_poverty_status(household, "poor", valid_from=date(2020, 1, 1))
    for number in range(5):
        make_seeker(cast.son_la, f"Lò Văn {number}", skills=["sewing"])
    make_seeker(cast.son_la, "Giàng A Chứ", commune_id="03664", household=household)
    return make_match_run(vacancy)


def test_the_guarantee_shows_to_those_who_may_know(inverted, trusted_calls):
    page = trusted_calls.get(f"/match-runs/{inverted.task.public_id}/results/").json()["results"]
    scores = [match["score"] for match in page]
    assert scores != sorted(scores, reverse=True)
    assert any(match["place"]["rule"] == "reserved" for match in page)


@pytest.mark.parametrize("address", ["/match-runs/<run>/results/", "/vacancies/<vacancy>/matches/"])
def test_without_the_right_the_order_is_that_of_the_scores_and_says_nothing(inverted, client_calls, address):
    address = address.replace("<run>", inverted.task.public_id)
    response = client_calls.get(address.replace("<vacancy>", inverted.vacancy.public_id))
    page = response.json()["results"]
    scores = [match["score"] for match in page]
    assert (len(page), scores) == (6, sorted(scores, reverse=True))
    assert [match["rank"] for match in page] == [1, 2, 3, 4, 5, 6]
    assert all("place" not in match for match in page)
    keys = json.dumps([sorted(match) for match in page]) + json.dumps([match["reasons"] for match in page])
    assert not any(word in keys for word in PRIVATE)


def test_whom_only_the_guarantee_put_on_a_list_is_hidden_without_the_right(
    cast, client_calls, trusted_calls, monkeypatch
):
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
    assert run.worker_ids[2] == lifted.pk
    address, theirs = f"/match-runs/{run.task.public_id}/results/", f"/workers/{lifted.public_id}/matches/"
    seen = {
        who: [match["worker"]["id"] for match in calls.get(address).json()["results"]]
        for who, calls in (("client", client_calls), ("trusted", trusted_calls))
    }
    assert lifted.public_id in seen["trusted"]
    assert seen["client"] == seen["trusted"][:1]
    assert len(trusted_calls.get(theirs).json()["results"]) == 1
    page = client_calls.get(f"{theirs}?limit=1").json()
    assert page == {"next": None, "previous": None, "results": []}


def test_without_the_right_a_run_shows_no_guarantee(inverted, client_calls):
    outcome = client_calls.get(f"/match-runs/{inverted.task.public_id}/").json()["outcome"]
    assert "guarantee" not in outcome
    assert outcome["eligible"] == 6


def test_pages_of_a_list(inverted, trusted_calls):
    address = f"/match-runs/{inverted.task.public_id}/results/"
    whole = [match["worker"]["id"] for match in trusted_calls.get(address).json()["results"]]
    page = trusted_calls.get(f"{address}?limit=4").json()
    last = trusted_calls.get(page["next"].removeprefix("http://testserver")).json()
    assert [match["worker"]["id"] for match in page["results"] + last["results"]] == whole
    assert (last["next"], page["previous"]) == (None, None)
    again = trusted_calls.get(last["previous"].removeprefix("http://testserver")).json()
    assert again["results"] == page["results"]


def test_a_cursor_of_an_older_list_is_refused(inverted, trusted_calls, cast):
    url = trusted_calls.get(f"/vacancies/{inverted.vacancy.public_id}/matches/?limit=2").json()["next"]
    make_seeker(cast.son_la, "Cà Văn Mới", skills=["sewing"])
    make_match_run(inverted.vacancy)
    problem = assert_problem(
        trusted_calls.get(url.removeprefix("http://testserver")), 400, "invalid_parameter"
    )
    assert [error["parameter"] for error in problem["errors"]] == ["cursor"]


def test_a_vacancy_without_a_list_has_an_empty_one(scene, cast, client_calls):
    fresh = make_vacancy(cast.garments, "Đầu bếp", occupation_id="5120")
    assert client_calls.get(f"/vacancies/{fresh.public_id}/matches/").json() == {
        "next": None,
        "previous": None,
        "results": [],
    }


def test_the_lists_of_a_worker(scene, trusted_calls):
    (match,) = trusted_calls.get(f"/workers/{scene.poor.public_id}/matches/").json()["results"]
    assert match["vacancy"]["id"] == scene.vacancy.public_id
    assert match["worker"]["id"] == scene.poor.public_id
    assert match["place"]["level"] in ("poor", None)


def test_who_took_the_consent_back_is_on_no_list_made_before(scene, trusted_calls, hoa):
    withdraw_consent(worker=scene.poor, by=hoa, at=NOW)
    run = trusted_calls.get(f"/match-runs/{scene.task.public_id}/results/").json()["results"]
    assert run
    assert scene.poor.public_id not in [match["worker"]["id"] for match in run]
    assert trusted_calls.get(f"/workers/{scene.poor.public_id}/matches/").json()["results"] == []


def test_the_lists_of_a_worker_elsewhere_are_not_there(scene, minh_calls):
    assert_problem(minh_calls.get(f"/workers/{scene.worker.public_id}/matches/"), 404, "not_found")


@pytest.mark.parametrize("language", ["en", "vi"])
def test_reasons_follow_the_language_asked_for(scene, run, hoa, language):
    caller = Caller(user=hoa, language=language)
    first = caller.get(f"/match-runs/{scene.task.public_id}/results/").json()["results"][0]
    parts = shortlist.explain(run, [run.worker_ids[0]])[run.worker_ids[0]].components
    with override(language):
        names, told = words.Names.load(), [*words.reasons(parts), words.gap(parts)]
        said = [f"{words.criterion(p.code)}: {words.evidence(names, p.evidence)}" for p in told if p]
    assert first["reasons"] == {"language": language, "audience": "staff", "sentences": said}


@pytest.mark.parametrize("more", [0, 2])
def test_queries_of_a_list(scene, cast, client_calls, more, django_assert_num_queries):
    for number in range(more):
        make_seeker(cast.son_la, f"Lò Văn {number}")
    address = f"/match-runs/{make_match_run(scene.vacancy).task.public_id}/results/"
    with django_assert_num_queries(11):  # 4 of the token, 2 of the run, the people, their facts, 3 of words
        page = client_calls.get(address).json()
    assert len(page["results"]) == 2 + more
    with django_assert_num_queries(6):  # what was explained once is sent again, to whom may still be seen
        assert client_calls.get(address).json() == page


LISTS = ["/match-runs/<run>/results/", "/vacancies/<vacancy>/matches/", "/workers/<worker>/matches/"]


@pytest.fixture(params=LISTS)
def a_list(request, scene):
    """An address at which there are matches."""
    found = request.param.replace("<run>", scene.task.public_id)
    return found.replace("<vacancy>", scene.vacancy.public_id).replace("<worker>", scene.poor.public_id)


def test_a_list_the_caller_has_is_not_sent_again(a_list, trusted_calls):
    tag = trusted_calls.get(a_list)["ETag"]
    assert tag.startswith('W/"')
    for held in (tag, f'"0.x", {tag}', tag.removeprefix("W/"), "*"):
        again = trusted_calls.get(a_list, if_none_match=held)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert trusted_calls.get(a_list, if_none_match='W/"other"').status_code == 200


def test_other_eyes_pages_and_languages_have_another_tag(scene, hoa, trusted_calls, client_calls):
    address = f"/match-runs/{scene.task.public_id}/results/"
    tags = [
        calls.get(wanted)["ETag"]
        for calls, wanted in (
            (trusted_calls, address),
            (client_calls, address),
            (trusted_calls, f"{address}?limit=1"),
            (Caller(user=hoa, language="en"), address),
            (Caller(user=hoa, language="vi"), address),
        )
    ]
    assert len(set(tags)) == 4  # who may see the same in the same language is sent the same
    assert tags[0] in tags[3:]


def test_a_newer_list_and_a_list_without_somebody_have_another_tag(scene, cast, hoa, trusted_calls):
    address = f"/vacancies/{scene.vacancy.public_id}/matches/"
    first = trusted_calls.get(address)["ETag"]
    make_seeker(cast.son_la, "Cà Văn Mới", skills=["sewing"])
    make_match_run(scene.vacancy)
    second = trusted_calls.get(address, if_none_match=first)
    assert (second.status_code, len(second.json()["results"])) == (200, 3)
    withdraw_consent(worker=scene.poor, by=hoa, at=NOW)
    third = trusted_calls.get(address, if_none_match=second["ETag"])
    assert (third.status_code, len(third.json()["results"])) == (200, 2)


def test_what_was_read_before_is_sent_as_it_was(scene, run, trusted_calls, client_calls):
    """The same bytes from memory and anew, and nothing of them to those who may see less."""
    address = f"/match-runs/{scene.task.public_id}/results/"
    client_calls.get(address)
    first, again = trusted_calls.get(address).content, trusted_calls.get(address).content
    sheets.kept.clear()
    assert first == again == trusted_calls.get(address).content
    assert b'"rank_without_priority"' in first
    assert b'"rank_without_priority"' not in client_calls.get(address).content


def test_a_body_has_the_members_of_its_description(scene, trusted_calls, client_calls):
    for calls, without in ((trusted_calls, set()), (client_calls, {"place"})):
        (match, *_) = calls.get(f"/match-runs/{scene.task.public_id}/results/").json()["results"]
        assert match.keys() == Match().fields.keys() - without
        assert Match(match).data == match


def test_sheets_are_kept_for_a_while_and_not_without_end(scene):
    runs, kept = [scene.task.run.pk, make_match_run(scene.vacancy).pk], Sheets(most=1, seconds=10)
    first = kept.of(runs[0], shows_all=True, now=0)
    assert kept.of(runs[0], shows_all=True, now=10) is first
    assert kept.of(runs[0], shows_all=True, now=10.5) is not first
    other = kept.of(runs[1], shows_all=True, now=11)
    assert [entry for _born, entry in kept.kept.values()] == [other]
    assert kept.of(runs[1], shows_all=False, now=11) is not other
