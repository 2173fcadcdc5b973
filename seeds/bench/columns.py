"""One wide row per worker: what a denormalised table would hold, made once per register.

Codes become small numbers in the order in which they are met, sets become bits of 64-bit words, scales
become places on them. Peers that read wide rows look up what depends on the opening by these numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from jobs.matching.distance import distance_permille
from jobs.matching.employer_side import past_permille
from jobs.matching.lookup import FULL
from jobs.matching.similarity import related_permille
from jobs.matching.types import CONDITION_SCALES, Opening, Seeker
from jobs.matching.worker_side import CONTRACTS, PURPOSES, wage_band
from seeds.bench.algebra import Algebra, X
from seeds.bench.formula import FORMS, MEALS

WORD = 62  # bits used of a 64-bit word
MISSING = -1  # a code nobody in the register has
UNSTATED_MODES = ("negotiable", "commission")

Column = list[int | bool | None]


class Codes(dict[str, int]):
    """Codes numbered in the order in which they are met."""

    def number(self, code: str | None) -> int | None:
        """The number of a code, new if need be; None stays None."""
        return None if code is None else self.setdefault(code, len(self))


class WideRows:
    """The columns of a register, by name. ``id`` and ``registered`` need 64 bits, masks too."""

    def __init__(self, seekers: Sequence[Seeker]) -> None:
        self.occupations, self.skills, self.communes = Codes(), Codes(), Codes()
        self.provinces, self.countries, self.benefits, self.tags = Codes(), Codes(), Codes(), Codes()
        self.wishes = max((len(seeker.wished) for seeker in seekers), default=0)
        self.jobs = max((len(seeker.past) for seeker in seekers), default=0)
        for seeker in seekers:
            for code in seeker.skills_held | seeker.skills_lacking:
                self.skills.number(code)
            for tag, _ in seeker.languages:
                self.tags.number(tag)
        self.words = len(self.skills) // WORD + 1
        self.columns: dict[str, Column] = {}
        rows = [self._row(seeker) for seeker in seekers]
        for name in rows[0]:
            self.columns[name] = [row[name] for row in rows]

    def __len__(self) -> int:
        return len(self.columns["id"])

    @cached_property
    def types(self) -> dict[str, str]:
        """SQL type by column."""
        return {name: _type(name, column) for name, column in self.columns.items()}

    def rows(self) -> Iterable[tuple[int | bool | None, ...]]:
        """The rows, in the order of the columns."""
        return zip(*self.columns.values(), strict=True)

    def _row(self, seeker: Seeker) -> dict[str, int | bool | None]:
        row: dict[str, int | bool | None] = {
            "id": seeker.id,
            "registered": seeker.registered,
            "tier": seeker.tier,
            "age": seeker.age,
            "consents": seeker.consents and seeker.searching,
            "live": seeker.live_referrals,
            "education": seeker.education,
            "technical_level": seeker.technical_level,
            "it_level": seeker.it_level,
            "experience_months": seeker.experience_months,
            "skills_recorded": seeker.skills_recorded,
            "languages_recorded": seeker.languages_recorded,
            "moves": seeker.willing_to_move,
            "overseas": seeker.accepts_overseas,
            "only_these": seeker.only_these_places,
            "has_places": bool(seeker.places),
            "wage": _wished_band(seeker),
            "contract": _place_on(CONTRACTS, seeker.contract),
            "shifts": seeker.accepts_shifts,
            "trips": seeker.accepts_trips,
            "secondment": seeker.accepts_secondment,
            "work_form": _place_on(FORMS, seeker.work_form),
            "purpose": _place_on(PURPOSES, seeker.purpose),
            "meals": _place_on(MEALS, seeker.meals),
            "wanted": None if seeker.benefits is None else len(seeker.benefits),
            "ready": seeker.ready_in_months,
            "commune": self.communes.number(seeker.commune),
            "province": self.provinces.number(seeker.province),
        }
        scales = zip(CONDITION_SCALES, seeker.conditions, strict=True)
        row |= dict(scales)
        row["benefits"] = sum(
            1 << self.benefits.setdefault(x, len(self.benefits)) for x in seeker.benefits or ()
        )
        return row | self._occupations(seeker) | self._sets(seeker) | self._places(seeker)

    def _occupations(self, seeker: Seeker) -> dict[str, int | None]:
        row: dict[str, int | None] = {}
        for at in range(self.wishes):
            row[f"wish_{at}"] = (
                self.occupations.number(seeker.wished[at]) if at < len(seeker.wished) else None
            )
        for at in range(self.jobs):
            job = seeker.past[at] if at < len(seeker.past) else None
            row[f"past_{at}"] = job and self.occupations.number(job.code)
            row[f"faded_{at}"] = job and past_permille(job.years_since_end)
            row[f"months_{at}"] = job and job.months
        return row

    def _sets(self, seeker: Seeker) -> dict[str, int | None]:
        words = [0] * (2 * self.words)
        for first, codes in ((0, seeker.skills_held), (self.words, seeker.skills_lacking)):
            for code in codes:
                word, bit = divmod(self.skills[code], WORD)
                words[first + word] |= 1 << bit
        row: dict[str, int | None] = {f"held_{at}": words[at] for at in range(self.words)}
        row |= {f"lacking_{at}": words[self.words + at] for at in range(self.words)}
        levels = dict(seeker.languages)
        return row | {f"level_{number}": levels.get(tag) for tag, number in self.tags.items()}

    def _places(self, seeker: Seeker) -> dict[str, int | None]:
        row: dict[str, int | None] = {}
        for at in range(2):
            wish = seeker.places[at] if at < len(seeker.places) else None
            row[f"place_{at}_province"] = wish and self.provinces.number(wish.province)
            row[f"place_{at}_commune"] = wish and self.communes.number(wish.commune)
            row[f"place_{at}_country"] = wish and self.countries.number(wish.country)
        return row


def _wished_band(seeker: Seeker) -> int | None:
    if seeker.wage_mode in UNSTATED_MODES:
        return None
    return seeker.wage_band if seeker.wage_monthly_vnd is None else wage_band(seeker.wage_monthly_vnd)


def _place_on(scale: Sequence[str], value: str | None) -> int | None:
    return None if value is None else scale.index(value)


def _type(name: str, column: Column) -> str:
    if name in ("id", "registered") or name.startswith(("held_", "lacking_")):
        return "bigint"
    return "boolean" if any(isinstance(value, bool) for value in column) else "integer"


class WideFacts:
    """The facts of an opening over wide rows, for any engine whose algebra can test a bit."""

    def __init__(self, algebra: Algebra, rows: WideRows, opening: Opening) -> None:
        self.x, self.rows, self.opening = algebra, rows, opening
        self.related = [related_permille(opening, code) for code in rows.occupations] or [0]

    def plain(self, name: str) -> X:
        return self.x.col(name)

    def _wishes(self) -> list[X]:
        return [self.x.at(self.related, self.x.col(f"wish_{at}")) for at in range(self.rows.wishes)]

    def _jobs(self) -> list[X]:
        return [self.x.at(self.related, self.x.col(f"past_{at}")) for at in range(self.rows.jobs)]

    def closest(self) -> X:
        jobs = [
            self.x.floor(related * self.x.col(f"faded_{at}"), FULL) for at, related in enumerate(self._jobs())
        ]
        return self.x.greatest([*self._wishes(), *jobs])

    def wished(self) -> X:
        return self.x.greatest(self._wishes())

    def months(self) -> X:
        stated = self.x.col("experience_months")
        if not self.rows.jobs:
            return stated
        weighed = [
            self.x.known(related * self.x.col(f"months_{at}"), 0) for at, related in enumerate(self._jobs())
        ]
        total = weighed[0]
        for part in weighed[1:]:
            total = total + part
        counted = self.x.greatest([self.x.known(stated, 0), self.x.floor(total, FULL)])
        return self.x.case((self.x.col("past_0").is_null(), stated), otherwise=counted)

    def _has(self, words: str, code: str) -> X:
        """Whether the bit of a skill is set; None for a skill that nobody was asked about."""
        if code not in self.rows.skills:
            return None
        word, bit = divmod(self.rows.skills[code], WORD)
        return self.x.bit(self.x.col(f"{words}_{word}"), bit)

    def cover(self, weights: Mapping[str, int]) -> X:
        total = self.x.case((self.x.col("id").is_null(), 1), otherwise=0)
        for code, weight in weights.items():
            has = self._has("held", code)
            if has is not None:
                total = total + self.x.case((has, weight), otherwise=0)
        return total

    def all_asked(self, codes: Sequence[str]) -> X:
        asked = ~self.x.col("id").is_null()
        for code in codes:
            held, lacking = self._has("held", code), self._has("lacking", code)
            asked = asked & (self.x.col("id").is_null() if held is None else held | lacking)
        return asked

    def lacks(self, code: str) -> X:
        held, lacking = self._has("held", code), self._has("lacking", code)
        return self.x.col("id").is_null() if held is None else lacking & ~held

    def speaks(self, tag: str) -> X:
        if tag not in self.rows.tags:
            return self.x.case((self.x.col("id").is_null(), 0))
        return self.x.col(f"level_{self.rows.tags[tag]}")

    def near(self) -> X:
        km = self.opening.km
        table = [distance_permille(km[code]) if code in km else MISSING for code in self.rows.communes]
        value = self.x.at(table or [MISSING], self.x.col("commune"))
        return self.x.case((value >= 0, value))

    def other_province(self) -> X:
        province = self.x.col("province")
        if self.opening.province is None:
            return self.x.col("id").is_null()
        here = self.rows.provinces.get(self.opening.province, MISSING)
        return self.x.known(~(province == here), False)

    def fits(self, choice: int) -> X:
        opening, column = self.opening, f"place_{choice}"
        if opening.kind == "overseas":
            country = self.rows.countries.get(opening.country or "", MISSING)
            return self.x.known(self.x.col(f"{column}_country") == country, False)
        if opening.province is None:
            return self.x.col("id").is_null()
        province = self.rows.provinces.get(opening.province, MISSING)
        fits = self.x.known(self.x.col(f"{column}_province") == province, False)
        if opening.commune is None:
            return fits
        wished = self.x.col(f"{column}_commune")
        here = self.rows.communes.get(opening.commune, MISSING)
        return fits & (wished.is_null() | (wished == here))

    def offered(self) -> X:
        numbers = [self.rows.benefits[x] for x in self.opening.benefits or () if x in self.rows.benefits]
        total = self.x.case((self.x.col("id").is_null(), 1), otherwise=0)
        for number in sorted(numbers):
            total = total + self.x.case((self.x.bit(self.x.col("benefits"), number), 1), otherwise=0)
        return total
