"""Invented employers and vacancies of the demo: `demo_employers.csv` and `demo_vacancies.csv` as rows.

Tax codes begin with 99 and telephone numbers with 095, which nobody holds; mail goes to names under .example.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from centres.models import Centre
from employers.models import Employer
from jobs.models import LanguageDemand, SkillDemand, Vacancy
from seeds.names import dice, family_name, person_name
from seeds.trades import CONDITIONS, TRADES

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FOLDER = Path(__file__).parent
BENEFITS = {
    "ins": "social_health_unemployment_insurance",
    "dorm": "dormitory",
    "bus": "shuttle_bus",
    "house": "housing_support",
    "train": "training",
    "travel": "travel_support",
    "nursery": "nursery",
    "promo": "promotion",
}
REASONS = {
    "rejected": "Không có địa chỉ và hợp đồng rõ ràng",
    "withdrawn": "Người sử dụng lao động rút tin",
    "paused": "Tạm dừng chờ đơn hàng mới",
    "suspended": "Giấy phép đưa người đi làm việc ở nước ngoài hết hạn",
}
CONDITIONS_OF = {trade.occupation: trade.conditions for trade in TRADES}
HUNDRED_THOUSAND = 100_000


def _rows(name: str, centre: Centre) -> Iterator[dict[str, str]]:
    """The lines of a file that belong to a centre: their reference begins with its code."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if next(iter(row.values())).startswith(f"{centre.code}-"):
                yield row


@transaction.atomic
def make_demand(centre: Centre, *, seed: int, at: datetime) -> tuple[int, int]:
    """Write the employers and vacancies of one centre; returns how many of each."""
    rng = dice(f"{centre.code}/{seed}/demand")
    employers = {row["ref"]: _employer(row, centre, rng, at) for row in _rows("demo_employers.csv", centre)}
    Employer.objects.bulk_create(employers.values())
    lines = list(_rows("demo_vacancies.csv", centre))
    vacancies = [
        _vacancy(row, number, employers[row["employer"]], rng, at) for number, row in enumerate(lines, 1)
    ]
    Vacancy.objects.bulk_create(vacancies)
    SkillDemand.objects.bulk_create(
        SkillDemand(vacancy=vacancy, skill_id=code, importance=importance)
        for vacancy, row in zip(vacancies, lines, strict=True)
        for code, importance in _pairs(row["skills"])
    )
    LanguageDemand.objects.bulk_create(
        LanguageDemand(vacancy=vacancy, language_id=tag, proficiency=least)
        for vacancy, row in zip(vacancies, lines, strict=True)
        for tag, least in _pairs(row["languages"])
    )
    return len(employers), len(vacancies)


def _pairs(text: str) -> list[tuple[str, str]]:
    """``"a:1 b:2"`` as pairs."""
    return [(name, value) for name, _, value in (word.partition(":") for word in text.split())]


def _someone(rng: Random) -> str:
    sex = "male" if rng.random() < 0.6 else "female"
    return person_name(rng, "01", sex, family_name(rng, "01"))


def _phone(rng: Random) -> str:
    return f"+8495{rng.randrange(10_000_000):07d}"


def _employer(row: dict[str, str], centre: Centre, rng: Random, at: datetime) -> Employer:
    ref, individual = row["ref"], not row["enterprise_type"]
    registered = at - timedelta(days=rng.randint(30, 900), minutes=rng.randrange(400))
    employer = Employer(
        centre=centre,
        state=row["state"],
        state_reason=REASONS.get(row["state"], ""),
        moved_at=registered + timedelta(days=2),
        kind="individual" if individual else "enterprise",
        tax_code="" if individual else f"99{rng.randrange(10**8):08d}",
        enterprise_type=row["enterprise_type"],
        industry_id=row["industry_id"],
        main_product=row["main_product"],
        size=row["size"],
        plans_to_recruit=int(row["plans_to_recruit"]),
        services=["labour_supply"] if rng.random() < 0.7 else ["recruitment_hr_counselling", "labour_supply"],
        province_id=row["province_id"],
        commune_id=row["commune_id"] or None,
        industrial_park=row["industrial_park"],
        phone=_phone(rng),
        email="" if individual else f"tuyendung@{ref.lower()}.example",
        representative_name=row["name"].removeprefix("Bà ") if individual else _someone(rng),
        representative_position="" if individual else "Giám đốc",
        representative_phone=_phone(rng),
        registered_at=registered,
        updated_at=registered + timedelta(days=2),
    )
    employer.set_name(row["name"])
    return employer


def _vacancy(row: dict[str, str], number: int, employer: Employer, rng: Random, at: datetime) -> Vacancy:
    today = at.astimezone(VIETNAM).date()
    registered = at - timedelta(days=rng.randint(3, 25), minutes=rng.randrange(400))
    vacancy = Vacancy(
        centre=employer.centre,
        employer=employer,
        code=f"{today.year}-{number:06d}",
        state=row["state"],
        state_reason=REASONS.get(row["state"], ""),
        moved_at=registered + timedelta(days=1),
        occupation_id=row["occupation_id"],
        occupation_confirmed=row["state"] not in ("draft", "submitted"),
        openings=int(row["openings"]),
        filled=int(row["filled"]),
        education_level=row["education"],
        technical_level=row["technical"],
        experience=row["experience"],
        importance=dict(_pairs(row["importance"])),
        contract_type=row["contract"],
        demands_shifts=row["shifts"] == "1",
        work_form="full_time",
        purpose="long_term" if row["contract"] != "fixed_lt12m" else "temporary",
        meals=row["meals"],
        benefits=[BENEFITS[word] for word in row["benefits"].split()] or None,
        is_hazardous=row["occupation_id"] in ("7212", "7114", "8342"),
        recruitment_method="direct" if rng.random() < 0.7 else "online_interview",
        deadline=today + timedelta(days=int(row["deadline_in"])),
        wish="labour_supply" if int(row["openings"]) > 10 else "job_introduction",
        contact_name=_someone(rng),
        contact_position="Phòng nhân sự",
        contact_phone=_phone(rng),
        contact_email=employer.email,
        posted_on=registered.astimezone(VIETNAM).date(),
        registered_at=registered,
        updated_at=registered + timedelta(days=1),
        **_workplace(row["country"], employer),
        **_wage(row["wage_from"], row["wage_to"]),
        **dict(zip(CONDITIONS, CONDITIONS_OF[row["occupation_id"]], strict=True)),
    )
    vacancy.set_title(row["title"])
    vacancy.description = _description(vacancy, today)
    return vacancy


def _workplace(country: str, employer: Employer) -> dict[str, object]:
    if country:
        return {"workplace": "overseas", "country": country}
    near = employer.province_id == employer.centre.province_id
    return {
        "workplace": "in_province" if near else "elsewhere",
        "province_id": employer.province_id,
        "commune_id": employer.commune_id,
        "industrial_park": employer.industrial_park,
    }


def _wage(lowest: str, highest: str) -> dict[str, object]:
    if not lowest:
        return {"wage_mode": "negotiable"}
    return {
        "wage_mode": "monthly",
        "wage_min_vnd": int(lowest) * HUNDRED_THOUSAND,
        "wage_max_vnd": int(highest) * HUNDRED_THOUSAND,
    }


def _description(vacancy: Vacancy, today: date) -> str:
    """Two plain sentences, as a recruiter would write them."""
    start = f"Tuyển {vacancy.openings} người làm việc từ tháng {today.month % 12 + 1}."
    shifts = "Làm theo ca, có phụ cấp ca đêm." if vacancy.demands_shifts else "Làm giờ hành chính."
    return f"{start} {shifts}"
