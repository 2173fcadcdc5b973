"""The ranked list: gates, score, merit order, reserve."""

from collections.abc import Iterable

from jobs.matching.compiled import compile_opening
from jobs.matching.policy import PriorityPolicy, Profile
from jobs.matching.reserve import Candidate, reserve
from jobs.matching.results import ENGINE_VERSION, GateResult, Ranked, Ranking, Refusal
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
    compiled = compile_opening(opening, profile)
    pool: list[Candidate] = []
    refused: list[Refusal] = []
    doubts: dict[int, tuple[GateResult, ...]] = {}
    scores: dict[int, tuple[int, int, int]] = {}
    for seeker in seekers:
        _check(seeker, policy)
        unmet = tuple(gate for gate in compiled.gate_results(seeker) if gate.result != "pass")
        if unmet and (failed := tuple(gate for gate in unmet if gate.result == "fail")):
            refused.append(Refusal(seeker.id, failed))
            continue
        doubts[seeker.id] = unmet
        scores[seeker.id] = compiled.scores(seeker)
        pool.append(Candidate(seeker.id, scores[seeker.id][2], seeker.tier, seeker.registered))
    if len(doubts) != len(pool) or len({refusal.id for refusal in refused} - doubts.keys()) != len(refused):
        raise InvalidPool("a person occurs twice")
    placings, promises = reserve(pool, policy, limit)
    return Ranking(
        engine=ENGINE_VERSION,
        opening=opening.id,
        profile=f"{profile.code}-{profile.version}",
        policy=f"{policy.code}-{policy.version}",
        similarity=similarity_version(opening),
        limit=limit,
        eligible=len(pool),
        ranked=tuple(
            Ranked(person.id, person.tier, *scores[person.id], place, doubts[person.id])
            for person, place in placings
        ),
        refused=tuple(sorted(refused, key=lambda refusal: refusal.id)),
        promises=tuple(promises),
    )


def _check(seeker: Seeker, policy: PriorityPolicy) -> None:
    if not 0 <= seeker.tier < len(policy.tiers):
        raise InvalidPool(f"tier {seeker.tier} is not in the policy")
