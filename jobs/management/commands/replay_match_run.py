"""Rank again from what a run stored, by the rules and by the kernel: are these the same bytes?"""

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from jobs import replays, snapshots
from jobs.kernel.pool import Pool
from jobs.models import MatchRun


class Command(BaseCommand):
    help = "Replay stored match runs and compare them byte for byte."

    def add_arguments(self, parser):
        parser.add_argument(
            "runs",
            nargs="*",
            metavar="ID",
            help="public id of a run or of the task that asked for it; none: all",
        )

    def handle(self, *, runs, **options):
        rows = MatchRun.objects.select_related("profile", "policy", "task", "opening", "snapshot__policy")
        if runs:
            rows = rows.filter(Q(public_id__in=runs) | Q(task__public_id__in=runs))
            named = {name for row in rows.values_list("public_id", "task__public_id") for name in row}
            if missing := set(runs) - named:
                raise CommandError(f"No such run: {', '.join(sorted(missing))}")
        different, snapshot, people = 0, None, None
        for run in rows.order_by("snapshot", "pk").iterator(100):
            if run.snapshot_id != snapshot:  # runs of one moment share it
                snapshot, people = run.snapshot_id, everybody(run)
            found = people if isinstance(people, str) else replays.differences(run, *people)
            different += bool(found)
            verdict = (
                "same"
                if not found
                else "DIFFERENT: " + (found if isinstance(found, str) else "; ".join(found))
            )
            self.stdout.write(f"{run.public_id} {run.result_digest} {verdict}")
        if different:
            raise CommandError(f"{different} runs did not come out the same.")


def everybody(run):
    """The people of a run's snapshot and their columns, or what is wrong with them."""
    try:
        seekers = snapshots.everybody_at(run.snapshot)
    except snapshots.MissingFacts as problem:
        return f"facts of the snapshot are missing or were changed ({problem})"
    return seekers, Pool.of(seekers)
