"""What one opening makes of every distinct fact, filled by the criteria and gates themselves.

A table is kept under all the opening states that its rule reads, so openings that agree there share it.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np

from jobs.kernel.facets import Facet, Ints
from jobs.kernel.pool import Pool
from jobs.kernel.sides import Lookup, lookup_of
from jobs.kernel.work import UNKNOWN, Unsuited, Work, experience_values
from jobs.matching.compiled import compile_opening
from jobs.matching.criteria import REGISTRY
from jobs.matching.gates import Gate
from jobs.matching.lookup import FULL, Criterion
from jobs.matching.policy import Profile
from jobs.matching.types import Opening, PlaceWish
from jobs.matching.worker_side import demands, offered_band, read_beyond_wishes, read_place_wish

PASS, FAIL, OPEN = 0, 1, 2
NEITHER = -2  # the wishes settle nothing
EVERYBODY = slice(None)


class Source(NamedTuple):
    """Where a rule's fact lies, and everything the rule reads of the opening."""

    facet: str
    reads: Callable[[Opening], Hashable]


CRITERIA: dict[str, Source] = {
    "skills": Source("skills", lambda opening: opening.skills),
    "technical_level": Source("technical_level", lambda opening: opening.technical_level),
    "conditions": Source("conditions", lambda opening: opening.conditions),
    "education": Source("education", lambda opening: opening.education),
    "language": Source("languages", lambda opening: opening.languages),
    "it": Source("it", lambda opening: opening.it_level),
    "wage": Source("wage", offered_band),
    "contract": Source("contract", lambda opening: opening.contract),
    "availability": Source("availability", demands),
    "hours": Source("hours", lambda opening: opening.work_form),
    "purpose": Source("purpose", lambda opening: opening.purpose),
    "meals": Source("meals", lambda opening: opening.meals),
    "benefits": Source("benefits", lambda opening: opening.benefits),
    "readiness": Source("readiness", lambda opening: opening.start_in_months),
    "conditions_wished": Source("conditions", lambda opening: opening.conditions),
}


def workplace(opening: Opening) -> Hashable:
    """What the reading of a wish for a place depends on."""
    return opening.kind, opening.province, opening.commune, opening.country


