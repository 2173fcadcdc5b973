"""Every criterion: exact values from worst to best, unknown when nobody asked, and one compliance suite for all."""

from collections.abc import Hashable
from dataclasses import replace
from random import Random

import pytest

from jobs.matching.criteria import REGISTRY
from jobs.matching.lookup import Criterion, by_steps, share, weakest
from jobs.matching.types import (
    CRITERIA,
    EMPLOYER_SIDE,
    Conditions,
    LanguageLevel,
    Opening,
    Past,
    PlaceWish,
    Seeker,
    SkillDemand,
)
from tests.matching import people

NOBODY = Seeker(id=1, registered=0)
FACTORY = Opening(
    id=1,
    occupation="8121",
    skills=(SkillDemand("welding", "must"), SkillDemand("tiling"), SkillDemand("sewing", "useful")),
    education=2,
    technical_level=3,
    experience_months=24,
    languages=(LanguageLevel("ko", 2), LanguageLevel("en", 1)),
    it_level=3,
    conditions=Conditions(place=1, lifting=2, standing=1),
    province="14",
    commune="01",
    km={"02": 5, "03": 42, "04": 600},
    wage_min_vnd=6_000_000,
    wage_max_vnd=12_000_000,
    contract="fixed_12_36m",
    demands_shifts=True,
    demands_trips=True,
    work_form="full_time",
    purpose="long_term",
    meals="one_meal",
    benefits=frozenset(("dormitory", "training")),
    start_in_months=1,
)
LODGING = replace(FACTORY, has_dormitory=True)
SHUTTLE = replace(FACTORY, has_shuttle=True)
ABROAD = replace(FACTORY, kind="overseas", province=None, commune=None, country="JP")
TABLE = replace(FACTORY, related={"8121": 990, "9313": 333}, related_version="texts-1")


def ko_en(ko, en):
    return {"languages": (LanguageLevel("ko", ko), LanguageLevel("en", en))}


def skills(*held, lacking=(), recorded=True):
    return {
        "skills_held": frozenset(held),
        "skills_lacking": frozenset(lacking),
        "skills_recorded": recorded,
    }


def only(*places):
    return {"places": places, "only_these_places": True}


SON_LA, COMMUNE, NEXT_COMMUNE = PlaceWish("14"), PlaceWish("14", "01"), PlaceWish("14", "02")
HANOI, JAPAN, KOREA = PlaceWish("01"), PlaceWish(country="JP"), PlaceWish(country="KR")

