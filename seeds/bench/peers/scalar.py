"""The oracle: the rules in plain Python, as the product states them."""

from dataclasses import replace

from jobs.matching.rank import rank
from seeds.bench.formula import Question
from seeds.bench.peers import LIMIT, Hit, World


class Scalar:
    """jobs.matching.rank over everybody, without a reserve."""

    name = "scalar reference"
    exact = True

    def open(self, world: World) -> None:
        self.seekers = world.seekers
        self.merit = replace(world.policy, shares=())

    def top(self, question: Question) -> list[Hit]:
        ranking = rank(
            question.opening, self.seekers, profile=question.profile, policy=self.merit, limit=LIMIT
        )
        self.eligible = ranking.eligible
        return [Hit(row.id, row.employer_score, row.worker_score, row.score) for row in ranking.ranked]

    def close(self) -> None:
        self.seekers = ()
