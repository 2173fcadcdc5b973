"""Run as a script inside a cluster: is every stored list what a ranking of everybody gives now?

``python -m tests.faults.compare`` ends with an error when some are not, and says how many.
"""

import sys

import django


def main() -> int:
    """How many lists differ; printed with how many were compared."""
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 - needs django.setup

    from centres.models import Centre  # noqa: PLC0415
    from jobs import shortlist, snapshots  # noqa: PLC0415
    from jobs.models import Vacancy  # noqa: PLC0415
    from jobs.runs import is_shown_by  # noqa: PLC0415

    now = timezone.now()
    centre = Centre.objects.get(code="SLA")
    desk = shortlist.Desk(snapshots.bring_forward(centre, at=now))
    rows = Vacancy.objects.filter(centre=centre).open_on(snapshots.day_of(now)).with_demands()
    runs = [(vacancy, vacancy.current_run) for vacancy in rows.select_related("current_run__policy")]
    different = sum(run is None or not is_shown_by(run, desk.rank(vacancy).ranking) for vacancy, run in runs)
    print(f"{different} of {len(runs)} lists differ")
    return different


if __name__ == "__main__":
    sys.exit(main() > 0)
