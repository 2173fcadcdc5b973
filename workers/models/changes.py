"""The log of changes to what matching reads about people, written by the database itself.

Triggers fill it, once per statement and in the transaction of the change: no action, import, admin page or
line of SQL can go past them, and what is rolled back leaves no row. The one exception is TRUNCATE, which
PostgreSQL gives no rows of; a truncated table asks for a full reading. ``workers.changes`` reads the log.
"""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from centres.models import Centre, CurrentTransaction, TransactionIdField, told
from centres.queue import CHANNEL

NOTICE = "workers.changes"


class WorkerChange(models.Model):
    """One transaction changed something matching knows of a person, or of everybody in a household.

    A household stands for its members *when the log is read*: somebody who joins it at the same moment in
    another transaction is found then, though neither transaction sees the other. For the same reason a row
    names no centre but where the person's own row changed: there the centre they stood in, before and after.
    """

    xid = TransactionIdField(db_default=CurrentTransaction())
    # rows outlive the person, and a check of the key would cost every change a lookup
    worker = models.ForeignKey(
        "workers.Worker", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    household = models.ForeignKey(
        "workers.Household",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    centre = models.ForeignKey(
        Centre, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )

    class Meta:
        constraints = [
            # one row however often a transaction touches the person, and the order the log is read in
            models.UniqueConstraint(
                fields=["xid", "worker", "household", "centre"],
                nulls_distinct=False,
                name="one_change_per_transaction",
                violation_error_message=_("This change is already recorded."),
            ),
        ]

    def __str__(self):
        return f"{self.xid} {self.worker_id or self.household_id}"


INSERTED, DELETED = "SELECT {columns} FROM new_values", "SELECT {columns} FROM old_values"
UPDATED = f"({INSERTED} EXCEPT {DELETED}) UNION ALL ({DELETED} EXCEPT {INSERTED})"
RECORD = """
INSERT INTO workers_workerchange (worker_id, household_id, centre_id)
SELECT DISTINCT {worker}::bigint, {household}::bigint, {centre}::bigint FROM ({touched}) AS touched {join}
ON CONFLICT DO NOTHING;
IF FOUND THEN PERFORM pg_notify('{channel}', '{notice}'); END IF;
RETURN NULL;
"""


def told_of_members(household: str) -> list[pgtrigger.Trigger]:
    """Triggers that tell a change of a household as one of each of its members."""
    join = f"JOIN workers_worker AS whole ON whole.household_id = {household}"
    return told(
        "worker", subject="whole.id", public_id="whole.public_id", centre="whole.centre_id", join=join
    )


def changes_of(
    *columns: str, worker: str = "NULL", household: str = "NULL", centre: str = "NULL", join: str = ""
) -> list[pgtrigger.Trigger]:
    """Triggers that record whom a statement touches: every row it inserts or deletes, and the rows in which
    it gives one of ``columns`` another value. An update that changes nothing records nothing.

    ``worker``, ``household`` and ``centre`` are SQL over the row, called ``touched``, of which ``columns``
    can be read, and over what ``join`` adds. PostgreSQL wants a trigger for each kind of statement.
    """
    read = ", ".join(columns)

    def trigger(name: str, operation: pgtrigger.Operation, touched: str, **tables: str) -> pgtrigger.Trigger:
        return pgtrigger.Trigger(
            name=name,
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**tables),
            func=RECORD.format(
                worker=worker,
                household=household,
                centre=centre,
                touched=touched.format(columns=read),
                join=join,
                channel=CHANNEL,
                notice=NOTICE,
            ),
        )

    old, new = {"old": "old_values"}, {"new": "new_values"}
    return [
        trigger("change_inserted", pgtrigger.Insert, INSERTED, **new),
        trigger("change_updated", pgtrigger.Update, UPDATED, **old, **new),
        trigger("change_deleted", pgtrigger.Delete, DELETED, **old),
    ]
