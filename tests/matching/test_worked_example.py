"""The numbers of the page a counsellor reads, in both languages, are those of the engine."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from jobs.matching.explain import explain
from jobs.matching.policy import default_policy, default_profile
from jobs.matching.reserve import Candidate, reserve
from jobs.matching.types import Opening, Past, Seeker, SkillDemand

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("matching.md", "matching.vi.md")
WORKSHOP = Opening(
    id=1,
    occupation="8153",
    related={"8153": 1000, "7531": 780},
    importance={"experience": "low"},
    skills=(SkillDemand("sewing", "required"), SkillDemand("pattern_making", "useful")),
    experience_months=12,
    province="14",
    commune="03646",
    km={"03664": 7},
    has_dormitory=True,
    wage_min_vnd=7_000_000,
    wage_max_vnd=9_000_000,
    contract="fixed_12_36m",
    demands_shifts=True,
    work_form="full_time",
    meals="one_meal",
    benefits=frozenset(("dormitory", "training")),
)
THUONG = Seeker(
    id=4,
    registered=0,
    tier=3,
    age=24,
    consents=True,
    searching=True,
    wished=("8153",),
    past=(Past("7531", 9, 1),),
    skills_held=frozenset(("sewing",)),
    skills_recorded=True,
    commune="03664",
    province="14",
    wage_band=2,
    contract="fixed_12_36m",
    work_form="full_time",
    benefits=frozenset(("training",)),
    ready_in_months=0,
)
EN, DUNG = 7220, 8630
WAITING = ((9510, 0), (9240, 0), (9005, 0), (8868, 3), (DUNG, 0))  # score and tier, Thương the fourth
WORDS = {"matching.md": ("merit", "reserved"), "matching.vi.md": ("theo điểm", "bảo đảm")}


def waiting(en: int) -> list[Candidate]:
    """The six of the page, the last with `en` points."""
    return [Candidate(at, score, tier, 0) for at, (score, tier) in enumerate((*WAITING, (en, 2)), 1)]


def page(name: str) -> str:
    return " ".join((DOCS / name).read_text(encoding="utf-8").split())


def rows(name: str) -> list[list[str]]:
    """The cells of every table row of the page."""
    lines = (DOCS / name).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]


@pytest.mark.parametrize("name", PAGES)
def test_every_row_of_the_pair_is_what_the_engine_computes(name):
    printed = [
        (re.search(r"`(\w+)`", row[0])[1], row[1], int(row[2]), int(row[3]), int(row[4]), "**" in row[5])
        for row in rows(name)
        if "`" in row[0]
    ]
    pair = explain(WORKSHOP, THUONG, profile=default_profile())
    assert printed == [
        (each.code, each.side, each.weight, each.value, each.points, each.source == "filled")
        for each in pair.components
    ]


@pytest.mark.parametrize("name", PAGES)
def test_the_sums_of_the_pair_are_printed(name):
    pair, text = explain(WORKSHOP, THUONG, profile=default_profile()), page(name)
    for side, score in (("E", pair.employer_score), ("W", pair.worker_score)):
        parts = [each for each in pair.components if each.side == side]
        points, weight = sum(each.points for each in parts), sum(each.weight for each in parts)
        assert f"{side} = 10 × {points} ÷ {weight} = **{score}**" in text
    sides = f"{pair.employer_score} × {pair.worker_score}"
    assert f"M = 2 × {sides} ÷ ({sides.replace('×', '+')}) = **{pair.score}**" in text
    assert f"**{pair.lowest}**" in text
    assert f"**{pair.highest}**" in text
    asked = [f"({question.spread})" for question in pair.questions]
    helps = [f"(+{step.gain})" for step in pair.next_steps]
    assert [part for part in re.findall(r"\(\+?\d+\)", text) if part in asked + helps] == asked + helps


@pytest.mark.parametrize("name", PAGES)
def test_the_list_is_what_the_guarantee_gives(name):
    words = dict(zip(("merit", "reserved"), WORDS[name], strict=True))
    placings, promises = reserve(waiting(EN), default_policy())
    places = {placing.candidate.id: placing.place for placing in placings}
    printed = [row for row in rows(name) if re.match(r"\d \w", row[0])]
    assert [row[3:] for row in printed] == [
        [str(places[at].position), words[places[at].rule]] for at in range(1, len(printed) + 1)
    ]
    assert [int(re.sub(r"\D", "", row[1])) for row in printed] == [each.score for each in waiting(EN)]
    assert [promise for promise in promises if promise.shortfall] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_hundredth_less_and_she_would_have_to_wait(name):
    _, promises = reserve(waiting(DUNG - 1501), default_policy())
    late = [(each.position, each.level, each.shortfall) for each in promises if each.shortfall]
    assert late == [(5, 1, "beyond_cap")]
    assert ("71.29" if name == "matching.md" else "71,29") in page(name)


def test_the_pair_stays_the_same_in_a_richer_household():
    assert explain(WORKSHOP, replace(THUONG, tier=0), profile=default_profile()) == explain(
        WORKSHOP, THUONG, profile=default_profile()
    )