# criterion -> (opening, facts of the person, value, evidence), worst first for each opening
CASES = {
    "occupation": [
        (FACTORY, {"wished": ("6111",)}, 0, ("occupation_wished", "6111")),
        (FACTORY, {"wished": ("8311",)}, 200, ("occupation_wished", "8311")),
        (FACTORY, {"past": (Past("8121", 9, 40),)}, 450, ("occupation_past", "8121", "40")),
        (FACTORY, {"wished": ("8131",)}, 500, ("occupation_wished", "8131")),
        (
            FACTORY,
            {"wished": ("9313",), "past": (Past("8122", 1, 0),)},
            630,
            ("occupation_past", "8122", "0"),
        ),
        (FACTORY, {"wished": ("8122", "8123")}, 700, ("occupation_wished", "8122")),
        (FACTORY, {"past": (Past("8121", 9, 3), Past("8121", 9, 2))}, 840, ("occupation_past", "8121", "2")),
        (
            FACTORY,
            {"wished": ("9313", "8121"), "past": (Past("8121", 1, 0),)},
            1000,
            ("occupation_wished", "8121"),
        ),
        (TABLE, {"wished": ("8122",)}, 0, ("occupation_wished", "8122")),
        (TABLE, {"past": (Past("9313", 1, 0),)}, 299, ("occupation_past", "9313", "0")),
        (TABLE, {"wished": ("9313",)}, 333, ("occupation_wished", "9313")),
    ],
    "skills": [
        (
            FACTORY,
            skills(lacking=("welding", "tiling", "sewing"), recorded=False),
            0,
            ("skills", "sewing", "tiling", "welding"),
        ),
        (FACTORY, skills(), 0, ("skills", "sewing", "tiling", "welding")),
        (FACTORY, skills("sewing", "forklift"), 200, ("skills", "tiling", "welding")),
        (FACTORY, skills("tiling"), 400, ("skills", "sewing", "welding")),
        (FACTORY, skills("welding", "tiling"), 800, ("skills", "sewing")),
        (
            FACTORY,
            skills("welding", "tiling", lacking=("sewing",), recorded=False),
            800,
            ("skills", "sewing"),
        ),
        (FACTORY, skills("welding", "tiling", "sewing", recorded=False), 1000, ("skills",)),
    ],
    "experience": [
        (FACTORY, {"experience_months": 0}, 0, ("experience_months", "0", "24")),
        (FACTORY, {"past": (Past("6111", 99, 1),)}, 0, ("experience_months", "0", "24")),
        (
            FACTORY,
            {"experience_months": 6, "past": (Past("8131", 16, 1),)},
            333,
            ("experience_months", "8", "24"),
        ),
        (
            FACTORY,
            {"experience_months": 12, "past": (Past("8131", 16, 1),)},
            500,
            ("experience_months", "12", "24"),
        ),
        (
            FACTORY,
            {"past": (Past("8121", 10, 1), Past("8121", 13, 0))},
            958,
            ("experience_months", "23", "24"),
        ),
        (FACTORY, {"experience_months": 24}, 1000, ("experience_months", "24", "24")),
        (FACTORY, {"experience_months": 240}, 1000, ("experience_months", "240", "24")),
    ],
    "technical_level": [
        (FACTORY, {"technical_level": 0}, 250, ("technical_level", "0", "3")),
        (FACTORY, {"technical_level": 2}, 750, ("technical_level", "2", "3")),
        (FACTORY, {"technical_level": 3}, 1000, ("technical_level", "3", "3")),
        (FACTORY, {"technical_level": 7}, 1000, ("technical_level", "7", "3")),
    ],
    "conditions": [
        (FACTORY, {"conditions": Conditions(lifting=0)}, 0, ("conditions", "lifting")),
        (
            FACTORY,
            {"conditions": Conditions(lifting=1, standing=0)},
            500,
            ("conditions", "lifting", "standing"),
        ),
        (FACTORY, {"conditions": Conditions(lifting=2, standing=0)}, 500, ("conditions", "standing")),
        (FACTORY, {"conditions": Conditions(lifting=2, standing=2)}, 1000, ("conditions",)),
    ],
    "education": [
        (FACTORY, {"education": 0}, 333, ("education", "0", "2")),
        (FACTORY, {"education": 1}, 666, ("education", "1", "2")),
        (FACTORY, {"education": 2}, 1000, ("education", "2", "2")),
        (FACTORY, {"education": 3}, 1000, ("education", "3", "2")),
    ],
    "language": [
        (FACTORY, {"languages_recorded": True}, 0, ("language", "ko", "en")),
        (FACTORY, {"languages": (LanguageLevel("ko", 0),)}, 0, ("language", "ko")),
        (FACTORY, ko_en(1, 1), 500, ("language", "ko")),
        (FACTORY, ko_en(3, 1), 1000, ("language",)),
    ],
    "it": [
        (FACTORY, {"it_level": 0}, 0, ("it_level", "0", "3")),
        (FACTORY, {"it_level": 1}, 333, ("it_level", "1", "3")),
        (FACTORY, {"it_level": 3}, 1000, ("it_level", "3", "3")),
    ],
    "place": [
        (FACTORY, {**only(HANOI), "commune": "02"}, 0, ("place_not_wished",)),
        (FACTORY, {"province": "12", "willing_to_move": False}, 0, ("other_province",)),
        (FACTORY, {"commune": "04"}, 0, ("distance", "600")),
        (FACTORY, {"commune": "03"}, 368, ("distance", "42")),
        (FACTORY, {"commune": "03", "places": (HANOI,), "willing_to_move": True}, 368, ("distance", "42")),
        (FACTORY, {**only(HANOI, SON_LA), "commune": "04"}, 850, ("place_wished", "2")),
        (FACTORY, {"commune": "02", "places": (NEXT_COMMUNE,)}, 1000, ("distance", "5")),
        (FACTORY, only(COMMUNE, HANOI), 1000, ("place_wished", "1")),
        (replace(FACTORY, commune=None), only(COMMUNE), 1000, ("place_wished", "1")),
        (LODGING, {"commune": "03", "willing_to_move": False}, 368, ("distance", "42")),
        (LODGING, {"commune": "03", "willing_to_move": True}, 800, ("lodged",)),
        (LODGING, {"willing_to_move": True}, 800, ("lodged",)),
        (LODGING, {"commune": "02", "willing_to_move": True}, 1000, ("distance", "5")),
        (SHUTTLE, {"commune": "03", "willing_to_move": True}, 800, ("lodged",)),
        (ABROAD, {"accepts_overseas": False}, 0, ("overseas_refused",)),
        (ABROAD, {**only(SON_LA), "accepts_overseas": True}, 0, ("place_not_wished",)),
        (ABROAD, {"places": (SON_LA,), "accepts_overseas": True}, 700, ("overseas",)),
        (ABROAD, {"places": (KOREA, JAPAN)}, 850, ("place_wished", "2")),
        (ABROAD, {"places": (JAPAN,)}, 1000, ("place_wished", "1")),
    ],
    "wage": [
        (FACTORY, {"wage_band": 4}, 0, ("wage_band", "2", "4")),
        (FACTORY, {"wage_monthly_vnd": 10_000_000, "wage_band": 1}, 500, ("wage_band", "2", "3")),
        (FACTORY, {"wage_monthly_vnd": 9_999_999}, 1000, ("wage_band", "2", "2")),
        (FACTORY, {"wage_mode": "daily", "wage_band": 1}, 1000, ("wage_band", "2", "1")),
        (replace(FACTORY, wage_min_vnd=None), {"wage_band": 5}, 0, ("wage_band", "3", "5")),
        (replace(FACTORY, wage_max_vnd=None), {"wage_band": 3}, 500, ("wage_band", "2", "3")),
    ],
    "occupation_wished": [
        (FACTORY, {"wished": ("6111",), "past": (Past("8121", 9, 0),)}, 0, ("occupation_wished", "6111")),
        (FACTORY, {"wished": ("6111", "8131", "8132")}, 500, ("occupation_wished", "8131")),
        (FACTORY, {"wished": ("6111", "8121")}, 1000, ("occupation_wished", "8121")),
    ],
    "contract": [
        (
            replace(FACTORY, contract="fixed_lt12m"),
            {"contract": "indefinite"},
            0,
            ("contract", "fixed_lt12m", "indefinite"),
        ),
        (FACTORY, {"contract": "indefinite"}, 500, ("contract", "fixed_12_36m", "indefinite")),
        (FACTORY, {"contract": "fixed_12_36m"}, 1000, ("contract", "fixed_12_36m", "fixed_12_36m")),
        (FACTORY, {"contract": "fixed_lt12m"}, 1000, ("contract", "fixed_12_36m", "fixed_lt12m")),
    ],
    "availability": [
        (FACTORY, {"accepts_shifts": False}, 0, ("availability", "shifts")),
        (FACTORY, {"accepts_shifts": True, "accepts_trips": False}, 0, ("availability", "trips")),
        (
            FACTORY,
            {"accepts_shifts": True, "accepts_trips": True, "accepts_secondment": False},
            1000,
            ("availability",),
        ),
    ],
    "hours": [
        (FACTORY, {"work_form": "part_time"}, 0, ("hours", "full_time", "part_time")),
        (FACTORY, {"work_form": "full_time"}, 1000, ("hours", "full_time", "full_time")),
    ],
    "purpose": [
        (FACTORY, {"purpose": "extra_job"}, 0, ("purpose", "long_term", "extra_job")),
        (FACTORY, {"purpose": "temporary"}, 500, ("purpose", "long_term", "temporary")),
        (FACTORY, {"purpose": "long_term"}, 1000, ("purpose", "long_term", "long_term")),
        (
            replace(FACTORY, purpose="extra_job"),
            {"purpose": "temporary"},
            500,
            ("purpose", "extra_job", "temporary"),
        ),
    ],
    "meals": [
        (FACTORY, {"meals": "three_meals"}, 0, ("meals", "one_meal", "three_meals")),
        (FACTORY, {"meals": "two_meals"}, 500, ("meals", "one_meal", "two_meals")),
        (FACTORY, {"meals": "cash"}, 1000, ("meals", "one_meal", "cash")),
        (replace(FACTORY, meals=None), {"meals": "none"}, 1000, ("meals_any",)),
    ],
    "benefits": [
        (FACTORY, {"benefits": frozenset(("nursery",))}, 0, ("benefits", "0", "1", "nursery")),
        (
            FACTORY,
            {"benefits": frozenset(("nursery", "training", "dormitory"))},
            666,
            ("benefits", "2", "3", "nursery"),
        ),
        (FACTORY, {"benefits": frozenset(("training",))}, 1000, ("benefits", "1", "1")),
        (replace(FACTORY, benefits=None), {"benefits": frozenset()}, 1000, ("benefits_any",)),
    ],
    "readiness": [
        (FACTORY, {"ready_in_months": 9}, 0, ("months_late", "8")),
        (FACTORY, {"ready_in_months": 2}, 750, ("months_late", "1")),
        (FACTORY, {"ready_in_months": 1}, 1000, ("months_late", "0")),
        (FACTORY, {"ready_in_months": 0}, 1000, ("months_late", "0")),
    ],
    "conditions_wished": [
        (FACTORY, {"conditions": Conditions(place=0)}, 0, ("conditions", "place")),
        (
            FACTORY,
            {"conditions": Conditions(place=2, lifting=2, standing=0)},
            500,
            ("conditions", "standing"),
        ),
        (FACTORY, {"conditions": Conditions(place=1, lifting=2, standing=1)}, 1000, ("conditions",)),
    ],
}
UNKNOWN = [
    ("occupation", FACTORY, {}, ("occupation_unknown",)),
    ("skills", FACTORY, {}, ("skills_unknown", "sewing", "tiling", "welding")),
    ("skills", FACTORY, skills("tiling", lacking=("sewing",), recorded=False), ("skills_unknown", "welding")),
    ("experience", FACTORY, {}, ("experience_unknown", "24")),
    ("technical_level", FACTORY, {}, ("technical_level_unknown", "3")),
    ("conditions", FACTORY, {}, ("conditions_unknown", "lifting", "standing")),
    ("conditions", FACTORY, {"conditions": Conditions(lifting=1)}, ("conditions_unknown", "standing")),
    ("education", FACTORY, {}, ("education_unknown", "2")),
    ("language", FACTORY, {}, ("language_unknown", "ko", "en")),
    ("language", FACTORY, {"languages": (LanguageLevel("ko", 1),)}, ("language_unknown", "en")),
    ("it", FACTORY, {}, ("it_level_unknown", "3")),
    ("place", FACTORY, {}, ("distance_unknown",)),
    ("place", FACTORY, {"commune": "99", "willing_to_move": True}, ("distance_unknown",)),
    ("place", FACTORY, {"province": "14", "willing_to_move": False}, ("distance_unknown",)),
    ("place", FACTORY, {"willing_to_move": False}, ("distance_unknown",)),
    ("place", ABROAD, {}, ("overseas_unknown",)),
    ("wage", FACTORY, {}, ("wage_wish_unknown",)),
    ("wage", FACTORY, {"wage_mode": "negotiable", "wage_band": 2}, ("wage_wish_open", "negotiable")),
    ("wage", FACTORY, {"wage_mode": "commission"}, ("wage_wish_open", "commission")),
    (
        "wage",
        replace(FACTORY, wage_min_vnd=None, wage_max_vnd=None),
        {"wage_band": 2},
        ("wage_offer_unknown",),
    ),
    ("occupation_wished", FACTORY, {"past": (Past("8121", 9, 0),)}, ("occupation_wish_unknown",)),
    ("contract", FACTORY, {}, ("contract_unknown",)),
    ("contract", replace(FACTORY, contract=None), {"contract": "indefinite"}, ("contract_unknown",)),
    ("availability", FACTORY, {"accepts_trips": True}, ("availability_unknown", "shifts")),
    ("hours", FACTORY, {}, ("hours_unknown",)),
    ("hours", replace(FACTORY, work_form=None), {"work_form": "full_time"}, ("hours_unknown",)),
    ("purpose", FACTORY, {}, ("purpose_unknown",)),
    ("purpose", replace(FACTORY, purpose=None), {"purpose": "long_term"}, ("purpose_unknown",)),
    ("meals", FACTORY, {}, ("meals_unknown",)),
    ("meals", replace(FACTORY, meals=None), {"meals": "cash"}, ("meals_unknown",)),
    ("benefits", FACTORY, {}, ("benefits_unknown",)),
    (
        "benefits",
        replace(FACTORY, benefits=None),
        {"benefits": frozenset(("training",))},
        ("benefits_unknown",),
    ),
    ("readiness", FACTORY, {}, ("readiness_unknown",)),
    ("conditions_wished", FACTORY, {}, ("conditions_unknown", "place", "lifting", "standing")),
]
ROWS = [(code, *row) for code, rows in CASES.items() for row in rows]


