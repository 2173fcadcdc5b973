"""SQL as an ORM writes it: one queryset with a correlated subquery for every fact of another table.

The queryset is Django's, statement and all. Only the arithmetic of the score is wrapped around it by hand,
stage by stage: Django would repeat every subquery wherever its annotation is named again.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    Exists,
    Expression,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import (
    Cast,
    Coalesce,
    ExtractDay,
    ExtractMonth,
    ExtractYear,
    Greatest,
    Least,
    NullIf,
)

from catalog import choices
from jobs.matching.employer_side import FADE_PER_YEAR, PAST_LEAST_PERMILLE, PAST_PERMILLE
from jobs.matching.lookup import FULL
from jobs.matching.types import EXPERIENCE_MONTHS, WAGE_BAND_LIMITS_VND, Opening
from jobs.seekers import DAYS_A_MONTH, HOURS_A_MONTH
from seeds.bench.algebra import SqlAlgebra
from seeds.bench.formula import Formula, Question
from seeds.bench.normal import (
    BANDS,
    ON_SEARCH,
    ON_WORKER,
    SAME_ON_SEARCH,
    UNSTATED_MODES,
    Lookups,
    NormalFacts,
    scale_of,
)
from seeds.bench.peers import Hit, World
from seeds.bench.queries import ranking_query
from workers.models import (
    Consent,
    Experience,
    JobSearch,
    LanguageSkill,
    PovertyStatus,
    Wish,
    Worker,
    WorkerSkill,
)

FENCE, PREFIX = "OFFSET 0", "fact_"
INT, BOOL = IntegerField(), BooleanField()
PROFICIENCY = scale_of(choices.Proficiency.values, first=1)
MINE = {"worker": OuterRef("worker")}


class Microseconds(Func):
    """A moment as microseconds since the epoch."""

    template = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"
    output_field = BigIntegerField()


class Cardinality(Func):
    """Length of an array."""

    function = "CARDINALITY"
    output_field = IntegerField()


class Orm:
    """annotate(Subquery(...)) once a fact, as a data access layer is usually written."""

    name = "SQL as an ORM writes it"
    exact = True

    def open(self, world: World) -> None:
        self.world = world

    def top(self, question: Question) -> list[Hit]:
        x, given = SqlAlgebra(), Lookups(self.world, question.opening)
        formula = Formula(x, NormalFacts(question.opening), question.opening)
        people, parameters = _people(given)
        statement = ranking_query(x, formula, question, source=people, fence=FENCE)
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return [Hit(*row) for row in cursor.fetchall()]

    def close(self) -> None:
        """Nothing was prepared."""


def _people(given: Lookups) -> tuple[str, tuple[Any, ...]]:
    """Everybody with an active search, one row each, with every fact the formula reads: SQL and parameters.

    Facts get a prefix while Django sees them, since many are called like a field.
    """
    searches = JobSearch.objects.active().filter(
        worker__centre=given.centre, worker__state=Worker.State.REGISTERED
    )
    facts = _own(given) | _occupations(given) | _skills(given) | _languages(given) | _places(given)
    rows = searches.values(**{f"{PREFIX}{name}": fact for name, fact in facts.items()})
    statement, parameters = rows.query.sql_with_params()
    names = ", ".join(f"{PREFIX}{name} AS {name}" for name in facts)
    return f"(SELECT {names} FROM ({statement} {FENCE}) found) people", parameters


def _on_scale(column: str, scale: Mapping[str, int]) -> Case:
    return Case(*(When(**{column: key}, then=Value(place)) for key, place in scale.items()), output_field=INT)


def _looked_up(column: str, table: Mapping[str, int], otherwise: int | None) -> Case:
    """A small table as a CASE, codes of the same value in one branch."""
    codes = defaultdict(list)
    for code, value in table.items():
        codes[value].append(code)
    arms = [When(**{f"{column}__in": each}, then=Value(value)) for value, each in codes.items()]
    return Case(*arms, default=Value(otherwise), output_field=INT)


def _one(rows: QuerySet[Any], fact: Expression) -> Subquery:
    """An aggregate over the rows of one person."""
    group = rows.order_by().values(_group=Value(1)).annotate(_fact=fact)
    return Subquery(group.values("_fact"), output_field=INT)


def _own(given: Lookups) -> dict[str, Any]:
    """What the worker's and the search's own row say."""
    live = Consent.objects.live(Consent.Purpose.EMPLOYMENT_SERVICE, given.as_of)
    held = PovertyStatus.objects.on(given.as_of).filter(household=OuterRef("worker__household"))
    return {
        "id": F("worker_id"),
        "registered": Microseconds("worker__registered_at"),
        "tier": Coalesce(_one(held, Max(_on_scale("category", given.tiers))), 0),
        "age": _age(given.as_of),
        "consents": Exists(live.filter(**MINE)),
        "live": Value(0),
        "wage": _wage(),
        "wanted": NullIf(Cardinality("benefits"), Value(0)),
        "offered": _offered(given.opening),
        "has_places": Case(When(_named("first") | _named("second"), then=Value(True)), default=Value(False)),
        **{name: _on_scale(f"worker__{column}", scale) for name, (column, scale) in ON_WORKER.items()},
        **{name: _on_scale(column, scale) for name, (column, scale) in ON_SEARCH.items()},
        **{name: F(column) for name, column in SAME_ON_SEARCH.items()},
    }


def _age(day: date) -> Expression:
    """Whole years; with only the year of birth known the birthday counts as 31 December."""
    born = "worker__birth_date"
    month_later = Q(**{f"{born}__month__gt": day.month})
    later = month_later | Q(**{f"{born}__month": day.month, f"{born}__day__gt": day.day})
    if (day.month, day.day) < (12, 31):
        later |= Q(worker__birth_precision="year")
    else:
        later &= ~Q(worker__birth_precision="year")
    to_come = Case(When(later, then=Value(1)), default=Value(0), output_field=INT)
    return Value(day.year) - Cast(ExtractYear(born), INT) - to_come


def _wage() -> Case:
    factors = {"monthly": 1, "daily": DAYS_A_MONTH, "hourly": HOURS_A_MONTH}
    arms = [When(wage_mode__in=UNSTATED_MODES, then=Value(None))]
    for mode, factor in factors.items():
        for band, limit in reversed(list(enumerate(WAGE_BAND_LIMITS_VND, 2))):
            least = -(-limit // factor)
            arms.append(When(wage_mode=mode, wage_vnd__gte=least, then=Value(band)))
        arms.append(When(wage_mode=mode, wage_vnd__isnull=False, then=Value(1)))
    return Case(*arms, default=_on_scale("wage_band", BANDS), output_field=INT)


def _offered(opening: Opening) -> Expression:
    total: Any = Value(0)
    for benefit in sorted(opening.benefits or ()):
        total = total + Case(When(benefits__contains=[benefit], then=Value(1)), default=Value(0))
    return total


def _occupations(given: Lookups) -> dict[str, Any]:
    related = _looked_up("occupation", given.related, None)
    wishes = Wish.objects.filter(job_search=OuterRef("pk"))
    jobs = Experience.objects.filter(**MINE, occupation__isnull=False, started_on__lte=given.as_of)
    ended = Least(Coalesce("ended_on", given.as_of), given.as_of)
    months = Greatest(0, _months(Coalesce("started_on", given.as_of), ended))
    years = _months(ended, Value(given.as_of)) / 12
    faded = Greatest(PAST_LEAST_PERMILLE, PAST_PERMILLE - years * FADE_PER_YEAR)
    mine = Wish.objects.filter(
        job_search__worker=OuterRef("worker"), job_search__state="active", occupation=OuterRef("occupation")
    )
    wished = _one(wishes, Max(related))
    stated = _on_scale("experience", EXPERIENCE_MONTHS)
    in_field = Coalesce(_one(jobs.filter(Exists(mine)), Sum(months)), 0)
    relevant = _one(jobs, Sum(months * related, output_field=BigIntegerField()) / FULL)
    counted = Greatest(Coalesce(stated, in_field), relevant)
    return {
        "wished": wished,
        "closest": Greatest(wished, _one(jobs, Max(related * faded / FULL))),
        "months": Case(When(Exists(jobs), then=counted), default=stated, output_field=INT),
    }


def _months(start: Expression, end: Expression) -> Expression:
    short = Case(When(LessThan(ExtractDay(end), ExtractDay(start)), then=Value(1)), default=Value(0))
    years = ExtractYear(end) - ExtractYear(start)
    return Cast(years * 12 + ExtractMonth(end) - ExtractMonth(start) - short, INT)


class LessThan(Func):
    """Comparison of two expressions."""

    template = "(%(expressions)s)"
    arg_joiner = " < "
    output_field = BooleanField()
    conditional = True


def _skills(given: Lookups) -> dict[str, Any]:
    mine = WorkerSkill.objects.filter(**MINE)
    demanded = mine.filter(skill__in=list(given.skills))
    weight = _looked_up("skill", given.skills, 0)
    lacking = {
        f"lacks_{at}": Exists(mine.filter(skill=code, held=False)) for at, code in enumerate(given.skills)
    }
    return {
        "skills_recorded": Exists(mine),
        "asked": Coalesce(_one(demanded, Count("pk")), 0),
        "cover": Coalesce(_one(demanded.filter(held=True), Sum(weight)), 0),
        **lacking,
    }


def _languages(given: Lookups) -> dict[str, Any]:
    mine = LanguageSkill.objects.filter(**MINE)
    level = _on_scale("proficiency", PROFICIENCY)
    levels = {
        f"level_{at}": Subquery(mine.filter(language=tag).values(_level=level), output_field=INT)
        for at, tag in enumerate(given.tags)
    }
    return {"languages_recorded": Exists(mine), **levels}


def _places(given: Lookups) -> dict[str, Any]:
    opening = given.opening
    near = _looked_up("worker__commune", given.near, None)
    none = {"fits_0": Value(False), "fits_1": Value(False), "other_province": Value(False), "near": near}
    if (opening.country if opening.kind == "overseas" else opening.province) is None:
        return none
    first, second = (_fits(choice, opening) for choice in ("first", "second"))
    named = _named("first")
    fits = {"fits_0": _truth((named & first) | (~named & second)), "fits_1": _truth(named & second)}
    if opening.kind != "overseas":
        other = Q(worker__commune__isnull=False) & ~Q(worker__commune__province=opening.province)
        fits["other_province"] = _truth(other)
    return none | fits


def _named(choice: str) -> Q:
    return Q(**{f"{choice}_province__isnull": False}) | ~Q(**{f"{choice}_country": ""})


def _fits(choice: str, opening: Opening) -> Q:
    if opening.kind == "overseas":
        return Q(**{f"{choice}_country": opening.country})
    fits = Q(**{f"{choice}_province": opening.province})
    if opening.commune is not None:
        commune = f"{choice}_commune"
        fits &= Q(**{f"{commune}__isnull": True}) | Q(**{commune: opening.commune})
    return fits


def _truth(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BOOL)
