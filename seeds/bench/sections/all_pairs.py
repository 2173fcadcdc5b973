"""all-pairs: every vacancy against everybody, on one core, as a province refreshes its lists."""

from collections.abc import Sequence

from jobs.kernel.rank import rank
from jobs.matching import rank as oracle
from jobs.matching.codec import encode
from jobs.matching.policy import Profile, default_policy
from jobs.matching.results import Ranking
from jobs.matching.types import Opening
from seeds.bench.bench import Bench, profiles
from seeds.bench.measure import Mismatch, Series, first_difference
from seeds.bench.peers import LIMIT
from seeds.bench.peers.kernel import Kernel

VACANCIES, VERIFIED = 3_000, 3
STEP = 500  # vacancies between two signs of progress


def run(bench: Bench) -> None:
    """Time all lists; compare some with the reference, whose whole time follows from theirs."""
    openings, engine = bench.openings(bench.count(VACANCIES)), Kernel()
    for name, profile in profiles().items():
        engine.open(bench.world)  # what it keeps of openings is part of the work
        limit = engine.bytes_per_person() * len(bench.seekers) * len(openings) / bench.bandwidth
        whole, scalar = Series(Kernel.name), Series("scalar reference, extrapolated")
        made = whole.time(every_list, bench, engine, openings, profile)
        for number, found in made.items():
            expected = scalar.time(
                oracle.rank,
                openings[number],
                bench.seekers,
                profile=profile,
                policy=default_policy(),
                limit=LIMIT,
            )
            if encode(found) != encode(expected):
                place = first_difference(list(expected.ranked), list(found.ranked))
                raise Mismatch(f"all pairs, vacancy {openings[number].id}, profile {name}: {place}")
        about = {"vacancies": len(openings), "policy": name}
        reference = scalar.mean * len(openings)
        slower = bench.report.add("all-pairs", Kernel.name, scalar.name, whole.mean, reference, **about)
        bench.report.add("all-pairs", Kernel.name, "scan limit", whole.mean, limit, **about)
        rate = len(openings) * len(bench.seekers) / whole.mean / 1e6
        bench.report.say(
            f"  policy {name}: {len(openings):,} vacancies x {len(bench.seekers):,} people in"
            f" {whole.mean:,.2f} s ({sum(whole.cpu):,.2f} s CPU), {rate:,.1f} million pairs a second;"
            f" the reference would take {slower:,.0f} times as long; {whole.mean / limit:,.2f} times the scan"
            f" limit; {len(made)} lists verified"
        )
    engine.close()


def every_list(
    bench: Bench, engine: Kernel, openings: Sequence[Opening], profile: Profile
) -> dict[int, Ranking]:
    """Rank everybody for every opening, those that ask alike after one another; some of the lists by their
    position, to be verified.
    """
    kept, step = {}, max(1, len(openings) // VERIFIED)
    for done, number in enumerate(sorted(range(len(openings)), key=lambda at: _kin(openings[at])), 1):
        ranking = rank(openings[number], engine.pool, profile=profile, policy=engine.policy, limit=LIMIT)
        if number % step == 0:
            kept[number] = ranking
        if done % STEP == 0:
            bench.report.progress(done, len(openings))
    return kept


def _kin(opening: Opening) -> tuple[str, str, str]:
    return opening.occupation, opening.province or "", opening.commune or ""
