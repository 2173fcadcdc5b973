"""Every way we could think of to get the reserve slightly wrong breaks a property."""

import inspect
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from jobs.matching import reserve as original
from tests.matching import guarantees
from tests.matching.pools import situations

MUTANTS = {
    "drop the floor": ("if score < self.policy.floor:", "if score < 0:"),
    "the floor itself is too low": ("score < self.policy.floor:", "score <= self.policy.floor:"),
    "widest level first": ("in required.items():", "in reversed(required.items()):"),
    "ignore the cap": ("if cap is not None and", "if False and cap is not None and"),
    "the cap itself is too far": (
        "score < self.order[best].score - cap",
        "score <= self.order[best].score - cap",
    ),
    "cap against the person placed last": (
        "self.order[best].score - cap",
        "(self.placings[-1].candidate.score if self.placings else self.order[best].score) - cap",
    ),
    "later registration first": ("person.registered, person.id)", "-person.registered, person.id)"),
    "input order breaks ties": ("person.registered, person.id)", "person.registered)"),
    "higher id first": ("person.registered, person.id)", "person.registered, -person.id)"),
    "tier does not break ties": ("-person.score, -person.tier,", "-person.score,"),
    "tier before merit": ("-person.score, -person.tier,", "-person.tier, -person.score,"),
    "one more than promised": ("if self.placed[level] < least:", "if self.placed[level] <= least:"),
    "the share rounded up": ("top * position // bottom", "-(-top * position // bottom)"),
    "the share of the places before": ("top * position // bottom", "top * (position - 1) // bottom"),
    "over and above merit": ("+= person.tier >= each", '+= person.tier >= each and rule == "reserved"'),
    "a level is above the tier": ("if person.tier >= level]", "if person.tier > level]"),
    "a level is one tier only": ("if person.tier >= level]", "if level in (0, person.tier)]"),
    "a blocked level ends the round": ("reasons[level] = obstacle", "return best, None, {level: obstacle}"),
    "merit called reserved": ("if index == best:", "if index < 0:"),
    "rank counted from nought": ("Place(position, index + 1,", "Place(position, index,"),
    "no reason for a shortfall": ('reasons.get(each, "catching_up") if short', "None if short"),
}
quick = settings(
    max_examples=1_000,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def mutate(old: str, new: str) -> ModuleType:
    source = inspect.getsource(original)
    assert source.count(old) == 1, f"{old!r} must occur once"
    module = ModuleType("mutant")
    exec(compile(source.replace(old, new), "mutant", "exec"), module.__dict__)
    return module


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_is_killed(mutant):
    module = mutate(*MUTANTS[mutant])
    with pytest.raises(AssertionError):
        search(module.reserve)


def search(reserve):
    @quick
    @given(situations)
    def check(case):
        for holds in guarantees.ALL:
            holds(reserve, *case)

    check()


def test_the_search_spares_the_original():
    source = inspect.getsource(original)
    search(mutate(source, source).reserve)
