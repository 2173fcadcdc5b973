"""What is missing when a criterion cannot be read."""

from dataclasses import replace

from jobs.matching.types import Conditions, LanguageLevel, Past
from tests.matching.factory import (
    ABROAD,
    FACTORY,
    skills,
)

# criterion, opening, facts of the person, evidence
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
