"""Set-based SQL on the product's tables: what an opening means goes in as VALUES, each table is read once,
aggregated by person and joined.
"""

from django.db import connection

from catalog import choices
from jobs.matching.employer_side import FADE_PER_YEAR, PAST_LEAST_PERMILLE, PAST_PERMILLE
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
    quoted,
    scale_of,
    step_case,
    values_of,
)
from seeds.bench.peers import Hit, World
from seeds.bench.queries import ranking_query

FENCE = "OFFSET 0"
PROFICIENCY = scale_of(choices.Proficiency.values, first=1)


class SetSql:
    """Common table expressions, joins and aggregates."""

    name = "SQL, set-based"
    exact = True

    def open(self, world: World) -> None:
        self.world = world

    def statement(self, question: Question) -> str:
        """The query for one opening."""
        x, given = SqlAlgebra(), Lookups(self.world, question.opening)
        formula = Formula(x, NormalFacts(question.opening), question.opening)
        source = f"(SELECT {_columns(given)} FROM {_joins(given)} WHERE {_living(given)}) people"
        return f"WITH {_tables(given)} {ranking_query(x, formula, question, source=source, fence=FENCE)}"

    def top(self, question: Question) -> list[Hit]:
        with connection.cursor() as cursor:
            cursor.execute(self.statement(question))
            return [Hit(*row) for row in cursor.fetchall()]

    def close(self) -> None:
        """Nothing was prepared."""


def _living(given: Lookups) -> str:
    return f"w.centre_id = {given.centre} AND w.state = 'registered'"


def _tables(given: Lookups) -> str:
    day = quoted(given.as_of)
    tables = {
        "related(code, permille)": f"SELECT * FROM {values_of(given.related)} AS v(code, permille)",
        "nearness(commune, permille)": f"SELECT * FROM {values_of(given.near)} AS v(commune, permille)",
        "demanded(skill, weight)": f"SELECT * FROM {values_of(given.skills)} AS v(skill, weight)",
        "searches": "SELECT * FROM workers_jobsearch WHERE state = 'active'",
        "wishes": "SELECT x.job_search_id, max(r.permille) AS best FROM workers_wish x"
        " JOIN related r ON r.code = x.occupation_id GROUP BY 1",
        "jobs": _jobs(day),
        "skills": _skills(given),
        "asked_skills": "SELECT DISTINCT worker_id FROM workers_workerskill",
        "languages": _languages(given),
        "consenting": "SELECT DISTINCT worker_id FROM workers_consent"
        f" WHERE purpose = 'employment_service' AND given_on <= {day} AND withdrawn_on IS NULL",
        "tiers": f"SELECT household_id, max({step_case('category', given.tiers)}) AS tier"
        f" FROM workers_povertystatus WHERE valid_from <= {day}"
        f" AND (valid_to IS NULL OR valid_to > {day}) GROUP BY 1",
    }
    return ", ".join(f"{name} AS ({query})" for name, query in tables.items())


def _months(start: str, end: str) -> str:
    return (
        f"((EXTRACT(YEAR FROM {end}) - EXTRACT(YEAR FROM {start})) * 12 + EXTRACT(MONTH FROM {end})"
        f" - EXTRACT(MONTH FROM {start}) - (EXTRACT(DAY FROM {end}) < EXTRACT(DAY FROM {start}))::int)::int"
    )


def _jobs(day: str) -> str:
    """Past jobs by person: the closest, faded with the years; months weighed; months in a wished field."""
    ended = f"LEAST(COALESCE(x.ended_on, {day}::date), {day}::date)"
    each = (
        f"SELECT x.worker_id, r.permille, GREATEST(0, {_months('x.started_on', ended)}) AS months,"
        f" GREATEST({PAST_LEAST_PERMILLE}, {PAST_PERMILLE} - {FADE_PER_YEAR}"
        f" * ({_months(ended, f'{day}::date')} / 12)) AS faded, y.id IS NOT NULL AS wished"
        " FROM workers_experience x JOIN related r ON r.code = x.occupation_id"
        " LEFT JOIN searches s ON s.worker_id = x.worker_id"
        " LEFT JOIN workers_wish y ON y.job_search_id = s.id AND y.occupation_id = x.occupation_id"
        f" WHERE x.started_on <= {day}"
    )
    return (
        "SELECT worker_id, max(permille * faded / 1000) AS best, sum(months * permille) / 1000 AS relevant,"
        f" COALESCE(sum(months) FILTER (WHERE wished), 0) AS in_field FROM ({each}) AS each_job GROUP BY 1"
    )


def _skills(given: Lookups) -> str:
    lacking = "".join(
        f", bool_or(NOT x.held AND x.skill_id = {quoted(code)}) AS lacks_{at}"
        for at, code in enumerate(given.skills)
    )
    return (
        f"SELECT x.worker_id, count(*) AS asked, sum(d.weight) FILTER (WHERE x.held) AS cover{lacking}"
        " FROM workers_workerskill x JOIN demanded d ON d.skill = x.skill_id GROUP BY 1"
    )


def _languages(given: Lookups) -> str:
    level = step_case("x.proficiency", PROFICIENCY)
    levels = "".join(
        f", max({level}) FILTER (WHERE x.language_id = {quoted(tag)}) AS level_{at}"
        for at, tag in enumerate(given.tags)
    )
    return f"SELECT x.worker_id{levels} FROM workers_languageskill x GROUP BY 1"


