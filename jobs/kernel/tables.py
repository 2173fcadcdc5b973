"""What one opening makes of every distinct fact, filled by the criteria and gates themselves.

A table is kept under all the opening states that its rule reads, so openings that agree there share it.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np

from jobs.kernel.facets import MOST_TABLES, Codes, Facet, Ints
from jobs.kernel.joint import Joint, places_of, practice_of, trades_of
from jobs.kernel.pool import Pool
from jobs.kernel.sheet import Sheet
from jobs.kernel.sides import side_of
from jobs.kernel.skills import read_alike
from jobs.kernel.work import UNKNOWN, Unsuited, Work, read_experience, stated_months
from jobs.matching.criteria import REGISTRY
from jobs.matching.gates import Gate
from jobs.matching.lookup import FULL, Criterion
from jobs.matching.policy import Profile
from jobs.matching.types import Opening, PlaceWish, Seeker
from jobs.matching.worker_side import demands, offered_band, read_beyond_wishes, read_place_wish

PASS, FAIL, OPEN = 0, 1, 2
NEITHER = -2  # the wishes settle nothing


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
    "overseas": Source("overseas", lambda opening: None),
}


@dataclass(frozen=True, eq=False, slots=True)
class Judged:
    """One gate over a pool: PASS, FAIL or OPEN by code, and the column of codes."""

    gate: Gate
    key: Hashable
    outcome: Ints
    column: Codes


class Tables:
    """One opening under one profile over one pool. Raises Unsuited for what only the oracle can do."""

    def __init__(self, opening: Opening, pool: Pool, profile: Profile) -> None:
        self.opening, self.pool = opening, pool
        self.sides = (
            side_of(opening, profile, profile.employer_weights),
            side_of(opening, profile, profile.worker_weights),
        )
        self.work = Work(pool, opening)
        self._values: dict[str, Ints] = {}

    def values(self, rows: Any) -> tuple[Ints, Ints]:
        """Permille or UNKNOWN of every criterion for these rows: of each side (criteria, rows)."""
        sheet, strip = self._sheet, self._strip
        cells = sheet.cells.take(rows, axis=0).T
        columns = ([sheet.columns[code] for code in side.codes] for side in self.sides)
        employer, worker = (strip.take(cells[column]).astype(np.int64) for column in columns)
        return employer, worker

    @cached_property
    def _strip(self) -> Codes:
        strip = np.zeros(self._sheet.length, dtype=np.int16)
        for code in {*self.sides[0].codes, *self.sides[1].codes}:
            start, values = self._sheet.starts[code], self.by_fact(code)
            strip[start : start + len(values)] = values
        return strip

    @property
    def _sheet(self) -> Sheet:
        sheet: Sheet | None = self.pool.kept.get("sheet")
        if sheet is None:
            columns = {code: (self.column(code), self._codes(code)) for code in REGISTRY}
            sheet = self.pool.kept["sheet"] = Sheet.of(columns, len(self.pool))
        return sheet

    def _codes(self, code: str) -> int:
        """How many codes there are of what a criterion reads."""
        if code in JOINT:
            return len(JOINT[code].joint(self.pool))
        return len(self.pool.facets[CRITERIA[code].facet].facts)

    def by_fact(self, code: str) -> Ints:
        """The values of a criterion by code of what it reads."""
        values = self._values.get(code)
        if values is None:
            values = self._values[code] = self._read(code)
        return values

    def _read(self, code: str) -> Ints:
        if code in JOINT:
            return JOINT[code].read(self)
        source = CRITERIA[code]
        compute = partial(_read_all, REGISTRY[code], self.opening)
        return self.pool.facets[source.facet].table((code, source.reads(self.opening)), compute)

    def column(self, code: str) -> Codes:
        """The code of everybody of what a criterion reads."""
        if code in JOINT:
            return JOINT[code].joint(self.pool).codes
        return self.pool.codes[CRITERIA[code].facet]

    def _kept(self, key: Hashable, compute: Callable[[], Ints]) -> Ints:
        kept: dict[Hashable, Ints] = self.pool.kept.setdefault("tables", {})
        table = kept.get(key)
        if table is None:
            if len(kept) >= MOST_TABLES:
                kept.clear()
            table = kept[key] = compute().astype(np.int16)
        return table

    def occupation(self) -> Ints:
        """By trade: the closest wished or past occupation."""
        return self._kept(("occupation", self.work.key), self._occupation)

    def _occupation(self) -> Ints:
        wished, past = trades_of(self.pool).parts
        return np.maximum(self.work.wished().take(wished), self.work.past().take(past))

    def wished(self) -> Ints:
        """By trade: the closest wished occupation."""
        return self._kept(("wished", self.work.key), self._wished)

    def _wished(self) -> Ints:
        return self.work.wished().take(trades_of(self.pool).parts[0])

    def experience(self) -> Ints:
        """By practice: months in the opening's occupation against those asked."""
        return self._kept(("experience", self.work.key, self.opening.experience_months), self._experience)

    def _experience(self) -> Ints:
        past, stated = practice_of(self.pool).parts
        need = self.opening.experience_months or 0
        return read_experience(stated_months(self.pool).take(stated), self.work.months().take(past), need)

    def place(self) -> Ints:
        """By combination of places: what the wishes settle, or what lies beyond them."""
        opening = self.opening
        lodged = opening.has_dormitory or opening.has_shuttle
        key = ("place", workplace(opening), lodged, frozenset(opening.km.items()))
        return self._kept(key, self._place)

    def _place(self) -> Ints:
        opening = self.opening
        places, reach, overseas = places_of(self.pool).parts
        name, codes = ("overseas", overseas) if opening.kind == "overseas" else ("reach", reach)
        read_wishes = partial(_read_wishes, opening)
        wished = self.pool.facets["places"].table(("wishes", workplace(opening)), read_wishes).take(places)
        return np.where(wished == NEITHER, _read_beyond(opening, self.pool.facets[name]).take(codes), wished)

    def judged(self, gate: Gate) -> Judged:
        """A gate over everybody."""
        if gate.code == "experience":
            values = self.experience()
            outcome = np.where(values == UNKNOWN, OPEN, np.where(values == FULL, PASS, FAIL))
            key: Hashable = ("experience", self.work.key, self.opening.experience_months)
            return Judged(gate, key, outcome, practice_of(self.pool).codes)
        source = GATES[gate.code]
        key = ("gate", gate.code, gate.subject, source.reads(self.opening), _need(gate))
        table = self.pool.facets[source.facet].table(key, partial(_judge_all, gate))
        return Judged(gate, key, table, self.pool.codes[source.facet])