@pytest.mark.parametrize(("code", "opening", "facts", "value", "evidence"), ROWS)
def test_a_known_value_and_its_reason(code, opening, facts, value, evidence):
    assert REGISTRY[code](opening, replace(NOBODY, **facts)) == (value, evidence)


@pytest.mark.parametrize(("code", "opening", "facts", "evidence"), UNKNOWN)
def test_an_unknown_value_says_what_is_missing(code, opening, facts, evidence):
    assert REGISTRY[code](opening, replace(NOBODY, **facts)) == (None, evidence)


@pytest.mark.parametrize("code", CRITERIA)
def test_cases_are_stated_worst_to_best_and_reach_the_top(code):
    by_opening = {}
    for opening, _, value, _ in CASES[code]:
        by_opening.setdefault(id(opening), []).append(value)
    for values in by_opening.values():
        assert values == sorted(values)
    assert max(value for _, _, value, _ in CASES[code]) == 1000
    assert code in {row[0] for row in UNKNOWN}


def test_the_registry_is_the_list_of_criteria():
    assert tuple(REGISTRY) == CRITERIA


@pytest.mark.parametrize("code", CRITERIA)
def test_every_criterion_keeps_the_contract(code):
    """One signature, 0..1000 or None, evidence of codes, and nothing read but the declared fact."""
    criterion = REGISTRY[code]
    assert isinstance(criterion, Criterion)
    assert (criterion.code, criterion.side) == (code, "E" if code in EMPLOYER_SIDE else "W")
    rng = Random(code)
    seen = set()
    for _ in range(400):
        opening, seeker = people.opening(rng), people.seeker(rng, 1)
        assert isinstance(criterion.asked(opening), bool)
        if not criterion.asked(opening):
            continue
        fact = criterion.fact(opening)(seeker)
        assert isinstance(fact, Hashable)
        reading = criterion(opening, seeker)
        assert (
            reading
            == criterion.read(opening, fact)
            == criterion(opening, replace(seeker, id=9, tier=0, age=99))
        )
        assert reading.value is None or (type(reading.value) is int and 0 <= reading.value <= 1000)
        assert reading.evidence
        assert all(type(word) is str for word in reading.evidence)
        assert reading.evidence[0].isidentifier()
        seen.add(reading.value)
    assert {None, 1000} <= seen


