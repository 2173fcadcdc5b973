"""reverse: the fifty vacancies that suit one person best, by the same pair score."""

from collections.abc import Sequence

from jobs.kernel.pool import Pool
from jobs.kernel.reverse import affected
from jobs.matching.compiled import compile_opening
from jobs.matching.policy import Profile
from jobs.matching.types import Opening, Seeker
from seeds.bench.bench import Bench, profiles
from seeds.bench.measure import Mismatch, Series, first_difference

VACANCIES, PEOPLE, BEST = 1_000, 10, 50

Prospect = tuple[int, int]  # M, negative position: the higher the better


def run(bench: Bench) -> None:
    """Time both directions of asking, person by person, and compare. Raises Mismatch."""
    openings = bench.openings(bench.count(VACANCIES))
    step = max(1, len(bench.seekers) // PEOPLE)
    people = bench.seekers[::step][:PEOPLE]
    for name, profile in profiles().items():
        kernel, scalar = Series("kernel"), Series("scalar reference")
        for person in people:
            found = kernel.time(lambda person=person, profile=profile: by_kernel(openings, person, profile))
            expected = scalar.time(
                lambda person=person, profile=profile: by_reference(openings, person, profile)
            )
            if found != expected:
                difference = first_difference(list(expected), list(found))
                raise Mismatch(f"reverse, person {person.id}, profile {name}: {difference}")
        bench.report.say(f"  policy {name}: {len(people)} people, {len(openings):,} vacancies")
        bench.report.table("reverse", kernel, [scalar], vacancies=len(openings), policy=name)


def by_kernel(openings: Sequence[Opening], person: Seeker, profile: Profile) -> list[Prospect]:
    """Through the columns of a pool of one."""
    profiles_of, least = [profile] * len(openings), [0] * len(openings)
    reached = affected(openings, Pool.of([person]), profiles=profiles_of, thresholds=least)
    return best_of((int(each.match[0]), -each.opening) for each in reached)


def by_reference(openings: Sequence[Opening], person: Seeker, profile: Profile) -> list[Prospect]:
    """Vacancy by vacancy."""
    found = []
    for position, opening in enumerate(openings):
        compiled = compile_opening(opening, profile)
        if all(gate.result != "fail" for gate in compiled.gate_results(person)):
            found.append((compiled.scores(person)[2], -position))
    return best_of(found)


def best_of(found) -> list[Prospect]:
    """The best, the earlier vacancy first where scores are equal."""
    return sorted(found, reverse=True)[:BEST]
