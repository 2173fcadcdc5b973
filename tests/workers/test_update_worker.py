"""Changing a record: stale versions, taken numbers, and lists that are replaced whole."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from catalog.models import Commune, Skill
from centres.models import AuditEvent
from tests.cast import NOW
from tests.factories import make_worker
from workers.actions import AlreadyRegistered, StaleState, update_worker
from workers.models import Worker


@pytest.fixture
def worker(son_la):
    return make_worker(son_la, national_id="014095000011")


def test_a_stale_version_changes_nothing_and_says_what_others_did(cast, worker):
    update_worker(worker=worker, version=1, facts={"email": "a@b.vn"}, by=cast.registrar, at=NOW)
    with pytest.raises(StaleState) as refusal:
        update_worker(worker=worker, version=1, facts={"email": "c@d.vn"}, by=cast.hoa, at=NOW)
    assert [(line.actor, line.details) for line in refusal.value.edits] == [
        (cast.registrar, {"version": 2, "fields": ["email"]})
    ]
    worker.refresh_from_db()
    assert (worker.version, worker.email) == (2, "a@b.vn")
    assert AuditEvent.objects.count() == 1


def test_a_number_of_somebody_else_is_refused(cast, worker):
    other = make_worker(cast.lai_chau, national_id="012095000022")
    with pytest.raises(AlreadyRegistered) as refusal:
        update_worker(worker=worker, version=1, facts={"national_id": "012095000022"}, by=cast.hoa, at=NOW)
    assert refusal.value.worker is None
    assert refusal.value.centre_name == other.centre.name
    worker.refresh_from_db()
    assert (worker.version, worker.reveal_national_id()) == (1, "014095000011")


def test_a_refused_fact_leaves_the_lists_alone(hoa, worker):
    rows = [{"skill": Skill.objects.get(pk="sewing")}]
    with pytest.raises(ValidationError):
        update_worker(worker=worker, version=1, facts={"skills": rows, "phone": "1"}, by=hoa, at=NOW)
    assert worker.skills.count() == 0


def test_an_officer_cannot_move_somebody_out_of_their_communes(cast):
    near = make_worker(cast.son_la, commune_id="03688")
    away = {"commune": Commune.objects.get(pk="03646")}
    with pytest.raises(ValidationError):
        update_worker(worker=near, version=1, facts=away, by=cast.officer, at=NOW)
    near.refresh_from_db()
    assert near.commune_id == "03688"


def test_nothing_changed_writes_nothing(hoa, worker):
    same = {"full_name": worker.full_name, "phone": "0912345678", "national_id": "014095000011", "skills": []}
    assert update_worker(worker=worker, version=1, facts=same, by=hoa, at=NOW).version == 1
    assert AuditEvent.objects.count() == 0


def test_a_new_name_moves_in_the_sorted_list(hoa, worker):
    changed = update_worker(worker=worker, version=1, facts={"full_name": "Lò Thị Ánh"}, by=hoa, at=NOW)
    assert changed.name_search_key == "lo thi anh"
    assert list(Worker.objects.named("anh")) == [changed]
    assert changed.version == 2


def test_losing_the_phone_clears_the_number(hoa, worker):
    changed = update_worker(worker=worker, version=1, facts={"phone_owner": "none"}, by=hoa, at=NOW)
    assert (changed.phone_owner, changed.phone) == ("none", "")
    assert AuditEvent.objects.get().details == {"version": 2, "fields": ["phone", "phone_owner"]}


def test_the_number_can_be_cleared(hoa, worker):
    changed = update_worker(worker=worker, version=1, facts={"national_id": ""}, by=hoa, at=NOW)
    assert (changed.national_id_sealed, changed.national_id_index) == (None, None)


def test_lists_become_exactly_what_is_given_and_keep_rows_that_stay(hoa, worker):
    sewing, excel = Skill.objects.get(pk="sewing"), Skill.objects.get(pk="excel")
    update_worker(worker=worker, version=1, facts={"skills": [{"skill": sewing}]}, by=hoa, at=NOW)
    kept = worker.skills.get().pk
    rows = [{"skill": sewing}, {"skill": excel, "held": False}]
    update_worker(worker=worker, version=2, facts={"skills": rows}, by=hoa, at=NOW)
    assert worker.skills.get(skill=sewing).pk == kept
    assert worker.skills.get(skill=excel).held is False
    update_worker(worker=worker, version=3, facts={"skills": []}, by=hoa, at=NOW)
    assert worker.skills.count() == 0


def test_what_was_recorded_under_other_rules_is_left_in_peace(cast):
    child = make_worker(cast.son_la, birth_date=date(2015, 1, 1), phone="+8412")
    changed = update_worker(worker=child, version=1, facts={"email": "a@b.vn"}, by=cast.hoa, at=NOW)
    assert changed.email == "a@b.vn"
