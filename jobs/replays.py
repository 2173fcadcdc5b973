"""Rank again from what a run stored, and say what is wrong where something is."""

from collections.abc import Sequence

from jobs.kernel import rank as kernel
from jobs.kernel.pool import Pool
from jobs.matching import codec
from jobs.matching.rank import rank
from jobs.matching.results import ENGINE_VERSION, Ranking
from jobs.matching.types import Opening, Seeker
from jobs.models import MatchRun
from jobs.rules import policy_of, profile_of
from jobs.runs import input_digest, ranking_of


class NotReplayable(Exception):
    """What the run was made from is not what it says it was made from."""


def opening_of(run: MatchRun) -> Opening:
    """The vacancy as the run saw it. Raises NotReplayable."""
    content = bytes(run.opening.content)
    if run.engine != ENGINE_VERSION:
        raise NotReplayable(f"made by engine {run.engine}, and this is {ENGINE_VERSION}")
    if codec.digest(content) != run.opening_id:
        raise NotReplayable("the stored vacancy was changed")
    if run.input_digest != input_digest(run.opening_id, run.snapshot, run.profile, run.policy):
        raise NotReplayable("snapshot, weights or guarantee are not those the run names")
    return codec.decode(Opening, content)


def replay(run: MatchRun, seekers: Sequence[Seeker]) -> Ranking:
    """Rank again by the rules; ``seekers`` are everybody_at the snapshot. Raises NotReplayable."""
    return rank(
        opening_of(run),
        seekers,
        profile=profile_of(run.profile),
        policy=policy_of(run.policy),
        limit=run.most,
    )


def replay_fast(run: MatchRun, pool: Pool) -> Ranking:
    """Rank again by the kernel. Raises NotReplayable."""
    return kernel.rank(
        opening_of(run), pool, profile=profile_of(run.profile), policy=policy_of(run.policy), limit=run.most
    )


def differences(run: MatchRun, seekers: Sequence[Seeker], pool: Pool) -> list[str]:
    """What a replay finds: nothing when every way of making the list gives the bytes the run was signed for."""
    try:
        again = {"the rules": replay(run, seekers), "the kernel": replay_fast(run, pool)}
    except NotReplayable as problem:
        return [str(problem)]
    found = [
        f"{name} give {digest}"
        for name, ranking in again.items()
        if (digest := codec.digest(codec.encode(ranking))) != run.result_digest
    ]
    if codec.digest(codec.encode(ranking_of(run))) != run.result_digest:
        found.append("the stored list was changed")
    return found
