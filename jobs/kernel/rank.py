"""The ranked list over a pool: equal to jobs.matching.rank.rank of the same people, to the byte."""

from typing import Any, NamedTuple

import numpy as np

from jobs.kernel.facets import Ints, Mask
from jobs.kernel.filling import Filled, Line, fill_places
from jobs.kernel.gated import Gated, gate
from jobs.kernel.pool import Pool
from jobs.kernel.search import BATCH, NOBODY, Need, Scored, Search, exact
from jobs.kernel.tables import Tables
from jobs.kernel.work import Unsuited
from jobs.matching import rank as oracle
from jobs.matching.compiled import compile_opening
from jobs.matching.policy import PriorityPolicy, Profile
from jobs.matching.results import ENGINE_VERSION, Ranked, Ranking
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
        listed, filled = _list(Search(tables, gated, batch), policy, max(size, 0))
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
        ranked=_ranked(pool, gated, listed, filled),
        removed=len(pool) - gated.passed.people,
        refused=gated.refused(),
        promises=tuple(filled.promises),
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


def _list(search: Search, policy: PriorityPolicy, size: int) -> tuple[Scored, Filled]:
    """The people who reach the list in merit order, and the reserve over them."""
    if not size:
        return NOBODY, Filled([], [], [])
    need = Need.of(policy, size)
    scored = search.reaching(need)
    pool = search.pool
    tiers = pool.tiers[scored.rows]
    order = np.lexsort((scored.rows, pool.registered[scored.rows], -tiers, -scored.match))
    scored, tiers = scored.where(order), tiers[order]
    queues = {
        level: np.flatnonzero(tiers >= level)[:size].tolist()
        for level in (0, *(each[0] for each in policy.shares))
    }
    line = Line(scored.match.tolist(), tiers.tolist(), queues)
    _add_next(search, need, policy, scored, line)
    return scored, fill_places(line, policy, size)


def _add_next(search: Search, need: Need, policy: PriorityPolicy, scored: Scored, line: Line) -> None:
    """Behind a level's queue that may run dry, whoever comes next: never placed, but the reason why not."""
    lowest = line.scores[-1]
    for level, claims in need.levels:
        inside = sum(tier >= level for tier in line.tiers)
        if inside >= claims:
            continue
        of_level = search.pool.tier_at_least(level) & search.gated.passed.mask
        if inside == int(np.count_nonzero(of_level)):
            continue
        line.queues[level].append(len(line.scores))
        reaches_floor = policy.floor < lowest and _somebody_else(search, policy.floor, scored, of_level)
        line.scores.append(policy.floor if reaches_floor else BELOW_EVERY_FLOOR)


def _somebody_else(search: Search, score: int, but: Scored, among: Mask) -> bool:
    """Whether anybody else of these scores at least so much."""
    lowest = int(but.match[-1])
    seen = (search.first.match >= score) & (search.first.match < lowest)
    if among[search.first.rows[seen]].any():
        return True
    return len(np.setdiff1d(search.at_least(score, among).rows, but.rows)) > 0


def _ranked(pool: Pool, gated: Gated, listed: Scored, filled: Filled) -> tuple[Ranked, ...]:
    who = listed.where(np.asarray(filled.order, dtype=np.int64))
    columns = (pool.ids[who.rows], pool.tiers[who.rows], who.employer, who.worker, who.match)
    people = (column.tolist() for column in columns)
    return tuple(map(Ranked, *people, filled.places, gated.doubts(who.rows)))
