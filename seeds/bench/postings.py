"""Vacancies of the bench: the demo's open ones first, then variations of them, as many as are wanted.

Number k is the same for a seed however many are made, so that a short run ranks a prefix of a long one.
"""

from datetime import datetime
from random import Random
from typing import Any

from django.db import transaction

from catalog.models import Commune
from centres.models import Centre
from jobs.models import LanguageDemand, SkillDemand, Vacancy
from seeds.names import dice
from seeds.trades import CONDITIONS, TRADES, Trade

SOURCE = "bench"
CRITERIA = ("occupation", "skills", "experience", "place", "wage", "readiness", "benefits", "education")
MAY_BE_MUST = ("experience", "education", "availability", "conditions")
NOT_COPIED = {"id", "public_id", "code", "source", "source_ref", "current_run"}
LANGUAGES = (("en", "average"), ("zh", "average"), ("vi", "fair"))


class NoDemand(Exception):
    """The demo has no open vacancy to start from."""


@transaction.atomic
def make_postings(centre: Centre, count: int, *, seed: int, at: datetime) -> None:
    """Bring the postings of the bench up to ``count``. Raises NoDemand."""
    have = Vacancy.objects.filter(centre=centre, source=SOURCE).count()
    if have >= count:
        return
    own = Vacancy.objects.filter(centre=centre).exclude(source=SOURCE)
    models = list(
        own.open_on(at.date()).order_by("code").prefetch_related("skill_demands", "language_demands")
    )
    if not models:
        raise NoDemand(f"{centre.name} has no open vacancy.")
    communes = list(Commune.objects.current().filter(province=centre.province_id).order_by("code"))
    made = [_posting(models, communes, number, seed) for number in range(have, count)]
    Vacancy.objects.bulk_create([vacancy for vacancy, _, _ in made], batch_size=500)
    SkillDemand.objects.bulk_create(
        SkillDemand(vacancy=vacancy, skill_id=code, importance=importance)
        for vacancy, skills, _ in made
        for code, importance in skills.items()
    )
    LanguageDemand.objects.bulk_create(
        LanguageDemand(vacancy=vacancy, language_id=tag, proficiency=least)
        for vacancy, _, languages in made
        for tag, least in languages.items()
    )


def _posting(
    models: list[Vacancy], communes: list[Commune], number: int, seed: int
) -> tuple[Vacancy, dict[str, str], dict[str, str]]:
    """One vacancy with the skills and the languages it asks for; not saved."""
    model = models[number % len(models)]
    copied = [field for field in Vacancy._meta.concrete_fields if field.name not in NOT_COPIED]
    facts: dict[str, Any] = {field.attname: getattr(model, field.attname) for field in copied}
    facts |= {
        "deadline": None,
        "filled": 0,
        "code": f"B{number:07d}",
        "source": SOURCE,
        "source_ref": f"{number:07d}",
    }
    skills = {row.skill_id: row.importance for row in model.skill_demands.all()}
    languages = {row.language_id: row.proficiency for row in model.language_demands.all()}
    rng = dice(f"bench/{seed}/{number}")
    if number >= len(models):
        trade = rng.choice(TRADES)
        facts |= _variation(rng, model, trade, communes)
        skills = {code: rng.choice(("required", "required", "useful")) for code in trade.skills}
        if skills and rng.random() < 0.2:
            skills[rng.choice(list(skills))] = "must"
        languages = dict([rng.choice(LANGUAGES)]) if rng.random() < 0.15 else {}
    return Vacancy(**facts), skills, languages


def _variation(rng: Random, model: Vacancy, trade: Trade, communes: list[Commune]) -> dict[str, Any]:
    """What is different about a variation: the trade, where, for how much, and what counts most."""
    wage = rng.randint(trade.wage_from, trade.wage_to) * 100_000
    facts: dict[str, Any] = {
        "title": trade.title,
        "search_key": model.search_key,
        "occupation_id": trade.occupation,
        "openings": rng.choice((1, 2, 5, 10, 30, 100, 300)),
        "wage_mode": "monthly",
        "wage_min_vnd": wage,
        "wage_max_vnd": wage + 2_000_000,
        "demands_shifts": rng.random() < 0.4,
        "demands_trips": rng.random() < 0.1,
        "starts_in_months": rng.choice((0, 0, 0, 1, 2)),
        "experience": rng.choice(("", "", "lt1", "1_2", "2_5")),
        "importance": {code: rng.choice(("high", "medium", "low")) for code in rng.sample(CRITERIA, 2)},
        **dict(zip(CONDITIONS, trade.conditions, strict=True)),
    }
    if rng.random() < 0.3:
        facts["importance"][rng.choice(MAY_BE_MUST)] = "must"
    if model.workplace == Vacancy.Workplace.IN_PROVINCE and rng.random() < 0.8:
        facts["commune_id"] = rng.choice(communes).pk
    return facts
