"""Stored versions of weights and guarantees -> what the engine takes."""

import json

from jobs.matching import codec
from jobs.matching.policy import PriorityPolicy, Profile
from jobs.models import MatchPolicy, MatchProfile

POLICY = "employment_law_2025"


def profile_of(row: MatchProfile) -> Profile:
    """The weights a stored version holds."""
    return codec.decode(Profile, json.dumps(row.rules).encode())


def policy_of(row: MatchPolicy) -> PriorityPolicy:
    """The guarantee a stored version holds."""
    return codec.decode(PriorityPolicy, json.dumps(row.rules).encode())
