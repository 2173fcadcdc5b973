"""pgvector: people as vectors of occupations and skills, the nearest found by an HNSW index, those scored
exactly. Approximate, so recall is printed where other peers must be equal.
"""

from django.db import connection

from jobs.matching.employer_side import SKILL_WEIGHTS
from jobs.matching.lookup import FULL
from jobs.matching.similarity import similarity
from jobs.matching.types import Opening, Seeker
from seeds.bench.algebra import SqlAlgebra
from seeds.bench.columns import WideFacts
from seeds.bench.formula import Formula, Question
from seeds.bench.peers import Hit, Missing, World
from seeds.bench.queries import columns_sql, ranking_query

TABLE, FENCE = "bench_vectors", "OFFSET 0"
NEAREST = 1_000
GRAPH = "WITH (m = 8, ef_construction = 32)"  # a finer graph takes minutes at 100,000 people
MOST_DIMENSIONS = 2_000  # of an index on vectors


class Vectors:
    """Retrieve, then score."""

    name = "pgvector HNSW, then SQL"
    exact = False

    def open(self, world: World) -> None:
        self.rows = world.wide
        self.codes = [*world.wide.occupations]
        self.skills = [*world.wide.skills][: MOST_DIMENSIONS - len(self.codes)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_available_extensions WHERE name = 'vector'")
            if cursor.fetchone() is None:
                raise Missing("extension not available on this server")
            size = len(self.codes) + len(self.skills)
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            columns = columns_sql(self.rows.types)
            cursor.execute("SET maintenance_work_mem = '1GB'")  # the whole graph, or building takes minutes
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
            cursor.execute(f"CREATE UNLOGGED TABLE {TABLE} ({columns}, v vector({size}))")
            with cursor.copy(f"COPY {TABLE} FROM STDIN") as copy:
                for row, seeker in zip(self.rows.rows(), world.seekers, strict=True):
                    copy.write_row((*row, self._person(seeker)))
            cursor.execute(f"CREATE INDEX ON {TABLE} USING hnsw (v vector_ip_ops) {GRAPH}")
            cursor.execute(f"ANALYZE {TABLE}")
            cursor.execute(f"SET hnsw.ef_search = {NEAREST}")

    def _person(self, seeker: Seeker) -> str:
        """How close the wishes come to each occupation, and which skills are held."""
        near = [max((similarity(wish, code) for wish in seeker.wished), default=0) for code in self.codes]
        held = [FULL * (code in seeker.skills_held) for code in self.skills]
        return f"[{','.join(f'{value / FULL:g}' for value in near + held)}]"

    def _wanted(self, opening: Opening) -> str:
        weights = {skill.code: SKILL_WEIGHTS[skill.importance] for skill in opening.skills}
        total = sum(weights.values()) or 1
        occupation = [float(code == opening.occupation) for code in self.codes]
        skills = [weights.get(code, 0) / total for code in self.skills]
        return f"[{','.join(f'{value:g}' for value in occupation + skills)}]"

    def top(self, question: Question) -> list[Hit]:
        x = SqlAlgebra()
        formula = Formula(x, WideFacts(x, self.rows, question.opening), question.opening)
        nearest = f"SELECT * FROM {TABLE} ORDER BY v <#> %s::vector LIMIT {NEAREST}"
        statement = ranking_query(x, formula, question, source=f"({nearest}) nearest", fence=FENCE)
        with connection.cursor() as cursor:
            cursor.execute(statement, [self._wanted(question.opening)])
            return [Hit(*row) for row in cursor.fetchall()]

    def close(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
