"""Verbs on employers: register, edit, and the steps of their verification."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, ForeignKey
from django.utils.translation import gettext_lazy as _

from catalog.phones import UnreadablePhone, normalise_phone
from centres import audit
from centres.models import Centre, User
from employers.models import Employer

IDENTITY = {"id", "public_id", "centre", "registered_at", "registered_by", "updated_at", "version"}
STATE = {"state", "state_reason", "moved_at"}
KEYS = {"sort_key", "search_key"}
FACTS = frozenset(field.name for field in Employer._meta.fields) - IDENTITY - STATE - KEYS
PHONES = ("phone", "representative_phone")
NEEDS_REASON = (Employer.State.REJECTED, Employer.State.SUSPENDED)


class Refused(Exception):
    """An expected refusal; ``sentence`` tells the user what is the matter."""

    sentence = _("This cannot be done.")

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refused):
    """The table of moves has no such step."""

    sentence = _("This step is not possible from the present state.")


class StaleState(Refused):
    """Somebody else changed the record since it was read."""

    sentence = _("Somebody changed this record in the meantime. Look at it again before you go on.")


class ReasonMissing(Refused):
    """The step needs a reason."""

    sentence = _("Give the reason.")


@transaction.atomic
def register_employer(*, centre: Centre, facts: Mapping[str, Any], by: User | None, at: datetime) -> Employer:
    """Put an employer on the register of a centre, waiting to be verified.

    ``facts``: values by name, as in FACTS. Raises ValidationError.
    """
    employer = Employer(centre=centre, moved_at=at, registered_at=at, registered_by=by, updated_at=at)
    _set(employer, facts)
    try:
        with transaction.atomic():
            employer.save(force_insert=True)
    except IntegrityError:
        employer.validate_constraints()  # says in words what the database refused
        raise
    audit.record(by, "employer.registered", employer, at=at)
    return employer


@transaction.atomic
def update_employer(
    *, employer: Employer, version: int, facts: Mapping[str, Any], by: User | None, at: datetime
) -> Employer:
    """Change facts of an employer as read at ``version``. Writes nothing if nothing changes.

    Raises StaleState when it was changed since, ValidationError.
    """
    current = Employer.objects.get(pk=employer.pk)
    if current.version != version:
        raise StaleState
    before = {name: getattr(current, name) for name in FACTS}
    _set(current, facts)
    changed = {name: getattr(current, name) for name, old in before.items() if getattr(current, name) != old}
    if not changed:
        return current
    if "name" in changed:
        changed |= {"sort_key": current.sort_key, "search_key": current.search_key}
    unchanged_since = Employer.objects.filter(pk=current.pk, version=version)
    try:
        with transaction.atomic():
            written = unchanged_since.update(**changed, version=F("version") + 1, updated_at=at)
    except IntegrityError:
        current.validate_constraints()
        raise
    if written != 1:
        raise StaleState
    audit.record(by, "employer.changed", current, at=at, fields=sorted(changed.keys() & FACTS))
    return Employer.objects.get(pk=current.pk)


@transaction.atomic
def move_employer(
    *, employer: Employer, to: Employer.State, by: User | None, at: datetime, reason: str = ""
) -> Employer:
    """Verify, reject, suspend, reinstate or look at again.

    A suspended employer's vacancies keep their state but are open to nobody (VacancyQuerySet.open_on).
    Raises NotAllowed, ReasonMissing, StaleState, ValidationError (reason too long).
    """
    if to not in Employer.MOVES[Employer.State(employer.state)]:
        raise NotAllowed
    reason = cleaned_reason(Employer, reason, needed=to in NEEDS_REASON)
    moved = Employer.objects.filter(pk=employer.pk, state=employer.state).update(
        state=to, state_reason=reason, moved_at=at, updated_at=at, version=F("version") + 1
    )
    if moved != 1:
        raise StaleState
    audit.record(by, "employer.moved", employer, at=at, reason=reason, was=employer.state, to=to)
    return Employer.objects.get(pk=employer.pk)


def cleaned_reason(model: type, reason: str, *, needed: bool) -> str:
    """``reason`` without stray spaces. Raises ReasonMissing, ValidationError when longer than the column."""
    reason = " ".join(reason.split())
    if needed and not reason:
        raise ReasonMissing
    field = model._meta.get_field("state_reason")  # type: ignore[attr-defined]
    if len(reason) > field.max_length:
        raise ValidationError({"reason": _("At most %(most)d characters.") % {"most": field.max_length}})
    return reason


def facts_to_clean(model: type, facts: frozenset[str]) -> set[str]:
    """Columns ``clean_fields`` leaves out: those no caller sets, and relations, which are objects already."""
    fields = model._meta.fields  # type: ignore[attr-defined]
    return {field.name for field in fields if field.name not in facts or isinstance(field, ForeignKey)}


def _set(employer: Employer, facts: Mapping[str, Any]) -> None:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"not facts of an employer: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(employer, name, value)
    employer.set_name(employer.name)
    for name in PHONES:
        setattr(employer, name, dialable(name, getattr(employer, name)))
    if employer.commune is not None:
        if employer.province is not None and employer.commune.province_id != employer.province_id:
            raise ValidationError({"commune": _("This commune is not in that province.")})
        employer.province_id = employer.commune.province_id
    employer.clean_fields(exclude=facts_to_clean(Employer, FACTS))


def dialable(field: str, phone: str) -> str:
    """A phone number as E.164 (+84…); empty stays empty. Raises ValidationError on ``field``."""
    try:
        return normalise_phone(phone) if phone else ""
    except UnreadablePhone:
        raise ValidationError({field: _("This is not a phone number.")}) from None