@pytest.mark.parametrize(
    ("code", "empty"),
    [
        ("skills", {"skills": ()}),
        ("experience", {"experience_months": 0}),
        ("experience", {"experience_months": None}),
        ("technical_level", {"technical_level": 0}),
        ("education", {"education": None}),
        ("language", {"languages": ()}),
        ("it", {"it_level": 0}),
        ("conditions", {"conditions": Conditions(place=1, lifting=0, standing=0)}),
        ("conditions_wished", {"conditions": Conditions(hearing_speaking=2, lifting=0)}),
        ("availability", {"demands_shifts": False, "demands_trips": False}),
    ],
)
def test_a_demand_left_empty_asks_nothing(code, empty):
    assert REGISTRY[code].asked(FACTORY) is True
    assert REGISTRY[code].asked(replace(FACTORY, **empty)) is False


def test_parts():
    assert [share(have, 4) for have in (0, 1, 3, 4, 9)] == [0, 250, 750, 1000, 1000]
    assert [by_steps(steps) for steps in (-1, 0, 1, 2, 3)] == [1000, 1000, 500, 0, 0]
    assert weakest([]) == (1000, ())
    assert weakest([("a", 500), ("b", None)]) == (None, ("b",))
    assert weakest([("a", 0), ("b", None)]) == (0, ("a",))
    assert weakest([("a", 500), ("b", 500), ("c", 900)]) == (500, ("a", "b"))
