"""What a preview says: exactly what the engine gives by both rules, on the same people."""

from dataclasses import replace

import pytest
import time_machine

from catalog.related import related_table
from jobs import previews, rulebook, rulewords, shortlist
from jobs.matching.policy import default_policy
from jobs.matching.rank import rank
from jobs.models import MatchPolicy, MatchProfile
from jobs.openings import opening_of, points_of
from jobs.seekers import seekers_of
from jobs.staff.rows import Sight
from jobs.staff.rule_rows import Tried
from tests.cast import NOW, TODAY
from tests.factories import make_match_run, make_rules, make_vacancy
from tests.jobs.rules import FACTORY, POLICY, draft_policy, draft_weights, make_people, try_out


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def vacancy(garments):
    make_rules()
    vacancy = make_vacancy(garments, commune_id="03664")
    vacancy.skill_demands.create(skill_id="sewing")
    return vacancy


@pytest.fixture
def people(son_la, vacancy):
    made = make_people(son_la, 30)
    make_match_run(vacancy)
    return made


def by_hand(vacancy, profile, policy):
    """The ranking as the engine gives it, in full."""
    seekers = seekers_of(vacancy.centre, policy=default_policy(), as_of=TODAY)
    opening = opening_of(vacancy, points_of({seeker.commune for seeker in seekers}), related_table())
    return rank(opening, seekers, profile=profile, policy=policy)


def figures(ranking, merit):
    """The sums of the first twenty, added up once more."""
    head = ranking.ranked[:20]
    promises = [promise for promise in ranking.promises if promise.position <= 20]
    return {
        "people": len(head),
        "mean": sum(person.score for person in head) // len(head),
        "lost": (sum(merit) - sum(person.score for person in head)) // len(head),
        "distinct": len({person.score for person in head}),
        "priority": [sum(person.tier > 0 for person in head[:10]), sum(person.tier > 0 for person in head)],
        "kept": sum(promise.placed >= promise.required for promise in promises),
        "broken": sum(promise.placed < promise.required for promise in promises),
    }


@pytest.mark.parametrize("kind", ["policy", "profile"])
def test_a_preview_is_what_the_engine_gives_by_both_rules(vacancy, people, son_la, hoa, kind):
    policy, profile = (
        rulebook.policy_of(MatchPolicy.objects.get().rules),
        rulebook.profile_of(MatchProfile.objects.get(code=FACTORY).rules),
    )
    draft = (
        draft_policy(son_la, hoa)
        if kind == "policy"
        else draft_weights(son_la, hoa, employer={"skills": 90}, worker={"readiness": 90})
    )
    [found] = try_out(draft, hoa).result["lists"]
    new_policy = rulebook.policy_of(draft.rules) if kind == "policy" else policy
    new_profile = rulebook.profile_of(draft.rules) if kind == "profile" else profile
    before, after = by_hand(vacancy, profile, policy), by_hand(vacancy, new_profile, new_policy)
    merit = [
        [person.score for person in by_hand(vacancy, each, replace(policy, shares=())).ranked[:20]]
        for each in (profile, new_profile)
    ]
    assert (found["vacancy"], found["eligible"]) == (vacancy.pk, 30)
    assert found["before"] == figures(before, merit[0])
    assert found["after"] == figures(after, merit[1])
    places = [{person.id: person.place.position for person in side.ranked} for side in (before, after)]
    shown = {person.id for side in (before, after) for person in side.ranked[:20]}
    assert {row[0]: row[2:] for row in found["people"]} == {
        worker: [places[0][worker], places[1][worker]] for worker in shown
    }
    assert found["before"] != found["after"]


def test_what_a_wider_guarantee_does_in_figures(vacancy, people, son_la, hoa):
    [found] = try_out(draft_policy(son_la, hoa), hoa).result["lists"]
    assert [found[side]["priority"][1] for side in ("before", "after")] == [8, 10]


def test_a_preview_names_what_it_tried_and_holds_no_name(vacancy, people, son_la, hoa):
    draft = draft_policy(son_la, hoa)
    preview = try_out(draft, hoa)
    shipped = MatchPolicy.objects.get()
    assert preview.digest == rulebook.digest_of(draft, shipped)
    assert (preview.result["as_of"], preview.result["seekers"]) == ("2026-03-16", 30)
    assert "Lò Văn" not in str(preview.result)
    shipped.number = 9
    assert preview.digest != rulebook.digest_of(draft, shipped)


def test_the_scores_given_up_are_counted_where_the_best_fell_off_the_list(
    vacancy, people, son_la, hoa, monkeypatch
):
    monkeypatch.setattr(previews, "LIMIT", 10)  # ten places, all of them kept
    draft = draft_policy(son_la, hoa)
    draft.rules |= {"shares": [[3, 1, 1]], "floor": 0, "cap": None}
    draft.save()
    profile = rulebook.profile_of(MatchProfile.objects.get(code=FACTORY).rules)
    merit = by_hand(vacancy, profile, replace(default_policy(), shares=())).ranked[:10]
    [found] = try_out(draft, hoa).result["lists"]
    head = by_hand(vacancy, profile, rulebook.policy_of(draft.rules)).ranked[:10]
    assert found["after"]["priority"][0] == 10
    assert found["after"]["lost"] == (sum(p.score for p in merit) - sum(p.score for p in head)) // 10


