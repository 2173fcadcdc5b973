"""Registering a person, keeping the record, consent, reading the personal number."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from centres import audit
from centres.models import Centre, User
from centres.roles import may
from workers.actions.facts import Facts, replace_lists, set_facts, written_columns
from workers.actions.household import find_a_home
from workers.actions.job_search import write_job_search
from workers.actions.refusals import (
    NotEntitled,
    Refused,
    StaleState,
    centre_of,
    edits_since,
    move_on,
    violated,
)
from workers.actions.titles import confirmed_titles, recount_titles
from workers.models import Consent, Household, Worker

CONSENT_TEXT = "352/2025"  # the wording printed at the end of Forms 01 and 01a


class AlreadyRegistered(Refused):
    """The personal number is registered. ``worker`` is None where the user may only learn at which centre."""

    field = "national_id"

    def __init__(self, worker: Worker | None, centre: Centre) -> None:
        super().__init__()
        self.worker = worker
        self.centre_name = centre.name

    def __str__(self) -> str:
        return str(
            _("This personal number is already registered at %(centre)s.") % {"centre": self.centre_name}
        )


@transaction.atomic
def register_worker(
    *,
    facts: Facts,
    household: Household | Facts | None = None,
    job_search: Facts | None = None,
    consent: Facts | None = None,
    by: User,
    at: datetime,
) -> Worker:
    """Put a person on the register of the user's centre (Form 01, with Form 01a if a job is sought).

    ``facts``: see workers.actions.facts. ``household``: one the user may see, or {head_name, commune, hamlet,
    certificate_no, poverty: {category, standard, decision_no, valid_from, valid_to, evidence}} for a new one.
    ``job_search``: the columns of JobSearch and ``wishes``, a list of occupations. ``consent``: {channel,
    language}; without one the person is registered but no list shows them.

    Raises AlreadyRegistered, ValidationError, the refusals of the parts, Household.DoesNotExist.
    """
    centre = centre_of(by)
    worker = Worker(centre=centre, registered_at=at, registered_by=by, updated_at=at)
    set_facts(worker, facts, by=by, at=at)
    worker.household = find_a_home(household, by=by, at=at)
    worker.code = reserve_codes(centre=centre, count=1)[0]
    _insert(worker, facts, by)
    replace_lists(worker, facts)
    if consent is not None:
        _write_consent(worker, consent, by=by, at=at)
    if job_search is not None:
        write_job_search(worker, job_search, by=by, at=at)
    recount_titles(worker, at=at)
    audit.record(by, "worker.registered", worker, at=at, version=1)
    return worker


def reserve_codes(*, centre: Centre, count: int) -> list[str]:
    """The next ``count`` worker codes of a centre, as SLA-000042; other callers wait until this one commits.

    The lock on the centre's row makes it safe, the unique index of codes makes it cheap: neither grows with
    the register. Six digits are more than the working population of a province.
    """
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    prefix = f"{centre.code}-"
    used = Worker.objects.filter(centre=centre, code__startswith=prefix)
    newest = used.order_by("-code").values_list("code", flat=True).first()
    number = int(newest.removeprefix(prefix)) if newest else 0
    return [f"{prefix}{number + step:06d}" for step in range(1, count + 1)]


def _insert(worker: Worker, facts: Facts, by: User) -> None:
    try:
        with transaction.atomic():
            worker.save(force_insert=True)
    except IntegrityError as problem:
        raise _refusal(problem, worker, by) from problem


def _refusal(problem: IntegrityError, worker: Worker, by: User) -> Exception:
    """The refusal behind a violated constraint, or the problem itself where none is expected."""
    if violated(problem) != "one_worker_per_national_id":
        return problem
    existing = Worker.objects.select_related("centre").get(national_id_index=worker.national_id_index)
    visible = Worker.objects.visible_to(by).filter(pk=existing.pk).exists()
    return AlreadyRegistered(existing if visible else None, existing.centre)


@transaction.atomic
def update_worker(*, worker: Worker, version: int, facts: Facts, by: User, at: datetime) -> Worker:
    """Change facts of a record as read at ``version``; what is not in ``facts`` stays.

    Writes nothing if nothing differs. Raises StaleState with what others did since, AlreadyRegistered,
    ValidationError.
    """
    current = Worker.objects.select_for_update(no_key=True).get(pk=worker.pk)
    if current.version != version:
        raise StaleState(edits_since(current, version))
    titles = confirmed_titles(current)
    changed = set_facts(current, facts, by=by, at=at)
    lists = replace_lists(current, facts)
    if not changed | lists:
        return current
    try:
        with transaction.atomic():
            version = move_on(current, version, at=at, **written_columns(current, changed))
    except IntegrityError as problem:
        raise _refusal(problem, current, by) from problem
    recount_titles(current, before=titles, at=at)
    audit.record(by, "worker.changed", current, at=at, version=version, fields=sorted(changed | lists))
    current.refresh_from_db()
    return current


class ConsentAlreadyGiven(Refused):
    """A consent to this purpose is alive; it has to be withdrawn before another is recorded."""

    sentence = _("This consent is already recorded.")
    field = "consent"


@transaction.atomic
def give_consent(*, worker: Worker, consent: Facts, by: User, at: datetime) -> Consent:
    """Record that the person agreed. ``consent``: {channel, language}. Raises ConsentAlreadyGiven."""
    Worker.objects.select_for_update(no_key=True).get(pk=worker.pk)
    given = _write_consent(worker, consent, by=by, at=at)
    audit.record(by, "worker.consented", worker, at=at, channel=given.channel, text=given.text_version)
    return given


def _write_consent(worker: Worker, consent: Facts, *, by: User, at: datetime) -> Consent:
    given = Consent(
        worker=worker,
        purpose=Consent.Purpose.EMPLOYMENT_SERVICE,
        text_version=CONSENT_TEXT,
        given_on=localdate(at),
        recorded_by=by,
        **consent,
    )
    given.clean_fields(exclude={"worker", "recorded_by"})
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError as problem:
        if violated(problem) == "one_live_consent_per_purpose":
            raise ConsentAlreadyGiven from problem
        raise
    return given


class NoLiveConsent(Refused):
    """There is nothing to withdraw."""

    sentence = _("This person has no consent on record that could be withdrawn.")


@transaction.atomic
def withdraw_consent(*, worker: Worker, by: User, at: datetime) -> None:
    """End the person's consent today: from now on no list shows them. Raises NoLiveConsent."""
    Worker.objects.select_for_update(no_key=True).get(pk=worker.pk)
    live = Consent.objects.filter(
        worker=worker, purpose=Consent.Purpose.EMPLOYMENT_SERVICE, withdrawn_on=None
    )
    if live.update(withdrawn_on=localdate(at)) != 1:
        raise NoLiveConsent
    audit.record(by, "worker.consent_withdrawn", worker, at=at)


class ReasonMissing(Refused):
    """Reading a personal number needs a reason."""

    sentence = _("Give the reason.")
    field = "reason"


@transaction.atomic
def reveal_national_id(*, worker: Worker, reason: str, by: User, at: datetime) -> str:
    """The personal number in clear, "" where none is recorded; who read it and why stays on the audit trail.

    Raises NotEntitled, ReasonMissing.
    """
    if not may(by, "workers:unmask"):
        raise NotEntitled
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise ReasonMissing
    audit.record(by, "worker.national_id_read", worker, at=at, reason=reason)
    return worker.reveal_national_id()