GATES: dict[str, Source] = {
    "consent": Source("legal", lambda opening: None),
    "searching": Source("legal", lambda opening: None),
    "referral_limit": Source("legal", lambda opening: opening.referral_limit),
    "legal_age": Source("legal", lambda opening: (opening.kind, opening.min_age, opening.max_age)),
    "skill": Source("skills", lambda opening: None),
    "technical_level": CRITERIA["technical_level"],
    "education": CRITERIA["education"],
    "it": CRITERIA["it"],
    "language": Source("languages", lambda opening: opening.languages),
    "conditions": CRITERIA["conditions"],
    "shifts": Source("availability", lambda opening: None),
    "trips": Source("availability", lambda opening: None),
    "secondment": Source("availability", lambda opening: None),
    "only_these_places": Source("places", workplace),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One gate over a pool: outcome PASS, FAIL or OPEN by code, or by row where there is no code."""

    gate: Gate
    key: Hashable
    outcome: Ints
    facet: str | None

    def of(self, pool: Pool, rows: Any) -> Ints:
        """The outcome of these rows."""
        return self.outcome[rows if self.facet is None else pool.codes[self.facet][rows]]


class Tables:
    """One opening under one profile over one pool. Raises Unsuited for what only the oracle can do."""

    def __init__(self, opening: Opening, pool: Pool, profile: Profile) -> None:
        self.opening, self.pool = opening, pool
        compiled = compile_opening(opening, profile)
        self.employer_codes = tuple(criterion.code for criterion in compiled.employer.criteria)
        self.worker_codes = tuple(criterion.code for criterion in compiled.worker.criteria)
        self.employer: Lookup = lookup_of(compiled.employer.shrinkage)
        self.worker: Lookup = lookup_of(compiled.worker.shrinkage)
        self.work = Work(pool, opening)

    def values(self, code: str, rows: Any = EVERYBODY) -> Ints:
        """Permille or UNKNOWN of one criterion for these rows."""
        special = self._special.get(code)
        if special is not None:
            return special(rows)
        return self.by_fact(code).take(self.pool.codes[CRITERIA[code].facet][rows])

    def by_fact(self, code: str) -> Ints:
        """The values of a criterion that reads one facet, by code."""
        source = CRITERIA[code]
        compute = partial(_read_all, REGISTRY[code], self.opening)
        return self.pool.facets[source.facet].table((code, source.reads(self.opening)), compute)

    @cached_property
    def _special(self) -> dict[str, Callable[[Any], Ints]]:
        return {
            "occupation": self._occupation,
            "occupation_wished": self._wished,
            "experience": partial(experience_values, self.work),
            "place": self._place,
        }

    def _occupation(self, rows: Any) -> Ints:
        codes = self.pool.codes
        return np.maximum(
            self.work.wished().take(codes["wished"][rows]), self.work.past().take(codes["past"][rows])
        )

    def _wished(self, rows: Any) -> Ints:
        return self.work.wished().take(self.pool.codes["wished"][rows])

    def _place(self, rows: Any) -> Ints:
        codes = self.pool.codes
        wished = self.wished_places.take(codes["places"][rows])
        return np.where(wished == NEITHER, self._beyond(rows), wished)

    @cached_property
    def wished_places(self) -> Ints:
        """What wishes for places settle, by code of the places facet; NEITHER where nothing."""
        facet = self.pool.facets["places"]
        return facet.table(("wish", workplace(self.opening)), partial(_read_wishes, self.opening))

    def _beyond(self, rows: Any) -> Ints:
        """What lies beyond the wishes: acceptance of going abroad, or distance and moving."""
        opening = self.opening
        facet = self.pool.facets["overseas" if opening.kind == "overseas" else "reach"]
        lodged = opening.has_dormitory or opening.has_shuttle
        key = ("beyond", opening.kind, opening.province, lodged, frozenset(opening.km.items()))
        return facet.table(key, partial(_read_beyond, opening)).take(self.pool.codes[facet.name][rows])

    def judged(self, gate: Gate) -> Judged:
        """A gate over everybody."""
        if gate.code == "experience":
            return self._judged_experience(gate)
        source = GATES[gate.code]
        key = ("gate", gate.code, gate.subject, source.reads(self.opening), _need(gate))
        table = self.pool.facets[source.facet].table(key, partial(_judge_all, gate))
        return Judged(gate, key, table, source.facet)

    def _judged_experience(self, gate: Gate) -> Judged:
        values = self.values("experience")
        outcome = np.where(values == UNKNOWN, OPEN, np.where(values == FULL, PASS, FAIL))
        return Judged(gate, ("experience", self.work.key, self.opening.experience_months), outcome, None)


def _need(gate: Gate) -> Hashable:
    """What tells two gates with the same code and subject apart: a language demanded twice."""
    return gate.judge.args if gate.code == "language" and isinstance(gate.judge, partial) else None


def checked(values: list[int | None]) -> Ints:
    """Readings as an array. Raises Unsuited for one that is off the scale."""
    array = np.asarray([UNKNOWN if value is None else value for value in values], dtype=np.int64)
    if any(value is not None and not 0 <= value <= FULL for value in values):
        raise Unsuited("a reading is outside 0 to 1000")
    return array


def _read_all(criterion: Criterion, opening: Opening, facet: Facet) -> Ints:
    fact = criterion.fact(opening)
    return checked([criterion.read(opening, fact(somebody)).value for somebody in facet.seekers])


def _judge_all(gate: Gate, facet: Facet) -> Ints:
    met = [gate.judge(gate.fact(somebody)) for somebody in facet.seekers]
    return np.asarray([OPEN if each is None else PASS if each else FAIL for each in met], dtype=np.int64)


def _read_wishes(opening: Opening, facet: Facet) -> Ints:
    readings = [read_place_wish(opening, *_wish(fact)) for fact in facet.facts]
    settled = checked([0 if reading is None else reading.value for reading in readings])
    settled[[reading is None for reading in readings]] = NEITHER
    return settled


def _wish(fact: Any) -> tuple[tuple[PlaceWish, ...], bool | None]:
    places, only = fact
    return places, only


def _read_beyond(opening: Opening, facet: Facet) -> Ints:
    fact = REGISTRY["place"].fact(opening)
    return checked([read_beyond_wishes(opening, fact(somebody)).value for somebody in facet.seekers])
