"""Rank again from what a run stored, and say whether the same bytes came out."""

from django.core.management.base import BaseCommand, CommandError

from jobs import shortlist
from jobs.matching import codec
from jobs.models import MatchRun


class Command(BaseCommand):
    help = "Replay stored match runs and compare them byte for byte."

    def add_arguments(self, parser):
        parser.add_argument("runs", nargs="*", metavar="ID", help="public id of a run; none means every run")

    def handle(self, *, runs, **options):
        rows = MatchRun.objects.select_related("profile", "policy", "task").order_by("snapshot", "pk")
        if runs:
            rows = rows.filter(task__public_id__in=runs)
            if missing := set(runs) - set(rows.values_list("task__public_id", flat=True)):
                raise CommandError(f"No such run: {', '.join(sorted(missing))}")
        different, snapshot, seekers = 0, "", []
        for run in rows.iterator(20):
            if run.snapshot_id != snapshot:  # runs of one moment share it
                snapshot, seekers = run.snapshot_id, shortlist.seen(run.snapshot)
            again = shortlist.replay(run, seekers)
            same = shortlist.is_reproduced(run, again)
            different += not same
            verdict = "same" if same else f"DIFFERENT: {codec.digest(codec.encode(again))}"
            self.stdout.write(f"{run.task.public_id} {run.result_digest} {verdict}")
        if different:
            raise CommandError(f"{different} runs did not come out the same.")
