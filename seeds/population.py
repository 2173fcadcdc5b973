"""Who lives where in the demo province: communes, ethnic groups, households, their members and what the
communes decided about them.

Shares are believable round figures for the north-west, not statistics. Everything follows from one random
generator: the same province, seed and day give the same people.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import asin, cos, radians, sin, sqrt
from random import Random
from typing import NamedTuple

from seeds import names
from workers.models.household import NEWLY_ESCAPED_MONTHS, add_months

# Percent of the people of a province, by official code of the ethnic group.
ETHNIC_SHARES = {
    "14": {
        "03": 53.0, "01": 17.0, "08": 15.0, "06": 8.2, "09": 1.8, "34": 2.0, "29": 1.2, "33": 0.7, "39": 0.7,
        "37": 0.3, "02": 0.1,
    },
    "12": {
        "03": 32.5, "08": 23.5, "01": 16.0, "09": 13.2, "35": 3.7, "25": 3.0, "41": 2.7, "29": 1.9, "42": 1.5,
        "45": 1.0, "37": 1.4, "48": 0.3, "50": 0.2,
    },
    "11": {
        "08": 38.2, "03": 36.5, "01": 17.2, "29": 3.3, "37": 0.9, "09": 1.1, "35": 0.9, "33": 0.8, "34": 0.4,
        "04": 0.4, "48": 0.2, "50": 0.1,
    },
}  # fmt: skip
POVERTY_SHARES = {"14": (14, 9, 8), "12": (17, 10, 8), "11": (21, 11, 8)}  # poor, near-poor, newly escaped
# How much poorer or more remote than average a group lives; 1 = average.
HARDSHIP = {"01": 0.25, "02": 0.7, "03": 0.9, "04": 0.4, "06": 0.75, "25": 0.8}
HARDSHIP_ELSEWHERE = 1.7
LARGE_GROUPS = ("01", "03", "08")
MEMBERS = ((1, 46), (2, 30), (3, 15), (4, 9))  # registered members of one household, percent
AGES = ((15, 18, 0.35), (18, 25, 1.5), (25, 35, 1.45), (35, 45, 1.05), (45, 55, 0.65), (55, 61, 0.3))
REGISTER_YEARS = 3


class UnknownProvince(Exception):
    """The generator knows three provinces only."""


class CommuneFacts(NamedTuple):
    """What the generator has to know of a commune."""

    code: str
    is_ward: bool
    lat: float
    lon: float
    area_km2: float


@dataclass(frozen=True, slots=True)
class Place:
    """A commune as people live in it: ``remoteness`` 0..1, ethnic groups with cumulated weights."""

    code: str
    remoteness: float
    weight: float
    groups: tuple[str, ...]
    cumulated: tuple[float, ...]
    hamlets: tuple[str, ...]


class Status(NamedTuple):
    """One decision of a commune; fields as PovertyStatus."""

    category: str
    valid_from: date
    valid_to: date | None
    decision_no: str


class Person(NamedTuple):
    """One registered member of a household."""

    name: str
    sex: str
    age: int
    birth_date: date


@dataclass(frozen=True, slots=True)
class Family:
    """One household; ``poverty`` is the category in force on the day of generation, or empty."""

    place: Place
    hamlet: str
    ethnicity: str
    head_name: str
    poverty: str
    statuses: tuple[Status, ...]
    people: tuple[Person, ...]


def kilometres(a: CommuneFacts, b: CommuneFacts) -> float:
    """Great-circle distance between two centroids."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 12_742 * asin(sqrt(half))


