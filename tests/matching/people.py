"""Random but believable openings and people from a seed: the same seed, the same bytes."""

from random import Random

from jobs.matching.types import (
    CRITERIA,
    MAY_BE_MUST,
    Conditions,
    LanguageLevel,
    Opening,
    Past,
    PlaceWish,
    Seeker,
    SkillDemand,
)

OCCUPATIONS = ("8121", "8122", "8131", "8211", "7126", "7127", "5120", "5131", "9313", "9312", "6111")
SKILLS = ("welding", "forklift", "sewing", "first_aid", "tiling", "driving_b2")
COMMUNES = tuple(f"0{number}" for number in range(10))
PROVINCES = ("14", "12", "11", "24")
BENEFITS = ("dormitory", "nursery", "training", "shuttle_bus")
CONTRACTS = ("fixed_lt12m", "fixed_12_36m", "indefinite")
PURPOSES = ("long_term", "temporary", "extra_job")
MEALS = ("none", "cash", "one_meal", "two_meals", "three_meals")
SIZES = (3, 3, 3, 3, 2, 3, 5)


def maybe(rng, make, chance=0.65):
    return make() if rng.random() < chance else None


def some(rng, items, most):
    return rng.sample(items, rng.randrange(most + 1))


def conditions(rng, chance=0.65):
    return Conditions(*(maybe(rng, lambda size=size: rng.randrange(size), chance) for size in SIZES))


def place_wish(rng):
    if rng.random() < 0.2:
        return PlaceWish(country=rng.choice(("JP", "KR")))
    return PlaceWish(rng.choice(PROVINCES), maybe(rng, lambda: rng.choice(COMMUNES), 0.3))


def seeker(rng, number):
    def yes():
        return rng.random() < 0.6

    held = some(rng, SKILLS, 4)
    return Seeker(
        id=number,
        registered=rng.randrange(4),
        tier=rng.choice((0, 0, 0, 1, 2, 3)),
        age=maybe(rng, lambda: rng.randrange(14, 64), 0.95),
        consents=rng.random() < 0.95,
        searching=rng.random() < 0.95,
        live_referrals=rng.choice((0, 0, 0, 0, 1, 2, 3)),
        wished=tuple(some(rng, OCCUPATIONS, 2)),
        past=tuple(
            Past(rng.choice(OCCUPATIONS), rng.randrange(80), rng.randrange(20))
            for _ in range(rng.randrange(3))
        ),
        skills_held=frozenset(held),
        skills_lacking=frozenset(some(rng, SKILLS, 4)) - set(held),
        skills_recorded=yes(),
        education=maybe(rng, lambda: rng.randrange(4)),
        technical_level=maybe(rng, lambda: rng.randrange(8)),
        experience_months=maybe(rng, lambda: rng.choice((0, 1, 12, 24, 60))),
        languages=tuple(LanguageLevel(tag, rng.randrange(4)) for tag in some(rng, ("ko", "ja", "en"), 2)),
        languages_recorded=yes(),
        it_level=maybe(rng, lambda: rng.randrange(4)),
        conditions=conditions(rng),
        commune=maybe(rng, lambda: rng.choice(COMMUNES), 0.9),
        province=maybe(rng, lambda: rng.choice(PROVINCES), 0.9),
        places=tuple(place_wish(rng) for _ in range(rng.randrange(3))),
        only_these_places=maybe(rng, lambda: rng.random() < 0.3),
        willing_to_move=maybe(rng, yes),
        accepts_overseas=maybe(rng, yes),
        wage_mode=maybe(rng, lambda: rng.choice(("monthly", "daily", "hourly", "negotiable", "commission"))),
        wage_monthly_vnd=maybe(rng, lambda: rng.randrange(3, 60) * 1_000_000, 0.4),
        wage_band=maybe(rng, lambda: rng.randrange(1, 6)),
        contract=maybe(rng, lambda: rng.choice(CONTRACTS)),
        accepts_shifts=maybe(rng, yes),
        accepts_trips=maybe(rng, yes),
        accepts_secondment=maybe(rng, yes),
        work_form=maybe(rng, lambda: rng.choice(("full_time", "part_time"))),
        purpose=maybe(rng, lambda: rng.choice(PURPOSES)),
        meals=maybe(rng, lambda: rng.choice(MEALS)),
        benefits=maybe(rng, lambda: frozenset(some(rng, BENEFITS, 3))),
        ready_in_months=maybe(rng, lambda: rng.randrange(6)),
    )


def importance(rng):
    chosen = {}
    for code in CRITERIA:
        levels = ("high", "medium", "low", "ignore", *(("must",) if code in MAY_BE_MUST else ()))
        if rng.random() < 0.3:
            chosen[code] = rng.choice(levels)
    return chosen


def opening(rng, number=1):
    kind = rng.choice(("in_province", "elsewhere", "overseas"))
    abroad = kind == "overseas"
    low = maybe(rng, lambda: rng.randrange(3, 40) * 1_000_000)
    return Opening(
        id=number,
        occupation=rng.choice(OCCUPATIONS),
        related=maybe(rng, lambda: {code: rng.randrange(1001) for code in some(rng, OCCUPATIONS, 8)}, 0.3),
        importance=importance(rng),
        skills=tuple(
            SkillDemand(code, rng.choice(("must", "required", "required", "useful")))
            for code in some(rng, SKILLS, 3)
        ),
        education=maybe(rng, lambda: rng.randrange(4)),
        technical_level=maybe(rng, lambda: rng.randrange(8)),
        experience_months=maybe(rng, lambda: rng.choice((0, 1, 12, 24, 60))),
        languages=tuple(LanguageLevel(tag, rng.randrange(1, 4)) for tag in some(rng, ("ko", "ja"), 2)),
        it_level=maybe(rng, lambda: rng.randrange(4)),
        conditions=conditions(rng, 0.5),
        kind=kind,
        province=None if abroad else rng.choice(PROVINCES),
        commune=None if abroad else maybe(rng, lambda: rng.choice(COMMUNES)),
        country=rng.choice(("JP", "KR")) if abroad else None,
        km={commune: rng.randrange(400) for commune in COMMUNES[:8]},
        has_dormitory=rng.random() < 0.3,
        has_shuttle=rng.random() < 0.3,
        wage_min_vnd=low,
        wage_max_vnd=None if low is None else low + rng.randrange(10) * 1_000_000,
        contract=maybe(rng, lambda: rng.choice(CONTRACTS)),
        demands_shifts=rng.random() < 0.5,
        demands_trips=rng.random() < 0.2,
        demands_secondment=rng.random() < 0.2,
        work_form=maybe(rng, lambda: rng.choice(("full_time", "part_time"))),
        purpose=maybe(rng, lambda: rng.choice(PURPOSES)),
        meals=maybe(rng, lambda: rng.choice(MEALS)),
        benefits=maybe(rng, lambda: frozenset(some(rng, BENEFITS, 3))),
        max_age=maybe(rng, lambda: 45, 0.1),
        start_in_months=rng.randrange(3),
    )


def case(seed, size=8):
    """An opening and a pool."""
    rng = Random(seed)
    return opening(rng), [seeker(rng, number) for number in range(1, size + 1)]