def _joins(given: Lookups) -> str:
    return (
        "workers_worker w JOIN searches s ON s.worker_id = w.id"
        " LEFT JOIN catalog_commune c ON c.code = w.commune_id"
        " LEFT JOIN nearness n ON n.commune = w.commune_id"
        " LEFT JOIN tiers t ON t.household_id = w.household_id"
        " LEFT JOIN consenting a ON a.worker_id = w.id"
        " LEFT JOIN wishes x ON x.job_search_id = s.id"
        " LEFT JOIN jobs j ON j.worker_id = w.id"
        " LEFT JOIN skills k ON k.worker_id = w.id"
        " LEFT JOIN asked_skills q ON q.worker_id = w.id"
        " LEFT JOIN languages l ON l.worker_id = w.id"
    )


def _columns(given: Lookups) -> str:
    columns = {
        "id": "w.id",
        "registered": "(EXTRACT(EPOCH FROM w.registered_at) * 1000000)::bigint",
        "tier": "COALESCE(t.tier, 0)",
        "age": age_sql("w", given),
        "consents": "a.worker_id IS NOT NULL",
        "live": "0",
        "skills_recorded": "q.worker_id IS NOT NULL",
        "languages_recorded": "l.worker_id IS NOT NULL",
        "has_places": f"{_named('s', 'first')} OR {_named('s', 'second')}",
        "wage": wage_sql("s"),
        "wanted": "NULLIF(cardinality(s.benefits), 0)",
        "closest": "GREATEST(x.best, j.best)",
        "wished": "x.best",
        "months": _experience(),
        "cover": "COALESCE(k.cover, 0)",
        "asked": "COALESCE(k.asked, 0)",
        "near": "n.permille",
        **place_sql("s", "c", given),
        **{name: step_case(f"w.{column}", scale) for name, (column, scale) in ON_WORKER.items()},
        **{name: step_case(f"s.{column}", scale) for name, (column, scale) in ON_SEARCH.items()},
        **{name: f"s.{column}" for name, column in SAME_ON_SEARCH.items()},
        **{f"lacks_{at}": f"COALESCE(k.lacks_{at}, FALSE)" for at, _ in enumerate(given.skills)},
        **{f"level_{at}": f"l.level_{at}" for at, _ in enumerate(given.tags)},
    }
    return ", ".join(f"{text} AS {name}" for name, text in columns.items())


def _experience() -> str:
    stated = step_case("s.experience", EXPERIENCE_MONTHS)
    return (
        f"CASE WHEN j.worker_id IS NULL THEN {stated}"
        f" ELSE GREATEST(COALESCE({stated}, j.in_field), j.relevant) END::bigint"
    )


def age_sql(worker: str, given: Lookups) -> str:
    """Whole years; with only the year of birth known the birthday counts as 31 December."""
    day, born = given.as_of, f"{worker}.birth_date"
    later = (
        f"({day.month}, {day.day}) < (CASE WHEN {worker}.birth_precision = 'year' THEN 12"
        f" ELSE EXTRACT(MONTH FROM {born}) END, CASE WHEN {worker}.birth_precision = 'year' THEN 31"
        f" ELSE EXTRACT(DAY FROM {born}) END)"
    )
    return f"({day.year} - EXTRACT(YEAR FROM {born})::int - ({later})::int)"


def wage_sql(search: str) -> str:
    """Wished band: of the amount a month where one is stated, else as ticked; null when left to talks."""
    modes = ", ".join(map(quoted, UNSTATED_MODES))
    factor = step_case(f"{search}.wage_mode", {"monthly": 1, "daily": DAYS_A_MONTH, "hourly": HOURS_A_MONTH})
    limits = ",".join(map(str, WAGE_BAND_LIMITS_VND))
    band = f"1 + width_bucket({search}.wage_vnd * {factor}, '{{{limits}}}'::bigint[])"
    return (
        f"CASE WHEN {search}.wage_mode IN ({modes}) THEN NULL"
        f" ELSE COALESCE({band}, {step_case(f'{search}.wage_band', BANDS)}) END"
    )


def place_sql(search: str, commune: str, given: Lookups) -> dict[str, str]:
    """Whether the first and the second place wished fit, who lives in another province, what is offered."""
    opening = given.opening
    offered = " + ".join(
        f"({quoted(benefit)} = ANY({search}.benefits))::int" for benefit in sorted(opening.benefits or ())
    )
    found = {"offered": offered or "0", "fits_0": "FALSE", "fits_1": "FALSE", "other_province": "FALSE"}
    if (opening.country if opening.kind == "overseas" else opening.province) is None:
        return found
    named, first, second = (
        _named(search, "first"),
        *(_fits(search, at, opening) for at in ("first", "second")),
    )
    found["fits_0"] = f"COALESCE(CASE WHEN {named} THEN {first} ELSE {second} END, FALSE)"
    found["fits_1"] = f"COALESCE({named} AND {second}, FALSE)"
    if opening.kind != "overseas":
        found["other_province"] = f"COALESCE({commune}.province_id <> {quoted(str(opening.province))}, FALSE)"
    return found


def _named(search: str, choice: str) -> str:
    return f"({search}.{choice}_province_id IS NOT NULL OR {search}.{choice}_country <> '')"


def _fits(search: str, choice: str, opening: Opening) -> str:
    if opening.kind == "overseas":
        return f"{search}.{choice}_country = {quoted(str(opening.country))}"
    fits = f"{search}.{choice}_province_id = {quoted(str(opening.province))}"
    if opening.commune is None:
        return fits
    wished = f"{search}.{choice}_commune_id"
    return f"{fits} AND ({wished} IS NULL OR {wished} = {quoted(opening.commune)})"
