"""The invented province: the same every time, believable shares, valid rows, nobody twice."""

import csv
from collections import Counter
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from centres.models import Centre
from employers.models import Employer
from jobs.models import Vacancy
from seeds.accounts import ensure_centre
from seeds.catalogue import FOLDER, seed
from seeds.demand import make_demand
from seeds.population import ETHNIC_SHARES, CommuneFacts, Population, UnknownProvince
from seeds.province import RegisterNotEmpty, generate, registrations
from seeds.trades import TRADES
from seeds.working_life import WorkingLife
from workers.models import Consent, Household, JobSearch, PovertyStatus, Wish, Worker

AT = datetime(2026, 3, 16, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TODAY = AT.date()


def table(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COMMUNES = table("communes.csv")


def communes_of(province):
    return [
        CommuneFacts(
            row["code"],
            row["unit_type"] == "Phường",
            float(row["lat"]),
            float(row["lon"]),
            float(row["area_km2"]),
        )
        for row in COMMUNES
        if row["province_id"] == province
    ]


def invent(province="14", count=5_000, number=1):
    population = Population(province, communes_of(province), seed=number, today=TODAY)
    life = WorkingLife(population.rng, province, TODAY)
    return list(registrations(population, life, centre_code="SLA", count=count))


def digest(people):
    return sha256("\n".join(map(repr, people)).encode()).hexdigest()


@pytest.fixture(scope="module")
def son_la():
    return invent()


def share(people, test):
    return 100 * sum(map(test, people)) / len(people)


def test_the_same_seed_gives_the_same_people_and_another_seed_others():
    once = digest(invent(count=400))
    assert once == digest(invent(count=400))
    assert once != digest(invent(count=400, number=2))


@pytest.mark.parametrize("province", sorted(ETHNIC_SHARES))
def test_ethnic_groups_live_in_the_shares_of_the_province(province):
    people = invent(province)
    living = Counter(person.family.ethnicity for person in people)
    for group, percent in ETHNIC_SHARES[province].items():
        assert 100 * living[group] / len(people) == pytest.approx(percent, abs=2.5)
    assert set(living) <= set(ETHNIC_SHARES[province])


def test_poverty_rises_with_remoteness(son_la):
    poverty = Counter(person.family.poverty for person in son_la)
    assert 100 * poverty["poor"] / len(son_la) == pytest.approx(14, abs=2.5)
    assert 100 * poverty["near_poor"] / len(son_la) == pytest.approx(9, abs=2)
    assert 100 * poverty["newly_escaped"] / len(son_la) == pytest.approx(8, abs=2)
    near = [p for p in son_la if p.family.place.remoteness < 0.15]
    far = [p for p in son_la if p.family.place.remoteness > 0.5]
    assert share(far, lambda p: p.family.poverty == "poor") > 2 * share(
        near, lambda p: p.family.poverty == "poor"
    )


def test_poverty_of_today_is_what_the_dated_decisions_say(son_la):
    for person in son_la:
        statuses = person.family.statuses
        in_force = [
            status.category
            for status in statuses
            if status.valid_from <= TODAY and (status.valid_to is None or status.valid_to > TODAY)
        ]
        assert [category for category in in_force if category != "average"] == (
            [person.family.poverty] if person.family.poverty else []
        )
    assert any(
        status.category == "newly_escaped" and status.valid_to <= TODAY
        for person in son_la
        for status in person.family.statuses
    )


def test_people_are_of_working_age_and_register_from_fifteen(son_la):
    ages = [(TODAY - person.person.birth_date).days / 365.25 for person in son_la]
    assert (min(ages) >= 15, max(ages) < 61) == (True, True)
    assert share(ages, lambda age: age < 35) == pytest.approx(66, abs=6)
    for person in son_la:
        assert (person.registered_at.date() - person.person.birth_date).days >= 15 * 365
        assert person.registered_at <= AT


def test_personal_numbers_agree_with_birth_year_and_sex_and_are_unique_over_all_provinces(son_la):
    numbers = [person.national_id for person in son_la if person.national_id]
    assert 100 * len(numbers) / len(son_la) == pytest.approx(97, abs=1.5)
    prefixes = {row["prefix"] for row in table("cccd_prefixes.csv")}
    for person in son_la:
        number, born = person.national_id, person.person.birth_date
        if number:
            assert (len(number), number.isdigit(), number[:3] in prefixes) == (12, True, True)
            assert int(number[3]) == 2 * (born.year >= 2000) + (person.person.sex == "female")
            assert number[4:6] == f"{born.year % 100:02d}"
    others = [p.national_id for code in ("11", "12") for p in invent(code) if p.national_id]
    assert len(set(numbers + others)) == len(numbers) + len(others)


def test_forms_of_poor_households_have_more_empty_lines(son_la):
    def empty(people):
        searching = [person.record.search for person in people if person.record.search]
        return share(searching, lambda search: search["experience"] == "")

    poor = [person for person in son_la if person.family.poverty == "poor"]
    others = [person for person in son_la if not person.family.poverty]
    assert empty(poor) == pytest.approx(45, abs=5)
    assert empty(others) == pytest.approx(15, abs=3)


def test_schooling_falls_with_hardship_and_training_is_the_exception(son_la):
    def untrained(code):
        group = [p for p in son_la if p.family.ethnicity == code]
        return share(group, lambda p: p.record.worker["technical_level"] == "untrained")

    assert untrained("01") < untrained("03") < untrained("08")
    assert share(son_la, lambda p: p.record.worker["technical_level"] == "untrained") > 50


def test_answers_about_skills_are_yes_no_or_missing(son_la):
    answers = Counter(row["held"] for person in son_la for row in person.record.skills)
    asked = sum(answers.values()) / len(son_la)
    assert 1.2 < asked < 3
    assert 0.4 < answers[True] / sum(answers.values()) < 0.75
    assert share(son_la, lambda p: bool(p.record.consents)) == pytest.approx(98, abs=1)


def test_trades_name_what_the_catalogue_has():
    occupations = {row["code"] for row in table("occupations.csv") if row["level"] == "4"}
    skills = {row["code"] for row in table("skills.csv")}
    fields = {row["code"] for row in table("training_fields.csv")}
    for trade in TRADES:
        assert (trade.occupation in occupations, trade.field in fields) == (True, True)
        assert set(trade.skills) <= skills
        assert len(trade.conditions) == 7


def test_a_province_without_a_demo_is_refused():
    with pytest.raises(UnknownProvince, match="11, 12, 14"):
        Population("01", communes_of("01"), seed=1, today=TODAY)


# --- In the database ---------------------------------------------------------------------------------------


@pytest.fixture
def seeded(db):
    list(seed(on=TODAY))


def fill(province, count=300):
    centre = ensure_centre(province)
    steps = []
    generate(centre, count=count, seed=1, at=AT, progress=lambda *step: steps.append(step))
    assert steps == [(count, count)]
    return centre


def test_every_province_is_written_and_read_back(seeded):
    centres = [fill(province) for province in sorted(ETHNIC_SHARES)]
    for centre in centres:
        people = Worker.objects.filter(centre=centre)
        assert people.count() == 300
        assert people.exclude(commune__province=centre.province_id).count() == 0
        assert people.exclude(household__centre=centre).count() == 0
        assert sorted(people.values_list("code", flat=True))[-1] == f"{centre.code}-000300"
    worker = Worker.objects.exclude(national_id_sealed=None).first()
    assert worker.reveal_national_id()[4:6] == f"{worker.birth_date.year % 100:02d}"
    assert Consent.objects.count() == Worker.objects.exclude(consents=None).count()
    assert JobSearch.objects.filter(state="active").count() > 700
    assert not Wish.objects.exclude(occupation__level=4).exists()
    in_force = PovertyStatus.objects.on(TODAY).exclude(category="average").count()
    assert 0.2 < in_force / Household.objects.count() < 0.5


def test_what_was_written_is_what_was_invented(seeded):
    centre = fill("14", count=60)
    invented = {person.public_id: person for person in invent(count=60)}
    stored = Worker.objects.filter(centre=centre).select_related("household")
    assert {worker.public_id for worker in stored} == set(invented)
    for worker in stored:
        person = invented[worker.public_id]
        assert (worker.full_name, worker.code) == (person.person.name, person.code)
        assert worker.reveal_national_id() == person.national_id
        assert worker.technical_level == person.record.worker["technical_level"]
        assert worker.household.head_name == person.family.head_name
        assert worker.skills.count() == len(person.record.skills)


def test_invented_rows_pass_the_validation_of_the_forms(seeded):
    fill("14", count=150)
    blank = ["sort_key", "search_key", "name_sort_key", "name_search_key", "registered_by"]
    for worker in Worker.objects.all():
        worker.full_clean(exclude=[*blank, "national_id_sealed", "national_id_index"])
    for model in (Household, JobSearch, PovertyStatus):
        for row in model.objects.all():
            row.full_clean(exclude=["recorded_by"] if model is PovertyStatus else None)


def test_a_register_with_people_is_refused_and_stays_as_it_is(seeded):
    centre = fill("12", count=50)
    with pytest.raises(RegisterNotEmpty):
        generate(centre, count=10, seed=2, at=AT, progress=lambda *_: None)
    with pytest.raises(CommandError, match="already has people"):
        call_command("generate_province", province="12", workers=10)
    assert Worker.objects.count() == 50


def test_the_command_writes_people_employers_and_vacancies(seeded, capsys):
    call_command("generate_province", province="11", workers=40, seed=7)
    assert "40 of 40 people" in capsys.readouterr().out
    centre = Centre.objects.get(code="DBN")
    assert (centre.workers.count(), centre.employers.count(), centre.vacancies.count()) == (40, 5, 4)


def test_employers_and_vacancies_are_valid_and_in_every_state(seeded):
    centre = ensure_centre("14")
    assert make_demand(centre, seed=1, at=AT) == (60, 43)
    assert set(Employer.objects.values_list("state", flat=True)) == set(Employer.State.values)
    assert set(Vacancy.objects.values_list("state", flat=True)) == set(Vacancy.State.values)
    for employer in Employer.objects.all():
        employer.full_clean(exclude=["sort_key", "search_key", "registered_by", "state_reason"])
    for vacancy in Vacancy.objects.all():
        vacancy.full_clean(exclude=["search_key", "registered_by", "state_reason", "current_run"])
        assert vacancy.commune is None or vacancy.commune.province_id == vacancy.province_id
    openings = list(Vacancy.objects.order_by("openings").values_list("openings", flat=True))
    assert (openings[0], openings[-1]) == (1, 600)
    assert Vacancy.objects.open_on(TODAY).count() == 36
    assert set(Vacancy.objects.exclude(country="").values_list("country", flat=True)) == {"TW", "JP", "KR"}


def test_a_day_far_away_works_as_well():
    population = Population("14", communes_of("14"), seed=1, today=date(2028, 2, 29))
    life = WorkingLife(population.rng, "14", date(2028, 2, 29))
    assert len(list(registrations(population, life, centre_code="SLA", count=500))) == 500