def test_the_ten_open_vacancies_ranked_last_are_tried(vacancy, son_la, garments, lai_chau, hoa):
    make_people(son_la, 3)
    ranked = [make_vacancy(garments, f"Việc {number}") for number in range(12)]
    for row in ranked:
        make_match_run(row)
    closed = ranked[11]
    closed.state, closed.state_reason = "paused", "tạm dừng"
    closed.save()
    tried = try_out(draft_policy(son_la, hoa), hoa).result["lists"]
    assert [found["vacancy"] for found in tried] == [row.pk for row in reversed(ranked[1:11])]


def test_weights_are_tried_on_their_family_only(vacancy, people, son_la, garments, hoa):
    cook = make_vacancy(garments, "Đầu bếp", occupation_id="5120")
    make_match_run(cook)
    tried = try_out(draft_weights(son_la, hoa, worker={"place": 1}), hoa).result["lists"]
    assert [found["vacancy"] for found in tried] == [vacancy.pk]


def test_without_a_list_there_is_nothing_to_try_on(vacancy, son_la, hoa):
    assert try_out(draft_policy(son_la, hoa), hoa).result["lists"] == []


def test_weights_under_which_the_scores_collapse_are_flagged(vacancy, people, son_la, hoa):
    nothing = dict.fromkeys(MatchProfile.objects.get(code=FACTORY).rules["worker_weights"], 0)
    one = {"occupation": 1} | dict.fromkeys(
        ("skills", "experience", "technical_level", "conditions", "education", "language", "it"), 0
    )
    draft = draft_weights(son_la, hoa, employer=one, worker=nothing | {"occupation_wished": 1})
    tried = Tried.of(try_out(draft, hoa), Sight.of(hoa))
    assert (tried.result["lists"][0]["after"]["distinct"], tried.flat()) == (1, 1)


def test_who_may_not_know_who_is_poor_gets_counts_only(vacancy, people, son_la, hoa, cast):
    preview = try_out(draft_policy(son_la, hoa), hoa)
    full = Tried.of(preview, Sight.of(hoa)).lists[0]
    bare = Tried.of(preview, Sight.of(cast.auditor)).lists[0]
    assert (bare.lines, bare.moves) == ([], [])
    assert (bare.enter, bare.leave, bare.move) == (full.enter, full.leave, full.move)
    assert len(full.lines) == len(preview.result["lists"][0]["people"])
    assert {move.name[:6] for move in full.moves} == {"Lò Văn"}


def test_a_fraction_is_said_in_tens_where_it_can_be():
    assert rulewords.share(2, 5) == "of every 10 places at least 4"
    assert rulewords.share(1, 3) == "of every 3 places at least 1"
    assert [rulewords.points(score) for score in (5_000, 1_250, 0)] == ["50", "12.50", "0"]


def test_the_policy_in_words():
    assert rulewords.sentences(default_policy()) == [
        "Counted from the top, of every 10 places at least 2 for: poor household.",
        "Counted from the top, of every 10 places at least 4 for: poor household, near-poor household, "
        "household newly escaped from poverty.",
        "This is a least, not an extra: those who stand there by their score count too.",
        "Only somebody with at least 50 points is moved up.",
        "Nobody is moved past a person who is more than 15 points better.",
    ]
    hard = replace(default_policy(), cap=None, floor=0)
    assert rulewords.sentences(hard)[3:] == [
        "Everybody who passes the conditions can be moved up, whatever the score.",
        "A hard guarantee: the places are kept however much better others score.",
    ]
    assert rulewords.sentences(replace(hard, shares=())) == [
        "Nobody has priority: the list is in the order of the scores."
    ]


def test_two_versions_side_by_side(vacancy, son_la, hoa):
    draft, shipped = draft_policy(son_la, hoa), MatchPolicy.objects.in_force(POLICY, TODAY, son_la)
    assert [(c.label, c.before, c.after) for c in rulewords.changes("policy", shipped, draft)] == [
        ("Legal basis", "Luật Việc làm 74/2025/QH15", "Quyết định 45/QĐ-TTDVVL"),
        ("Poor household", "of every 10 places at least 2", "of every 10 places at least 4"),
        (
            "Poor household, near-poor household, household newly escaped from poverty",
            "of every 10 places at least 4",
            "of every 10 places at least 6",
        ),
    ]
    assert rulewords.changes("policy", shipped, shipped) == []


def test_a_preview_leaves_the_lists_as_they_are(vacancy, people, son_la, hoa):
    vacancy.refresh_from_db()
    run = vacancy.current_run
    try_out(draft_policy(son_la, hoa), hoa)
    vacancy.refresh_from_db()
    assert vacancy.current_run == run
    assert shortlist.read(run).policy == f"{POLICY}-1"
