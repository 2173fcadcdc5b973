"""Every code the core can give has words, in both languages, and an employer's words say nothing else."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from jobs import audiences, matching, promises, trades, words
from jobs.matching.policy import default_policy
from jobs.matching.results import Component, GateResult, NextStep, Place, Promise, Ranked
from jobs.matching.types import CONDITION_SCALES, CRITERIA
from jobs.matching.views import Requirement, employer_view

SOURCES = {path.stem: path.read_text() for path in Path(matching.__file__).parent.glob("*.py")}
NAMES = words.Names(
    {"8153": ("Thợ vận hành máy may", "Sewing machine operators")},
    {"sewing": ("May công nghiệp", "")},
    {"ko": ("Tiếng Hàn", "Korean")},
)
EXAMPLES = {
    "occupation_wished": ["8153"], "occupation_past": ["8153", "3"], "skills": ["sewing"],
    "skills_unknown": ["sewing"], "experience_months": ["30", "12"], "experience_unknown": ["12"],
    "technical_level": ["0", "2"], "education": ["1", "2"], "it_level": ["0", "3"], "language": ["ko"],
    "language_unknown": ["ko"], "conditions": ["lifting"], "conditions_unknown": ["vision"],
    "place_wished": ["1"], "distance": ["17"], "wage_band": ["2", "3"],
    "contract": ["indefinite", "fixed_lt12m"],
    "availability": ["shifts"], "availability_unknown": ["trips"], "hours": ["full_time", "part_time"],
    "purpose": ["long_term", "extra_job"], "meals": ["cash", "two_meals"], "benefits": ["1", "2", "nursery"],
    "months_late": ["2"],
}  # fmt: skip
SUBJECTS = {
    "skill": "sewing", "language": "ko", "conditions": "two_hands", "confirm_skill": "sewing",
    "gain_skill": "sewing", "confirm_language": "ko", "learn_language": "ko", "confirm_technical_level": "2",
    "raise_technical_level": "2", "confirm_education": "1", "raise_education": "1", "confirm_it_level": "2",
    "raise_it_level": "2", "confirm_experience": "12", "confirm_condition": "lifting",
    "confirm_readiness": "0", "wish_occupation": "8153", "accept": "overseas",
}  # fmt: skip


def test_every_criterion_has_a_name():
    assert set(words.CRITERIA) == set(CRITERIA)
    assert set(words.SCALES) == set(CONDITION_SCALES)


def test_every_reason_a_criterion_can_give_has_a_sentence():
    """Codes are read from the core's own sources: a new one without words fails here."""
    read = SOURCES["employer_side"] + SOURCES["worker_side"]
    codes = set(re.findall(r'Reading\([^()]*?\(\s*"([a-z_]+)"', read)) | set(
        re.findall(r'"([a-z_]+_unknown)"', read)
    )
    codes |= {"occupation_wished", "occupation_past", "language", "conditions", "availability"}
    codes |= {
        f"{name}{end}" for name in ("technical_level", "education", "it_level") for end in ("", "_unknown")
    }
    assert codes - set(words.EVIDENCE) == set()


def test_every_gate_fix_and_step_has_a_sentence():
    gates = set(re.findall(r'Gate\(\s*"([a-z_]+)"', SOURCES["gates"])) | {"shifts", "trips", "secondment"}
    gates |= {"technical_level", "education", "experience", "it"}
    assert gates == set(words.GATES)
    fixes = set(re.findall(r'"((?:record|reopen|close|confirm|ask)_[a-z_]+)"', SOURCES["gates"]))
    fixes |= {f"confirm_{code}" for code in ("technical_level", "education", "experience", "it")}
    assert fixes == set(words.FIXES)
    steps = set(re.findall(r'Change\("([a-z_]+)"', SOURCES["steps"])) | {
        f"{verb}_{name}"
        for verb in ("confirm", "raise")
        for name in ("technical_level", "education", "it_level")
    }
    steps |= {"gain_skill", "confirm_skill", "confirm_language", "learn_language"}
    assert steps == set(words.STEPS)
    shortfalls = set(re.findall(r'"([a-z_]+)"', SOURCES["results"].split("Shortfall = ")[1].split("]")[0]))
    assert shortfalls == set(promises.SHORTFALLS)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_sentence_can_be_said(language):
    with translation.override(language):
        said = [words.evidence(NAMES, [code, *EXAMPLES.get(code, [])]) for code in words.EVIDENCE]
        said += [
            words.gate(NAMES, GateResult(code, SUBJECTS.get(code, ""), "pass", "")) for code in words.GATES
        ]
        said += [words.next_step(NAMES, NextStep(code, SUBJECTS[code], 10)) for code in words.STEPS]
        said += [words.fix(GateResult("consent", "", "unknown", fix)) for fix in words.FIXES]
    assert all(said)
    assert not [text for text in said if "%(" in text]


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        (("distance", "17"), "Lives 17 km from the workplace"),
        (("distance", "0"), "Lives less than a kilometre from the workplace"),
        (("occupation_past", "8153", "0"), "Works or worked this year as: Sewing machine operators"),
        (("occupation_past", "8153", "4"), "Worked 4 years ago as: Sewing machine operators"),
        (("experience_months", "0", "12"), "no time of experience, 12 months asked"),
        (("experience_months", "30", "1"), "2 years of experience, 1 month asked"),
        (("wage_band", "2", "3"), "Wage offered: 5-10 million; wished: 10-20 million"),
        (("technical_level", "0", "2"), "Untrained; asked: Elementary certificate"),
        (("it_level", "0", "3"), "Office IT: none, asked: Good"),
        (("skills",), "Has every skill asked for"),
        (("skills", "sewing", "unheard-of"), "Lacks: May công nghiệp, unheard-of"),
        (("months_late", "0"), "Can start in time"),
    ],
)
def test_sentences(codes, sentence):
    with translation.override("en"):
        assert words.evidence(NAMES, codes) == sentence


