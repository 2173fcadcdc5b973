"""Many rows into a table by COPY: the database's own bulk format, an order of magnitude above INSERT."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from typing import Any, Self

from django.db import connection, models

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

    def text(self) -> tuple[str, str]:
        """The COPY statement and its data; the sheet is empty afterwards."""
        columns = ", ".join(f'"{name}"' for name, _ in self._columns)
        data = "".join(f"{line}\n" for line in self._lines)
        self._lines.clear()
        return f'COPY "{self.model._meta.db_table}" ({columns}) FROM STDIN', data


def _default(field: models.Field) -> str:
    if field.has_default():
        value = field.get_default()
        return ENCODERS[value.__class__](value) if not isinstance(value, models.Choices) else str(value.value)
    return "\\N" if field.null else ""


def reserve_keys(model: type[models.Model], count: int) -> Iterator[int]:
    """Primary keys nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return iter([key for (key,) in cursor.fetchall()])


class Writer:
    """Writes chunks in a thread of its own, so that the next one is made meanwhile.

    It borrows the connection of the thread that made it; that thread uses it only right after
    ``finish``. What goes wrong in a chunk is raised by the next ``write`` or at the end.
    """

    def __init__(self) -> None:
        connection.ensure_connection()
        self._connection = connection.connection
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._pending: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._thread.shutdown()

    def write(self, sheets: Iterable[Sheet]) -> None:
        """Write the sheets in their order, in one transaction, after everything written before."""
        texts = [sheet.text() for sheet in sheets if len(sheet)]
        self.finish()
        self._pending = self._thread.submit(self._copy, texts)

    def finish(self) -> None:
        """Return once everything is in the database."""
        if self._pending is not None:
            self._pending.result()

    def _copy(self, texts: list[tuple[str, str]]) -> None:
        with self._connection.transaction(), self._connection.cursor() as cursor:
            for statement, data in texts:
                with cursor.copy(statement) as copy:
                    copy.write(data)
