"""Groups of facts that rules read together, each distinct fact kept once.

A facet is a few fields of a `Seeker`. Everybody with the same values in them has the same code, and whatever
an opening makes of a fact is worked out once for the code.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from jobs.matching.codec import SET_FIELDS, STRUCTURED_FIELDS
from jobs.matching.types import Seeker

Ints = NDArray[np.int64]
Made = TypeVar("Made")
Codes = NDArray[np.integer[Any]]  # of any width
Mask = NDArray[np.bool_]

# Every field but the two that hardly anybody shares. A field stands in one facet only.
FACETS: dict[str, tuple[str, ...]] = {
    "tier": ("tier",),
    "legal": ("age", "consents", "searching", "live_referrals"),
    "wished": ("wished",),
    "past": ("past",),
    "skills": ("skills_held", "skills_lacking", "skills_recorded"),
    "education": ("education",),
    "technical_level": ("technical_level",),
    "experience": ("experience_months",),
    "languages": ("languages", "languages_recorded"),
    "it": ("it_level",),
    "conditions": ("conditions",),
    "reach": ("commune", "province", "willing_to_move"),
    "places": ("places", "only_these_places"),
    "overseas": ("accepts_overseas",),
    "wage": ("wage_mode", "wage_monthly_vnd", "wage_band"),
    "contract": ("contract",),
    "availability": ("accepts_shifts", "accepts_trips", "accepts_secondment"),
    "hours": ("work_form",),
    "purpose": ("purpose",),
    "meals": ("meals",),
    "benefits": ("benefits",),
    "readiness": ("ready_in_months",),
}
MOST_TABLES = 512  # kept for one facet; an opening asks for a few

Fact = Any  # the value of a facet's one field, or the tuple of its several


class Facet:
    """The distinct facts of one facet by code, and the tables worked out over them."""

    def __init__(self, name: str, facts: Sequence[Fact] | Path) -> None:
        self.fields = FACETS[name]
        self.name = name
        self._source = facts  # the facts themselves, or the file that holds them
        self._tables: dict[Hashable, Any] = {}

    @cached_property
    def facts(self) -> list[Fact]:
        """By code; read when first asked for."""
        if isinstance(self._source, Path):
            return [self._fact(row) for row in json.loads(self._source.read_bytes())]
        return list(self._source)

    @cached_property
    def codes(self) -> dict[Fact, int]:
        """Fact -> code."""
        return {fact: code for code, fact in enumerate(self.facts)}

    @cached_property
    def seekers(self) -> list[Seeker]:
        """Somebody with each fact and nothing else known: what a criterion or a gate is asked about."""
        return [Seeker(id=0, registered=0, **self.named(fact)) for fact in self.facts]

    def named(self, fact: Fact) -> dict[str, Any]:
        """Field -> value."""
        return {self.fields[0]: fact} if len(self.fields) == 1 else dict(zip(self.fields, fact, strict=True))

    def encode(self, seekers: Iterable[Seeker]) -> tuple["Facet", Codes]:
        """The codes of these people, and the facet that knows them: this one unless some fact is new."""
        codes, read = dict(self.codes), attrgetter(*self.fields)
        found = np.fromiter((codes.setdefault(read(one), len(codes)) for one in seekers), dtype=np.int32)
        if len(codes) == len(self.facts):
            return self, found
        facet = Facet(self.name, list(codes))
        facet.codes = codes
        return facet, found

    def table(self, key: Hashable, compute: Callable[["Facet"], Made]) -> Made:
        """What `compute` gives for every code, kept under the key."""
        table: Made | None = self._tables.get(key)
        if table is None:
            if len(self._tables) >= MOST_TABLES:
                self._tables.clear()
            table = self._tables[key] = compute(self)
        return table

    def save(self, path: Path) -> None:
        """The facts as JSON."""
        path.write_text(json.dumps([self._row(fact) for fact in self.facts], separators=(",", ":")))

    def _row(self, fact: Fact) -> list[Any]:
        return [
            sorted(value) if name in SET_FIELDS and value is not None else value
            for name, value in self.named(fact).items()
        ]

    def _fact(self, row: list[Any]) -> Fact:
        built = tuple(
            STRUCTURED_FIELDS[name](value) if name in STRUCTURED_FIELDS else value
            for name, value in zip(self.fields, row, strict=True)
        )
        return built[0] if len(built) == 1 else built
