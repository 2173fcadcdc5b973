"""What the peers on the product's own tables share: their facts are columns of one joined row set.

They read the registers as jobs.seekers reads them, but inside the query, anew for every opening.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from catalog import choices
from jobs.matching.distance import distance_permille
from jobs.matching.employer_side import SKILL_WEIGHTS
from jobs.matching.similarity import related_permille
from jobs.matching.types import Opening
from jobs.matching.worker_side import CONTRACTS, PURPOSES
from jobs.seekers import proficiency_level
from seeds.bench.algebra import Sql
from seeds.bench.formula import FORMS, MEALS
from seeds.bench.peers import World

Scale = Mapping[str, int]


def scale_of(values: Sequence[str], first: int = 0) -> dict[str, int]:
    """Place by key."""
    return {key: place for place, key in enumerate(values, first)}


# Columns that are the place of a stored key on its scale: name of the fact -> (column, scale).
ON_WORKER: dict[str, tuple[str, Scale]] = {
    "education": ("education_level", scale_of(choices.EducationLevel.values)),
    "technical_level": ("technical_level", scale_of(choices.TechnicalLevel.values)),
    "it_level": ("it_level", {key: proficiency_level(key) for key in choices.Proficiency.values}),
}
ON_SEARCH: dict[str, tuple[str, Scale]] = {
    "contract": ("contract_type", scale_of(CONTRACTS)),
    "work_form": ("work_form", scale_of(FORMS)),
    "purpose": ("purpose", scale_of(PURPOSES)),
    "meals": ("meals", scale_of(MEALS)),
    "place": ("working_place", scale_of(choices.WorkingPlace.values)),
    **{
        name: (name, scale_of(scale.values))
        for name, scale in choices.CONDITIONS.items()
        if name != "working_place"
    },
}
SAME_ON_SEARCH = {
    "only_these": "only_these_places",
    "moves": "accepts_moving",
    "overseas": "accepts_overseas",
    "shifts": "accepts_shifts",
    "trips": "accepts_trips",
    "secondment": "accepts_secondment",
    "ready": "ready_in_months",
}
BANDS = scale_of(choices.WageBand.values, first=1)
UNSTATED_MODES = ("negotiable", "commission")


class Lookups:
    """What an opening means for the codes of a register, small enough to travel with the query."""

    def __init__(self, world: World, opening: Opening) -> None:
        self.opening, self.as_of, self.centre = opening, world.as_of, world.centre.pk
        self.tiers = {name: number for number, name in enumerate(world.policy.tiers) if number}
        self.related = {code: related_permille(opening, code) for code in world.wide.occupations}
        self.near = {code: distance_permille(km) for code, km in opening.km.items()}
        self.skills = {skill.code: SKILL_WEIGHTS[skill.importance] for skill in opening.skills}
        self.tags = [tag for tag, _ in opening.languages]


class NormalFacts:
    """Facts by the names of the columns a peer's row set has."""

    def __init__(self, opening: Opening) -> None:
        self.skills = [skill.code for skill in opening.skills]
        self.tags = [tag for tag, _ in opening.languages]

    def plain(self, name: str) -> Sql:
        return Sql(name)

    def closest(self) -> Sql:
        return Sql("closest")

    def wished(self) -> Sql:
        return Sql("wished")

    def months(self) -> Sql:
        return Sql("months")

    def cover(self, weights: Mapping[str, int]) -> Sql:
        return Sql("cover")

    def all_asked(self, codes: Sequence[str]) -> Sql:
        return Sql(f"(asked = {len(codes)})")

    def lacks(self, code: str) -> Sql:
        return Sql(f"lacks_{self.skills.index(code)}")

    def speaks(self, tag: str) -> Sql:
        return Sql(f"level_{self.tags.index(tag)}")

    def near(self) -> Sql:
        return Sql("near")

    def other_province(self) -> Sql:
        return Sql("other_province")

    def fits(self, choice: int) -> Sql:
        return Sql(f"fits_{choice}")

    def offered(self) -> Sql:
        return Sql("offered")


def quoted(value: str | date) -> str:
    """A literal of a code or a day of ours."""
    text = str(value)
    if "'" in text or "\\" in text:
        raise ValueError(f"not a code: {text}")
    return f"'{text}'"


def step_case(column: str, scale: Scale) -> str:
    """The place of a stored key on its scale, null when empty."""
    arms = " ".join(f"WHEN {quoted(key)} THEN {place}" for key, place in scale.items())
    return f"CASE {column} {arms} END"


def values_of(pairs: Mapping[str, int]) -> str:
    """Pairs as rows for FROM."""
    rows = ", ".join(f"({quoted(code)}, {value})" for code, value in pairs.items())
    return f"(VALUES {rows or '(NULL, 0)'})"
