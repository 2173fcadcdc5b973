"""The ranked list over a pool: equal to jobs.matching.rank.rank of the same people, to the byte."""

from typing import Any, NamedTuple

import numpy as np

from jobs.kernel.facets import Ints, Mask
from jobs.kernel.gated import Gated, gate
from jobs.kernel.pool import Pool
from jobs.kernel.search import BATCH, NOBODY, Need, Scored, Search, exact
from jobs.kernel.tables import Tables
from jobs.kernel.work import Unsuited
from jobs.matching import rank as oracle
from jobs.matching.compiled import compile_opening
from jobs.matching.policy import PriorityPolicy, Profile
from jobs.matching.reserve import Candidate, Placing, fill_places
from jobs.matching.results import ENGINE_VERSION, Promise, Ranked, Ranking
from jobs.matching.similarity import similarity_version
from jobs.matching.types import Opening

BELOW_EVERY_FLOOR = -1


class Scores(NamedTuple):
    """One entry for each row asked about."""

    eligible: Mask  # no gate fails
    employer: Ints  # E; scores are given for those not eligible, too
    worker: Ints  # W
    match: Ints  # M


def rank(
    opening: Opening,
    pool: Pool,
    *,
    profile: Profile,
    policy: PriorityPolicy,
    limit: int | None = None,
    batch: int = BATCH,
) -> Ranking:
    """Rank the people of a pool for one opening; list the first `limit` (None = everybody eligible).

    `batch`: how many people are looked at closely before there is a threshold; it changes the time only.
    Raises InvalidPool for a tier the policy does not name.
    """
    for tier in pool.tier_range:
        if not 0 <= tier < len(policy.tiers):
            raise oracle.InvalidPool(f"tier {tier} is not in the policy")
    try:
        tables = Tables(opening, pool, profile)
        gated = gate(tables)
        size = gated.passed.people if limit is None else min(limit, gated.passed.people)
        listed, placings, promises = _list(Search(tables, gated, batch), policy, max(size, 0))
    except Unsuited:
        people = pool.seekers(pool.ids)
        return oracle.rank(opening, people, profile=profile, policy=policy, limit=limit)
    return Ranking(
        engine=ENGINE_VERSION,
        opening=opening.id,
        profile=f"{profile.code}-{profile.version}",
        policy=f"{policy.code}-{policy.version}",
        similarity=similarity_version(opening),
        limit=limit,
        eligible=gated.passed.people,
        ranked=_ranked(gated, listed, placings),
        removed=len(pool) - gated.passed.people,
        refused=gated.refused(),
        promises=tuple(promises),
    )


def scores(opening: Opening, pool: Pool, *, profile: Profile, rows: Any = None) -> Scores:
    """Gates and scores of these rows of a pool (None = everybody), without a list."""
    rows = np.arange(len(pool), dtype=np.int64) if rows is None else np.asarray(rows, dtype=np.int64)
    try:
        tables = Tables(opening, pool, profile)
        found = exact(tables, rows)
        return Scores(gate(tables).passed.mask[rows], found.employer, found.worker, found.match)
    except Unsuited:
        return _scores_of_the_oracle(opening, pool, profile, rows)


def _scores_of_the_oracle(opening: Opening, pool: Pool, profile: Profile, rows: Ints) -> Scores:
    compiled, people = compile_opening(opening, profile), pool.seekers(pool.ids[rows])
    eligible = [all(gate.result != "fail" for gate in compiled.gate_results(one)) for one in people]
    found = np.asarray([compiled.scores(one) for one in people], dtype=np.int64).reshape(len(people), 3)
    return Scores(np.asarray(eligible, dtype=np.bool_), *found.T)


def _list(search: Search, policy: PriorityPolicy, size: int) -> tuple[Scored, list[Placing], list[Promise]]:
    """The people who reach the list in merit order, and the reserve over them."""
    need = Need.of(policy, size)
    if not size:
        return NOBODY, [], []
    scored = search.reaching(need)
    pool = search.pool
    tiers = pool.tiers[scored.rows]
    order = np.lexsort((scored.rows, pool.registered[scored.rows], -tiers, -scored.match))
    scored, tiers = scored.where(order), tiers[order]
    queues = {
        level: np.flatnonzero(tiers >= level)[:size].tolist()
        for level in (0, *(each[0] for each in policy.shares))
    }
    people = _candidates(pool, scored, tiers, sorted({index for queue in queues.values() for index in queue}))
    _add_next(search, need, policy, scored, tiers, queues, people)
    return (scored, *fill_places(people, queues, policy, size))


def _candidates(pool: Pool, scored: Scored, tiers: Ints, indexes: list[int]) -> dict[int, Candidate]:
    """Index -> candidate, for those the reserve may ask about."""
    rows = scored.rows[indexes]
    columns = (pool.ids[rows], scored.match[indexes], tiers[indexes], pool.registered[rows])
    people = map(Candidate, *(column.tolist() for column in columns))
    return dict(zip(indexes, people, strict=True))


def _add_next(
    search: Search,
    need: Need,
    policy: PriorityPolicy,
    scored: Scored,
    tiers: Ints,
    queues: dict[int, list[int]],
    people: dict[int, Candidate],
) -> None:
    """Behind a level's queue that may run dry, whoever comes next: never placed, but the reason why not."""
    lowest = int(scored.match[-1])
    for level, claims in need.levels:
        inside = int(np.count_nonzero(tiers >= level))
        if inside >= claims:
            continue
        of_level = search.pool.tier_at_least(level) & search.gated.passed.mask
        if inside == int(np.count_nonzero(of_level)):
            continue
        index = len(scored.rows) + level
        queues[level].append(index)
        reaches_floor = policy.floor < lowest and _somebody_else(search, policy.floor, scored, of_level)
        people[index] = Candidate(0, policy.floor if reaches_floor else BELOW_EVERY_FLOOR, level, 0)


def _somebody_else(search: Search, score: int, but: Scored, among: Mask) -> bool:
    """Whether anybody else of these scores at least so much."""
    lowest = int(but.match[-1])
    seen = (search.first.match >= score) & (search.first.match < lowest)
    if among[search.first.rows[seen]].any():
        return True
    return len(np.setdiff1d(search.at_least(score, among).rows, but.rows)) > 0


def _ranked(gated: Gated, listed: Scored, placings: list[Placing]) -> tuple[Ranked, ...]:
    indexes = [placing.place.rank_without_priority - 1 for placing in placings]
    who = listed.where(np.asarray(indexes, dtype=np.int64))
    doubts = gated.doubts(who.rows)
    columns = zip(
        placings, who.employer.tolist(), who.worker.tolist(), who.match.tolist(), doubts, strict=True
    )
    return tuple(
        Ranked(person.id, person.tier, employer, worker, match, place, doubt)
        for (person, place), employer, worker, match, doubt in columns
    )
