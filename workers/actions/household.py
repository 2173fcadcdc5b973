"""Households and the decisions of the commune about them."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from centres import audit
from centres.models import User
from workers.actions.facts import Facts, refuse_other_communes, relations_of
from workers.actions.refusals import Refused, StaleState, centre_of, move_on, violated
from workers.models import Household, PovertyStatus, Worker
from workers.models.household import NEWLY_ESCAPED_MONTHS, add_months


class StatusOverlaps(Refused):
    """Two decisions cannot count on the same day."""

    sentence = _("This household already has a status in that period. End the old one first.")
    field = "valid_from"


class StatusPeriodWrong(Refused):
    """The period is empty, or longer than newly escaped may last."""

    sentence = _("The status has to end after it starts, and newly escaped counts for at most 36 months.")
    field = "valid_to"


REFUSALS: dict[str, type[Refused]] = {
    "one_poverty_status_at_a_time": StatusOverlaps,
    "poverty_status_ends_after_it_starts": StatusPeriodWrong,
    "newly_escaped_ends_within_36_months": StatusPeriodWrong,
}


def _refusal(problem: IntegrityError) -> Exception:
    refusal = REFUSALS.get(violated(problem))
    return refusal() if refusal else problem


def find_a_home(household: Household | Facts | None, *, by: User, at: datetime) -> Household | None:
    """The household a person belongs to, locked: the one given, or a new one with its first poverty status.

    Raises Household.DoesNotExist for one the user may not see, ValidationError, StatusOverlaps,
    StatusPeriodWrong.
    """
    if household is None:
        return None
    if isinstance(household, Household):
        return Household.objects.visible_to(by).select_for_update(no_key=True).get(pk=household.pk)
    facts = {name: value for name, value in household.items() if name != "poverty"}
    new = Household(centre=centre_of(by), created_at=at, **facts)
    new.clean_fields(exclude=relations_of(Household))
    refuse_other_communes(by, new.commune_id, "household")
    new.save(force_insert=True)
    if poverty := household.get("poverty"):
        _write_status(new, poverty, by=by, at=at)
    return new


@transaction.atomic
def join_household(
    *, worker: Worker, version: int, household: Household | Facts | None, by: User, at: datetime
) -> Worker:
    """Make a person a member of a household (see register_worker), or of none; they leave the one before.

    Raises StaleState, Household.DoesNotExist, ValidationError, StatusOverlaps, StatusPeriodWrong.
    """
    home = find_a_home(household, by=by, at=at)
    version = move_on(worker, version, at=at, household=home)
    audit.record(by, "worker.joined_household", worker, at=at, version=version, fields=["household"])
    return Worker.objects.get(pk=worker.pk)


@transaction.atomic
def record_poverty_status(*, household: Household, status: Facts, by: User, at: datetime) -> PovertyStatus:
    """Record a decision of the commune: {category, standard, decision_no, valid_from, valid_to, evidence}.

    Newly escaped without an end gets the longest one, 36 months after recognition (Decision 28/2015 art. 2).
    Raises StatusOverlaps, StatusPeriodWrong, ValidationError.
    """
    Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    recorded = _write_status(household, status, by=by, at=at)
    audit.record(
        by,
        "household.status_recorded",
        household,
        at=at,
        category=recorded.category,
        valid_from=recorded.valid_from.isoformat(),
    )
    return recorded


def _write_status(household: Household, status: Facts, *, by: User, at: datetime) -> PovertyStatus:
    new = PovertyStatus(household=household, recorded_by=by, recorded_at=at, **status)
    new.clean_fields(exclude=relations_of(PovertyStatus))
    if new.category == PovertyStatus.Category.NEWLY_ESCAPED and new.valid_to is None:
        try:
            new.valid_to = add_months(new.valid_from, NEWLY_ESCAPED_MONTHS)
        except OverflowError:
            raise StatusPeriodWrong from None
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as problem:
        raise _refusal(problem) from problem
    return new


@transaction.atomic
def end_poverty_status(*, status: PovertyStatus, ends_on: date, by: User, at: datetime) -> PovertyStatus:
    """Let a status end before ``ends_on``, the first day that no longer counts.

    Raises StaleState if the end was changed since it was read, StatusPeriodWrong, StatusOverlaps.
    """
    Household.objects.select_for_update(no_key=True).get(pk=status.household_id)
    unchanged = PovertyStatus.objects.filter(pk=status.pk, valid_to=status.valid_to)
    try:
        with transaction.atomic():
            ended = unchanged.update(valid_to=ends_on)
    except IntegrityError as problem:
        raise _refusal(problem) from problem
    if ended != 1:
        raise StaleState
    audit.record(
        by,
        "household.status_ended",
        status.household,
        at=at,
        category=status.category,
        ends_on=ends_on.isoformat(),
    )
    return PovertyStatus.objects.get(pk=status.pk)
