"""Every gate: who passes, who fails, who is unknown, and what would settle it."""

from dataclasses import replace

import pytest

from jobs.matching.gates import gates_of
from jobs.matching.policy import default_policy, default_profile
from jobs.matching.rank import rank
from jobs.matching.results import GateResult
from jobs.matching.types import Conditions, LanguageLevel, Opening, Past, PlaceWish, Seeker, SkillDemand
from tests.matching.factory import JAPAN, KOREA

MINH = Seeker(id=7, registered=0, age=30, consents=True, searching=True)
PLAIN = Opening(id=1, occupation="8121", province="14", commune="01")
ABROAD = Opening(id=1, occupation="8121", kind="overseas", country="JP")
LICENCE = replace(PLAIN, skills=(SkillDemand("driving_c", "must"), SkillDemand("tiling")))
LEVELS = replace(
    PLAIN,
    importance={"technical_level": "must", "education": "must", "experience": "must", "it": "must"},
    technical_level=3,
    education=2,
    experience_months=12,
    it_level=2,
)
KOREAN = replace(PLAIN, importance={"language": "must"}, languages=(LanguageLevel("ko", 2),))
HEAVY = replace(PLAIN, importance={"conditions": "must"}, conditions=Conditions(place=1, lifting=2, vision=1))
SHIFTS = replace(
    PLAIN,
    importance={"availability": "must"},
    demands_shifts=True,
    demands_trips=True,
    demands_secondment=True,
)
HERE = replace(PLAIN, importance={"place": "must"})
IN_JAPAN = replace(HERE, kind="overseas", province=None, commune=None, country="JP")

# gate, subject, opening, facts, result, fix
CASES = [
    ("consent", "", PLAIN, {}, "pass", ""),
    ("consent", "", PLAIN, {"consents": False}, "fail", "record_consent"),
    ("searching", "", PLAIN, {}, "pass", ""),
    ("searching", "", PLAIN, {"searching": False}, "fail", "reopen_search"),
    ("referral_limit", "", PLAIN, {"live_referrals": 2}, "pass", ""),
    ("referral_limit", "", PLAIN, {"live_referrals": 3}, "fail", "close_a_referral"),
    ("referral_limit", "", replace(PLAIN, referral_limit=4), {"live_referrals": 3}, "pass", ""),
    ("legal_age", "", PLAIN, {"age": None}, "unknown", "record_birth_date"),
    ("legal_age", "", PLAIN, {"age": 14}, "fail", "record_birth_date"),
    ("legal_age", "", PLAIN, {"age": 15}, "pass", ""),
    ("legal_age", "", replace(PLAIN, min_age=18), {"age": 17}, "fail", "record_birth_date"),
    ("legal_age", "", ABROAD, {"age": 17}, "fail", "record_birth_date"),
    ("legal_age", "", ABROAD, {"age": 18}, "pass", ""),
    ("legal_age", "", replace(ABROAD, min_age=20), {"age": 19}, "fail", "record_birth_date"),
    ("legal_age", "", replace(PLAIN, max_age=35), {"age": 35}, "pass", ""),
    ("legal_age", "", replace(PLAIN, max_age=35), {"age": 36}, "fail", "record_birth_date"),
    ("skill", "driving_c", LICENCE, {"skills_held": frozenset(("driving_c",))}, "pass", ""),
    ("skill", "driving_c", LICENCE, {"skills_lacking": frozenset(("driving_c",))}, "fail", "confirm_skill"),
    ("skill", "driving_c", LICENCE, {"skills_recorded": True}, "unknown", "confirm_skill"),
    ("technical_level", "", LEVELS, {"technical_level": 3}, "pass", ""),
    ("technical_level", "", LEVELS, {"technical_level": 2}, "fail", "confirm_technical_level"),
    ("technical_level", "", LEVELS, {}, "unknown", "confirm_technical_level"),
    ("education", "", LEVELS, {"education": 3}, "pass", ""),
    ("education", "", LEVELS, {"education": 1}, "fail", "confirm_education"),
    ("education", "", LEVELS, {}, "unknown", "confirm_education"),
    ("experience", "", LEVELS, {"past": (Past("8121", 12, 3),)}, "pass", ""),
    ("experience", "", LEVELS, {"experience_months": 11}, "fail", "confirm_experience"),
    ("experience", "", LEVELS, {}, "unknown", "confirm_experience"),
    ("it", "", LEVELS, {"it_level": 2}, "pass", ""),
    ("it", "", LEVELS, {"it_level": 0}, "fail", "confirm_it"),
    ("it", "", LEVELS, {}, "unknown", "confirm_it"),
    ("language", "ko", KOREAN, {"languages": (LanguageLevel("ko", 2),)}, "pass", ""),
    ("language", "ko", KOREAN, {"languages": (LanguageLevel("ko", 1),)}, "fail", "confirm_language"),
    ("language", "ko", KOREAN, {"languages_recorded": True}, "unknown", "confirm_language"),
    ("conditions", "lifting", HEAVY, {"conditions": Conditions(lifting=1)}, "pass", ""),
    ("conditions", "lifting", HEAVY, {"conditions": Conditions(lifting=0)}, "fail", "confirm_condition"),
    ("conditions", "vision", HEAVY, {"conditions": Conditions(vision=0)}, "pass", ""),
    ("conditions", "vision", HEAVY, {}, "unknown", "confirm_condition"),
    ("shifts", "", SHIFTS, {"accepts_shifts": True}, "pass", ""),
    ("shifts", "", SHIFTS, {"accepts_shifts": False}, "fail", "ask_availability"),
    ("trips", "", SHIFTS, {}, "unknown", "ask_availability"),
    ("secondment", "", SHIFTS, {"accepts_secondment": False}, "fail", "ask_availability"),
    ("only_these_places", "", HERE, {"places": (PlaceWish("14"),), "only_these_places": True}, "pass", ""),
    ("only_these_places", "", HERE, {"places": (PlaceWish("12"),), "only_these_places": False}, "pass", ""),
    (
        "only_these_places",
        "",
        HERE,
        {"places": (PlaceWish("12"),), "only_these_places": True},
        "fail",
        "ask_places",
    ),
    ("only_these_places", "", HERE, {"places": (PlaceWish("12"),)}, "unknown", "ask_places"),
    ("only_these_places", "", HERE, {"only_these_places": True}, "unknown", "ask_places"),
    ("only_these_places", "", IN_JAPAN, {"places": (JAPAN,), "only_these_places": True}, "pass", ""),
    (
        "only_these_places",
        "",
        IN_JAPAN,
        {"places": (KOREA,), "only_these_places": True},
        "fail",
        "ask_places",
    ),
    ("overseas", "", IN_JAPAN, {"accepts_overseas": True}, "pass", ""),
    ("overseas", "", IN_JAPAN, {"accepts_overseas": False}, "fail", "ask_overseas"),
    ("overseas", "", IN_JAPAN, {}, "unknown", "ask_overseas"),
]


