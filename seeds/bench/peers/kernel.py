"""The product's engine: jobs.kernel over the columns of the register."""

from dataclasses import replace

from jobs.kernel.pool import Pool
from jobs.kernel.rank import rank
from jobs.matching.results import Ranking
from seeds.bench.formula import Question
from seeds.bench.peers import LIMIT, Hit, World


class Kernel:
    """What is timed is the whole ranking with its reserve, which no peer computes."""

    name = "kernel"
    exact = True

    def open(self, world: World) -> None:
        self.pool = Pool.of(world.seekers)
        self.policy = world.policy
        self.merit = replace(world.policy, shares=())

    def ranking(self, question: Question) -> Ranking:
        """The list as the product makes it."""
        return rank(question.opening, self.pool, profile=question.profile, policy=self.policy, limit=LIMIT)

    def top(self, question: Question) -> list[Hit]:
        ranking = rank(question.opening, self.pool, profile=question.profile, policy=self.merit, limit=LIMIT)
        return [Hit(row.id, row.employer_score, row.worker_score, row.score) for row in ranking.ranked]

    def bytes_per_person(self) -> float:
        """What a scan of all columns reads of one person."""
        arrays = [self.pool.ids, self.pool.registered, *self.pool.codes.values()]
        return sum(array.nbytes for array in arrays) / max(1, len(self.pool))

    def close(self) -> None:
        del self.pool
