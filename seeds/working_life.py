"""What a person of the demo province can do, has done and looks for: rows of Form 01 and Form 01a.

Schooling follows age, remoteness and hardship; skills and wishes follow schooling; and the poorer the
household, the more lines of the forms stay empty, because nobody asked or nobody knew.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from catalog.choices import EducationLevel, TechnicalLevel
from seeds.population import HARDSHIP, HARDSHIP_ELSEWHERE, Family, Person
from seeds.trades import CONDITIONS, TRADES, Trade, choose_second, choose_trade

Row = dict[str, Any]

EDUCATION = EducationLevel.values
TECHNICAL = TechnicalLevel.values
EMPTY_LINES = {"poor": 0.45, "near_poor": 0.3, "newly_escaped": 0.25, "": 0.15}
FARMING = next(trade for trade in TRADES if trade.occupation == "9203")
WISHED_ABROAD = ("JP", "TW", "KR", "JP", "DE", "TW", "MY")
AWAY = ("24", "24", "24", "24", "19", "19", "31", "01")  # provinces people of the north-west leave for
MOTHER_TONGUES = {
    "03": {"14": "blt", "12": "twh", "11": "blt"},
    "06": {"14": "mtq"},
    "08": {"14": "hmn", "12": "hmn", "11": "hmn"},
    "09": {"14": "ium", "12": "ium", "11": "ium"},
    "29": {"14": "kjg", "12": "kjg", "11": "kjg"},
    "34": {"14": "puo", "11": "puo"},
    "35": {"12": "hni", "11": "hni"},
}
BENEFITS = (
    "social_health_unemployment_insurance",
    "dormitory",
    "shuttle_bus",
    "housing_support",
    "training",
    "travel_support",
    "nursery",
)
SOFT_SKILLS = ("communication", "teamwork", "adaptability", "independent_work", "stress_tolerance")
PAST_EMPLOYERS = (
    "",
    "",
    "",
    "Xưởng gần nhà",
    "Tổ đội xây dựng",
    "Công ty ở khu công nghiệp",
    "Cửa hàng trong xã",
)
COUNTRIES = ("Đài Loan", "Đài Loan", "Hàn Quốc", "Nhật Bản", "Malaysia")


@dataclass(slots=True)
class Record:
    """One worker with everything that hangs on it; rows name columns, keys to each other are missing."""

    worker: Row
    search: Row | None = None
    wishes: list[Row] = field(default_factory=list)
    experiences: list[Row] = field(default_factory=list)
    qualifications: list[Row] = field(default_factory=list)
    skills: list[Row] = field(default_factory=list)
    languages: list[Row] = field(default_factory=list)
    memberships: list[Row] = field(default_factory=list)
    consents: list[Row] = field(default_factory=list)


class WorkingLife:
    """Draws records for one province as of one day."""

    def __init__(self, rng: Random, province: str, today: date) -> None:
        self.rng, self.province, self.today = rng, province, today

    def record(self, family: Family, person: Person, registered_on: date) -> Record:
        """Everything known of one member of a household who registered on a day."""
        rng = self.rng
        education, level = self._schooling(family, person)
        self._empty = EMPTY_LINES[family.poverty]
        first = choose_trade(rng, person.sex, person.age, level)
        record = Record(self._person(person, education, level))
        self._experiences(record, person, first, level)
        self._qualifications(record, first, level, person)
        self._skills(record, first)
        self._languages(record, family, level)
        self._memberships(record, family, person, registered_on)
        self._consent(record, registered_on)
        if rng.random() < 0.95:
            self._search(record, family, person, (first, level), registered_on)
        return record

    def _person(self, person: Person, education: int, level: int) -> Row:
        """The lines of Form 01 about the person alone."""
        rng = self.rng
        says_more = self._known() and rng.random() < 0.5
        return {
            "education_level": "" if rng.random() < self._empty / 4 else EDUCATION[education],
            "technical_level": "" if rng.random() < self._empty / 4 else TECHNICAL[level],
            "it_level": self._it_level(education, level),
            "soft_skills": rng.sample(SOFT_SKILLS, rng.randint(1, 3)) if says_more else [],
            "services": ["job_search"] if rng.random() < 0.6 else ["job_counselling", "job_search"],
            "worked_abroad_in": rng.choice(COUNTRIES) if person.age > 24 and rng.random() < 0.02 else "",
        }

    def _known(self) -> bool:
        return self.rng.random() >= self._empty

    def _answer(self, value: Any, unknown: Any = "") -> Any:
        """A line of the form, or nothing where it was left empty."""
        return value if self.rng.random() >= self._empty else unknown

    # --- What the person brings ----------------------------------------------------------------------------

    def _schooling(self, family: Family, person: Person) -> tuple[int, int]:
        """(general education, technical level) as places on their scales."""
        hardship = HARDSHIP.get(family.ethnicity, HARDSHIP_ELSEWHERE)
        chance = 1.35 - 0.6 * hardship - 0.7 * family.place.remoteness - 0.03 * max(person.age - 22, 0)
        learning = self.rng.gauss(chance - (0.4 if family.poverty == "poor" else 0), 0.85)
        education = (learning > -1.2) + (learning > -0.3) + (learning > 0.75)
        trained = self.rng.gauss(learning, 0.7)
        level = (trained > 0.7) + (trained > 1.2)
        if education == 3 and person.age >= 20:
            level += (trained > 1.6) + (trained > 2.0)
            level += trained > 2.35 and person.age >= 22
        return education, level if person.age >= 18 else 0

    def _it_level(self, education: int, level: int) -> str:
        if not self._known():
            return ""
        able = self.rng.random() + 0.22 * level + 0.12 * education
        return "good" if able > 2.0 else "fair" if able > 1.5 else "average" if able > 1.05 else ""

    def _experiences(self, record: Record, person: Person, wished: Trade, level: int) -> None:
        """Past jobs, the latest first; the years before are farming."""
        rng = self.rng
        years = person.age - 18
        if years <= 0 or not self._known():
            return
        end = self.today.year * 12 + self.today.month - 1 - rng.randint(0, 18)
        for _ in range(1 if rng.random() < 0.6 else 2):
            months = min(rng.randint(3, 48), years * 12)
            trade = self._past_trade(person, wished, level)
            record.experiences.append(
                {
                    "employer_name": rng.choice(PAST_EMPLOYERS),
                    "job_title": trade.title,
                    "occupation_id": trade.occupation,
                    "started_on": date((end - months) // 12, (end - months) % 12 + 1, 1),
                    "ended_on": date(end // 12, end % 12 + 1, 1),
                }
            )
            end -= months + rng.randint(1, 8)
            years -= months // 12 + 1
            if years <= 0:
                break

    def _past_trade(self, person: Person, wished: Trade, level: int) -> Trade:
        draw = self.rng.random()
        if draw < 0.45:
            return wished
        return FARMING if draw < 0.75 else choose_trade(self.rng, person.sex, person.age, level)

    def _qualifications(self, record: Record, trade: Trade, level: int, person: Person) -> None:
        if level < 2:
            return
        year = self.today.year - 1 - self.rng.randint(0, max(person.age - 20, 0))
        record.qualifications.append(
            {
                "level": TECHNICAL[level],
                "field_id": trade.field,
                "name": trade.title,
                "issued_on": date(year, 6, 15) if self._known() else None,
            }
        )

    def _skills(self, record: Record, trade: Trade) -> None:
        """Answers about the skills of the wished trade: yes, no, or not asked (no row)."""
        rng = self.rng
        months = sum(_months(row) for row in record.experiences if row["occupation_id"] == trade.occupation)
        practised = 0.42 + min(months, 36) / 90 + 0.08 * trade.least_level
        for code in trade.skills:
            if rng.random() >= 0.3 + self._empty:
                record.skills.append({"skill_id": code, "held": rng.random() < practised})

    def _languages(self, record: Record, family: Family, level: int) -> None:
        rng = self.rng
        mother = MOTHER_TONGUES.get(family.ethnicity, {}).get(self.province)
        if mother and self._known():
            record.languages.append({"language_id": mother, "proficiency": "good"})
            if rng.random() < 0.4:
                weak = family.place.remoteness + 0.4 * (family.poverty == "poor") + rng.random()
                vietnamese = "average" if weak > 1.3 else "fair" if weak > 0.9 else "good"
                record.languages.append({"language_id": "vi", "proficiency": vietnamese})
        if rng.random() < (0.02 if level < 4 else 0.5):
            record.languages.append(
                {"language_id": "en", "proficiency": "fair" if rng.random() < 0.25 else "average"}
            )

    def _memberships(self, record: Record, family: Family, person: Person, day: date) -> None:
        rng = self.rng
        groups = []
        if family.ethnicity != "01" and rng.random() < 0.75:
            groups.append("ethnic_minority")
        if rng.random() < 0.022:
            groups.append("disability")
        if person.sex == "male" and 20 <= person.age <= 30 and rng.random() < 0.07:
            groups.append("demobilised_soldier")
        if rng.random() < 0.01:
            groups.append("merit_relative")
        record.memberships = [{"group_id": group, "valid_from": day} for group in groups]

    def _consent(self, record: Record, day: date) -> None:
        draw = self.rng.random()
        if draw < 0.98:
            channel = "paper" if draw < 0.86 else "spoken" if draw < 0.95 else "online"
            record.consents.append(
                {
                    "purpose": "employment_service",
                    "text_version": "352/2025",
                    "channel": channel,
                    "given_on": day,
                }
            )

    # --- What the person looks for -------------------------------------------------------------------------

    def _search(
        self, record: Record, family: Family, person: Person, wish: tuple[Trade, int], day: date
    ) -> None:
        rng = self.rng
        first, level = wish
        state = "active" if rng.random() < 0.92 else "closed" if rng.random() < 0.6 else "paused"
        ended = min(day + timedelta(days=120), self.today) if state == "closed" else None
        search: Row = {
            "state": state,
            "opened_on": day,
            "closed_on": ended,
            "job_title": first.title,
            "position": "staff",
            "experience": self._answer(_band(record.experiences, first)),
            "enterprise_type": "foreign_invested" if rng.random() < 0.1 else "",
        }
        search |= self._places(family, person, first)
        search |= self._terms(person, first)
        search |= self._wage(first, level)
        if self._known():
            search |= self._conditions(first)
        record.search = search
        if rng.random() < 0.35 and search["accepts_overseas"]:
            tag = rng.choice(("zh", "ko", "ja"))
            record.languages.append({"language_id": tag, "proficiency": "average"})
        wishes = [first.occupation] if rng.random() < 1 - self._empty / 5 else []
        second = choose_second(rng, first, person.sex, person.age, level)
        if wishes and second and rng.random() < 0.6:
            wishes.append(second.occupation)
        record.wishes = [{"occupation_id": code, "position": at} for at, code in enumerate(wishes, 1)]

    def _places(self, family: Family, person: Person, trade: Trade) -> Row:
        rng = self.rng
        rooted = 0.25 if person.age > 40 else 0.0
        leaves = rng.random() < trade.away - rooted
        here = self.province
        places: Row = {
            "accepts_moving": self._answer(leaves or rng.random() < 0.25, None),
            "accepts_overseas": self._answer(person.age in range(18, 41) and rng.random() < 0.16, None),
            "only_these_places": self._answer(not leaves and rng.random() < 0.35, None),
        }
        if self._known():
            places["first_province_id"] = rng.choice(AWAY) if leaves else here
            if not leaves and rng.random() < 0.55:
                places["first_commune_id"] = family.place.code
            if rng.random() < 0.5:
                places["second_province_id"] = here if leaves else rng.choice(AWAY)
            elif places["accepts_overseas"]:
                # by age and not by lot: people drawn after this one stay who they were
                places["second_country"] = WISHED_ABROAD[person.age % len(WISHED_ABROAD)]
        return places

    def _terms(self, person: Person, trade: Trade) -> Row:
        rng = self.rng
        ready = rng.random()
        return {
            "contract_type": self._answer(rng.choice(("indefinite", "fixed_12_36m", "fixed_lt12m", ""))),
            "accepts_shifts": self._answer(rng.random() < (0.8 if person.age < 36 else 0.5), None),
            "accepts_trips": self._answer(rng.random() < 0.3, None),
            "work_form": self._answer("full_time" if rng.random() < 0.93 else "part_time"),
            "purpose": self._answer("long_term" if rng.random() < 0.8 else "temporary"),
            "meals": self._answer(rng.choice(("one_meal", "one_meal", "two_meals", "cash", ""))),
            "benefits": rng.sample(BENEFITS, rng.randint(1, 3)) if self._known() else [],
            "ready_in_months": self._answer(0 if ready < 0.8 else rng.randint(1, 4), None),
            "recruitment_method": self._answer("direct" if rng.random() < 0.7 else "phone"),
        }

    def _wage(self, trade: Trade, level: int) -> Row:
        """A wish from the lower half of what the trade pays, in one of the ways of Form 01a."""
        rng = self.rng
        if not self._known():
            return {}
        draw = rng.random()
        if draw < 0.1:
            return {"wage_mode": "negotiable"}
        wish = trade.wage_from + (trade.wage_to - trade.wage_from) * rng.random() * 0.8
        if draw < 0.17:
            return {"wage_mode": "daily", "wage_vnd": round(wish / 26) * 100_000}
        million = wish / 10
        if draw < 0.55:
            return {"wage_mode": "monthly", "wage_vnd": round(million * 2) * 500_000}
        band = "lt5m" if million < 5 else "5_10m" if million < 10 else "10_20m"
        return {"wage_mode": "monthly", "wage_band": band}

    def _conditions(self, trade: Trade) -> Row:
        """Most people describe themselves as their trade needs them; some lines stay open."""
        rng = self.rng
        return {
            name: value
            for name, value in zip(CONDITIONS, trade.conditions, strict=True)
            if rng.random() < 0.85
        }


def _months(row: Row) -> int:
    start, end = row["started_on"], row["ended_on"]
    return (end.year - start.year) * 12 + end.month - start.month


def _band(experiences: list[Row], trade: Trade) -> str:
    """The band of Form 01a for the months worked in the trade."""
    months = sum(_months(row) for row in experiences if row["occupation_id"] == trade.occupation)
    if months == 0:
        return "none"
    return "lt1" if months < 12 else "1_2" if months < 24 else "2_5" if months < 60 else "gt5"
