"""From a formula to one SQL statement: stages nested in each other, gates innermost, order outermost."""

from seeds.bench.algebra import Algebra, text_of
from seeds.bench.formula import Formula, Question, stages
from seeds.bench.peers import LIMIT

CARRIED = ("id", "registered", "tier")


def ranking_query(x: Algebra, formula: Formula, question: Question, *, source: str, fence: str = "") -> str:
    """The first hundred by merit as (id, E, W, M).

    ``fence`` closes each stage: PostgreSQL would else put every stage into the next and compute each value
    many times.
    """
    gates = " AND ".join(text_of(gate) for gate in formula.gates())
    query, carried = f"{source} WHERE {gates}", list(CARRIED)
    for stage in stages(x, formula, question):
        added = [f"{text_of(part)} AS {name}" for name, part in stage.items()]
        query = f"(SELECT {', '.join([*carried, *added])} FROM {query} {fence})"
        query += f" AS s{len(carried)}"
        carried += stage
    return (
        f"SELECT id, score_e, score_w, score_m FROM {query}"
        f" ORDER BY score_m DESC, tier DESC, registered, id LIMIT {LIMIT}"
    )


def columns_sql(types: dict[str, str]) -> str:
    """Column definitions."""
    return ", ".join(f"{name} {kind}" for name, kind in types.items())
