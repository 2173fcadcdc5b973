"""The facts of a worker's record as a door hands them over, cleaned, and the rows they become.

``facts`` is a mapping by name. A name that is missing is left as it is. Single facts are the columns of
``COLUMNS`` (relations as objects) and ``national_id`` (12 digits, or "" for none). Lists replace what was
recorded, each row a mapping by the names in ``LISTS``: ``skills`` {skill, held}, ``languages`` {language,
certificate, proficiency}, ``qualifications`` {level, field, name, grade, issued_on}, ``experiences``
{employer_name, job_title, occupation, started_on, ended_on} and, for a new row, occupation_confirmed,
``priority_memberships`` {group, valid_from, valid_to, evidence}.
"""

import re
from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from catalog.phones import UnreadablePhone, normalise_phone
from centres.models import Role, User
from workers.actions.refusals import sentence_of
from workers.models import (
    Experience,
    LanguageSkill,
    PriorityMembership,
    Qualification,
    Worker,
    WorkerSkill,
)

Facts = Mapping[str, Any]

# columns the register keeps by itself
KEPT = {"id", "public_id", "code", "centre", "state", "version", "household", "national_id_sealed"} | {
    "national_id_index",
    "name_sort_key",
    "name_search_key",
    "registered_at",
    "registered_by",
    "updated_at",
}
COLUMNS = frozenset(field.name for field in Worker._meta.fields) - KEPT
LISTS: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "skills": (WorkerSkill, ("skill", "held")),
    "languages": (LanguageSkill, ("language", "certificate", "proficiency")),
    "qualifications": (Qualification, ("level", "field", "name", "grade", "issued_on")),
    "experiences": (Experience, ("employer_name", "job_title", "occupation", "started_on", "ended_on")),
    "priority_memberships": (PriorityMembership, ("group", "valid_from", "valid_to", "evidence")),
}
LOWEST_AGE = 15  # Employment Law 74/2025 art. 2.1
HIGHEST_AGE = 110


def set_facts(worker: Worker, facts: Facts, *, by: User, at: datetime) -> set[str]:
    """Put the single facts on ``worker``, cleaned; return the names of those that differ from before.

    Nothing is saved. Raises ValidationError by fact, TypeError for a name that is no fact.
    """
    if unknown := facts.keys() - COLUMNS - LISTS.keys() - {"national_id"}:
        raise TypeError(f"not facts of a worker: {sorted(unknown)}")
    given = COLUMNS & facts.keys()
    touched = given | {"phone"} if "phone_owner" in given else given
    before = {name: getattr(worker, name, None) for name in touched}
    for name in given:
        setattr(worker, name, facts[name])
    _clean(worker, touched, by=by, today=localdate(at))
    changed = {name for name, old in before.items() if getattr(worker, name) != old}
    if "national_id" in facts and _set_national_id(worker, facts["national_id"]):
        changed.add("national_id")
    return changed


def written_columns(worker: Worker, changed: set[str]) -> dict[str, Any]:
    """The columns behind changed facts, as an UPDATE wants them."""
    names = changed - {"national_id"}
    if "full_name" in names:
        names |= {"name_sort_key", "name_search_key"}
    if "national_id" in changed:
        names |= {"national_id_sealed", "national_id_index"}
    return {name: getattr(worker, name) for name in names}


def replace_lists(worker: Worker, facts: Facts) -> set[str]:
    """Make the worker's lists hold exactly the given rows; return the names of the lists that changed."""
    return {name for name in LISTS.keys() & facts.keys() if _replace(worker, name, facts[name])}


def _replace(worker: Worker, name: str, rows: Iterable[Facts]) -> bool:
    model, fields = LISTS[name]
    attributes = [getattr(model, field).field.attname for field in fields]
    wanted = [model(worker=worker, **row) for row in rows]
    for number, row in enumerate(wanted, 1):
        _clean_row(row, name, number)
    have = {
        tuple(getattr(row, attribute) for attribute in attributes): row
        for row in model._default_manager.filter(worker=worker)
    }
    want = {tuple(getattr(row, attribute) for attribute in attributes): row for row in wanted}
    gone = [row.pk for values, row in have.items() if values not in want]
    new = [row for values, row in want.items() if values not in have]
    try:
        with transaction.atomic():
            model._default_manager.filter(pk__in=gone).delete()
            model._default_manager.bulk_create(new)
    except IntegrityError as problem:
        if (sentence := sentence_of(problem, model)) is None:
            raise
        raise ValidationError({name: sentence}) from problem
    return bool(gone or new)


def _clean_row(row: Model, name: str, number: int) -> None:
    relations = relations_of(type(row))
    try:
        row.clean_fields(exclude=relations)
        row.validate_constraints(exclude=relations)
    except ValidationError as problem:
        said = {"row": number, "problem": " ".join(problem.messages)}
        raise ValidationError({name: _("Row %(row)d: %(problem)s") % said}) from None


def relations_of(model: type[Model]) -> set[str]:
    """Names of the foreign keys: they are handed over as objects, so looking them up again proves nothing."""
    return {field.name for field in model._meta.fields if isinstance(field, ForeignKey)}


def refuse_other_communes(by: User, commune_id: str, field: str) -> None:
    """A commune officer writes about their own communes only. Raises ValidationError."""
    if by.role == Role.COMMUNE_OFFICER and not by.communes.filter(pk=commune_id).exists():
        raise ValidationError({field: _("You keep the register of other communes.")})


def _clean(worker: Worker, touched: Set[str], *, by: User, today: date) -> None:
    """Clean the touched facts; what was recorded before under other rules is left in peace."""
    problems: dict[str, Any] = {}
    if "full_name" in touched:
        worker.set_name(worker.full_name)
    if "phone" in touched:
        _clean_phone(worker, problems)
    try:
        worker.clean_fields(exclude=(KEPT | COLUMNS) - touched | relations_of(Worker))
    except ValidationError as problem:
        problem.update_error_dict(problems)
    if "birth_date" in touched and (sentence := _birth_problem(worker, today)):
        problems["birth_date"] = sentence
    if problems:
        raise ValidationError(problems)
    if "commune" in touched:
        refuse_other_communes(by, worker.commune_id, "commune")


def _clean_phone(worker: Worker, problems: dict[str, Any]) -> None:
    if worker.phone_owner == Worker.PhoneOwner.NONE:
        worker.phone = ""
    elif not worker.phone:
        problems["phone"] = _('Give a phone number, or choose "has no phone".')
    else:
        try:
            worker.phone = normalise_phone(worker.phone)
        except UnreadablePhone:
            problems["phone"] = _("No telephone has this number. Check it digit by digit.")


def _birth_problem(worker: Worker, today: date) -> object:
    """Why the date of birth cannot be. Only what is certain counts, so a year alone means its first day."""
    born = worker.birth_date
    if born > today:
        return _("The date of birth lies in the future.")
    if worker.birth_precision == Worker.BirthPrecision.YEAR:
        oldest = today.year - born.year
    else:
        oldest = worker.age_on(today)
    if oldest < LOWEST_AGE:
        return _("The centre registers people from the age of 15.")
    if oldest > HIGHEST_AGE:
        return _("The year of birth is too far back.")
    return None


def _set_national_id(worker: Worker, number: str) -> bool:
    number = re.sub(r"[\s.]", "", number)
    if number and not re.fullmatch(r"[0-9]{12}", number):
        raise ValidationError({"national_id": _("A personal number has 12 digits.")})
    if worker.reveal_national_id() == number:
        return False
    worker.set_national_id(number or None)
    return True
