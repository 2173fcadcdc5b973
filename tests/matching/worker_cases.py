"""What each criterion of side W gives, worst first."""

from dataclasses import replace

from jobs.matching.types import Conditions, Past
from tests.matching.factory import (
    ABROAD,
    COMMUNE,
    FACTORY,
    HANOI,
    JAPAN,
    KOREA,
    LODGING,
    NEXT_COMMUNE,
    SHUTTLE,
    SON_LA,
    only,
)

# criterion -> (opening, facts of the person, value, evidence), worst first for each opening
WORKER_CASES = {
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
