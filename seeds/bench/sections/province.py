"""province: referrals for a whole province within everybody's limits, on an invented one."""

from collections import Counter

from jobs.rounds import Problem, Solution, has_exact, solve, synthetic
from seeds.bench.bench import Bench
from seeds.bench.measure import Mismatch, Series

WORKERS, VACANCIES, EDGES = 20_000, 1_500, 50


def run(bench: Bench) -> None:
    """Solve with and without OR-Tools, and check every limit. Raises Mismatch."""
    people = min(WORKERS, bench.filling.workers)
    vacancies = max(1, VACANCIES * people // WORKERS)
    problem = synthetic(people, vacancies, EDGES, bench.filling.seed)
    bench.report.say(f"  {people:,} people, {vacancies:,} vacancies, up to {EDGES} options each")
    plain, exact = Series("rounds in plain Python"), Series("OR-Tools min-cost flow")
    found = plain.time(solve, problem)
    _tell(bench, problem, found, plain)
    if not has_exact():
        bench.report.say("  OR-Tools: skipped: ortools is not installed")
        return
    best = exact.time(solve, problem, exact=True)
    _tell(bench, problem, best, exact)
    if (best.covered, best.covered_priority) != (found.covered, found.covered_priority):
        raise Mismatch("province: one solver reaches more people than the other")
    if found.value > best.value:
        raise Mismatch(f"province: {found.value} is more than the proved most, {best.value}")
    about = {"vacancies": vacancies, "policy": "coverage"}
    bench.report.add("province", plain.name, exact.name, plain.mean, exact.mean, **about)


def _tell(bench: Bench, problem: Problem, found: Solution, series: Series) -> None:
    per_vacancy = Counter(referral.vacancy for referral in found.referrals)
    over = sum(count > problem.capacities[vacancy] for vacancy, count in per_vacancy.items())
    per_person = Counter(referral.person for referral in found.referrals)
    over += sum(per_person[person.id] > person.limit for person in problem.people)
    if over or found.value > found.bound:
        raise Mismatch(f"province, {series.name}: {over} limits exceeded, value {found.value:,}")
    priority = sum(person.priority for person in problem.people)
    bench.report.say(
        f"  {series.name}: {series.mean:.2f} s, value / bound {found.reached / 100:.2f} %,"
        f" covered {found.covered:,} of {len(problem.people):,}, with priority {found.covered_priority:,} of"
        f" {priority:,}, 0 limits exceeded"
    )
