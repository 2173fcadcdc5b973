"""The guarantees on random pools of up to sixty people: a few thousand here, a hundred thousand on request.

`RANDOM_POOLS=100000 python3 manage.py test tests/matching/test_reserve_many_pools.py` is the long form; the
seed of a pool that breaks one is in the message.
"""

import os
from random import Random

import pytest

from jobs.matching.reserve import Candidate, reserve
from tests.matching import guarantees
from tests.matching.pools import policy

POOLS = int(os.environ.get("RANDOM_POOLS", "600"))
PARTS = 10  # so that several processes share the long form
SPREADS = (3, 20, 10_001)  # distinct scores: nearly all tied, some tied, hardly any


def situation(seed: int):
    """A pool and a policy, larger and wilder than the strategies search."""
    rng = Random(seed)
    scores = rng.choice(SPREADS)
    pool = [
        Candidate(number, rng.randrange(scores), rng.choice((0, 0, 0, 1, 2, 3)), rng.randrange(4))
        for number in range(rng.randrange(rng.choice((4, 12, 60)) + 1))
    ]
    rng.shuffle(pool)
    sixths = sorted(rng.randrange(7) for _ in range(3))
    if rng.random() < 0.3:
        rng.shuffle(sixths)
    cap = rng.choice((None, 0, rng.randrange(scores)))
    return pool, policy(tuple(sixths), rng.randrange(scores) if rng.random() < 0.5 else 0, cap)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_guarantee_on_every_pool(part):
    checked = 0
    for seed in range(part, POOLS, PARTS):
        pool, rules = situation(seed)
        for holds in guarantees.ALL:
            try:
                holds(reserve, pool, rules)
            except AssertionError as broken:
                raise AssertionError(f"pool {seed}: {holds.__name__}") from broken
        checked += 1
    assert checked == len(range(part, POOLS, PARTS)) > 0
