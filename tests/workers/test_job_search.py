"""Opening, changing and closing a job search."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from catalog.models import Commune, Occupation
from centres.models import AuditEvent
from tests.cast import NOW, TODAY
from tests.factories import make_job_search, make_worker
from workers.actions import (
    AlreadySearching,
    SearchClosed,
    StaleState,
    close_job_search,
    open_job_search,
    update_job_search,
)
from workers.models import JobSearch, Worker


@pytest.fixture
def worker(son_la):
    return make_worker(son_la)


def occupations(*codes):
    return [Occupation.objects.get(pk=code) for code in codes]


def test_one_person_has_one_open_search(hoa, worker):
    make_job_search(worker)
    with pytest.raises(AlreadySearching):
        open_job_search(worker=worker, version=1, facts={"job_title": "Nấu ăn"}, by=hoa, at=NOW)
    assert worker.job_searches.count() == 1
    assert Worker.objects.get().version == 1
    assert AuditEvent.objects.count() == 0


def test_opening_from_a_stale_record_writes_nothing(hoa, worker):
    with pytest.raises(StaleState):
        open_job_search(worker=worker, version=7, facts={"job_title": "Nấu ăn"}, by=hoa, at=NOW)
    assert JobSearch.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"job_title": ""}, "job_title"),
        ({"job_title": "May", "wage_band": "1m"}, "wage_band"),
        ({"job_title": "May", "benefits": ["car"]}, "benefits"),
        ({"job_title": "May", "state": "closed"}, "state"),
    ],
)
def test_an_answer_not_on_the_form_is_refused(hoa, worker, wrong, field):
    with pytest.raises(ValidationError) as refusal:
        open_job_search(worker=worker, version=1, facts=wrong, by=hoa, at=NOW)
    assert list(refusal.value.message_dict) == [field]
    assert JobSearch.objects.count() == 0
    assert Worker.objects.get().version == 1


def test_wishes_keep_their_order_and_are_named_once(hoa, worker):
    wished = occupations("7531", "8153", "7531")
    facts = {"job_title": "May", "wishes": wished, "first_commune": Commune.objects.get(pk="07210")}
    search = open_job_search(worker=worker, version=1, facts=facts, by=hoa, at=NOW)
    wishes = search.wishes.order_by("position").values_list("position", "occupation_id")
    assert list(wishes) == [(1, "7531"), (2, "8153")]
    assert (search.first_province_id, search.opened_on) == ("24", TODAY)
    assert Worker.objects.get().version == 2


def test_changing_leaves_what_is_not_named(hoa, worker):
    search = make_job_search(worker, "8153")
    facts = {"accepts_overseas": True}
    changed = update_job_search(search=search, version=1, facts=facts, by=hoa, at=NOW)
    assert (changed.accepts_overseas, changed.wage_band) == (True, "5_10m")
    assert changed.wishes.get().occupation_id == "8153"
    paused = update_job_search(search=search, version=2, facts={"state": "paused"}, by=hoa, at=NOW)
    assert paused.state == "paused"
    assert not JobSearch.objects.active().exists()


def test_changing_from_a_stale_record_writes_nothing(hoa, worker):
    search = make_job_search(worker)
    with pytest.raises(StaleState):
        update_job_search(search=search, version=2, facts={"job_title": "Hàn"}, by=hoa, at=NOW)
    search.refresh_from_db()
    assert search.job_title == "Công nhân may"


def test_closing_keeps_day_and_reason_and_a_new_search_may_follow(hoa, worker):
    search = make_job_search(worker)
    on = date(2026, 3, 15)
    close_job_search(search=search, version=1, reason=" Đã có  việc ", by=hoa, at=NOW, on=on)
    search.refresh_from_db()
    assert (search.state, search.closed_on) == ("closed", on)
    line = AuditEvent.objects.get()
    assert (line.verb, line.reason) == ("worker.search_closed", "Đã có việc")
    open_job_search(worker=worker, version=2, facts={"job_title": "Hàn"}, by=hoa, at=NOW)
    assert JobSearch.objects.active().get().job_title == "Hàn"


def test_what_is_closed_stays(hoa, worker):
    search = make_job_search(worker, state="closed", closed_on=TODAY)
    with pytest.raises(SearchClosed):
        update_job_search(search=search, version=1, facts={"job_title": "Hàn"}, by=hoa, at=NOW)
    with pytest.raises(SearchClosed):
        close_job_search(search=search, version=1, reason="x", by=hoa, at=NOW)
    search.refresh_from_db()
    assert (search.job_title, Worker.objects.get().version) == ("Công nhân may", 1)
