"""The log of what other systems may want to read again, written by the database itself.

Triggers fill it, once per statement and in the transaction of the change: nothing goes past them, and what is
rolled back leaves no row. A row says *that* something changed, never what; ``centres.feed`` reads it.
"""

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from centres.models.people import Centre


class CurrentTransaction(models.Func):
    """``pg_current_xact_id()``: the number of the top-level transaction."""

    function = "pg_current_xact_id"
    arity = 0


class TransactionIdField(models.Field):
    """``xid8``: a transaction's number in 64 bits, which never wrap around. An ``int`` in Python."""

    def db_type(self, connection):
        return "xid8"

    def from_db_value(self, value, expression, connection):
        return None if value is None else int(value)

    def get_prep_value(self, value):
        return value if value is None or hasattr(value, "resolve_expression") else str(int(value))


class Change(models.Model):
    """One transaction changed one subject of one kind, in what a centre can see of it."""

    xid = TransactionIdField(db_default=CurrentTransaction())
    kind = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    public_id = models.CharField(max_length=40)
    # rows outlive what they tell of, and a check of the key would cost every change a lookup
    centre = models.ForeignKey(
        Centre, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "xid", "kind", "subject"],  # the order the log is read in
                name="one_told_change_per_transaction",
                violation_error_message=_("This change is already recorded."),
            ),
        ]
        indexes = [
            # what has been kept long enough
            models.Index(fields=["changed_at"], name="change_by_age"),
        ]

    def __str__(self):
        return f"{self.xid} {self.kind} {self.public_id}"


RECORD = """
INSERT INTO centres_change (kind, subject, public_id, centre_id)
SELECT DISTINCT '{kind}', {subject}, {public_id}, {centre} FROM ({touched}) AS touched {join}
ON CONFLICT DO NOTHING;
RETURN NULL;
"""
OLD, NEW = "SELECT {columns} FROM old_values", "SELECT {columns} FROM new_values"


def told(
    kind: str,
    *,
    subject: str = "touched.id",
    public_id: str = "touched.public_id",
    centre: str = "touched.centre_id",
    join: str = "",
    columns: tuple[str, ...] = (),
) -> list[pgtrigger.Trigger]:
    """Triggers that tell every change of a table's rows as a change of a subject of ``kind``.

    ``subject``, ``public_id`` and ``centre`` are SQL over the row, called ``touched``, and ``join``.
    With ``columns``, of which ``touched`` then consists, an update tells only the rows in which one of these
    has another value.
    """
    both = f"{NEW} UNION ALL {OLD}"
    changed = f"({NEW} EXCEPT {OLD}) UNION ALL ({OLD} EXCEPT {NEW})" if columns else both

    def trigger(name: str, operation: pgtrigger.Operation, touched: str, **tables: str) -> pgtrigger.Trigger:
        return pgtrigger.Trigger(
            name=name,
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**tables),
            func=RECORD.format(
                kind=kind,
                subject=subject,
                public_id=public_id,
                centre=centre,
                touched=touched.format(columns=", ".join(columns) or "*"),
                join=join,
            ),
        )

    old, new = {"old": "old_values"}, {"new": "new_values"}
    return [
        trigger("told_inserted", pgtrigger.Insert, NEW, **new),
        trigger("told_updated", pgtrigger.Update, changed, **old, **new),
        trigger("told_deleted", pgtrigger.Delete, OLD, **old),
    ]


def told_of_part(kind: str, *, whole: str, key: str) -> list[pgtrigger.Trigger]:
    """The same for a table of parts: ``key`` is its column that points to the table ``whole``."""
    join = f"JOIN {whole} AS whole ON whole.id = touched.{key}"
    return told(kind, subject="whole.id", public_id="whole.public_id", centre="whole.centre_id", join=join)
