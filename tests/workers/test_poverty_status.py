"""What the commune decided about a household: periods, boundaries, and who counts on which day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from centres.models import AuditEvent
from tests.cast import NOW
from tests.factories import make_household, make_poverty_status, make_worker
from workers.actions import (
    StaleState,
    StatusOverlaps,
    StatusPeriodWrong,
    end_poverty_status,
    record_poverty_status,
)
from workers.models import PovertyStatus, Worker
from workers.models.household import add_months

JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def household(son_la):
    return make_household(son_la)


def decision(category="poor", valid_from=JANUARY, **more):
    return {
        "category": category,
        "standard": "07/2021/ND-CP",
        "decision_no": "12/QĐ-UBND",
        "valid_from": valid_from,
    } | more


@pytest.mark.parametrize("start", [date(9999, 12, 31), date(9997, 1, 1)])
def test_an_end_past_the_last_year_there_is_is_refused(hoa, household, start):
    with pytest.raises(StatusPeriodWrong):
        record_poverty_status(household=household, status=decision("newly_escaped", start), by=hoa, at=NOW)
    assert not PovertyStatus.objects.exists()


@pytest.mark.parametrize("start", [JANUARY, date(2026, 6, 30), date(2025, 1, 1)])
def test_a_day_can_have_one_status_only(hoa, household, start):
    make_poverty_status(household, valid_from=JANUARY, valid_to=JULY)
    with pytest.raises(StatusOverlaps) as refusal:
        record_poverty_status(household=household, status=decision("near_poor", start), by=hoa, at=NOW)
    assert str(refusal.value) == "This household already has a status in that period. End the old one first."
    assert household.poverty_statuses.count() == 1
    assert AuditEvent.objects.count() == 0


def test_the_day_one_ends_before_the_next_may_begin(hoa, household):
    make_poverty_status(household, valid_from=JANUARY, valid_to=JULY)
    record_poverty_status(household=household, status=decision("near_poor", JULY), by=hoa, at=NOW)
    assert [row.category for row in household.poverty_statuses.on(date(2026, 6, 30))] == ["poor"]
    assert [row.category for row in household.poverty_statuses.on(JULY)] == ["near_poor"]


@pytest.mark.parametrize(
    ("category", "end"),
    [("poor", JANUARY), ("poor", date(2025, 12, 31)), ("newly_escaped", date(2029, 1, 2))],
)
def test_a_period_that_cannot_be_is_refused(hoa, household, category, end):
    with pytest.raises(StatusPeriodWrong):
        record_poverty_status(household=household, status=decision(category, valid_to=end), by=hoa, at=NOW)
    assert PovertyStatus.objects.count() == 0


@pytest.mark.parametrize(
    ("escaped_on", "first_day_over"),
    [
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 2, 28), date(2028, 2, 28)),
        (date(2025, 8, 31), date(2028, 8, 31)),
        (date(2025, 5, 31), date(2028, 5, 31)),
        (JANUARY, date(2029, 1, 1)),
    ],
)
def test_newly_escaped_ends_by_itself_after_36_months(cast, household, escaped_on, first_day_over):
    member = make_worker(cast.son_la, household=household)
    status = decision("newly_escaped", escaped_on)
    recorded = record_poverty_status(household=household, status=status, by=cast.hoa, at=NOW)
    assert recorded.valid_to == first_day_over == add_months(escaped_on, 36)
    last_day = date.fromordinal(first_day_over.toordinal() - 1)
    assert list(Worker.objects.with_priority(last_day)) == [member]
    assert list(Worker.objects.with_priority(first_day_over)) == []
    assert list(Worker.objects.with_priority(escaped_on)) == [member]
    assert list(Worker.objects.with_priority(date.fromordinal(escaped_on.toordinal() - 1))) == []


@pytest.mark.parametrize(
    ("moment", "category"),
    [
        (datetime(2026, 6, 30, 16, 59, 59, tzinfo=ZoneInfo("UTC")), "poor"),
        (datetime(2026, 6, 30, 17, 0, 0, tzinfo=ZoneInfo("UTC")), "near_poor"),
    ],
)
def test_a_status_changes_at_midnight_in_vietnam_not_in_greenwich(cast, household, moment, category):
    make_worker(cast.son_la, household=household)
    make_poverty_status(household, "poor", valid_from=JANUARY, valid_to=JULY)
    make_poverty_status(household, "near_poor", valid_from=JULY)
    assert Worker.objects.with_poverty(localdate(moment)).get().poverty == category


def test_average_is_a_status_without_priority(cast, household):
    make_worker(cast.son_la, household=household)
    make_poverty_status(household, "average", valid_from=JANUARY)
    assert Worker.objects.with_poverty(JULY).get().poverty == "average"
    assert not Worker.objects.with_priority(JULY).exists()


def test_ending_a_status_somebody_else_ended_is_stale(cast, household):
    seen = make_poverty_status(household, valid_from=JANUARY)
    end_poverty_status(status=seen, ends_on=JULY, by=cast.registrar, at=NOW)
    with pytest.raises(StaleState):
        end_poverty_status(status=seen, ends_on=date(2026, 8, 1), by=cast.hoa, at=NOW)
    assert household.poverty_statuses.get().valid_to == JULY
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("ends_on", [JANUARY, date(2025, 1, 1)])
def test_a_status_cannot_end_before_it_began(hoa, household, ends_on):
    status = make_poverty_status(household, valid_from=JANUARY)
    with pytest.raises(StatusPeriodWrong):
        end_poverty_status(status=status, ends_on=ends_on, by=hoa, at=NOW)
    assert household.poverty_statuses.get().valid_to is None
    assert AuditEvent.objects.count() == 0


def test_a_longer_end_must_not_run_into_the_next_status(hoa, household):
    first = make_poverty_status(household, valid_from=JANUARY, valid_to=JULY)
    make_poverty_status(household, "near_poor", valid_from=JULY)
    with pytest.raises(StatusOverlaps):
        end_poverty_status(status=first, ends_on=date(2026, 7, 2), by=hoa, at=NOW)
    first.refresh_from_db()
    assert first.valid_to == JULY


def test_what_was_decided_and_by_whom_is_on_the_trail(hoa, household):
    record_poverty_status(household=household, status=decision(), by=hoa, at=NOW)
    line = AuditEvent.objects.get()
    assert (line.actor, line.verb, line.subject_id) == (
        hoa,
        "household.status_recorded",
        household.public_id,
    )
    assert line.details == {"category": "poor", "valid_from": "2026-01-01"}


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"category": "rich"}, "poverty_status_category_is_known"),
        ({"standard": "09/2011"}, "poverty_status_category_is_known"),
        ({"valid_to": JANUARY}, "poverty_status_ends_after_it_starts"),
        ({"category": "newly_escaped"}, "newly_escaped_ends_within_36_months"),
        (
            {"category": "newly_escaped", "valid_to": date(2029, 1, 2)},
            "newly_escaped_ends_within_36_months",
        ),
    ],
)
def test_the_database_itself_refuses(household, wrong, constraint):
    fields = {"category": "poor", "valid_from": JANUARY} | wrong
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make_poverty_status(household, **fields)
    assert refusal.value.__cause__.diag.constraint_name == constraint
    assert PovertyStatus.objects.count() == 0


def test_the_database_itself_refuses_two_at_a_time(household):
    make_poverty_status(household, valid_from=JANUARY)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make_poverty_status(household, "near_poor", valid_from=JULY)
    assert refusal.value.__cause__.diag.constraint_name == "one_poverty_status_at_a_time"


def test_two_households_do_not_stand_in_each_others_way(cast, household):
    make_poverty_status(household, valid_from=JANUARY)
    make_poverty_status(make_household(cast.son_la), valid_from=JANUARY)
    assert PovertyStatus.objects.count() == 2
