"""The titles in a person's record that staff gave an occupation to, as the coder of titles learns them."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from catalog import confirmations
from catalog.confirmations import Pair
from workers.models import Experience, Wish, Worker


def confirmed_titles(worker: Worker) -> list[Pair]:
    """The wanted job of each search with its first wish, and past jobs; two queries."""
    wished = Wish.objects.filter(job_search__worker=worker, job_search__occupation_confirmed=True, position=1)
    worked = Experience.objects.filter(worker=worker, occupation_confirmed=True, occupation__isnull=False)
    titles = (
        *wished.values_list("job_search__job_title", "occupation_id"),
        *worked.values_list("job_title", "occupation_id"),
    )
    return [Pair(*each) for each in titles]


def recount_titles(worker: Worker, *, before: Iterable[Pair] = (), at: datetime) -> None:
    """Count what stands in the record now, and no longer what stood there before."""
    confirmations.recount(before=before, after=confirmed_titles(worker), on=localdate(at))
