"""The ranked list: gates, score, merit order, reserve."""

from collections import Counter
from collections.abc import Iterable

from jobs.matching.compiled import Compiled, compile_opening
from jobs.matching.policy import PriorityPolicy, Profile
from jobs.matching.reserve import Candidate, reserve
from jobs.matching.results import ENGINE_VERSION, GateResult, Ranked, Ranking, Refused
from jobs.matching.similarity import similarity_version
from jobs.matching.types import Opening, Seeker


class InvalidPool(ValueError):
    """A person occurs twice, or has a tier the policy does not name."""


def rank(
    opening: Opening,
    seekers: Iterable[Seeker],
    *,
    profile: Profile,
    policy: PriorityPolicy,
    limit: int | None = None,
) -> Ranking:
    """Rank people for one opening; list the first `limit` (None = everybody eligible).

    The order of `seekers` does not matter. Raises InvalidPool.
    """
    gated = _Gated(compile_opening(opening, profile))
    for seeker in seekers:
        if not 0 <= seeker.tier < len(policy.tiers):
            raise InvalidPool(f"tier {seeker.tier} is not in the policy")
        gated.admit(seeker)
    placings, promises = reserve(gated.pool, policy, limit)
    return Ranking(
        engine=ENGINE_VERSION,
        opening=opening.id,
        profile=f"{profile.code}-{profile.version}",
        policy=f"{policy.code}-{policy.version}",
        similarity=similarity_version(opening),
        limit=limit,
        eligible=len(gated.pool),
        ranked=tuple(
            Ranked(person.id, person.tier, *gated.scores[person.id], place, gated.doubts[person.id])
            for person, place in placings
        ),
        removed=len(gated.seen) - len(gated.pool),
        refused=gated.refused(),
        promises=tuple(promises),
    )


class _Gated:
    """People sorted into those who may be listed, with their scores, and those refused, with the reason."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.seen: set[int] = set()
        self.pool: list[Candidate] = []
        self.scores: dict[int, tuple[int, int, int]] = {}
        self.doubts: dict[int, tuple[GateResult, ...]] = {}
        self.failed: Counter[GateResult] = Counter()

    def admit(self, seeker: Seeker) -> None:
        """Gate one person, and score them if no gate fails."""
        if seeker.id in self.seen:
            raise InvalidPool(f"person {seeker.id} occurs twice")
        self.seen.add(seeker.id)
        unmet = [gate for gate in self.compiled.gate_results(seeker) if gate.result != "pass"]
        failed = [gate for gate in unmet if gate.result == "fail"]
        for gate in failed:
            self.failed[gate] += 1
        if not failed:
            scores = self.compiled.scores(seeker)
            self.doubts[seeker.id], self.scores[seeker.id] = tuple(unmet), scores
            self.pool.append(Candidate(seeker.id, scores[2], seeker.tier, seeker.registered))

    def refused(self) -> tuple[Refused, ...]:
        """How many were refused, by gate."""
        gates = sorted(self.failed, key=lambda gate: (gate.code, gate.subject))
        return tuple(Refused(gate, self.failed[gate]) for gate in gates)
