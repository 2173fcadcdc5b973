"""Why: components re-add, the interval holds, steps gain what they say, each audience sees its own."""

from dataclasses import fields, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.matching.compiled import compile_opening
from jobs.matching.explain import explain
from jobs.matching.policy import default_profile
from jobs.matching.results import NextStep, Place, Question
from jobs.matching.score import match_score
from jobs.matching.steps import changes
from jobs.matching.types import Conditions, LanguageLevel, Opening, Seeker, SkillDemand
from jobs.matching.views import EmployerView, Fact, Requirement, WorkerView, employer_view, worker_view
from tests.matching import people

PROFILE = default_profile()
often = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), database=None)
seeds = st.integers(0, 2**32)

WELDER = Opening(
    id=5,
    occupation="7212",
    importance={"technical_level": "must", "place": "ignore", "wage": "ignore", "benefits": "low"},
    skills=(SkillDemand("welding", "must"), SkillDemand("tiling")),
    technical_level=2,
    languages=(LanguageLevel("ko", 2),),
    contract="indefinite",
)
HOA = Seeker(
    id=9,
    registered=0,
    tier=3,
    age=30,
    consents=True,
    searching=True,
    wished=("7212",),
    skills_held=frozenset(("welding",)),
    skills_lacking=frozenset(("tiling",)),
    technical_level=1,
    contract="indefinite",
    ready_in_months=0,
)


def side_of(explanation, side):
    components = [each for each in explanation.components if each.side == side]
    weight = sum(each.weight for each in components)
    return 10 * sum(each.points for each in components) // weight if weight else 10_000


