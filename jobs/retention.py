"""What is kept of old lists, and for how long.

Kept for ever: every list somebody asked for or decided on, every current list, and what these were made
from. A list that was made only to stay fresh goes once it is neither current nor young. Facts go with the
last run that could be replayed from them, unless they are somebody's present ones.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from jobs.models import (
    Freshness,
    MatchOpening,
    MatchRun,
    MatchSnapshot,
    Override,
    SeekerFacts,
    Vacancy,
)
from workers import changes

# facts replaced before any snapshot that is still named
UNUSED_FACTS = """
WITH kept AS (
    SELECT snapshot_id AS id FROM jobs_matchrun
    UNION SELECT newest_id FROM jobs_freshness
    UNION SELECT compared_id FROM jobs_freshness
), span AS (
    SELECT facts.id, snapshot.centre_id, facts.since_id,
        lead(facts.since_id) OVER (PARTITION BY facts.worker_id, snapshot.centre_id ORDER BY facts.since_id)
            AS until
    FROM jobs_seekerfacts facts JOIN jobs_matchsnapshot snapshot ON snapshot.id = facts.since_id
)
DELETE FROM jobs_seekerfacts USING span
WHERE jobs_seekerfacts.id = span.id AND span.until IS NOT NULL AND NOT EXISTS (
    SELECT FROM kept JOIN jobs_matchsnapshot named ON named.id = kept.id
    WHERE named.centre_id = span.centre_id AND kept.id >= span.since_id AND kept.id < span.until
)
"""
OLDEST_MARK = """
SELECT watermark FROM jobs_freshness ORDER BY pg_snapshot_xmin(split_part(watermark, '/', 2)::pg_snapshot)
LIMIT 1
"""


@transaction.atomic
def prune(*, before: datetime) -> dict[str, int]:
    """Drop lists nobody asked for that were replaced and are older than ``before``, and what only they need.

    Returns how many rows of each kind went.
    """
    current = Vacancy.objects.filter(current_run=OuterRef("pk"))
    decided = Override.objects.filter(run=OuterRef("pk"))
    old = MatchRun.objects.filter(~Exists(current), ~Exists(decided), task=None, finished_at__lt=before)
    gone = {"runs": old.delete()[0]}
    unused = MatchOpening.objects.filter(~Exists(MatchRun.objects.filter(opening=OuterRef("pk"))))
    gone["openings"] = unused.delete()[0]
    with connection.cursor() as cursor:
        cursor.execute(UNUSED_FACTS)
        gone["facts"] = cursor.rowcount
        cursor.execute(OLDEST_MARK)
        mark = cursor.fetchone()
    named = [
        Exists(MatchRun.objects.filter(snapshot=OuterRef("pk"))),
        Exists(SeekerFacts.objects.filter(since=OuterRef("pk"))),
        Exists(Freshness.objects.filter(newest=OuterRef("pk"))),
        Exists(Freshness.objects.filter(compared=OuterRef("pk"))),
    ]
    gone["snapshots"] = MatchSnapshot.objects.exclude(named[0] | named[1] | named[2] | named[3]).delete()[0]
    gone["changes"] = changes.prune(changes.Watermark(mark[0])) if mark else 0
    return gone
