"""The log of changes: what the triggers write to it."""

from datetime import date

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction
from pgtrigger.registry import registered

from tests.cast import NOW, TODAY
from tests.factories import (
    make_consent,
    make_household,
    make_job_search,
    make_poverty_status,
    make_worker,
)
from workers.models import (
    Experience,
    Household,
    LanguageSkill,
    PovertyStatus,
    PriorityMembership,
    Qualification,
    Wish,
    Worker,
    WorkerChange,
    WorkerSkill,
)

TOMORROW = date(2026, 3, 17)


def wish(worker):
    search = make_job_search(worker)
    forget()
    return Wish.objects.create(job_search=search, occupation_id="8153", position=1)


def skill(worker):
    return WorkerSkill.objects.create(worker=worker, skill_id="sewing")


def language(worker):
    return LanguageSkill.objects.create(worker=worker, language_id="ko", proficiency="fair")


def job(worker):
    return Experience.objects.create(
        worker=worker, job_title="Thợ may", occupation_id="7531", started_on=date(2020, 1, 1)
    )


# how a row is made, an update matching has to hear of, and one it has not
RECORD = {
    "search": (
        make_job_search,
        {"wage_vnd": 6_000_000},
        {"job_title": "Thợ may", "recruitment_method": "cv"},
    ),
    "pause": (make_job_search, {"state": "paused"}, {"enterprise_type": "state"}),
    "wish": (wish, {"occupation_id": "7531"}, {"occupation_id": "8153"}),
    "order of wishes": (wish, {"position": 2}, {"position": 1}),
    "skill": (skill, {"held": False}, {"held": True}),
    "language": (language, {"proficiency": "good"}, {"certificate": "TOPIK 2"}),
    "job": (job, {"ended_on": TODAY}, {"employer_name": "Công ty May"}),
    "consent": (make_consent, {"withdrawn_on": TODAY}, {"channel": "online"}),
}


def forget() -> None:
    """A transaction, and a test is one, names everybody once: let the next statement name them again."""
    WorkerChange.objects.all().delete()


def told() -> set[tuple[int | None, int | None, int | None]]:
    """(worker, household, centre) of the log, each once."""
    rows = list(WorkerChange.objects.values_list("worker_id", "household_id", "centre_id"))
    assert len(rows) == len(set(rows))
    return set(rows)


@pytest.fixture
def worker(son_la):
    make_worker(son_la, "Quàng Thị Người Khác")
    worker = make_worker(son_la)
    forget()
    return worker


# --- What is written ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RECORD)
def test_every_change_of_the_record_names_the_person(worker, kind):
    make, matters, _idle = RECORD[kind]
    row = make(worker)
    assert told() == {(worker.pk, None, None)}
    forget()
    rows = type(row).objects.filter(pk=row.pk)
    rows.update(**matters)
    assert told() == {(worker.pk, None, None)}
    forget()
    with pgtrigger.ignore("workers.Consent:consents_are_kept"):
        rows.delete()
    assert told() == {(worker.pk, None, None)}


@pytest.mark.parametrize("kind", RECORD)
def test_what_matching_does_not_read_is_not_written(worker, kind):
    make, _matters, idle = RECORD[kind]
    row = make(worker)
    forget()
    type(row).objects.filter(pk=row.pk).update(**idle)
    assert told() == set()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "closed"},
        {"birth_date": date(1990, 1, 1)},
        {"birth_precision": "year"},
        {"commune_id": "03664"},
        {"education_level": "primary"},
        {"technical_level": "college"},
        {"it_level": "good"},
        {"registered_at": NOW.replace(hour=1)},
    ],
)
def test_a_persons_own_row(worker, son_la, fields):
    Worker.objects.filter(pk=worker.pk).update(**fields)
    assert told() == {(worker.pk, None, son_la.pk)}


@pytest.mark.parametrize(
    "fields",
    [
        {"phone": "+84987654321"},
        {"full_name": "Lò Văn Khác", "sex": "female", "ethnicity_id": "08", "religion": "Tin lành"},
        {"soft_skills": ["teamwork"], "services": [], "version": 2, "updated_at": NOW.replace(hour=1)},
        {"state": "registered", "commune_id": "03646", "household": None},
    ],
)
def test_a_phone_number_is_nothing_to_matching(worker, fields):
    Worker.objects.filter(pk=worker.pk).update(**fields)
    Qualification.objects.create(worker=worker, name="Chứng chỉ may")
    PriorityMembership.objects.create(worker=worker, group_id="disability", valid_from=TODAY)
    assert told() == set()


