"""fair: a timetable of interviews at a job fair."""

from typing import NoReturn

from seeds.bench.bench import Bench
from seeds.bench.measure import Skipped


def run(bench: Bench) -> NoReturn:
    """Raises Skipped: fairs have no timetable yet that could be measured."""
    raise Skipped("fair timetables are not part of the product yet")
