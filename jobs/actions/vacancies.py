"""Verbs on vacancies: post, edit, move.

Locks are taken in the order employer, centre, vacancy, confirmed title, task.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from catalog import confirmations
from centres import audit
from centres.models import Centre, User
from employers.actions import cleaned_reason
from employers.models import Employer
from jobs.actions.rankings import enqueue
from jobs.actions.refusals import (
    DuplicateVacancy,
    EmployerNotVerified,
    FewerPlacesThanFilled,
    NotAllowed,
    OccupationMissing,
    StaleState,
    refuse_closed,
)
from jobs.demands import FACTS, MATCHING_FACTS, Demands, set_facts
from jobs.models import LanguageDemand, MatchTask, SkillDemand, Vacancy

State = Vacancy.State
OVER = (
    State.FILLED,
    State.EXPIRED,
    State.WITHDRAWN,
    State.REJECTED,
)  # a new posting is no repetition of these
RIGHT_TO_MOVE = {
    state: "vacancies:approve"
    if state in (State.APPROVED, State.REJECTED, State.PUBLISHED)
    else "vacancies:write"
    for state in State
}


@transaction.atomic
def post_vacancy(*, employer: Employer, facts: Mapping[str, Any], by: User | None, at: datetime) -> Vacancy:
    """Write a draft for an employer. ``facts``: values by name as in jobs.demands.FACTS, of which

    ``skills`` maps skill code to importance and ``languages`` maps language tag to proficiency.
    Raises ValidationError, DuplicateVacancy.
    """
    employer = Employer.objects.select_for_update(no_key=True).get(pk=employer.pk)
    vacancy = Vacancy(
        centre_id=employer.centre_id,
        employer=employer,
        moved_at=at,
        registered_at=at,
        registered_by=by,
        updated_at=at,
    )
    demands = set_facts(vacancy, facts, Demands())
    _refuse_repetition(vacancy)
    vacancy.code = reserve_codes(centre=vacancy.centre, count=1, at=at)[0]
    try:
        with transaction.atomic():
            vacancy.save(force_insert=True)
    except IntegrityError:
        vacancy.validate_constraints()  # says in words what the database refused
        raise
    _write_demands(vacancy, demands)
    confirmations.recount(before=(), after=_confirmed(vacancy), on=localdate(at))
    audit.record(by, "vacancy.posted", vacancy, at=at)
    return vacancy


def reserve_codes(*, centre: Centre, count: int, at: datetime) -> list[str]:
    """The next ``count`` codes of a centre, as 2026-000042; others wait for the caller to commit."""
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    year = f"{localdate(at).year}-"
    used = Vacancy.objects.filter(centre=centre, code__startswith=year)
    newest = used.order_by("-code").values_list("code", flat=True).first()
    number = int(newest.removeprefix(year)) if newest else 0
    return [f"{year}{number + step:06d}" for step in range(1, count + 1)]


def _refuse_repetition(vacancy: Vacancy) -> None:
    existing = (
        Vacancy.objects.filter(
            employer=vacancy.employer,
            search_key=vacancy.search_key,
            workplace=vacancy.workplace,
            province=vacancy.province,
            commune=vacancy.commune,
            country=vacancy.country,
        )
        .exclude(state__in=OVER)
        .order_by("pk")
        .first()
    )
    if existing is not None:
        raise DuplicateVacancy(existing)


def _write_demands(vacancy: Vacancy, demands: Demands) -> None:
    SkillDemand.objects.bulk_create(
        SkillDemand(vacancy=vacancy, skill_id=code, importance=importance)
        for code, importance in demands.skills.items()
    )
    LanguageDemand.objects.bulk_create(
        LanguageDemand(vacancy=vacancy, language_id=tag, proficiency=proficiency)
        for tag, proficiency in demands.languages.items()
    )


@transaction.atomic
def update_vacancy(
    *, vacancy: Vacancy, version: int, facts: Mapping[str, Any], by: User | None, at: datetime
) -> Vacancy:
    """Change facts of a vacancy as read at ``version``. Writes nothing if nothing changes.

    A change that matters to matching raises ``revision`` and asks for a new ranking if the vacancy is open.
    Raises StaleState, FewerPlacesThanFilled, ValidationError.
    """
    current = Vacancy.objects.select_related("centre").get(pk=vacancy.pk)
    if current.version != version:
        raise StaleState
    old_demands = Demands.of(current)
    before = {name: getattr(current, name) for name in FACTS}
    was_confirmed = _confirmed(current)
    demands = set_facts(current, facts, old_demands)
    changed = {name: getattr(current, name) for name, old in before.items() if getattr(current, name) != old}
    if not changed and demands == old_demands:
        return current
    if current.openings < current.filled:
        raise FewerPlacesThanFilled
    matters = demands != old_demands or bool(changed.keys() & MATCHING_FACTS)
    _write_change(current, version, changed, matters, at)
    confirmations.recount(before=was_confirmed, after=_confirmed(current), on=localdate(at))
    if demands != old_demands:
        current.skill_demands.all().delete()
        current.language_demands.all().delete()
        _write_demands(current, demands)
    audit.record(by, "vacancy.changed", current, at=at, fields=sorted(changed))
    if matters and Vacancy.objects.open_on(localdate(at)).filter(pk=current.pk).exists():
        enqueue(current, MatchTask.Reason.VACANCY_CHANGED, by, at)
    return Vacancy.objects.get(pk=current.pk)


def _confirmed(vacancy: Vacancy) -> list[confirmations.Pair]:
    """The title and the occupation staff gave it, if they did."""
    if vacancy.occupation_confirmed and vacancy.occupation_id:
        return [confirmations.Pair(vacancy.title, vacancy.occupation_id)]
    return []


def _write_change(
    vacancy: Vacancy, version: int, changed: dict[str, Any], matters: bool, at: datetime
) -> None:
    """Write the columns if nobody was faster: the version pins what was read. Raises StaleState."""
    try:
        with transaction.atomic():
            written = Vacancy.objects.filter(pk=vacancy.pk, version=version).update(
                **changed,
                search_key=vacancy.search_key,
                version=F("version") + 1,
                revision=F("revision") + int(matters),
                updated_at=at,
            )
    except IntegrityError:
        vacancy.validate_constraints()
        raise
    if written != 1:
        raise StaleState


@transaction.atomic
def move_vacancy(
    *, vacancy: Vacancy, to: Vacancy.State, by: User | None, at: datetime, reason: str = ""
) -> Vacancy:
    """Submit, approve, publish, pause, withdraw, reject, mark filled, expire, reopen: a step of MOVES.

    Raises NotAllowed, ReasonMissing, EmployerNotVerified, OccupationMissing, DeadlinePassed, NoPlacesLeft,
    StaleState, ValidationError (reason too long).
    """
    if to not in Vacancy.MOVES[State(vacancy.state)]:
        raise NotAllowed
    reason = cleaned_reason(Vacancy, reason, needed=to in Vacancy.NEEDS_REASON)
    if to in Vacancy.MATCHABLE:
        _refuse_unready(vacancy, to, at)
    moved = Vacancy.objects.filter(pk=vacancy.pk, state=vacancy.state, version=vacancy.version).update(
        state=to, state_reason=reason, moved_at=at, updated_at=at, version=F("version") + 1
    )
    if moved != 1:
        raise StaleState
    audit.record(by, "vacancy.moved", vacancy, at=at, reason=reason, was=vacancy.state, to=to)
    return Vacancy.objects.get(pk=vacancy.pk)


def _refuse_unready(vacancy: Vacancy, to: Vacancy.State, at: datetime) -> None:
    employer = Employer.objects.select_for_update(no_key=True).get(pk=vacancy.employer_id)
    if employer.state != Employer.State.VERIFIED:
        raise EmployerNotVerified
    if vacancy.occupation_id is None:
        raise OccupationMissing
    if to == State.PUBLISHED:
        refuse_closed(vacancy, at)
