"""What the tables refuse whoever writes to them, by the name of the rule."""

import pytest
from django.db import IntegrityError, transaction

from tests.cast import TODAY
from tests.factories import make_consent, make_job_search, make_worker
from workers.models import Experience, LanguageSkill, PriorityMembership, Wish, Worker, WorkerSkill


def refused_by(write) -> str:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    return refusal.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"phone_owner": "own", "phone": ""}, "phone_or_has_none"),
        ({"phone_owner": "none", "phone": "+84912345678"}, "phone_or_has_none"),
        ({"sex": "other"}, "worker_choices_are_known"),
        ({"state": "gone"}, "worker_choices_are_known"),
        ({"code": "SLA-1"}, "one_worker_per_centre_code"),
        ({"national_id": "014095000011"}, "one_worker_per_national_id"),
    ],
)
def test_a_worker(son_la, wrong, constraint):
    make_worker(son_la, code="SLA-1", national_id="014095000011")
    assert refused_by(lambda: make_worker(son_la, **wrong)) == constraint
    assert Worker.objects.count() == 1


def test_a_number_and_its_index_come_together(son_la):
    worker = make_worker(son_la, national_id="014095000011")
    rows = Worker.objects.filter(pk=worker.pk)
    constraint = "national_id_is_sealed_and_indexed_together"
    assert refused_by(lambda: rows.update(national_id_index=None)) == constraint
    assert refused_by(lambda: rows.update(national_id_sealed=None)) == constraint


def test_a_job_search(son_la):
    worker = make_worker(son_la)
    search = make_job_search(worker, "8153")
    assert refused_by(lambda: make_job_search(worker)) == "one_open_job_search_per_worker"
    search.state = "closed"
    assert refused_by(search.save) == "job_search_closed_has_a_date"
    search.state, search.ready_in_months = "active", 25
    assert refused_by(search.save) == "job_search_ready_within_two_years"
    again = Wish(job_search=search, occupation_id="8153", position=2)
    assert refused_by(again.save) == "one_wish_per_occupation"
    same_place = Wish(job_search=search, occupation_id="7531", position=1)
    assert refused_by(same_place.save) == "one_wish_per_place"


def test_the_record(son_la):
    worker = make_worker(son_la)
    WorkerSkill.objects.create(worker=worker, skill_id="sewing")
    again = WorkerSkill(worker=worker, skill_id="sewing", held=False)
    assert refused_by(again.save) == "one_answer_per_worker_and_skill"
    LanguageSkill.objects.create(worker=worker, language_id="blt", proficiency="good")
    same = LanguageSkill(worker=worker, language_id="blt", proficiency="fair")
    assert refused_by(same.save) == "one_level_per_worker_and_language"
    job = Experience(worker=worker, job_title="May", started_on=TODAY, ended_on="2026-03-15")
    assert refused_by(job.save) == "experience_ends_after_it_starts"
    fields = {"worker": worker, "group_id": "disability", "valid_from": TODAY}
    PriorityMembership.objects.create(**fields)
    twice = PriorityMembership(**fields)
    assert refused_by(twice.save) == "one_membership_per_worker_group_and_start"
    short = PriorityMembership(worker=worker, group_id="other", valid_from=TODAY, valid_to=TODAY)
    assert refused_by(short.save) == "membership_ends_after_it_starts"
    make_consent(worker)
    assert refused_by(lambda: make_consent(worker)) == "one_live_consent_per_purpose"
    early = {"withdrawn_on": "2026-03-15"}
    assert refused_by(lambda: make_consent(worker, **early)) == "consent_withdrawn_after_given"