def test_a_person_registered_moved_and_erased(son_la, lai_chau):
    worker = make_worker(son_la)
    assert told() == {(worker.pk, None, son_la.pk)}
    forget()
    Worker.objects.filter(pk=worker.pk).update(centre=lai_chau)
    assert told() == {(worker.pk, None, son_la.pk), (worker.pk, None, lai_chau.pk)}
    forget()
    Worker.objects.filter(pk=worker.pk).delete()
    assert told() == {(worker.pk, None, lai_chau.pk)}


def test_a_row_given_to_somebody_else_names_both(worker, son_la):
    other, row = make_worker(son_la), skill(worker)
    forget()
    WorkerSkill.objects.filter(pk=row.pk).update(worker=other)
    assert told() == {(worker.pk, None, None), (other.pk, None, None)}


def test_decisions_name_the_household(worker, son_la):
    household = make_household(son_la)
    forget()
    status = PovertyStatus.objects.filter(pk=make_poverty_status(household).pk)
    assert told() == {(None, household.pk, None)}
    for change in ({"category": "near_poor"}, {"valid_to": TOMORROW}, {"valid_from": date(2026, 1, 1)}):
        forget()
        status.update(**change)
        assert told() == {(None, household.pk, None)}
    forget()
    status.update(evidence="Biên bản họp thôn", decision_no="13/QĐ-UBND")
    Household.objects.filter(pk=household.pk).update(head_name="Lò Văn Khác", certificate_no="7")
    assert told() == set()
    status.delete()
    assert told() == {(None, household.pk, None)}
    forget()
    Worker.objects.filter(pk=worker.pk).update(household=household)
    assert told() == {(worker.pk, None, son_la.pk)}


def test_many_rows_of_one_statement_are_written_by_one(son_la, django_assert_num_queries):
    people = [make_worker(son_la) for _ in range(30)]
    forget()
    answers = [
        WorkerSkill(worker=person, skill_id=code) for person in people for code in ("sewing", "cooking")
    ]
    with django_assert_num_queries(1):
        WorkerSkill.objects.bulk_create(answers)
    assert told() == {(person.pk, None, None) for person in people}
    forget()
    WorkerSkill.objects.filter(worker__in=people[:10], skill="sewing").update(held=False)
    assert told() == {(person.pk, None, None) for person in people[:10]}


def test_a_transaction_names_a_person_once(worker):
    for make, _matters, _idle in RECORD.values():
        if make not in (make_job_search, wish):
            make(worker)
    make_job_search(worker, "8153", "7531")
    assert told() == {(worker.pk, None, None)}


def test_a_row_cannot_be_written_twice(worker):
    row = WorkerChange.objects.create(worker=worker)
    with pytest.raises(IntegrityError, match="one_change_per_transaction"), transaction.atomic():
        WorkerChange.objects.create(worker=worker)
    row.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        assert (row.xid, str(row)) == (*cursor.fetchone(), f"{row.xid} {worker.pk}")
    assert WorkerChange.objects.filter(xid=row.xid).count() == 1


# --- Installed ---------------------------------------------------------------------------------------------


def not_at_work() -> list[str]:
    """Triggers of the models that the database has not, has otherwise, or has switched off."""
    return [
        trigger.get_uri(model)
        for model, trigger in registered()
        if trigger.get_installation_status(model) != (pgtrigger.core.INSTALLED, True)
    ]


@pytest.mark.django_db
def test_every_trigger_is_at_work():
    feeding = [trigger for _model, trigger in registered() if trigger.name.startswith("change_")]
    assert len(feeding) == 3 * 10
    assert not_at_work() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fault",
    [
        "ALTER TABLE workers_wish DISABLE TRIGGER {pgid}",
        "DROP TRIGGER {pgid} ON workers_wish",
        "COMMENT ON TRIGGER {pgid} ON workers_wish IS 'of another version'",
    ],
)
def test_a_trigger_out_of_work_is_seen(fault):
    [(model, trigger)] = registered("workers.Wish:change_updated")
    with connection.cursor() as cursor:
        cursor.execute(fault.format(pgid=trigger.get_pgid(model)))
    assert not_at_work() == ["workers.Wish:change_updated"]
