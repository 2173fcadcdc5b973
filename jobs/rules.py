"""Stored versions of weights and guarantees -> what the engine takes."""

from jobs import rulebook
from jobs.matching.policy import PriorityPolicy, Profile
from jobs.models import MatchPolicy, MatchProfile

POLICY = "employment_law_2025"


def profile_of(row: MatchProfile) -> Profile:
    """The weights a stored version holds."""
    return rulebook.profile_of(row.rules)


def policy_of(row: MatchPolicy) -> PriorityPolicy:
    """The guarantee a stored version holds."""
    return rulebook.policy_of(row.rules)
