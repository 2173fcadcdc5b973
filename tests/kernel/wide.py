"""Openings, people, weights and guarantees drawn much wider than the register ever is, from a seed."""

from dataclasses import replace
from random import Random

from jobs.matching.policy import PriorityPolicy, Profile, default_profiles
from jobs.matching.types import (
    CRITERIA,
    EMPLOYER_SIDE,
    MAY_BE_MUST,
    WORKER_SIDE,
    LanguageLevel,
    SkillDemand,
)
from tests.matching import people
from tests.matching.pools import TIER_NAMES

NOTHING_KNOWN = dict.fromkeys(("wished", "past", "places", "languages"), ())


def crowd(rng: Random, size: int) -> list:
    """People in no order, with gaps between their ids; some twins of each other, some hardly known."""
    found = [people.seeker(rng, number * 3 + 1) for number in range(size)]
    for at in range(size):
        if rng.random() < 0.15:
            found[at] = replace(found[rng.randrange(size)], id=found[at].id)
        elif rng.random() < 0.05:
            found[at] = replace(found[at], **NOTHING_KNOWN, education=None, wage_band=None)
    rng.shuffle(found)
    return found


def opening(rng: Random, number: int = 1):
    """An opening; now and then one where all that can be a must is one, or something is demanded twice."""
    made = people.opening(rng, number)
    draw = rng.random()
    if draw < 0.15:
        made = replace(made, importance=dict.fromkeys(MAY_BE_MUST, "must"))
    elif draw < 0.2:
        made = replace(made, importance=dict.fromkeys(CRITERIA, "ignore"))
    elif draw < 0.3:
        made = replace(
            made,
            importance={"language": "must"},
            languages=(LanguageLevel("ko", 1), LanguageLevel("ko", 3)),
            skills=(SkillDemand("welding", "must"), SkillDemand("welding", "must")),
        )
    if rng.random() < 0.2:
        made = replace(made, referral_limit=rng.randrange(3), min_age=rng.choice((15, 18, 30)))
    return made


def profile(rng: Random) -> Profile:
    """A shipped profile, or weights, medians and shrinking at random."""
    if rng.random() < 0.4:
        return rng.choice(list(default_profiles().values()))
    medians = rng.choice(((500,), (1, 999), (400, 600, 800), (300, 700, 900)))
    return Profile(
        code="wide",
        version=1,
        employer_weights={code: rng.choice((0, 1, 3, 20, 60)) for code in EMPLOYER_SIDE},
        worker_weights={code: rng.choice((0, 1, 3, 20, 60)) for code in WORKER_SIDE},
        medians={code: rng.choice(medians) for code in CRITERIA},
        kappa=rng.choice(((0, 1), (1, 1), (1, 3), (5, 2))),
    )


def policy(rng: Random) -> PriorityPolicy:
    """Shares in sixths from none to all, for some of the levels; floors and caps from nothing to hopeless."""
    return PriorityPolicy(
        code="wide",
        version=1,
        tiers=TIER_NAMES,
        shares=tuple((level, rng.randrange(7), 6) for level in (3, 2, 1) if rng.random() < 0.7),
        floor=rng.choice((0, 3_000, 5_000, 7_000, 10_000)),
        cap=rng.choice((None, 0, 100, 1_500, 10_000)),
        legal_text="",
    )
