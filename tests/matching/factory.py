"""One opening that asks for everything, its variants, and short ways to state a person's facts."""

from dataclasses import replace

from jobs.matching.types import Conditions, LanguageLevel, Opening, PlaceWish, Seeker, SkillDemand

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
