"""A list is made of one moment: a clerk who writes while the register is being read is seen whole or not at
all.

The clerk's writes are put between two queries of the reading, on a connection of their own.
"""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import InternalError, connection, transaction

from jobs import shortlist, snapshots
from jobs.models import (
    Freshness,
    MatchRun,
    MatchSnapshot,
    MatchTask,
    SeekerFacts,
    SkillDemand,
    Vacancy,
)
from tests.cast import NOW, make_cast, write_catalogue
from tests.concurrency.threads import together
from tests.factories import (
    make_employer,
    make_household,
    make_match_task,
    make_poverty_status,
    make_rules,
    make_seeker,
    make_vacancy,
)
from workers.models import Consent, JobSearch, PovertyStatus, Wish, Worker

FACTS_OF_THE_VACANCY = '"jobs_vacancy"."importance"'
FIRST_OF_THE_REGISTER = '"workers_jobsearch"'  # the reading begins with them

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def centre():
    write_catalogue()
    make_rules()
    return make_cast().son_la


@pytest.fixture
def task(centre) -> MatchTask:
    return make_match_task(make_vacancy(make_employer(centre)))


@pytest.fixture
def poor(centre):
    """A tailor of a poor household, registered before the reading."""
    household = make_household(centre, commune="03688")
    make_poverty_status(household, "poor", valid_from=date(2026, 1, 1))
    return make_seeker(centre, "Giàng A Chứ", commune_id="03688", household=household, skills=["sewing"])


@contextmanager
def disturbed_by(clerk, *, after=FIRST_OF_THE_REGISTER):
    """Let ``clerk`` do something, whole and committed, right after the first query that reads ``after``."""
    seen = []

    def between(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not seen and after in sql:
            seen.append(sql)
            [outcome] = together([clerk])
            assert outcome is None, outcome
        return result

    with connection.execute_wrapper(between):
        yield
    assert len(seen) == 1, "the clerk was never called"


def read(task):
    """The people a run is made from, by id, when everybody has to be read."""
    for table in (MatchRun, Freshness, SeekerFacts, MatchSnapshot):
        table.objects.all().delete()
    [job] = shortlist.prepare([task], at=NOW).values()
    return {seeker.id: seeker for seeker in snapshots.everybody_at(job.desk.snapshot)}


def tear(monkeypatch, module=snapshots):
    """The twin: the same queries, each in whatever state it finds."""
    monkeypatch.setattr(module, "one_moment", transaction.atomic)


def change_everything(worker):
    """A clerk corrects a record in one transaction: wishes, pay, consent, household status, commune."""

    def clerk():
        with transaction.atomic():
            Wish.objects.filter(job_search__worker=worker).update(occupation="5120")
            JobSearch.objects.filter(worker=worker).update(wage_vnd=9_000_000, wage_mode="monthly")
            Consent.objects.filter(worker=worker).update(withdrawn_on=NOW.date())
            PovertyStatus.objects.filter(household=worker.household).update(category="near_poor")
            Worker.objects.filter(pk=worker.pk).update(commune="03646")

    return clerk


def test_a_record_corrected_meanwhile_is_read_as_it_was(task, poor):
    before = read(task)[poor.pk]
    with disturbed_by(change_everything(poor)):
        during = read(task)[poor.pk]
    after = read(task)[poor.pk]
    assert during == before
    assert (before.wished, before.commune, before.consents) == (("8153",), "03688", True)
    assert (after.wished, after.commune, after.consents) == (("5120",), "03646", False)
    assert after.tier != before.tier


def test_without_one_moment_the_record_is_torn(task, poor, monkeypatch):
    before = read(task)[poor.pk]
    tear(monkeypatch)
    with disturbed_by(change_everything(poor)):
        during = read(task)[poor.pk]
    after = read(task)[poor.pk]
    assert during.wage_monthly_vnd == before.wage_monthly_vnd != after.wage_monthly_vnd
    assert (during.wished, during.consents, during.tier) == (after.wished, after.consents, after.tier)


def test_somebody_registered_meanwhile_is_not_half_there(task, poor, centre):
    with disturbed_by(lambda: make_seeker(centre, "Lò Văn Thương") and None):
        during = read(task)
    assert list(during) == [poor.pk]
    assert len(read(task)) == 2


def move_search(leaving, coming):
    """One search closes and another opens in one transaction: at every moment exactly one person looks."""

    def clerk():
        with transaction.atomic():
            JobSearch.objects.filter(worker=leaving).update(state="closed", closed_on=NOW.date())
            Worker.objects.filter(pk=leaving.pk).update(state="closed")
            JobSearch.objects.filter(worker=coming).update(state="active")

    return clerk


def test_one_person_leaves_as_another_comes_and_one_is_on_the_list(task, poor, centre):
    coming = make_seeker(centre, "Lò Văn Thương")
    JobSearch.objects.filter(worker=coming).update(state="paused")
    with disturbed_by(move_search(poor, coming)):
        assert list(read(task)) == [poor.pk]
    assert list(read(task)) == [coming.pk]


def read_vacancy(task):
    """What a run says it read of the vacancy: revision, occupation, skills."""
    jobs = shortlist.prepare([task], at=NOW)
    made = shortlist.compute(task, jobs)
    skills = [skill.code for skill in made.opening.skills]
    return made.vacancy.revision, made.opening.occupation, skills


def revise(vacancy):
    """A clerk corrects the posting in one transaction: the occupation, and what is asked for."""

    def clerk():
        with transaction.atomic():
            Vacancy.objects.filter(pk=vacancy).update(revision=2, occupation="5120")
            SkillDemand.objects.create(vacancy_id=vacancy, skill_id="sewing", importance="required")

    return clerk


def test_a_run_says_which_state_of_the_vacancy_it_read(task, poor):
    with disturbed_by(revise(task.vacancy_id), after=FACTS_OF_THE_VACANCY):
        assert read_vacancy(task) == (1, "8153", [])
    assert read_vacancy(task) == (2, "5120", ["sewing"])


def test_without_one_moment_the_vacancy_is_torn(task, poor, monkeypatch):
    tear(monkeypatch, shortlist)
    with disturbed_by(revise(task.vacancy_id), after=FACTS_OF_THE_VACANCY):
        assert read_vacancy(task) == (1, "8153", ["sewing"])


def test_the_reading_can_write_nothing(task):
    with pytest.raises(InternalError, match="read-only transaction"), snapshots.one_moment():
        make_match_task(task.vacancy, state="failed", finished_at=NOW)
    assert MatchTask.objects.count() == 1
