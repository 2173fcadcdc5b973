"""Polars over the wide rows, lazily, one thread."""

import importlib
import os
from collections.abc import Iterable, Sequence
from typing import Any

from seeds.bench.algebra import X
from seeds.bench.columns import WideFacts
from seeds.bench.formula import Formula, Question, stages
from seeds.bench.peers import LIMIT, Hit, Missing, World
from seeds.bench.queries import CARRIED


class FrameAlgebra:
    """Expressions of Polars. Columns have the widths of the SQL types, sums of deviations 64 bits."""

    def __init__(self, polars: Any) -> None:
        self.pl = polars

    def _of(self, part: X) -> X:
        return part if isinstance(part, self.pl.Expr) else self.pl.lit(part)

    def col(self, name: str) -> X:
        return self.pl.col(name)

    def case(self, *branches: tuple[X, X], otherwise: X = None) -> X:
        (when, then), *others = branches
        chain = self.pl.when(self._of(when)).then(self._of(then))
        for when, then in others:
            chain = chain.when(self._of(when)).then(self._of(then))
        return chain.otherwise(self._of(otherwise))

    def at(self, table: Sequence[int], index: X) -> X:
        return self.pl.lit(self.pl.Series(table, dtype=self.pl.Int32)).gather(index)

    def floor(self, top: X, bottom: X) -> X:
        return top // bottom

    def least(self, parts: Iterable[X]) -> X:
        return self.pl.min_horizontal(*parts)

    def greatest(self, parts: Iterable[X]) -> X:
        return self.pl.max_horizontal(*parts)

    def known(self, part: X, otherwise: Any) -> X:
        return part.fill_null(otherwise)

    def wide(self, part: X) -> X:
        return part.cast(self.pl.Int64)

    def bit(self, word: X, number: int) -> X:
        return (word & self.pl.lit(1 << number, dtype=self.pl.Int64)) != 0


class Frame:
    """A data frame library with a query optimiser."""

    name = "Polars, 1 thread"
    exact = True

    def open(self, world: World) -> None:
        os.environ.setdefault("POLARS_MAX_THREADS", "1")  # read once, when the library is loaded
        try:
            self.pl = importlib.import_module("polars")
        except ImportError as missing:
            raise Missing("polars is not installed") from missing
        self.rows = world.wide
        kinds = {"bigint": self.pl.Int64, "integer": self.pl.Int32, "boolean": self.pl.Boolean}
        self.frame = self.pl.DataFrame(
            [
                self.pl.Series(name, column, dtype=kinds[self.rows.types[name]])
                for name, column in self.rows.columns.items()
            ]
        )

    def top(self, question: Question) -> list[Hit]:
        x = FrameAlgebra(self.pl)
        formula = Formula(x, WideFacts(x, self.rows, question.opening), question.opening)
        query = self.frame.lazy().filter(*formula.gates())
        carried = list(CARRIED)
        for stage in stages(x, formula, question):
            query = query.select(*carried, *(x._of(part).alias(name) for name, part in stage.items()))
            carried += stage
        order = ["score_m", "tier", "registered", "id"]
        query = query.sort(order, descending=[True, True, False, False]).head(LIMIT)
        return [Hit(*row) for row in query.select("id", "score_e", "score_w", "score_m").collect().rows()]

    def close(self) -> None:
        del self.frame