class Combined(NamedTuple):
    """A criterion read from several facets together."""

    joint: Callable[[Pool], Joint]
    read: Callable[[Tables], Ints]


JOINT = {
    "occupation": Combined(trades_of, Tables.occupation),
    "occupation_wished": Combined(trades_of, Tables.wished),
    "experience": Combined(practice_of, Tables.experience),
    "place": Combined(places_of, Tables.place),
}


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

    def read(codes: Sequence[int]) -> Ints:
        return checked([criterion.read(opening, fact(facet.seekers[code])).value for code in codes])

    if facet.name == "skills":
        return read_alike(facet, (skill.code for skill in opening.skills), read)
    return read(range(len(facet.facts)))


def _judge_all(gate: Gate, facet: Facet) -> Ints:
    def judge(codes: Sequence[int]) -> Ints:
        met = [gate.judge(gate.fact(facet.seekers[code])) for code in codes]
        return np.asarray([OPEN if each is None else PASS if each else FAIL for each in met], dtype=np.int64)

    if facet.name == "skills":
        return read_alike(facet, (gate.subject,), judge)
    return judge(range(len(facet.facts)))


def _read_wishes(opening: Opening, facet: Facet) -> Ints:
    readings = [read_place_wish(opening, *_wish(fact)) for fact in facet.facts]
    settled = checked([0 if reading is None else reading.value for reading in readings])
    settled[[reading is None for reading in readings]] = NEITHER
    return settled


def _wish(fact: Any) -> tuple[tuple[PlaceWish, ...], bool | None]:
    places, only = fact
    return places, only


def _read_beyond(opening: Opening, facet: Facet) -> Ints:
    fact: Callable[[Seeker], Any] = REGISTRY["place"].fact(opening)
    return checked([read_beyond_wishes(opening, fact(somebody)).value for somebody in facet.seekers])
