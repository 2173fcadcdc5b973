"""DuckDB over the wide rows, in memory, one thread."""

import csv
import importlib
import tempfile
from collections.abc import Sequence

from seeds.bench.algebra import Sql, SqlAlgebra, X, text_of
from seeds.bench.columns import WideFacts
from seeds.bench.formula import Formula, Question
from seeds.bench.peers import Hit, Missing, World
from seeds.bench.queries import columns_sql, ranking_query

TABLE = "wide"


class DuckAlgebra(SqlAlgebra):
    """DuckDB divides integers with two strokes and reads lists."""

    division = "//"

    def at(self, table: Sequence[int], index: X) -> Sql:
        return Sql(f"([{', '.join(map(str, table))}]::int[])[{text_of(index)} + 1]")


class Duck:
    """A columnar database inside the process."""

    name = "DuckDB, 1 thread"
    exact = True

    def open(self, world: World) -> None:
        try:
            duckdb = importlib.import_module("duckdb")
        except ImportError as missing:
            raise Missing("duckdb is not installed") from missing
        self.rows = world.wide
        self.link = duckdb.connect(config={"threads": 1})
        self.link.execute(f"CREATE TABLE {TABLE} ({columns_sql(self.rows.types)})")
        with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
            csv.writer(file).writerows(self.rows.rows())
            file.flush()
            self.link.execute(f"COPY {TABLE} FROM '{file.name}' (HEADER FALSE)")

    def top(self, question: Question) -> list[Hit]:
        x = DuckAlgebra()
        formula = Formula(x, WideFacts(x, self.rows, question.opening), question.opening)
        rows = self.link.execute(ranking_query(x, formula, question, source=TABLE)).fetchall()
        return [Hit(*row) for row in rows]

    def close(self) -> None:
        self.link.close()
