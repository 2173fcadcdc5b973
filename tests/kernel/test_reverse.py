"""Which openings a few people reach, against every pair one by one."""

from random import Random

import pytest

from jobs.kernel import search
from jobs.kernel.pool import Pool
from jobs.kernel.reverse import affected
from jobs.matching.compiled import compile_opening
from tests.kernel import wide


def pairs(openings, seekers, profiles, thresholds):
    found = []
    for position, (opening, profile, least) in enumerate(zip(openings, profiles, thresholds, strict=True)):
        compiled = compile_opening(opening, profile)
        for row, seeker in enumerate(seekers):
            score = compiled.scores(seeker)[2]
            if score >= least and all(gate.result != "fail" for gate in compiled.gate_results(seeker)):
                found.append((position, row, score))
    return found


@pytest.mark.parametrize("few", [search.FEW, 0])
@pytest.mark.parametrize(("size", "reached"), [(0, False), (1, False), (7, True), (500, True)])
def test_every_pair_that_reaches_its_threshold(monkeypatch, size, reached, few):
    monkeypatch.setattr(search, "FEW", few)  # with 0, everybody is looked at roughly first
    rng = Random(size)
    seekers = sorted(wide.crowd(rng, size), key=lambda one: one.id)
    openings = [wide.opening(rng, number) for number in range(20)]
    profiles = [wide.profile(rng) for _ in openings]
    thresholds = [rng.choice((0, 4_000, 6_000, 8_000, 10_001)) for _ in openings]
    found = affected(openings, Pool.of(seekers), profiles=profiles, thresholds=thresholds)
    expected = pairs(openings, seekers, profiles, thresholds)
    assert [
        (each.opening, row, score)
        for each in found
        for row, score in zip(each.rows.tolist(), each.match.tolist(), strict=True)
    ] == expected
    assert bool(expected) == reached


def test_lists_of_different_lengths_are_a_mistake():
    with pytest.raises(ValueError, match="zip"):
        affected([wide.opening(Random(1))], Pool.of([]), profiles=[], thresholds=[])
