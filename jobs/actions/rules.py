"""Verbs on the rules of a centre: start a draft, change it, try it out, publish it, let it come into force.

Locks are taken in the order centre, draft.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from centres import audit, queue
from centres.models import Centre, User
from jobs import rulebook
from jobs.actions.refusals import (
    DayPassed,
    DayTaken,
    DraftExists,
    OwnDraft,
    PreviewMissing,
    ReasonMissing,
    StaleState,
)
from jobs.models import MatchTask, RuleDraft, RulePreview, RuleStart, Vacancy
from jobs.models.rules import VERSIONS, Kind, Versioned, versions
from jobs.openings import profile_code

State = RuleDraft.State
FACTS = frozenset(("name", "legal_text", "effective_from", "rules"))
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LONGEST_REASON = 300


@transaction.atomic
def start_draft(*, kind: str, code: str, centre: Centre, by: User, at: datetime) -> RuleDraft:
    """A draft that says what the version in force says, to come into force tomorrow.

    Raises DraftExists; DoesNotExist where no version of ``code`` is in force.
    """
    base: Versioned = versions(kind).in_force(code, localdate(at), centre)
    draft = RuleDraft(
        centre=centre,
        kind=kind,
        code=code,
        name=base.name,
        legal_text=base.legal_text,
        effective_from=localdate(at) + timedelta(days=1),
        rules=rulebook.with_number(base.rules, 0),
        created_by=by,
        created_at=at,
        changed_by=by,
        updated_at=at,
    )
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError as problem:
        written = RuleDraft.objects.open().filter(centre=centre, kind=kind, code=code)
        raise DraftExists(written.first()) from problem
    audit.record(by, "rules.drafted", draft, at=at, rule=f"{kind}/{code}", base=str(base))
    return draft


@transaction.atomic
def edit_draft(
    *, draft: RuleDraft, version: int, facts: Mapping[str, Any], by: User, at: datetime
) -> RuleDraft:
    """Change an open draft as read at ``version``. Writes nothing if nothing changes.

    ``facts``: name, legal_text, effective_from, rules. Raises StaleState, ValidationError by field.
    """
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"not facts of a draft: {sorted(unknown)}")
    if found := _problems(draft, facts, localdate(at)):
        raise ValidationError(found)
    changed = {name: value for name, value in _whole(draft, facts).items() if getattr(draft, name) != value}
    unchanged_since = RuleDraft.objects.open().filter(pk=draft.pk, version=version)
    if not changed and unchanged_since.exists():
        return draft
    written = unchanged_since.update(**changed, version=F("version") + 1, changed_by=by, updated_at=at)
    if written != 1:
        raise StaleState
    audit.record(by, "rules.changed", draft, at=at, fields=sorted(changed))
    return RuleDraft.objects.get(pk=draft.pk)


def _whole(draft: RuleDraft, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """A policy says its legal basis twice, beside its rules and in them: both are one."""
    if draft.kind != Kind.POLICY:
        return facts
    said = {"legal_text": facts.get("legal_text", draft.legal_text)}
    return {**facts, "rules": facts.get("rules", draft.rules) | said}


def _problems(draft: RuleDraft, facts: Mapping[str, Any], today: date) -> dict[str, list[Any]]:
    found = rulebook.problems_of(draft.kind, facts["rules"]) if "rules" in facts else {}
    trial = RuleDraft(kind=draft.kind, **{name: facts.get(name, getattr(draft, name)) for name in FACTS})
    try:
        trial.clean_fields(exclude={field.name for field in RuleDraft._meta.fields} - FACTS)
    except ValidationError as error:
        found |= error.message_dict
    if draft.kind == Kind.POLICY and not trial.legal_text.strip():
        found["legal_text"] = [_("Name the law or decision the priority rests on.")]
    if trial.effective_from < today:
        found["effective_from"] = [DayPassed.sentence]
    return found


@transaction.atomic
def request_preview(*, draft: RuleDraft, by: User, at: datetime, request_id: str = "") -> RulePreview:
    """Ask what the draft would do to real lists; whoever asks while one waits gets the waiting one.

    Raises StaleState when the draft is no longer open.
    """
    if not RuleDraft.objects.open().filter(pk=draft.pk).exists():
        raise StaleState
    preview, made = queue.enqueue(
        RulePreview,
        key={"draft": draft},
        by=by,
        at=at,
        reason=RulePreview.Reason.ASKED,
        request_id=request_id,
    )
    if made:
        audit.record(by, "rules.tried", draft, at=at, preview=preview.public_id)
    return preview


@transaction.atomic
def publish_rules(*, draft: RuleDraft, version: int, reason: str, by: User, at: datetime) -> Versioned:
    """Make the draft the next version of its rule. What was published before stays as it is.

    Raises StaleState, OwnDraft, ReasonMissing, DayPassed, DayTaken, PreviewMissing, ValidationError.
    """
    Centre.objects.select_for_update(no_key=True).get(pk=draft.centre_id)
    current = RuleDraft.objects.get(pk=draft.pk)
    if current.state != State.OPEN or current.version != version:
        raise StaleState
    if by.pk in (current.created_by_id, current.changed_by_id):
        raise OwnDraft
    reason = _cleaned(reason)
    _refuse_day(current, localdate(at))
    preview = _refuse_untried(current, localdate(at))
    made = _next_version(current, reason, by, at)
    _taken_up(current, made.number, at)
    begins = datetime.combine(made.effective_from, time.min, VIETNAM)
    RuleStart.objects.create(
        centre_id=current.centre_id,
        kind=current.kind,
        code=current.code,
        number=made.number,
        not_before=max(begins, at),
        created_by=by,
        created_at=at,
    )
    facts = {"rule": f"{current.kind}/{current.code}", "number": made.number, "preview": preview.public_id}
    audit.record(by, "rules.published", current, at=at, reason=reason, digest=preview.digest, **facts)
    return made


def _taken_up(draft: RuleDraft, number: int, at: datetime) -> None:
    read = RuleDraft.objects.open().filter(pk=draft.pk, version=draft.version)
    if read.update(state=State.PUBLISHED, published_number=number, updated_at=at) != 1:
        raise StaleState


def _cleaned(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing
    if len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": _("At most %(most)d characters.") % {"most": LONGEST_REASON}})
    return reason


def _refuse_day(draft: RuleDraft, today: date) -> None:
    if draft.effective_from < today:
        raise DayPassed
    own = versions(draft.kind).filter(centre=draft.centre_id, code=draft.code)
    if own.filter(effective_from=draft.effective_from).exists():
        raise DayTaken


def _refuse_untried(draft: RuleDraft, today: date) -> RulePreview:
    """The newest finished preview of exactly this content. Raises PreviewMissing."""
    in_force = versions(draft.kind).in_force(draft.code, today, draft.centre_id)
    done = draft.previews.filter(state=RulePreview.State.DONE, digest=rulebook.digest_of(draft, in_force))
    preview: RulePreview | None = done.order_by("-finished_at", "-pk").first()
    if preview is None:
        raise PreviewMissing
    return preview


def _next_version(draft: RuleDraft, reason: str, by: User, at: datetime) -> Versioned:
    """The draft under the next free number of its rule. Raises ValidationError."""
    known = versions(draft.kind).of(draft.centre_id).filter(code=draft.code)
    number = known.aggregate(most=Max("number"))["most"] + 1
    made = VERSIONS[draft.kind](
        centre_id=draft.centre_id,
        code=draft.code,
        number=number,
        name=draft.name,
        legal_text=draft.legal_text,
        effective_from=draft.effective_from,
        rules=rulebook.with_number(draft.rules, number),
        author_id=draft.changed_by_id,
        published_by=by,
        published_at=at,
        reason=reason,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        made.validate_constraints()  # says in words what the database refused
        raise
    return made


@transaction.atomic
def discard_draft(*, draft: RuleDraft, version: int, by: User, at: datetime) -> None:
    """Give a draft up; it stays on record. Raises StaleState."""
    read = RuleDraft.objects.open().filter(pk=draft.pk, version=version)
    if read.update(state=State.DISCARDED, updated_at=at) != 1:
        raise StaleState
    audit.record(by, "rules.discarded", draft, at=at)


def rank_under_new_rules(*, start: RuleStart, at: datetime) -> int:
    """Ask for fresh lists of the open vacancies a version decides about, in the caller's transaction.

    Returns how many were asked for; a vacancy that already waits is not asked for twice.
    """
    open_now = Vacancy.objects.filter(centre=start.centre_id).open_on(localdate(at)).order_by("pk")
    decided = [row for row in open_now if start.kind == Kind.POLICY or profile_code(row) == start.code]
    waiting = set(
        MatchTask.objects.filter(vacancy__in=decided, state="todo").values_list("vacancy", flat=True)
    )
    asked = [row for row in decided if row.pk not in waiting]
    MatchTask.objects.bulk_create(  # the relay's next look finds them; whoever asks meanwhile is served too
        (
            MatchTask(vacancy=row, reason=MatchTask.Reason.RULES_CHANGED, not_before=at, created_at=at)
            for row in asked
        ),
        ignore_conflicts=True,
    )
    audit.record(None, "rules.started", start, at=at, vacancies=len(asked))
    return len(asked)
