"""What each criterion of side E gives, worst first."""

from jobs.matching.types import Conditions, LanguageLevel, Past
from tests.matching.factory import FACTORY, TABLE, ko_en, skills

# criterion -> (opening, facts of the person, value, evidence), worst first for each opening
EMPLOYER_CASES = {
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
}