def results(opening, **facts):
    return {(gate.code, gate.subject): gate(replace(MINH, **facts)) for gate in gates_of(opening)}


@pytest.mark.parametrize(("code", "subject", "opening", "facts", "result", "fix"), CASES)
def test_a_gate(code, subject, opening, facts, result, fix):
    assert results(opening, **facts)[code, subject] == GateResult(code, subject, result, fix)


@pytest.mark.parametrize(("code", "subject", "opening", "facts", "result", "fix"), CASES)
def test_a_fail_removes_and_an_unknown_is_to_be_confirmed_first(code, subject, opening, facts, result, fix):
    one = replace(opening, skills=opening.skills[:1])
    ranking = rank(one, [replace(MINH, **facts)], profile=default_profile(), policy=default_policy())
    gate = GateResult(code, subject, result, fix)
    assert (gate in [refused.gate for refused in ranking.refused]) == (result == "fail")
    if ranking.ranked:
        assert (gate in ranking.ranked[0].confirm) == (result == "unknown")
    else:
        assert ranking.removed == 1
        assert all(refused.people == 1 for refused in ranking.refused)


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (PLAIN, []),
        (replace(LICENCE, skills=(SkillDemand("tiling"),)), []),
        (LICENCE, ["skill"]),
        (LEVELS, ["technical_level", "education", "experience", "it"]),
        (replace(LEVELS, importance={"education": "high"}), []),
        (replace(LEVELS, education=0, it_level=None), ["technical_level", "experience"]),
        (KOREAN, ["language"]),
        (replace(KOREAN, importance={}), []),
        (HEAVY, ["conditions", "conditions"]),
        (replace(HEAVY, importance={}), []),
        (SHIFTS, ["shifts", "trips", "secondment"]),
        (replace(SHIFTS, importance={}), []),
        (HERE, ["only_these_places"]),
        (IN_JAPAN, ["only_these_places", "overseas"]),
        (replace(IN_JAPAN, importance={}), []),
    ],
)
def test_which_gates_an_opening_puts_up(opening, expected):
    always = ["consent", "searching", "referral_limit", "legal_age"]
    assert [gate.code for gate in gates_of(opening)] == always + expected


def test_distance_is_never_a_gate():
    far = replace(PLAIN, importance={"place": "high"}, km={"09": 900})
    assert all(gate.result == "pass" for gate in results(far, commune="09").values())
