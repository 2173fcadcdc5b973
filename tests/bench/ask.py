"""Run as a script inside a cluster: ask for the lists of imported vacancies that differ as much as can be.

``python -m tests.bench.ask COUNT``
"""

import sys
from itertools import chain, islice, zip_longest

import django


def main(count: int) -> None:
    """Ask once for each of ``count`` open imported vacancies, spread over occupations and provinces."""
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 - needs django.setup

    from jobs.actions import request_match_run  # noqa: PLC0415
    from jobs.models import Vacancy  # noqa: PLC0415

    imported = Vacancy.objects.exclude(source="").open_on(timezone.localdate()).order_by("pk")
    groups: dict[str, dict[str, Vacancy]] = {}
    for vacancy in imported:
        groups.setdefault(vacancy.occupation_id, {}).setdefault(vacancy.province_id, vacancy)
    turns = zip_longest(*(list(by_province.values()) for by_province in groups.values()))
    chosen = islice((vacancy for vacancy in chain.from_iterable(turns) if vacancy), count)
    for vacancy in chosen:
        request_match_run(vacancy=vacancy, by=None, at=timezone.now())


if __name__ == "__main__":
    main(int(sys.argv[1]))
