"""Referral rounds and a worker's vacancies over REST: ask, follow, read."""

from jobs.models import ReferralRound


def test_asking_answers_where_to_look(scene, client_calls):
    response = client_calls.post("/referral-rounds/", {"multiplier": 2})
    work = ReferralRound.objects.get(state="todo")
    assert (response.status_code, response["Retry-After"]) == (202, "5")
    assert response["Location"] == f"/api/v1/referral-rounds/{work.public_id}/"
    assert (work.multiplier, response.json()["batch"]) == (2, None)


def test_a_multiplier_nobody_offers_is_refused(scene, client_calls):
    assert client_calls.post("/referral-rounds/", {"multiplier": 9}).status_code == 400
    assert ReferralRound.objects.filter(state="todo").count() == 0


def test_a_finished_round_prints_its_proof_and_to_few_who_has_priority(scene, client_calls, hoa_calls):
    address = f"/referral-rounds/{scene.round.public_id}/"
    told, shown = client_calls.get(address).json()["batch"], hoa_calls.get(address).json()["batch"]
    batch = scene.round.batch
    assert (told["value"], told["bound"], told["solver"]) == (batch.value, batch.bound, batch.solver)
    assert told["coverage"] == {"people": 2, "suitable": 2, "covered": batch.covered}
    assert "priority" not in told
    assert shown["priority"]["people"] == 1


def test_the_suggestions_of_a_round(scene, client_calls):
    rows = client_calls.get(f"/referral-rounds/{scene.round.public_id}/suggestions/").json()["results"]
    suggested = {(row["worker"], row["vacancy"], row["state"], row["referral"]) for row in rows}
    assert (scene.worker.public_id, scene.vacancy.public_id, "open", None) in suggested


def test_the_vacancies_of_a_worker_with_their_load(scene, client_calls):
    (row,) = client_calls.get(f"/workers/{scene.worker.public_id}/vacancies/").json()["results"]
    assert (row["rank"], row["vacancy"]["id"]) == (1, scene.vacancy.public_id)
    assert row["load"] == {"referred": 0, "places": 20}
    assert row["interval"][0] <= row["score"] <= row["interval"][1]
    assert "conditions" not in {gate["code"] for gate in row["gates"]}
