"""reverse: the fifty vacancies that suit one person best, by the same pair score."""

from collections.abc import Sequence

from jobs.kernel.pool import Pool
from jobs.kernel.reverse import affected
from jobs.matching.compiled import compile_opening
from jobs.matching.policy import Profile
from jobs.matching.types import Opening, Seeker
from seeds.bench.bench import Bench, profiles
from seeds.bench.measure import Mismatch, Series, first_difference

VACANCIES, PEOPLE, BEST, TURNS = 1_000, 10, 50, 3

Prospect = tuple[int, int]  # M, negative position: the higher the better


def run(bench: Bench) -> None:
    """Time both ways of asking for a handful of people at once, and compare. Raises Mismatch."""
    openings = bench.openings(bench.count(VACANCIES))
    step = max(1, len(bench.seekers) // (PEOPLE * TURNS))
    for name, profile in profiles().items():
        kernel, scalar = Series("kernel"), Series("scalar reference")
        for turn in range(TURNS):
            people = bench.seekers[turn * step :: step * TURNS][:PEOPLE]
            found = kernel.time(by_kernel, openings, people, profile)
            expected = scalar.time(by_reference, openings, people, profile)
            for person in people:
                if found[person.id] != expected[person.id]:
                    difference = first_difference(expected[person.id], found[person.id])
                    raise Mismatch(f"reverse, person {person.id}, profile {name}: {difference}")
        bench.report.say(f"  policy {name}: {TURNS} times {PEOPLE} people, {len(openings):,} vacancies")
        bench.report.table("reverse", kernel, [scalar], vacancies=len(openings), policy=name)


def by_kernel(
    openings: Sequence[Opening], people: Sequence[Seeker], profile: Profile
) -> dict[int, list[Prospect]]:
    """Through the columns of a pool of these few."""
    profiles_of, least = [profile] * len(openings), [0] * len(openings)
    pool = Pool.of(people)
    found: dict[int, list[Prospect]] = {person.id: [] for person in people}
    for each in affected(openings, pool, profiles=profiles_of, thresholds=least):
        for row, score in zip(each.rows.tolist(), each.match.tolist(), strict=True):
            found[int(pool.ids[row])].append((score, -each.opening))
    return {person: best_of(prospects) for person, prospects in found.items()}


def by_reference(
    openings: Sequence[Opening], people: Sequence[Seeker], profile: Profile
) -> dict[int, list[Prospect]]:
    """Vacancy by vacancy."""
    found: dict[int, list[Prospect]] = {person.id: [] for person in people}
    for position, opening in enumerate(openings):
        compiled = compile_opening(opening, profile)
        for person in people:
            if all(gate.result != "fail" for gate in compiled.gate_results(person)):
                found[person.id].append((compiled.scores(person)[2], -position))
    return {person: best_of(prospects) for person, prospects in found.items()}


def best_of(found: list[Prospect]) -> list[Prospect]:
    """The best, the earlier vacancy first where scores are equal."""
    return sorted(found, reverse=True)[:BEST]
