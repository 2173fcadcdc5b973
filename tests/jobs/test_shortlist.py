"""From the registers to a stored, explained, replayable list."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from centres import queue
from employers.models import Employer
from jobs import replays, shortlist, snapshots
from jobs.matching import codec
from jobs.models import MatchRun, MatchSnapshot, MatchTask, SeekerFacts, SkillDemand, Vacancy
from jobs.tasks import Matching
from tests.cast import NOW, TODAY
from tests.factories import (
    make_employer,
    make_household,
    make_job_search,
    make_match_run,
    make_match_task,
    make_poverty_status,
    make_rules,
    make_seeker,
    make_vacancy,
    make_worker,
)
from workers.models import Consent, Worker


@pytest.fixture
def vacancy(cast):
    make_rules()
    return make_vacancy(make_employer(cast.son_la, "Xưởng may Tô Hiệu"), commune_id="03646")


@pytest.fixture
def people(cast):
    """A tailor, a cook, and a poor tailor who lives far away."""
    household = make_household(cast.son_la, commune="03688")
    make_poverty_status(household, "poor", valid_from=date(2026, 1, 1))
    return [
        make_seeker(cast.son_la, "Lò Văn Thương", skills=["sewing"]),
        make_seeker(cast.son_la, "Cà Thị Nấu", wishes=("5120",)),
        make_seeker(cast.son_la, "Giàng A Chứ", commune_id="03688", household=household, skills=["sewing"]),
    ]


def test_a_drained_task_leaves_a_run_that_everybody_reads(vacancy, people):
    task = make_match_task(vacancy)
    assert queue.drain(Matching()) == 1
    run = MatchRun.objects.get(task=task)
    vacancy.refresh_from_db()
    task.refresh_from_db()
    assert vacancy.current_run == run
    assert (task.state, task.progress_done, task.progress_total) == ("done", 3, 3)
    ranking = shortlist.read(run)
    assert [person.id for person in ranking.ranked] == run.worker_ids
    assert sorted(run.worker_ids) == sorted(person.pk for person in people)
    assert [person.place.position for person in ranking.ranked] == [1, 2, 3]
    assert (run.eligible, run.removed, run.vacancy_revision) == (3, 0, 1)
    assert run.policy.code == "employment_law_2025"
    assert run.profile.code == "unskilled_factory"


def test_the_poor_tailor_holds_the_first_reserved_place(vacancy, people):
    ranking = shortlist.read(make_match_run(vacancy))
    tiers = {person.id: person.tier for person in ranking.ranked}
    assert tiers[people[2].pk] == 3
    assert {tiers[people[0].pk], tiers[people[1].pk]} == {0}


def test_people_outside_the_pool_are_not_seen(vacancy, people, cast):
    make_worker(cast.son_la, "Không Tìm Việc")
    paused = make_worker(cast.son_la, "Tạm Dừng")
    make_job_search(paused, "8153", state="paused")
    make_seeker(cast.lai_chau, "Người Lai Châu")
    closed = make_seeker(cast.son_la, "Đã Đóng")
    Worker.objects.filter(pk=closed.pk).update(state="closed")
    run = make_match_run(vacancy)
    assert sorted(run.worker_ids) == sorted(person.pk for person in people)
    assert run.snapshot.seekers == 3


def test_without_consent_a_person_is_removed_with_the_reason(vacancy, people):
    Consent.objects.filter(worker=people[0]).update(withdrawn_on=TODAY)
    run = make_match_run(vacancy)
    assert people[0].pk not in run.worker_ids
    assert run.removed == 1
    assert run.refused == [["consent", "", "record_consent", 1]]
    assert [(each.gate.code, each.people) for each in shortlist.read(run).refused] == [("consent", 1)]


@pytest.mark.parametrize(("last_day", "tier"), [(TODAY, 3), (TODAY - timedelta(days=1), 0)])
def test_a_status_counts_up_to_its_last_day(vacancy, cast, last_day, tier):
    household = make_household(cast.son_la)
    make_poverty_status(household, "poor", valid_from=date(2025, 1, 1), valid_to=last_day + timedelta(days=1))
    make_seeker(cast.son_la, "Lò Văn Thương", household=household)
    [person] = shortlist.read(make_match_run(vacancy)).ranked
    assert person.tier == tier


def test_the_day_is_that_of_vietnam(vacancy, people):
    late_evening_in_london = NOW.replace(hour=0, minute=30)  # still the day before in UTC
    assert make_match_run(vacancy, at=late_evening_in_london).snapshot.as_of == TODAY


def test_a_stored_list_is_the_ranking_it_was_made_from(vacancy, people):
    """Every column, and what follows from them: compared with the rules applied to the same people."""
    Consent.objects.filter(worker=people[2]).update(withdrawn_on=TODAY)
    make_seeker(vacancy.centre, "Quàng Văn Ba")
    Vacancy.objects.update(importance={"education": "must"}, education_level="primary")
    run = make_match_run(vacancy)
    assert (len(run.confirm), run.refused[0][0], len(run.shortfalls) > 0) == (3, "consent", True)
    seekers = snapshots.everybody_at(run.snapshot)
    assert shortlist.read(run) == replays.replay(run, seekers)
    assert run.result_digest == codec.digest(codec.encode(shortlist.read(run)))


@pytest.mark.parametrize(
    "change",
    [
        {"sex": "female"},
        {"ethnicity_id": "08"},
        {"religion": "Tin Lành"},
        {"full_name": "Nguyễn Văn Khác"},
        {"address_detail": "Bản khác"},
        {"phone": "", "phone_owner": "none"},
    ],
)
def test_what_the_law_forbids_changes_no_byte(vacancy, people, change):
    before = make_match_run(vacancy)
    Worker.objects.update(**change)
    after = make_match_run(vacancy)
    assert after.pk != before.pk
    assert after.result_digest == before.result_digest
    assert after.input_digest == before.input_digest
    assert (MatchSnapshot.objects.count(), SeekerFacts.objects.count()) == (1, 3)


def test_explanations_re_add_to_the_list(vacancy, people):
    SkillDemand.objects.create(vacancy=vacancy, skill_id="sewing", importance="required")
    run = make_match_run(vacancy)
    ranked = {person.id: person for person in shortlist.read(run).ranked}
    explained = shortlist.explain(run, run.worker_ids)
    assert list(explained) == run.worker_ids
    for worker, why in explained.items():
        assert (why.employer_score, why.worker_score, why.score) == (
            ranked[worker].employer_score,
            ranked[worker].worker_score,
            ranked[worker].score,
        )
        assert why.place == ranked[worker].place
        assert why.lowest <= why.score <= why.highest


def test_somebody_off_the_list_has_no_explanation(vacancy, people, cast):
    run = make_match_run(vacancy)
    stranger = make_worker(cast.son_la, "Không Tìm Việc")
    with pytest.raises(shortlist.NotListed):
        shortlist.explain(run, [stranger.pk])


def prepared(vacancy):
    """A ranking that has read the register and was not yet written."""
    task = make_match_task(vacancy, state="done", finished_at=NOW)
    return task, shortlist.compute(task, shortlist.prepare([task], at=NOW))


def test_a_run_of_an_older_moment_does_not_replace_a_newer_list(vacancy, people, cast):
    task, older = prepared(vacancy)
    make_seeker(cast.son_la, "Quàng Văn Mới")
    newer = make_match_run(vacancy)
    shortlist.write([(task, older)], at=NOW)
    vacancy.refresh_from_db()
    assert MatchRun.objects.get(task=task).snapshot_id < newer.snapshot_id
    assert vacancy.current_run == newer


def test_a_run_of_an_older_revision_does_not_replace_a_newer_list(vacancy, people, cast):
    task, older = prepared(vacancy)
    Vacancy.objects.filter(pk=vacancy.pk).update(revision=2)
    newer = make_match_run(vacancy)
    shortlist.write([(task, older)], at=NOW)
    vacancy.refresh_from_db()
    assert (older.vacancy.revision, newer.vacancy_revision) == (1, 2)
    assert vacancy.current_run == newer


@pytest.mark.parametrize(
    "closing",
    [
        lambda vacancy: Vacancy.objects.update(state="withdrawn", state_reason="x"),
        lambda vacancy: Vacancy.objects.update(deadline=TODAY - timedelta(days=1)),
        lambda vacancy: Vacancy.objects.update(filled=F("openings")),
        lambda vacancy: Employer.objects.update(state="suspended", state_reason="x"),
    ],
    ids=["withdrawn", "past its deadline", "filled", "of a suspended employer"],
)
def test_a_vacancy_that_closed_meanwhile_is_not_ranked(vacancy, people, closing):
    task = make_match_task(vacancy)
    closing(vacancy)
    with time_machine.travel(NOW, tick=False):
        assert queue.drain(Matching()) == 1
    task.refresh_from_db()
    vacancy.refresh_from_db()
    assert (task.state, vacancy.current_run, MatchRun.objects.count()) == ("done", None, 0)


def test_a_batch_costs_the_same_queries_however_many_lists(vacancy, people):
    def queries(count):
        tasks = [
            make_match_task(make_vacancy(vacancy.employer, f"Thợ may {n}"), state="done", finished_at=NOW)
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as asked:
            jobs = shortlist.prepare(tasks, at=NOW)
            shortlist.write([(task, shortlist.compute(task, jobs)) for task in tasks], at=NOW)
        assert MatchRun.objects.filter(task__in=tasks).count() == count
        return len(asked)

    queries(1)  # the first snapshot of the centre writes more
    assert queries(1) == queries(9)


def test_a_vacancy_that_cannot_be_ranked_fails_alone(vacancy, people):
    spoilt = make_vacancy(vacancy.employer, "Hỏng", importance={"sex": "must"})
    good, bad = make_match_task(vacancy), make_match_task(spoilt, attempts=3)
    for _turn in range(2):
        queue.drain(Matching(), seconds=5)
        MatchTask.objects.filter(state="doing").update(lease_until=NOW)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state, bad.attempts) == ("done", "failed", 5)
    assert bad.last_error.startswith("InvalidOpening in __post_init__")
    assert MatchRun.objects.filter(vacancy=spoilt).count() == 0
