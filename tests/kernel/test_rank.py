"""The kernel gives what the oracle gives, to the byte."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.kernel import rank as kernel
from jobs.kernel.pool import Pool
from jobs.matching import codec
from jobs.matching.compiled import compile_opening
from jobs.matching.policy import default_policy, default_profile
from jobs.matching.rank import InvalidPool, rank
from jobs.matching.types import Opening, Past
from tests.kernel import wide

LIMITS = (None, 0, 1, 3, 10, 100)
BATCHES = (1, 2, 5, 20, 400)


def assert_equal(opening, seekers, pool, *, profile, policy, limit, batch):
    expected = rank(opening, seekers, profile=profile, policy=policy, limit=limit)
    found = kernel.rank(opening, pool, profile=profile, policy=policy, limit=limit, batch=batch)
    assert found == expected
    assert codec.encode(found) == codec.encode(expected)
    return expected


def compare(seed, size, openings):
    """One pool and several openings, so that what is kept between openings is put to the test, too."""
    rng = Random(seed)
    seekers = wide.crowd(rng, size)
    pool = Pool.of(seekers)
    return [
        assert_equal(
            wide.opening(rng, number),
            seekers,
            pool,
            profile=wide.profile(rng),
            policy=wide.policy(rng),
            limit=rng.choice(LIMITS),
            batch=rng.choice(BATCHES),
        )
        for number in range(openings)
    ]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 40))
def test_small_pools(seed, size):
    compare(seed, size, 3)


@pytest.mark.parametrize("seed", range(12))
def test_larger_pools(seed):
    compare(seed, 600, 8)


def test_the_cases_are_not_all_alike():
    rankings = [ranking for seed in range(12) for ranking in compare(seed, 120, 6)]
    promises = [promise for ranking in rankings for promise in ranking.promises]
    placings = [person.place for ranking in rankings for person in ranking.ranked]
    assert {promise.shortfall for promise in promises} == {
        None, "none_left", "below_floor", "beyond_cap", "catching_up",
    }  # fmt: skip
    assert {place.rule for place in placings} == {"merit", "reserved"}
    assert {row.gate.code for ranking in rankings for row in ranking.refused} >= {
        "consent", "searching", "referral_limit", "legal_age", "skill", "technical_level", "education",
        "experience", "it", "language", "conditions", "shifts", "trips", "only_these_places",
        "overseas",
    }  # fmt: skip
    assert any(person.confirm for ranking in rankings for person in ranking.ranked)


def test_the_shipped_weights_and_guarantee_on_a_larger_pool():
    rng = Random(3)
    seekers = wide.crowd(rng, 4_000)
    pool = Pool.of(seekers)
    for number in range(6):
        ranking = assert_equal(
            wide.opening(rng, number),
            seekers,
            pool,
            profile=default_profile(),
            policy=default_policy(),
            limit=100,
            batch=50,
        )
        assert len(ranking.ranked) == min(100, ranking.eligible)


def test_somebody_rare_is_found_far_down():
    """Two poor people among thousands, with scores no first batch comes near."""
    rng = Random(8)
    seekers = [replace(one, tier=0, consents=True, searching=True) for one in wide.crowd(rng, 1_500)]
    seekers[700] = replace(seekers[700], tier=3, age=30, live_referrals=0, wished=("6111",), past=())
    seekers[900] = replace(seekers[900], tier=3, age=30, live_referrals=0, wished=(), past=())
    policy = replace(default_policy(), floor=0, cap=None)
    opening = Opening(id=1, occupation="8121")
    ranking = assert_equal(
        opening, seekers, Pool.of(seekers), profile=default_profile(), policy=policy, limit=10, batch=5
    )
    reserved = [one for one in ranking.ranked if one.place.rule == "reserved"]
    assert len(reserved) == 2
    assert max(one.place.rank_without_priority for one in reserved) > 100


def test_a_tier_the_policy_does_not_name_is_refused():
    seekers = wide.crowd(Random(1), 5)
    seekers[2] = replace(seekers[2], tier=4)
    with pytest.raises(InvalidPool, match="tier 4 is not in the policy"):
        kernel.rank(
            Opening(id=1, occupation="8121"),
            Pool.of(seekers),
            profile=default_profile(),
            policy=default_policy(),
        )


def heavy_profile():
    """Weights whose deviations do not fit 64 bits, though nothing in a profile forbids them."""
    return replace(
        default_profile(),
        employer_weights={
            code: weight * 10**12 for code, weight in default_profile().employer_weights.items()
        },
        medians={code: median + 1 for code, median in default_profile().medians.items()},
    )


def spoilt(seekers):
    seekers[0] = replace(seekers[0], past=(Past("8121", 1 << 50, 1),))
    return seekers


@pytest.mark.parametrize(
    ("seekers", "changes", "profile"),
    [
        (wide.crowd(Random(5), 60), {}, heavy_profile()),
        (wide.crowd(Random(5), 60), {"related": {"8121": 1_400}}, default_profile()),
        (spoilt(wide.crowd(Random(5), 60)), {}, default_profile()),
    ],
    ids=["sums that overflow", "closeness off the scale", "a job of impossible length"],
)
def test_what_the_columns_cannot_hold_goes_to_the_oracle(monkeypatch, seekers, changes, profile):
    asked = []
    oracle = kernel.oracle.rank
    monkeypatch.setattr(
        kernel.oracle, "rank", lambda *args, **named: asked.append(1) or oracle(*args, **named)
    )
    opening = replace(wide.opening(Random(2)), **changes)
    pool = Pool.of(seekers)
    assert_equal(opening, seekers, pool, profile=profile, policy=default_policy(), limit=10, batch=5)
    assert asked == [1]
    compiled = compile_opening(opening, profile)
    found = kernel.scores(opening, pool, profile=profile)
    by_id = sorted(seekers, key=lambda one: one.id)
    assert list(zip(*(column.tolist() for column in found[1:]), strict=True)) == [
        compiled.scores(one) for one in by_id
    ]


@pytest.mark.parametrize("seed", range(5))
def test_scores_of_some_rows(seed):
    rng = Random(seed)
    seekers = sorted(wide.crowd(rng, 80), key=lambda one: one.id)
    pool, opening, profile = Pool.of(seekers), wide.opening(rng), wide.profile(rng)
    rows = rng.sample(range(80), 30)
    found = kernel.scores(opening, pool, profile=profile, rows=rows)
    compiled = compile_opening(opening, profile)
    expected = [
        (all(gate.result != "fail" for gate in compiled.gate_results(one)), *compiled.scores(one))
        for one in (seekers[row] for row in rows)
    ]
    assert list(zip(*(column.tolist() for column in found), strict=True)) == expected
    assert len(kernel.scores(opening, pool, profile=profile).match) == 80
