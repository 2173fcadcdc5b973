"""Denormalised SQL: one wide row per worker with codes as numbers and skills as bits of words."""

from django.db import connection

from seeds.bench.algebra import SqlAlgebra
from seeds.bench.columns import WideFacts
from seeds.bench.formula import Formula, Question
from seeds.bench.peers import Hit, World
from seeds.bench.queries import columns_sql, ranking_query

TABLE = "bench_wide"
FENCE = "OFFSET 0"


class WideSql:
    """One table scan with everything an opening needs as constants in the statement."""

    name = "SQL, one wide row"
    exact = True

    def open(self, world: World) -> None:
        self.rows = world.wide
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE {TABLE} ({columns_sql(self.rows.types)})")
            with cursor.copy(f"COPY {TABLE} FROM STDIN") as copy:
                for row in self.rows.rows():
                    copy.write_row(row)
            cursor.execute(f"ANALYZE {TABLE}")

    def statement(self, question: Question) -> str:
        """The query for one opening."""
        x = SqlAlgebra()
        formula = Formula(x, WideFacts(x, self.rows, question.opening), question.opening)
        return ranking_query(x, formula, question, source=TABLE, fence=FENCE)

    def top(self, question: Question) -> list[Hit]:
        with connection.cursor() as cursor:
            cursor.execute(self.statement(question))
            return [Hit(*row) for row in cursor.fetchall()]

    def close(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