class Population:
    """Draws the households of one province. Raises UnknownProvince."""

    def __init__(self, province: str, communes: Sequence[CommuneFacts], *, seed: int, today: date) -> None:
        if province not in ETHNIC_SHARES:
            known = ", ".join(sorted(ETHNIC_SHARES))
            raise UnknownProvince(f"There is no demo for province {province}; there is for {known}.")
        self.province, self.today = province, today
        self.rng = names.dice(f"{province}/{seed}")
        self.places = _settle(self.rng, communes, ETHNIC_SHARES[province])
        self._place_weights = list(accumulate(place.weight for place in self.places))
        self._mean_risk = self._measure_risk()
        self._sizes = list(accumulate(weight for _, weight in MEMBERS))
        self._ages = [age for low, high, _ in AGES for age in range(low, high)]
        self._age_weights = list(accumulate(weight for low, high, weight in AGES for _ in range(low, high)))

    def families(self) -> Iterator[Family]:
        """Households without end; take as many as needed."""
        rng = self.rng
        while True:
            place = self.places[bisect(self._place_weights, rng.random() * self._place_weights[-1])]
            ethnicity = place.groups[bisect(place.cumulated, rng.random() * place.cumulated[-1])]
            poverty = self._poverty(place, ethnicity)
            people = self._people(ethnicity)
            yield Family(
                place=place,
                hamlet=rng.choice(place.hamlets),
                ethnicity=ethnicity,
                head_name=self._head(ethnicity, people),
                poverty=poverty,
                statuses=self._statuses(poverty),
                people=people,
            )

    # --- People --------------------------------------------------------------------------------------------

    def _people(self, ethnicity: str) -> tuple[Person, ...]:
        rng = self.rng
        size = MEMBERS[bisect(self._sizes, rng.random() * self._sizes[-1])][0]
        age = self._ages[bisect(self._age_weights, rng.random() * self._age_weights[-1])]
        family = names.family_name(rng, ethnicity)
        first = self._person(ethnicity, "male" if rng.random() < 0.52 else "female", age, family)
        return (first, *(self._relative(ethnicity, first, family, turn) for turn in range(size - 1)))

    def _relative(self, ethnicity: str, first: Person, family: str, turn: int) -> Person:
        rng = self.rng
        if turn == 0 and first.age >= 20 and rng.random() < 0.7:
            sex = "female" if first.sex == "male" else "male"
            age = first.age + rng.randint(-5, 3)
            family = names.family_name(rng, ethnicity)
        else:
            sex = "male" if rng.random() < 0.5 else "female"
            age = first.age - rng.randint(18, 28) if first.age >= 36 else first.age + rng.randint(-7, 7)
        return self._person(ethnicity, sex, min(max(age, 15 + rng.randint(0, 6)), 60), family)

    def _person(self, ethnicity: str, sex: str, age: int, family: str) -> Person:
        born = self.today.toordinal() - int(age * 365.2425) - 2 - self.rng.randrange(362)
        return Person(names.person_name(self.rng, ethnicity, sex, family), sex, age, date.fromordinal(born))

    def _head(self, ethnicity: str, people: tuple[Person, ...]) -> str:
        eldest = max(people, key=lambda person: person.age)
        if eldest.age >= 30:
            return eldest.name
        family = people[0].name.split()[0]
        return names.person_name(self.rng, ethnicity, "male", family)

    # --- Poverty -------------------------------------------------------------------------------------------

    def _measure_risk(self) -> float:
        total = weighed = 0.0
        for place in self.places:
            before = 0.0
            for group, until in zip(place.groups, place.cumulated, strict=True):
                weight = place.weight * (until - before) / place.cumulated[-1]
                total, weighed, before = total + weight, weighed + weight * _risk(place, group), until
        return weighed / total

    def _poverty(self, place: Place, ethnicity: str) -> str:
        relative = _risk(place, ethnicity) / self._mean_risk
        poor, near_poor, escaped = (share / 100 for share in POVERTY_SHARES[self.province])
        milder = 0.25 + 0.75 * relative  # near-poor and newly-escaped households are spread more evenly
        limits = accumulate((min(poor * relative, 0.6), min(near_poor * milder, 0.2), escaped * milder * 0.9))
        draw = self.rng.random()
        for category, limit in zip(("poor", "near_poor", "newly_escaped"), limits, strict=True):
            if draw < limit:
                return category
        return ""

    def _statuses(self, poverty: str) -> tuple[Status, ...]:
        """What the commune decided, oldest first; the last one is in force exactly if there is poverty."""
        rng = self.rng
        if not poverty and rng.random() >= 0.12:
            return ()
        year = self.today.year
        if poverty == "newly_escaped":
            escaped = self._review(year - rng.randint(1, 2))
            return (
                self._status("poor" if rng.random() < 0.6 else "near_poor", self._review(2021), escaped),
                self._status("newly_escaped", escaped, add_months(escaped, NEWLY_ESCAPED_MONTHS)),
            )
        if poverty:
            since = self._review(year - rng.randint(1, 4))
            other = "near_poor" if poverty == "poor" else "poor"
            before = (self._status(other, self._review(since.year - 1), since),) if rng.random() < 0.3 else ()
            return (*before, self._status(poverty, since, None))
        ended = add_months(self.today, -rng.randint(1, 11))
        if rng.random() < 0.5:  # newly escaped once; the 36 months are over
            start = add_months(ended, -NEWLY_ESCAPED_MONTHS)
            return (self._status("newly_escaped", start, ended),)
        since = self._review(year - 4)
        return (self._status("near_poor", since, ended), self._status("average", ended, None))

    def _review(self, year: int) -> date:
        """The day of a decision of the yearly review (1 September to 14 December, Decision 24/2021)."""
        return date(year, 12, self.rng.randint(1, 14))

    def _status(self, category: str, valid_from: date, valid_to: date | None) -> Status:
        return Status(category, valid_from, valid_to, f"{self.rng.randint(1, 480)}/QĐ-UBND")


