"""reverse: the open vacancies that suit one person best, as the product answers a counsellor who waits.

The peer has the same answer from the same rows, without what the product keeps between two questions: it
reads and compiles the vacancies, then scores every one of them.
"""

from datetime import datetime

from django.utils.timezone import localdate

from catalog.related import related_table
from jobs.compilations import profiles_on
from jobs.matching.compiled import compile_opening
from jobs.matching.policy import default_policy
from jobs.models import Vacancy
from jobs.openings import opening_of, points_of, profile_code
from jobs.prospects import Prospects, prospects_of
from jobs.rules import profile_of
from jobs.seekers import seekers_of
from seeds.bench.bench import Bench
from seeds.bench.measure import Mismatch, Series, first_difference
from workers.models import Worker

VACANCIES, PEOPLE, BEST = 1_000, 10, 50

Found = list[tuple[int, int]]  # M, vacancy: the best first


def run(bench: Bench) -> None:
    """Time both ways for people from all over the register, and compare. Raises Mismatch."""
    at = bench.filling.at
    bench.rows(bench.count(VACANCIES))
    first, product, scalar = (Series(name) for name in ("the first answer", "product", "scalar reference"))
    people = _people(bench)
    first.time(prospects_of, people.pop(0), at=at, limit=BEST)
    looked_at = 0
    for person in people:
        found = product.time(prospects_of, person, at=at, limit=BEST)
        expected = scalar.time(by_reference, person, at)
        if (told := told_by(found)) != expected:
            raise Mismatch(f"reverse, person {person.pk}: {first_difference(expected, told)}")
        looked_at = found.looked_at
    bench.report.say(
        f"  {len(people)} people, {looked_at:,} open vacancies, the best {BEST} explained; the first answer"
        f" of a process, which reads the vacancies, took {first.mean * 1000:,.0f} ms"
    )
    bench.report.table("reverse", product, [scalar], vacancies=looked_at, policy="as the product")


def _people(bench: Bench) -> list[Worker]:
    """From all over the register; one more than are timed."""
    step = max(1, len(bench.seekers) // (PEOPLE + 1))
    keys = [seeker.id for seeker in bench.seekers[::step]][: PEOPLE + 1]
    return list(Worker.objects.filter(pk__in=keys).select_related("commune", "centre").order_by("pk"))


def told_by(found: Prospects) -> Found:
    """What both are compared by."""
    return [(one.score, one.vacancy) for one in found.listed]


def by_reference(person: Worker, at: datetime) -> Found:
    """Vacancy by vacancy, nothing kept."""
    on, centre = localdate(at), person.centre
    (seeker,) = seekers_of(centre, policy=default_policy(), as_of=on, ids=[person.pk])
    profiles = {code: profile_of(row) for code, row in profiles_on(on, centre).items()}
    points, found = points_of([person.commune_id]), []
    table = related_table()
    for row in Vacancy.objects.filter(centre=centre).open_on(on).with_demands().order_by("pk"):
        compiled = compile_opening(opening_of(row, points, table), profiles[profile_code(row)])
        if all(gate.result != "fail" for gate in compiled.gate_results(seeker)):
            found.append((compiled.scores(seeker)[2], row.pk))
    return sorted(found, key=lambda one: (-one[0], one[1]))[:BEST]
