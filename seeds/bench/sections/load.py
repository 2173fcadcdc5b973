"""load: a register from tables to what matching knows of people, against instances and against rows."""

import gc

from jobs.matching.policy import default_policy
from jobs.seekers import seekers_of
from jobs.snapshots import one_moment
from seeds.bench.bench import Bench
from seeds.bench.loading import READERS
from seeds.bench.measure import Mismatch, Series, first_difference

TURNS = 2


def run(bench: Bench) -> None:
    """Read the register in turns, and compare everybody. Raises Mismatch."""
    policy, as_of = default_policy(), bench.filling.at.date()
    engine = Series("array_agg in chunks")
    peers = {name: Series(name) for name in READERS}
    for _ in range(TURNS):
        with one_moment():
            expected = engine.time(seekers_of, bench.centre, policy=policy, as_of=as_of)
            for name, read in READERS.items():
                gc.collect()
                found = peers[name].time(read, bench.centre, policy, as_of)
                if found != expected:
                    raise Mismatch(f"load, {name}: {first_difference(expected, found)}")
                del found
    bench.report.say(f"  {len(expected):,} people looking for work, of {bench.filling.workers:,}")
    bench.report.table("load", engine, list(peers.values()))
