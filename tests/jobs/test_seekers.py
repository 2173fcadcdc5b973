"""What matching reads of people: the same as a plain reading, in few queries, and nothing the log misses."""

import re
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pgtrigger.registry import registered

from catalog import choices
from jobs import seekers
from jobs.matching.policy import default_policy
from tests.cast import NOW, TODAY
from tests.factories import (
    make_consent,
    make_household,
    make_job_search,
    make_poverty_status,
    make_worker,
)
from tests.jobs.seekers import seekers_of as plainly
from workers.models import Experience, JobSearch, LanguageSkill, Worker, WorkerSkill

POLICY = default_policy()
PEOPLE = 120
DAYS = (TODAY, TODAY - timedelta(days=200), TODAY + timedelta(days=400))
CODES = ("5120", "7531", "8153", "9329")
PLACES = ((None, None, ""), ("14", None, ""), ("14", "03664", ""), ("24", "07210", ""), (None, None, "JP"))


def some(dice, values, most):
    return dice.sample(list(values), dice.randint(0, most))


def any_of(dice, scale):
    return dice.choice(["", *scale.values])


def make_search(dice, worker):
    """An answer or none to everything the form asks."""
    (first, first_in, first_abroad), (second, second_in, second_abroad) = dice.choices(PLACES, k=2)
    state = dice.choice(["active", "active", "active", "paused", "closed"])
    flags = ("only_these_places", "accepts_moving", "accepts_overseas")
    more = ("accepts_shifts", "accepts_trips", "accepts_secondment")
    answers = {flag: dice.choice([None, True, False]) for flag in flags + more}
    if first_abroad or second_abroad:
        answers["accepts_overseas"] = True
    return make_job_search(
        worker,
        *some(dice, CODES, 3),
        state=state,
        closed_on=TODAY if state == "closed" else None,
        experience=dice.choice(["", any_of(dice, choices.Experience)]),
        first_province_id=first,
        first_commune_id=first_in,
        first_country=first_abroad,
        second_province_id=second,
        second_commune_id=second_in,
        second_country=second_abroad,
        contract_type=any_of(dice, choices.ContractType),
        work_form=any_of(dice, choices.WorkForm),
        purpose=any_of(dice, choices.WorkPurpose),
        wage_mode=any_of(dice, choices.WageMode),
        wage_band=any_of(dice, choices.WageBand),
        wage_vnd=dice.choice([None, 0, 35_000, 300_000, 7_500_000]),
        meals=any_of(dice, choices.MealSupport),
        benefits=some(dice, choices.Benefit.values, 3),
        ready_in_months=dice.choice([None, 0, 3]),
        **answers,
        **{name: any_of(dice, scale) for name, scale in choices.CONDITIONS.items()},
    )


def make_record(dice, worker):
    """Jobs coded and not, over, held still and not yet begun; skills held and not; consents old and late."""
    for _job in range(dice.choice([0, 0, 1, 2, 3])):
        started = TODAY - timedelta(days=dice.randint(-300, 4_000))
        Experience.objects.create(
            worker=worker,
            job_title="Thợ",
            occupation_id=dice.choice([None, *CODES]),
            started_on=started,
            ended_on=dice.choice([None, started, started + timedelta(days=dice.randint(0, 900))]),
        )
    for code in some(dice, ("sewing", "cooking", "driving_b2", "excel"), 4):
        WorkerSkill.objects.create(worker=worker, skill_id=code, held=dice.random() < 0.6)
    for tag in some(dice, ("vi", "blt", "hmn", "en", "ko"), 3):
        level = dice.choice(choices.Proficiency.values)
        LanguageSkill.objects.create(worker=worker, language_id=tag, proficiency=level)
    given = TODAY - timedelta(days=dice.randint(-100, 300))
    make_consent(worker, given_on=given, withdrawn_on=dice.choice([None, None, given]))


def make_home(dice, centre):
    """A household with a decision in force, ended, or to come; or none."""
    home = make_household(centre)
    start = TODAY + timedelta(days=dice.choice([-700, -100, 0, 1, 300]))
    for category in some(dice, ["poor", "near_poor", "newly_escaped", "average"], 1):
        ended = start + timedelta(days=dice.choice([90, 500]))
        make_poverty_status(
            home,
            category,
            valid_from=start,
            valid_to=ended if category == "newly_escaped" else dice.choice([None, ended]),
        )
    return home


