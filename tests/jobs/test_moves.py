"""The states of a vacancy and asking for its ranking: refusals first, and a refusal changes nothing."""

from datetime import timedelta

import pytest

from centres.models import AuditEvent
from employers.models import Employer
from jobs.actions import (
    DeadlinePassed,
    EmployerNotVerified,
    NoPlacesLeft,
    NotAllowed,
    NotMatchable,
    OccupationMissing,
    ReasonMissing,
    StaleState,
    move_vacancy,
    request_match_run,
)
from jobs.models import MatchTask, Vacancy
from tests.cast import NOW, TODAY
from tests.factories import make_employer, make_vacancy

State = Vacancy.State
LATER = NOW + timedelta(hours=1)
YESTERDAY = TODAY - timedelta(days=1)
ILLEGAL = [(old, new) for old in State for new in State if new not in Vacancy.MOVES[old]]
LEGAL = [(old, new) for old in State for new in Vacancy.MOVES[old]]


def row(vacancy):
    return Vacancy.objects.filter(pk=vacancy.pk).values().get()


def in_state(employer, state, **fields):
    reason = "Tạm dừng" if state in Vacancy.NEEDS_REASON else ""
    return make_vacancy(employer, state=state, state_reason=reason, **fields)


@pytest.mark.parametrize(("old", "new"), ILLEGAL)
def test_a_step_outside_the_table_is_refused(hoa, garments, old, new):
    vacancy = in_state(garments, old)
    before = row(vacancy)
    with pytest.raises(NotAllowed):
        move_vacancy(vacancy=vacancy, to=new, by=hoa, reason="Vì thế", at=LATER)
    assert row(vacancy) == before
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(("old", "new"), LEGAL)
def test_every_step_of_the_table_is_taken(hoa, garments, old, new):
    moved = move_vacancy(vacancy=in_state(garments, old), to=new, by=hoa, reason=" Vì  thế ", at=LATER)
    assert (moved.state, moved.state_reason, moved.moved_at, moved.version) == (new, "Vì thế", LATER, 2)
    line = AuditEvent.objects.get()
    assert (line.verb, line.actor, line.details) == ("vacancy.moved", hoa, {"was": old, "to": new})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (State.SUBMITTED, State.REJECTED),
        (State.PUBLISHED, State.PAUSED),
        (State.PUBLISHED, State.WITHDRAWN),
    ],
)
def test_turning_a_vacancy_away_needs_a_reason(hoa, garments, old, new):
    vacancy = in_state(garments, old)
    before = row(vacancy)
    with pytest.raises(ReasonMissing):
        move_vacancy(vacancy=vacancy, to=new, by=hoa, reason=" ", at=LATER)
    assert row(vacancy) == before


@pytest.mark.parametrize("state", [s for s in Employer.State if s != Employer.State.VERIFIED])
def test_approval_demands_a_verified_employer(hoa, son_la, state):
    employer = make_employer(son_la, state=state, state_reason="Chưa rõ")
    vacancy = in_state(employer, State.SUBMITTED)
    before = row(vacancy)
    with pytest.raises(EmployerNotVerified):
        move_vacancy(vacancy=vacancy, to=State.APPROVED, by=hoa, at=LATER)
    assert row(vacancy) == before


def test_approval_demands_an_occupation_code(hoa, garments):
    vacancy = in_state(garments, State.SUBMITTED, occupation_id=None)
    before = row(vacancy)
    with pytest.raises(OccupationMissing):
        move_vacancy(vacancy=vacancy, to=State.APPROVED, by=hoa, at=LATER)
    assert row(vacancy) == before


@pytest.mark.parametrize("old", [State.APPROVED, State.PAUSED, State.FILLED, State.EXPIRED])
def test_nothing_is_published_past_its_deadline_or_without_places(hoa, garments, old):
    late, full = in_state(garments, old, deadline=YESTERDAY), in_state(garments, old, openings=3, filled=3)
    for vacancy, refusal in ((late, DeadlinePassed), (full, NoPlacesLeft)):
        before = row(vacancy)
        with pytest.raises(refusal):
            move_vacancy(vacancy=vacancy, to=State.PUBLISHED, by=hoa, at=LATER)
        assert row(vacancy) == before


def test_an_approval_of_something_edited_meanwhile_is_refused(hoa, garments):
    vacancy = in_state(garments, State.SUBMITTED)
    Vacancy.objects.filter(pk=vacancy.pk).update(version=2, wage_min_vnd=1_000_000)
    before = row(vacancy)
    with pytest.raises(StaleState):
        move_vacancy(vacancy=vacancy, to=State.APPROVED, by=hoa, at=LATER)
    assert row(vacancy) == before


@pytest.mark.parametrize("state", [s for s in State if s not in Vacancy.MATCHABLE])
def test_only_an_approved_or_published_vacancy_is_ranked(hoa, garments, state):
    with pytest.raises(NotMatchable):
        request_match_run(vacancy=in_state(garments, state), by=hoa, at=LATER)
    assert not MatchTask.objects.exists()


def test_a_vacancy_nobody_can_be_introduced_to_is_not_ranked(hoa, son_la, garments):
    suspended = make_employer(son_la, state="suspended", state_reason="Nợ lương")
    for vacancy, refusal in (
        (make_vacancy(suspended), EmployerNotVerified),
        (make_vacancy(garments, deadline=YESTERDAY), DeadlinePassed),
        (make_vacancy(garments, openings=1, filled=1), NoPlacesLeft),
    ):
        with pytest.raises(refusal):
            request_match_run(vacancy=vacancy, by=hoa, at=LATER)
    assert not MatchTask.objects.exists()
    assert not AuditEvent.objects.exists()


def test_asking_twice_leaves_one_waiting_task(hoa, vacancy):
    first = request_match_run(vacancy=vacancy, by=hoa, at=LATER, request_id="r-1")
    second = request_match_run(vacancy=vacancy, by=hoa, at=LATER, request_id="r-2")
    assert first == second == MatchTask.objects.get()
    assert (first.vacancy, first.reason, first.request_id, first.state) == (vacancy, "asked", "r-1", "todo")


def test_suspending_the_employer_hides_its_vacancies_without_touching_them(son_la, garments):
    vacancy = make_vacancy(garments, state="published")
    assert list(Vacancy.objects.open_on(TODAY)) == [vacancy]
    Employer.objects.update(state="suspended", state_reason="Nợ lương")
    assert list(Vacancy.objects.open_on(TODAY)) == []
    assert row(vacancy)["state"] == "published"
