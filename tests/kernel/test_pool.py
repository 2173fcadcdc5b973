"""A pool gives the same people back, whatever has happened to it."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jobs.kernel
from jobs.kernel.facets import FACETS
from jobs.kernel.pool import MANIFEST, Pool, UnreadablePool
from jobs.kernel.rank import rank
from jobs.matching import codec
from jobs.matching.codec import SEEKER_FIELDS
from jobs.matching.policy import default_policy, default_profile
from jobs.matching.rank import InvalidPool
from tests.kernel import wide

ROOT = Path(jobs.kernel.__file__).parent


def everybody(pool):
    return pool.seekers(pool.ids)


def by_id(seekers):
    return sorted(seekers, key=lambda one: one.id)


def test_every_field_stands_in_one_facet():
    names = ["id", "registered", *(name for names in FACETS.values() for name in names)]
    assert sorted(names) == sorted(SEEKER_FIELDS)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 60))
def test_a_round_trip(seed, size):
    seekers = wide.crowd(Random(seed), size)
    pool = Pool.of(seekers)
    assert everybody(pool) == by_id(seekers)
    assert pool.ids.tolist() == sorted(one.id for one in seekers)
    assert len(pool) == size


def test_some_people_in_the_order_asked():
    seekers = wide.crowd(Random(4), 30)
    pool = Pool.of(seekers)
    chosen = [seekers[7], seekers[3], seekers[20]]
    assert pool.seekers([one.id for one in chosen]) == chosen
    assert pool.seekers([]) == []


@pytest.mark.parametrize("stranger", [0, 2, 10**6])
def test_somebody_who_is_not_here(stranger):
    pool = Pool.of(wide.crowd(Random(4), 30))
    with pytest.raises(KeyError, match=str(stranger)):
        pool.seekers([1, stranger])


def test_nobody_occurs_twice():
    seekers = wide.crowd(Random(4), 5)
    with pytest.raises(InvalidPool, match=f"person {seekers[1].id} occurs twice"):
        Pool.of([*seekers, replace(seekers[1], age=99)])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_replacing_people_is_making_the_pool_anew(seed):
    rng = Random(seed)
    before = wide.crowd(rng, 40)
    pool = Pool.of(before)
    strangers = [replace(one, id=one.id + 1) for one in wide.crowd(rng, 5)]
    changed = [replace(other, id=one.id) for one, other in zip(before[:6], wide.crowd(rng, 6), strict=True)]
    gone = [one.id for one in before[4:12]] + [10**6]
    after = pool.replace([*changed, *strangers], gone)
    given_ids = {one.id for one in (*changed, *strangers)}
    expected = [one for one in before if one.id not in given_ids | set(gone)] + changed + strangers
    assert everybody(after) == by_id(expected)
    assert everybody(pool) == by_id(before)
    opening = wide.opening(rng)
    rankings = [
        codec.encode(
            rank(opening, each, profile=default_profile(), policy=default_policy(), limit=10, batch=3)
        )
        for each in (after, Pool.of(expected))
    ]
    assert rankings[0] == rankings[1]


def test_replacing_nobody():
    pool = Pool.of(wide.crowd(Random(4), 5))
    assert everybody(pool.replace([])) == everybody(pool)
    assert len(pool.replace([], pool.ids.tolist())) == 0


@pytest.mark.parametrize("size", [0, 1, 200])
def test_saved_and_mapped(tmp_path, size):
    rng = Random(9)
    seekers = wide.crowd(rng, size)
    pool, opening = Pool.of(seekers), wide.opening(rng)
    pool.save(tmp_path / "pool")
    mapped = Pool.open(tmp_path / "pool")
    assert everybody(mapped) == by_id(seekers)
    named = {"profile": default_profile(), "policy": default_policy(), "limit": 20}
    assert codec.encode(rank(opening, Pool.open(tmp_path / "pool"), **named)) == codec.encode(
        rank(opening, pool, **named)
    )
    changed = mapped.replace([replace(one, age=40) for one in seekers[:3]])
    assert len(changed) == size
    assert [path.name for path in tmp_path.iterdir()] == ["pool"]


def test_a_saved_pool_is_never_written_over(tmp_path):
    first, second = Pool.of(wide.crowd(Random(1), 5)), Pool.of(wide.crowd(Random(2), 9))
    first.save(tmp_path / "pool")
    with pytest.raises(OSError, match="pool"):
        second.save(tmp_path / "pool")
    assert everybody(Pool.open(tmp_path / "pool")) == everybody(first)
    assert [path.name for path in tmp_path.iterdir()] == ["pool"]


@pytest.mark.parametrize("damage", ["nothing there", "another version", "a short column", "no manifest"])
def test_what_is_no_pool_is_refused(tmp_path, damage):
    folder = tmp_path / "pool"
    if damage != "nothing there":
        Pool.of(wide.crowd(Random(1), 5)).save(folder)
        Pool.of(wide.crowd(Random(1), 4)).save(tmp_path / "other")
    if damage == "another version":
        manifest = json.loads((folder / MANIFEST).read_text())
        (folder / MANIFEST).write_text(json.dumps(manifest | {"version": 0}))
    if damage == "a short column":
        (tmp_path / "other" / "wage.npy").rename(folder / "wage.npy")
    if damage == "no manifest":
        (folder / MANIFEST).unlink()
    with pytest.raises(UnreadablePool):
        Pool.open(folder)


def test_a_fresh_interpreter_loads_no_framework():
    imports = "; ".join(
        f"import jobs.kernel.{path.stem}" for path in ROOT.glob("*.py") if path.stem != "__init__"
    )
    script = f"{imports}; import sys; print(sorted({{'django', 'celery', 'psycopg'}} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT.parents[1]
    )
    assert done.stdout == "[]\n"