def _risk(place: Place, ethnicity: str) -> float:
    return (0.35 + 1.4 * place.remoteness) * HARDSHIP.get(ethnicity, HARDSHIP_ELSEWHERE)


def _settle(rng: Random, communes: Sequence[CommuneFacts], shares: dict[str, float]) -> tuple[Place, ...]:
    """Spread the ethnic groups over the communes so that both the communes and the province add up."""
    wards = [commune for commune in communes if commune.is_ward] or list(communes[:1])
    away = [min(kilometres(commune, ward) for ward in wards) for commune in communes]
    farthest = max(away) or 1.0
    remoteness = [distance / farthest for distance in away]
    weights = [
        (2.2 if commune.is_ward else 0.7 + 60 / (60 + commune.area_km2)) * (1.25 - 0.6 * far)
        for commune, far in zip(communes, remoteness, strict=True)
    ]
    matrix = [[share * _draw_to(rng, group, far) for group, share in shares.items()] for far in remoteness]
    _rake(matrix, weights, list(shares.values()))
    groups = tuple(shares)
    return tuple(
        Place(
            code=commune.code,
            remoteness=far,
            weight=weight,
            groups=groups,
            cumulated=tuple(accumulate(row)),
            hamlets=tuple(dict.fromkeys(names.hamlet_name(rng, commune.is_ward) for _ in range(14))),
        )
        for commune, far, weight, row in zip(communes, remoteness, weights, matrix, strict=True)
    )


def _draw_to(rng: Random, group: str, far: float) -> float:
    """How much a commune attracts a group: by remoteness, and by chance, as small groups live in few."""
    settled = 1.2 - far if HARDSHIP.get(group, HARDSHIP_ELSEWHERE) < 1 else 0.15 + far
    return settled * (0.6 + rng.random() if group in LARGE_GROUPS else rng.random() ** 4 + 0.005)


def _rake(matrix: list[list[float]], rows: Sequence[float], columns: Sequence[float]) -> None:
    """Iterative proportional fitting: scale rows and columns in turn until both totals fit."""
    row_total, column_total = sum(rows), sum(columns)
    for _ in range(25):
        for at, column in enumerate(columns):
            factor = column / column_total * row_total / sum(row[at] for row in matrix)
            for row in matrix:
                row[at] *= factor
        for row, wanted in zip(matrix, rows, strict=True):
            factor = wanted / sum(row)
            row[:] = [value * factor for value in row]