@pytest.fixture
def register(son_la, lai_chau):
    """Two centres with every odd person a register holds."""
    dice = Random(7)
    for number in range(PEOPLE):
        centre = dice.choice([son_la, son_la, lai_chau])
        worker = make_worker(
            centre,
            state=dice.choice(["registered", "registered", "registered", "draft", "closed"]),
            birth_date=date(dice.randint(1950, 2012), dice.randint(1, 12), dice.randint(1, 28)),
            birth_precision=dice.choice(["day", "month", "year"]),
            household=make_home(dice, centre) if dice.random() < 0.8 else None,
            education_level=any_of(dice, choices.EducationLevel),
            technical_level=any_of(dice, choices.TechnicalLevel),
            it_level=any_of(dice, choices.Proficiency),
            registered_at=NOW - timedelta(microseconds=dice.randint(0, 10**14)),
        )
        make_record(dice, worker)
        if number % 10:
            make_search(dice, worker)
    return son_la


def read(centre, *, on=TODAY, **wanted):
    return seekers.seekers_of(centre, policy=POLICY, as_of=on, **wanted)


@pytest.mark.parametrize("on", DAYS)
def test_the_same_people_as_a_plain_reading(register, lai_chau, on):
    for centre in (register, lai_chau):
        people = read(centre, on=on)
        assert people == plainly(centre, policy=POLICY, as_of=on)
        searching = JobSearch.objects.filter(
            state="active", worker__state="registered", worker__centre=centre
        )
        assert [person.id for person in people] == sorted(searching.values_list("worker", flat=True))


def test_the_register_of_these_tests_holds_every_oddity(register):
    people = [person for day in DAYS for person in read(register, on=day)]
    assert {person.tier for person in people} == {0, 1, 2, 3}
    assert {person.consents for person in people} == {True, False}
    assert {bool(person.wished) for person in people} == {True, False}
    assert {len(person.places) for person in people} == {0, 1, 2}
    assert {person.experience_months is None for person in people} == {True, False}
    assert {(person.skills_recorded, bool(person.skills_held)) for person in people} >= {
        (False, False),
        (True, False),
        (True, True),
    }
    kinds = set(Worker.objects.values_list("state", "job_searches__state"))
    assert {("registered", "paused"), ("registered", "closed"), ("registered", None)} <= kinds
    assert {("draft", "active"), ("closed", "active")} <= kinds


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_chunks_make_no_difference_but_in_queries(register, monkeypatch, django_assert_num_queries, size):
    whole = read(register)
    monkeypatch.setattr(seekers, "CHUNK", size)
    with django_assert_num_queries(1 + 7 * -(-len(whole) // size)):
        assert read(register) == whole
    assert len(whole) > 7


def test_chosen_people_alone(register, lai_chau, django_assert_num_queries):
    whole, others = read(register), read(lai_chau)
    idle = set(Worker.objects.filter(centre=register).values_list("pk", flat=True)) - {p.id for p in whole}
    asked = {whole[0].id, whole[5].id, others[0].id, idle.pop(), 0}
    with django_assert_num_queries(8):
        assert read(register, ids=asked) == [whole[0], whole[5]]
    with django_assert_num_queries(1):
        assert read(register, ids=frozenset()) == []
    assert read(register, ids=[p.id for p in whole]) == whole


def test_chosen_people_are_found_by_index(register):
    """So few people are faster read whole; where that is forbidden, nothing has to be."""
    chosen = [person.id for person in read(register)[:3]]
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as seen:
        read(register, ids=chosen)
        statements = [re.sub(r"^DECLARE .*? FOR ", "", query["sql"]) for query in seen.captured_queries]
        cursor.execute("SET enable_seqscan = off")
        plans = []
        for statement in statements:
            cursor.execute(f"EXPLAIN {statement}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    assert len(plans) == 8
    assert [plan for plan in plans if re.search(r"Seq Scan on (workers|catalog)_", plan)] == []


def test_the_log_of_changes_watches_every_column_that_is_read(register):
    """Whoever reads one more column here has to name it in the model's ``changes_of``."""
    with CaptureQueriesContext(connection) as seen:
        read(register)
    statements = " ".join(query["sql"] for query in seen.captured_queries)
    columns = re.findall(r'"(workers_\w+)"\."(\w+)"', statements)
    watched = {
        (model._meta.db_table, column)
        for model, trigger in registered()
        if trigger.name == "change_updated"
        for column in re.search(r"\(SELECT ([\w, ]+) FROM new_values", trigger.func).group(1).split(", ")
    }
    assert len({table for table, _column in columns}) == 9  # and the referrals, a table of this app
    assert set(columns) - watched == set()


def test_garbage_is_collected_again(register):
    assert seekers.gc.isenabled()
    read(register)
    assert seekers.gc.isenabled()
    with seekers.uncollected():
        with seekers.uncollected():
            assert not seekers.gc.isenabled()
        assert not seekers.gc.isenabled()
    assert seekers.gc.isenabled()
    with pytest.raises(KeyError), seekers.uncollected():
        raise KeyError
    assert seekers.gc.isenabled()