def component(code, weight, value, *, source="known", evidence=("months_late", "0")):
    return Component(code, "W", weight, value, weight * value, source, evidence)


def test_three_reasons_that_matter_most_and_never_the_same_twice():
    parts = [
        component("wage", 25, 1000, evidence=("wage_wish_open",)),
        component("place", 30, 1000, evidence=("lodged",)),
        component("occupation", 30, 800, evidence=("occupation_wished", "8153")),
        component("occupation_wished", 20, 800, evidence=("occupation_wished", "8153")),
        component("hours", 40, 699, evidence=("hours", "full_time", "part_time")),
        component("meals", 90, 1000, source="filled", evidence=("meals_unknown",)),
        component("purpose", 1, 1000, evidence=("purpose", "long_term", "long_term")),
    ]
    assert [part.code for part in words.reasons(parts)] == ["place", "wage", "occupation"]


def test_the_gap_is_what_costs_most():
    parts = [component("hours", 40, 600), component("meals", 10, 0), component("wage", 25, 1000)]
    assert words.gap(parts).code == "hours"
    assert words.gap(parts[2:]) is None
    unknown = component("place", 100, 500, source="filled")
    assert words.gap([*parts, unknown]) == unknown
    assert words.component_status(unknown) == "confirm"


def test_an_employer_reads_requirements_and_nothing_else():
    asked = [
        Requirement("skill", "to_confirm", ("sewing",)),
        Requirement("skills", "missing", ("sewing",)),
        Requirement("experience", "met", ()),
        Requirement("language", "missing", ("ko",)),
        Requirement("conditions", "partly", ("lifting", "vision")),
        Requirement("shifts", "met", ()),
    ]
    with translation.override("en"):
        told = audiences.requirements(NAMES, [*asked, Requirement("experience", "met", ())])
    assert told == [
        {"what": "May công nghiệp", "parts": "", "status": "to confirm", "state": "confirm"},
        {"what": "Skills", "parts": "May công nghiệp", "status": "missing", "state": "missing"},
        {"what": "Experience", "parts": "", "status": "met", "state": "met"},
        {"what": "Korean", "parts": "", "status": "missing", "state": "missing"},
        {
            "what": "Working conditions",
            "parts": "lifting, vision",
            "status": "partly met",
            "state": "missing",
        },
        {"what": "Shift work", "parts": "", "status": "met", "state": "met"},
    ]
    assert not re.search(r"score|tier|rank|poor|reserve", " ".join(map(str, words.STATUSES.values())))
    assert employer_view.__module__ == "jobs.matching.views"


@pytest.mark.parametrize(
    ("tier", "rule", "level", "why"),
    [
        (
            3, "reserved", 3,
            "Poor household. This place is kept for the group. "
            "Guaranteed from the top: 1 place in 5 for: poor household (Luật Việc làm 74/2025/QH15). "
            "By score alone: place 7.",
        ),
        (
            1, "merit", None,
            "Household newly escaped from poverty. Stands here by score; the guarantee was not needed. "
            "By score alone: place 7.",
        ),
    ],
)  # fmt: skip
def test_why_here(tier, rule, level, why):
    person = Ranked(1, tier, 7000, 7000, 7000, Place(5, 7, rule, level), ())
    with translation.override("en"):
        assert promises.why_here(default_policy(), person) == why


def test_a_kept_promise_needs_no_excuse():
    with translation.override("en"):
        assert promises.shortfall(Promise(5, 3, 1, 1, None)) == ""
        assert "least score" in promises.shortfall(Promise(5, 3, 1, 0, "below_floor"))


@pytest.mark.parametrize(
    ("evidence", "value", "is_related"),
    [
        (("occupation_wished", "8153"), 1000, False),
        (("occupation_wished", "8153"), 999, True),
        (("occupation_wished", "8153"), 200, True),
        (("occupation_wished", "8153"), 199, False),
        (("occupation_past", "8153", "3"), 810, False),
        (("occupation_past", "8153", "3"), 809, True),
        (("occupation_past", "8153", "3"), 162, True),
        (("occupation_past", "8153", "3"), 161, False),
        (("skills", "sewing"), 500, False),
    ],
)
def test_a_trade_that_is_only_close_is_called_related(evidence, value, is_related):
    part = Component("occupation", "E", 30, value, 30 * value, "known", evidence)
    with translation.override("en"):
        plain = words.evidence(NAMES, evidence)
        assert trades.found(NAMES, part) == (f"{plain} (related trade)" if is_related else plain)
