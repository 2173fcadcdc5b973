"""What must not change when something else does, on random openings and people."""

from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.matching.codec import encode
from jobs.matching.compiled import compile_opening
from jobs.matching.explain import explain
from jobs.matching.policy import default_policy, default_profile, default_profiles
from jobs.matching.rank import rank
from jobs.matching.score import match_score, side_score
from jobs.matching.types import Opening, Seeker
from jobs.matching.views import employer_view, worker_view
from tests.matching import oracle, people

PROFILE, POLICY = default_profile(), default_policy()
often = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), database=None)
seeds = st.integers(0, 2**32)


def listed(opening, seekers, **options):
    return rank(opening, seekers, profile=PROFILE, policy=POLICY, **options)


def scores_by_id(ranking):
    return {each.id: (each.employer_score, each.worker_score, each.score) for each in ranking.ranked}


@often
@given(seeds)
def test_every_score_is_the_oracles(seed):
    opening, seekers = people.case(seed)
    for profile in default_profiles().values():
        compiled = compile_opening(opening, profile)
        for seeker in seekers:
            assert compiled.scores(seeker) == oracle.scores(opening, seeker, profile)


@often
@given(seeds)
def test_permuting_people_changes_no_byte(seed):
    opening, seekers = people.case(seed)
    expected = encode(listed(opening, seekers))
    assert encode(listed(opening, seekers[::-1])) == expected
    assert encode(listed(opening, seekers[1::2] + seekers[::2])) == expected


@often
@given(seeds)
def test_renaming_ids_affects_ties_only(seed):
    opening, seekers = people.case(seed)
    renamed = [replace(seeker, id=1_000 - seeker.id) for seeker in seekers]
    before, after = listed(opening, seekers), listed(opening, renamed)
    assert scores_by_id(after) == {1_000 - key: value for key, value in scores_by_id(before).items()}
    registered = {seeker.id: seeker.registered for seeker in seekers}
    assert [(each.score, each.tier, registered[each.id]) for each in before.ranked] == [
        (each.score, each.tier, registered[1_000 - each.id]) for each in after.ranked
    ]


@often
@given(seeds)
def test_nobodys_score_depends_on_who_else_is_there(seed):
    opening, seekers = people.case(seed)
    everybody = scores_by_id(listed(opening, seekers))
    for gone in range(len(seekers)):
        rest = scores_by_id(listed(opening, seekers[:gone] + seekers[gone + 1 :]))
        assert rest.items() <= everybody.items()


@often
@given(seeds)
def test_a_tier_changes_places_but_no_score_and_no_view(seed):
    opening, seekers = people.case(seed)
    flipped = [replace(seeker, tier=3 - seeker.tier) for seeker in seekers]
    assert scores_by_id(listed(opening, flipped)) == scores_by_id(listed(opening, seekers))
    for one, other in zip(seekers, flipped, strict=True):
        before, after = (explain(opening, each, profile=PROFILE) for each in (one, other))
        assert employer_view(before) == employer_view(after)
        assert worker_view(before) == worker_view(after)
        assert before == after


@often
@given(seeds, st.sampled_from(("education", "technical_level", "it_level", "experience_months")))
def test_better_on_one_criterion_never_lowers_the_match(seed, field):
    opening, seekers = people.case(seed)
    compiled = compile_opening(opening, PROFILE)
    for seeker in seekers:
        if getattr(seeker, field) is not None:
            better = replace(seeker, **{field: getattr(seeker, field) + 1})
            assert compiled.scores(better)[2] >= compiled.scores(seeker)[2]


@often
@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 1000)), min_size=1, max_size=8),
    st.integers(0, 1000),
)
def test_importance_up_never_narrows_the_lead_it_gave(criteria, better):
    """A and B differ in the first criterion only; low -> medium -> high multiplies its weight."""
    weights = [weight for weight, _ in criteria]
    values = [value for _, value in criteria]
    ahead = max(better, values[0])
    leads = []
    for factor in (1, 2, 4):
        raised = [weights[0] * factor, *weights[1:]]
        a, b = (
            side_score(sum(w * v for w, v in zip(raised, [first, *values[1:]], strict=True)), sum(raised))
            for first in (ahead, values[0])
        )
        leads.append(a - b)
    assert leads[0] <= leads[1] + 1
    assert leads[1] <= leads[2] + 1


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_swapping_the_sides_leaves_the_match(employer, worker):
    assert match_score(employer, worker) == match_score(worker, employer)
    assert min(employer, worker) <= match_score(employer, worker) + 1
    assert match_score(employer, worker) <= max(employer, worker)


@often
@given(seeds)
def test_both_directions_give_the_same_pair_score(seed):
    """A list of people for one opening, one person alone, and the pair explained."""
    opening, seekers = people.case(seed)
    everybody = scores_by_id(listed(opening, seekers))
    for seeker in seekers:
        alone = scores_by_id(listed(opening, [seeker]))
        pair = explain(opening, seeker, profile=PROFILE)
        assert alone == ({seeker.id: everybody[seeker.id]} if seeker.id in everybody else {})
        assert everybody.get(seeker.id, (0, 0, pair.score))[2] == pair.score


@often
@given(seeds)
def test_a_failed_gate_removes_and_an_unknown_one_never_does(seed):
    opening, seekers = people.case(seed)
    ranking = listed(opening, seekers)
    results = {seeker.id: compile_opening(opening, PROFILE).gate_results(seeker) for seeker in seekers}
    failing = {key for key, gates in results.items() if any(gate.result == "fail" for gate in gates)}
    assert {each.id for each in ranking.ranked} == results.keys() - failing
    assert (ranking.removed, ranking.eligible) == (len(failing), len(results) - len(failing))
    for refused in ranking.refused:
        assert refused.people == sum(refused.gate in gates for gates in results.values()) > 0
    for each in ranking.ranked:
        assert each.confirm == tuple(gate for gate in results[each.id] if gate.result == "unknown")


FORBIDDEN = (
    *("sex", "gender", "ethnicity", "ethnic", "religion", "family", "marital", "married", "pregnant"),
    *("name", "photo", "village", "disability", "disabled", "poor", "poverty", "household"),
)


@pytest.mark.parametrize("kind", [Seeker, Opening])
@pytest.mark.parametrize("field", FORBIDDEN)
def test_a_forbidden_fact_cannot_be_passed(kind, field):
    required = {"id": 1, "registered": 0} if kind is Seeker else {"id": 1, "occupation": "9313"}
    assert not any(field in each.name.split("_") for each in fields(kind))
    with pytest.raises(TypeError):
        kind(**required, **{field: "x"})


def test_headcount_is_not_a_field():
    assert not {"headcount", "openings", "capacity"} & {each.name for each in fields(Opening)}
