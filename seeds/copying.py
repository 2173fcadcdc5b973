"""Many rows into a table by COPY: the database's own bulk format, an order of magnitude above INSERT."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.backends.utils import CursorWrapper

ENCODERS: dict[type, Callable[[Any], str]] = {
    str: lambda value: value,
    int: str,
    bool: lambda value: "t" if value else "f",
    date: date.isoformat,
    datetime: datetime.isoformat,
    bytes: lambda value: "\\\\x" + value.hex(),
    list: lambda value: "{" + ",".join(value) + "}",
    type(None): lambda _: "\\N",
}


class UnknownColumn(Exception):
    """A row names a column its table does not have."""


class Sheet:
    """Rows of one table, kept as COPY text until written.

    Columns a row does not name get the field's default, NULL, or the empty text. Values must hold neither
    tabs, line breaks nor backslashes, and lists only plain words; keys the database makes are left out.
    """

    def __init__(self, model: type[models.Model], *, with_key: bool = False) -> None:
        self.model = model
        fields = [field for field in model._meta.concrete_fields if with_key or not field.primary_key]
        self._columns = [(field.column, _default(field)) for field in fields]
        self._names = {name for name, _ in self._columns}
        self._lines: list[str] = []

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, row: dict[str, Any]) -> None:
        """Take one row by column name. Raises UnknownColumn."""
        if not row.keys() <= self._names:
            raise UnknownColumn(f"{self.model.__name__} has no {sorted(row.keys() - self._names)}.")
        self._lines.append(
            "\t".join(
                [
                    ENCODERS[row[name].__class__](row[name]) if name in row else default
                    for name, default in self._columns
                ]
            )
        )

    def write(self, cursor: CursorWrapper) -> int:
        """Send everything kept to the database; returns the number of rows."""
        count = len(self._lines)
        if count:
            columns = ", ".join(f'"{name}"' for name, _ in self._columns)
            statement = f'COPY "{self.model._meta.db_table}" ({columns}) FROM STDIN'
            with cursor.copy(statement) as copy:
                copy.write("\n".join(self._lines) + "\n")
            self._lines.clear()
        return count


def _default(field: models.Field) -> str:
    if field.has_default():
        value = field.get_default()
        return ENCODERS[value.__class__](value) if not isinstance(value, models.Choices) else str(value.value)
    return "\\N" if field.null else ""


def reserve_keys(cursor: CursorWrapper, model: type[models.Model], count: int) -> list[int]:
    """Primary keys nobody else will get."""
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        [model._meta.db_table, count],
    )
    return [key for (key,) in cursor.fetchall()]
