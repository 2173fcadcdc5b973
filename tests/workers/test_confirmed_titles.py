"""What the register's staff call an occupation is learnt, and unlearnt when they correct it."""

from datetime import date

import pytest

from catalog.models import ConfirmedTitle, Occupation
from tests.cast import NOW
from tests.factories import make_worker
from workers.actions import open_job_search, register_worker, update_job_search, update_worker
from workers.models import Experience

LATER = NOW.replace(hour=15)
SINCE = date(2020, 1, 1)


@pytest.fixture
def worker(son_la):
    return make_worker(son_la, "Lò Thị Vân")


@pytest.fixture
def tailor(catalogue):
    return Occupation.objects.get(code="7531")


@pytest.fixture
def machinist(catalogue):
    return Occupation.objects.get(code="8153")


def known():
    rows = ConfirmedTitle.objects.order_by("title", "occupation")
    return list(rows.values_list("title", "occupation_id", "records"))


def wish(*occupations, confirmed=True):
    return {"job_title": "Vắt sổ, 9 triệu", "wishes": occupations, "occupation_confirmed": confirmed}


def past(occupation, title="Chạy kim đôi"):
    confirmed = occupation is not None
    return {
        "job_title": title, "occupation": occupation, "started_on": SINCE, "occupation_confirmed": confirmed
    }  # fmt: skip


def test_the_first_wish_is_what_the_title_means(hoa, worker, tailor, machinist):
    open_job_search(worker=worker, version=1, facts=wish(machinist, tailor), by=hoa, at=NOW)
    assert known() == [("vắt sổ", "8153", 1)]


def test_a_wish_nobody_confirmed_is_not_learnt(hoa, worker, machinist):
    open_job_search(worker=worker, version=1, facts=wish(machinist, confirmed=False), by=hoa, at=NOW)
    assert known() == []


def test_a_corrected_wish_moves_its_count(hoa, worker, tailor, machinist):
    search = open_job_search(worker=worker, version=1, facts=wish(machinist), by=hoa, at=NOW)
    update_job_search(search=search, version=2, facts=wish(tailor), by=hoa, at=LATER)
    assert known() == [("vắt sổ", "7531", 1), ("vắt sổ", "8153", 0)]
    search.refresh_from_db()
    update_job_search(search=search, version=3, facts=wish(), by=hoa, at=LATER)
    assert known() == [("vắt sổ", "7531", 0), ("vắt sổ", "8153", 0)]


def test_past_jobs_are_learnt_with_the_record(hoa, worker, tailor, machinist):
    rows = [past(machinist), past(None, "Phụ việc"), past(tailor, "Thợ may áo dài")]
    update_worker(worker=worker, version=1, facts={"experiences": rows}, by=hoa, at=NOW)
    assert known() == [("chạy kim đôi", "8153", 1), ("thợ may áo dài", "7531", 1)]
    update_worker(worker=worker, version=2, facts={"experiences": rows[:1]}, by=hoa, at=LATER)
    assert known() == [("chạy kim đôi", "8153", 1), ("thợ may áo dài", "7531", 0)]


def test_what_was_coded_without_staff_takes_no_count_away(hoa, worker, machinist):
    ConfirmedTitle.objects.create(
        title="chạy kim đôi", occupation=machinist, records=3, first_on=SINCE, last_on=SINCE
    )
    Experience.objects.create(worker=worker, job_title="Chạy kim đôi", occupation=machinist, started_on=SINCE)
    update_worker(worker=worker, version=1, facts={"experiences": []}, by=hoa, at=NOW)
    assert known() == [("chạy kim đôi", "8153", 3)]


def test_a_registration_counts_everything_in_it_once(hoa, machinist, worker):
    facts = {
        "full_name": "Quàng Thị Ịa", "birth_date": date(1999, 5, 4), "sex": "female",
        "ethnicity": worker.ethnicity, "commune": worker.commune, "phone_owner": "none",
        "experiences": [past(machinist, "vắt sổ")],
    }  # fmt: skip
    register_worker(facts=facts, job_search=wish(machinist), by=hoa, at=NOW)
    assert known() == [("vắt sổ", "8153", 2)]
