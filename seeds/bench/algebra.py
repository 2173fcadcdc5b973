"""Expressions that are written once and become SQL text or another engine's own objects.

A peer brings an `Algebra`; `seeds.bench.formula` writes the score with it. What an expression is made of
supports ``+ - * & | ~ == >= <= < >`` and ``is_null()``, with the three-valued logic of SQL.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

X = Any  # an expression of whichever engine


class Algebra(Protocol):
    """What the operators of an expression cannot say."""

    def col(self, name: str) -> X:
        """A column of the stage before."""

    def case(self, *branches: tuple[X, X], otherwise: X = None) -> X:
        """The value of the first branch whose condition is true."""

    def at(self, table: Sequence[int], index: X) -> X:
        """The entry of a small table, counted from 0; null for a null index."""

    def floor(self, top: X, bottom: X) -> X:
        """Integer division of a number that is not negative."""

    def least(self, parts: Iterable[X]) -> X:
        """The least of those that are known."""

    def greatest(self, parts: Iterable[X]) -> X:
        """The greatest of those that are known."""

    def known(self, part: X, otherwise: Any) -> X:
        """The part, or a constant where it is null."""

    def wide(self, part: X) -> X:
        """The same number in 64 bits."""

    def bit(self, word: X, number: int) -> X:
        """Whether a bit of a 64-bit word is set."""


class Sql:
    """A piece of SQL."""

    __slots__ = ("text",)
    __hash__ = None  # type: ignore[assignment]  # == makes a comparison

    def __init__(self, text: str) -> None:
        self.text = text

    def _join(self, word: str, other: Any) -> "Sql":
        return Sql(f"({self.text} {word} {text_of(other)})")

    def __add__(self, other: Any) -> "Sql":
        return self._join("+", other)

    def __sub__(self, other: Any) -> "Sql":
        return self._join("-", other)

    def __mul__(self, other: Any) -> "Sql":
        return self._join("*", other)

    def __and__(self, other: Any) -> "Sql":
        return self._join("AND", other)

    def __or__(self, other: Any) -> "Sql":
        return self._join("OR", other)

    def __invert__(self) -> "Sql":
        return Sql(f"(NOT {self.text})")

    def __eq__(self, other: Any) -> "Sql":  # type: ignore[override]
        return self._join("=", other)

    def __ge__(self, other: Any) -> "Sql":
        return self._join(">=", other)

    def __le__(self, other: Any) -> "Sql":
        return self._join("<=", other)

    def __lt__(self, other: Any) -> "Sql":
        return self._join("<", other)

    def __gt__(self, other: Any) -> "Sql":
        return self._join(">", other)

    def is_null(self) -> "Sql":
        return Sql(f"({self.text} IS NULL)")


def text_of(part: Any) -> str:
    """An expression or a constant as SQL."""
    if isinstance(part, Sql):
        return part.text
    if part is None:
        return "NULL"
    return str(part).upper() if isinstance(part, bool) else str(int(part))


class SqlAlgebra:
    """PostgreSQL; DuckDB is the same but for division and small tables."""

    division = "/"

    def col(self, name: str) -> Sql:
        return Sql(name)

    def case(self, *branches: tuple[X, X], otherwise: X = None) -> Sql:
        arms = " ".join(f"WHEN {text_of(when)} THEN {text_of(then)}" for when, then in branches)
        return Sql(f"(CASE {arms} ELSE {text_of(otherwise)} END)")

    def at(self, table: Sequence[int], index: X) -> Sql:
        return Sql(f"('{{{','.join(map(str, table))}}}'::int[])[{text_of(index)} + 1]")

    def floor(self, top: X, bottom: X) -> Sql:
        return Sql(f"({text_of(top)} {self.division} {text_of(bottom)})")

    def least(self, parts: Iterable[X]) -> Sql:
        return Sql(f"LEAST({', '.join(map(text_of, parts))})")

    def greatest(self, parts: Iterable[X]) -> Sql:
        return Sql(f"GREATEST({', '.join(map(text_of, parts))})")

    def known(self, part: X, otherwise: Any) -> Sql:
        return Sql(f"COALESCE({text_of(part)}, {text_of(otherwise)})")

    def wide(self, part: X) -> Sql:
        return Sql(f"({text_of(part)})::bigint")

    def bit(self, word: X, number: int) -> Sql:
        return Sql(f"({text_of(word)} & {1 << number} <> 0)")