@often
@given(seeds)
def test_components_re_add_to_the_scores(seed):
    opening, seekers = people.case(seed, size=3)
    for seeker in seekers:
        explained = explain(opening, seeker, profile=PROFILE)
        assert all(each.points == each.weight * each.value for each in explained.components)
        e, w = side_of(explained, "E"), side_of(explained, "W")
        assert (e, w) == (explained.employer_score, explained.worker_score)
        assert explained.score == (2 * e * w // (e + w) if e + w else 0)


@often
@given(seeds)
def test_the_interval_holds_the_score_and_closes_when_all_is_known(seed):
    opening, seekers = people.case(seed, size=3)
    for seeker in seekers:
        explained = explain(opening, seeker, profile=PROFILE)
        assert explained.lowest <= explained.score <= explained.highest
        filled = [each.code for each in explained.components if each.source == "filled"]
        assert sorted(question.code for question in explained.questions) == sorted(filled)
        if not filled:
            assert explained.lowest == explained.highest
        spreads = [question.spread for question in explained.questions]
        assert spreads == sorted(spreads, reverse=True)
        assert all(spread >= 0 for spread in spreads)


@often
@given(seeds)
def test_every_next_step_gains_what_scoring_again_gives(seed):
    opening, seekers = people.case(seed, size=3)
    compiled = compile_opening(opening, PROFILE)
    for seeker in seekers:
        explained = explain(opening, seeker, profile=PROFILE)
        gains = {
            (change.code, change.subject): compiled.scores(change.seeker)[2] - explained.score
            for change in changes(opening, seeker)
        }
        for step in explained.next_steps:
            assert step.gain == gains.pop((step.code, step.subject))
            assert step.gain > 0
        least = min((step.gain for step in explained.next_steps), default=0)
        if len(explained.next_steps) == 3:
            assert max(gains.values(), default=0) <= least
        else:
            assert max(gains.values(), default=0) <= 0


def test_one_pair_in_full():
    place = Place(2, 4, "reserved", 3)
    explained = explain(WELDER, HOA, profile=PROFILE, place=place)
    assert (explained.id, explained.opening, explained.place) == (9, 5, place)
    assert [(gate.code, gate.subject, gate.result) for gate in explained.gates[4:]] == [
        ("skill", "welding", "pass"),
        ("technical_level", "", "fail"),
    ]
    known = {each.code: (each.weight, each.value) for each in explained.components if each.source == "known"}
    assert known == {
        "occupation": (60, 1000),
        "skills": (50, 500),
        "technical_level": (40, 666),
        "occupation_wished": (40, 1000),
        "contract": (6, 1000),
        "readiness": (10, 1000),
    }
    filled = {
        each.code: (each.weight, each.value) for each in explained.components if each.source == "filled"
    }
    # E: deviations 60 * 1 + 50 * 100/600 - 40 * 34/700, over 150 + 160; W: (40 + 6 + 10) over 56 + 69.
    assert filled == {
        "language": (10, 449),
        "hours": (4, 944),
        "purpose": (2, 889),
        "meals": (4, 779),
        "benefits": (3, 724),
    }
    e = 10 * (60_000 + 25_000 + 26_640 + 4_490) // 160
    w = 10 * (56_000 + 4 * 944 + 2 * 889 + 4 * 779 + 3 * 724) // 69
    assert (e, w) == (7258, 9687)
    assert (explained.employer_score, explained.worker_score) == (e, w)
    assert explained.score == match_score(e, w) == 8298
    assert explained.questions[0] == Question("language", 407)
    assert explained.next_steps[0] == NextStep("gain_skill", "tiling", 967)
    assert [(step.code, step.subject) for step in explained.next_steps] == [
        ("gain_skill", "tiling"),
        ("raise_technical_level", "2"),
        ("confirm_language", "ko"),
    ]


def test_the_views_of_one_pair():
    explained = explain(WELDER, HOA, profile=PROFILE, place=Place(1, 9, "reserved", 3))
    assert employer_view(explained) == EmployerView(
        (
            Requirement("skill", "met", ("welding",)),
            Requirement("technical_level", "missing", ()),
            Requirement("occupation", "met", ()),
            Requirement("skills", "partly", ("tiling",)),
            Requirement("technical_level", "partly", ()),
            Requirement("language", "to_confirm", ("ko",)),
        )
    )
    seen = worker_view(explained)
    assert seen.facts[1] == Fact("skills", "partly", ("skills", "tiling"))
    assert [gate.code for gate in seen.gates] == ["technical_level"]
    assert seen.next_steps[0] == ("gain_skill", "tiling")


def test_a_requirement_without_anything_is_missing():
    nobody = replace(HOA, skills_held=frozenset(), skills_lacking=frozenset(("welding", "tiling")))
    requirements = employer_view(explain(WELDER, nobody, profile=PROFILE)).requirements
    assert Requirement("skill", "missing", ("welding",)) in requirements
    assert Requirement("skills", "missing", ("tiling", "welding")) in requirements


def names(kind):
    return {field.name for field in fields(kind)}


def test_employer_and_worker_views_have_no_place_for_score_tier_or_rank():
    assert names(EmployerView) == {"requirements"}
    assert names(Requirement) == {"code", "status", "parts"}
    assert names(WorkerView) == {"facts", "gates", "next_steps"}
    assert names(Fact) == {"code", "status", "evidence"}


@often
@given(seeds)
def test_the_place_reaches_staff_only(seed):
    opening, (seeker,) = people.case(seed, size=1)
    merit = explain(opening, seeker, profile=PROFILE, place=Place(1, 1, "merit", None))
    reserved = explain(opening, seeker, profile=PROFILE, place=Place(1, 9, "reserved", 3))
    assert merit != reserved
    assert employer_view(merit) == employer_view(reserved)
    assert worker_view(merit) == worker_view(reserved)


EVERYTHING = Opening(
    id=1,
    occupation="8121",
    kind="overseas",
    country="JP",
    skills=(SkillDemand("sewing"), SkillDemand("tiling")),
    education=2,
    technical_level=2,
    it_level=1,
    experience_months=12,
    languages=(LanguageLevel("ja", 2), LanguageLevel("en", 1)),
    conditions=Conditions(place=1, lifting=2),
    demands_shifts=True,
    has_dormitory=True,
    start_in_months=2,
)


def steps(**facts):
    return [
        (change.code, change.subject) for change in changes(EVERYTHING, Seeker(id=1, registered=0, **facts))
    ]


def test_which_steps_are_suggested():
    assert steps() == [
        ("confirm_skill", "sewing"),
        ("confirm_skill", "tiling"),
        ("confirm_language", "ja"),
        ("confirm_language", "en"),
        ("confirm_technical_level", "2"),
        ("confirm_education", "2"),
        ("confirm_it_level", "1"),
        ("confirm_experience", "12"),
        ("confirm_condition", "lifting"),
        ("confirm_condition", "place"),
        ("confirm_readiness", "2"),
        ("wish_occupation", "8121"),
        ("accept", "shifts"),
        ("accept", "overseas"),
        ("accept", "moving"),
    ]
    assert steps(
        skills_held=frozenset(("sewing",)),
        skills_lacking=frozenset(("tiling",)),
        languages=(LanguageLevel("ja", 1), LanguageLevel("en", 3)),
        technical_level=1,
        education=3,
        it_level=0,
        experience_months=3,
        conditions=Conditions(place=0, lifting=0),
        ready_in_months=9,
        wished=("8121",),
        accepts_shifts=True,
        accepts_overseas=False,
        willing_to_move=True,
    ) == [
        ("gain_skill", "tiling"),
        ("learn_language", "ja"),
        ("raise_technical_level", "2"),
        ("raise_it_level", "1"),
        ("accept", "overseas"),
    ]


def test_a_step_taken_is_not_suggested_again():
    for change in changes(EVERYTHING, Seeker(id=1, registered=0)):
        again = [(each.code, each.subject) for each in changes(EVERYTHING, change.seeker)]
        assert (change.code, change.subject) not in again
        assert len(again) == 14
