"""all-pairs: every vacancy against everybody, on one core, as a province refreshes its lists."""

from jobs.kernel.rank import rank
from jobs.matching import rank as oracle
from jobs.matching.codec import encode
from jobs.matching.policy import default_policy
from seeds.bench.bench import Bench, profiles
from seeds.bench.measure import Mismatch, Series, first_difference
from seeds.bench.peers import LIMIT
from seeds.bench.peers.kernel import Kernel

VACANCIES, VERIFIED = 3_000, 3
STEP = 500  # vacancies between two signs of progress


def run(bench: Bench) -> None:
    """Time all lists; compare some with the reference, whose whole time follows from theirs."""
    count = bench.count(VACANCIES)
    openings, engine, policy = bench.openings(count), Kernel(), default_policy()
    engine.open(bench.world)
    limit = engine.bytes_per_person() * len(bench.seekers) * len(openings) / bench.bandwidth
    checked = set(range(0, len(openings), max(1, len(openings) // VERIFIED)))
    for name, profile in profiles().items():
        whole, scalar = Series("kernel, all pairs"), Series("scalar reference, extrapolated")
        made = {}

        def every_list(profile=profile, made=made) -> None:
            for number, opening in enumerate(openings):
                ranking = rank(opening, engine.pool, profile=profile, policy=policy, limit=LIMIT)
                if number in checked:
                    made[number] = ranking
                if (number + 1) % STEP == 0:
                    bench.report.progress(number + 1, len(openings))

        whole.time(every_list)
        for number, found in made.items():
            expected = scalar.time(
                lambda number=number, profile=profile: oracle.rank(
                    openings[number], bench.seekers, profile=profile, policy=policy, limit=LIMIT
                )
            )
            if encode(found) != encode(expected):
                place = first_difference(list(expected.ranked), list(found.ranked))
                raise Mismatch(f"all pairs, vacancy {openings[number].id}, profile {name}: {place}")
        pairs = len(openings) * len(bench.seekers)
        about = {"vacancies": len(openings), "policy": name}
        slower = bench.report.add(
            "all-pairs", Kernel.name, scalar.name, whole.mean, scalar.mean * len(openings), **about
        )
        bench.report.add("all-pairs", Kernel.name, "scan limit", whole.mean, limit, **about)
        bench.report.say(
            f"  policy {name}: {len(openings):,} vacancies x {len(bench.seekers):,} people in"
            f" {whole.mean:,.2f} s ({sum(whole.cpu):,.2f} s CPU), {pairs / whole.mean / 1e6:,.0f} million pairs a"
            f" second; the reference would take {slower:,.0f} times as long;"
            f" {whole.mean / limit:,.2f} times the scan limit; {len(made)} lists verified"
        )
    engine.close()
