"""The rules of the centre: what holds, what will hold, and the way from a draft to the next version."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centres.doors import StaffRequest, events_of, needs, request_id_of
from centres.roles import may
from employers.forms import show_problems
from jobs import previews, rulebook, rulewords
from jobs.actions import (
    DraftExists,
    Refused,
    discard_draft,
    edit_draft,
    publish_rules,
    request_preview,
    start_draft,
)
from jobs.forms import FORMS
from jobs.models import RuleDraft, RulePreview
from jobs.models.rules import Kind, Versioned, versions
from jobs.staff import rule_rows
from jobs.staff.rows import Sight

Work = RulePreview.State
EVENTS = {
    "rules.drafted": gettext_lazy("Draft begun"),
    "rules.changed": gettext_lazy("Draft changed"),
    "rules.tried": gettext_lazy("Preview asked for"),
    "rules.published": gettext_lazy("Published"),
    "rules.discarded": gettext_lazy("Discarded"),
}


@require_GET
@needs("rules:read")
def rules(request: StaffRequest) -> HttpResponse:
    """The policy and the weights: in force, to come, past; and what is being written. Three queries."""
    today = timezone.localdate()
    drafts = list(
        RuleDraft.objects.visible_to(request.user).open().select_related("changed_by").order_by("pk")
    )
    written = {(row.kind, row.code): row for row in drafts}
    found = {
        kind: rule_rows.by_code(kind, versions(kind).visible_to(request.user).newest_first(), today)
        for kind in Kind
    }
    context = {
        "policies": [(rule, written.get((Kind.POLICY, rule.code))) for rule in found[Kind.POLICY]],
        "profiles": [(rule, written.get((Kind.PROFILE, rule.code))) for rule in found[Kind.PROFILE]],
        "may_write": may(request.user, "rules:write"),
    }
    return render(request, "jobs/rules.html", context)


@require_GET
@needs("rules:read")
def version(request: StaffRequest, kind: str, code: str, label: str) -> HttpResponse:
    """One version in words and figures, and what it changed."""
    today = timezone.localdate()
    found = rule_rows.by_code(kind, _versions(request, kind, code), today)
    rule, row = next(
        ((rule, row) for rule in found for row in rule.versions if row.label == label), (None, None)
    )
    if rule is None or row is None:
        raise Http404
    before = rule.before(row)
    drafts = RuleDraft.objects.visible_to(request.user).filter(kind=kind, code=code)
    context = {
        "rule": rule,
        "row": row,
        "standing": rule.standing(row),
        "before": before,
        "changes": rulewords.changes(kind, before, row) if before else [],
        "said": rule_rows.groups(rulewords.said(kind, row)),
        "draft": drafts.filter(published_number=row.number).first() if row.centre_id else None,
        "open_draft": drafts.open().first(),
        "may_write": may(request.user, "rules:write"),
        **_in_words(kind, row.rules),
    }
    return render(request, "jobs/rules_version.html", context)


def _versions(request: StaffRequest, kind: str, code: str) -> Any:
    if kind not in Kind.values:
        raise Http404
    return versions(kind).visible_to(request.user).filter(code=code).newest_first()


def _in_words(kind: str, rules: dict[str, Any]) -> dict[str, Any]:
    """A policy as sentences, weights as bars."""
    if kind == Kind.POLICY:
        return {"sentences": rulewords.sentences(rulebook.policy_of(rules))}
    return {"bars": rule_rows.bars(rules)}


@require_POST
@needs("rules:write")
def draft_new(request: StaffRequest, kind: str, code: str) -> HttpResponse:
    """Begin the next version; where somebody has begun already, that draft is opened."""
    if not _versions(request, kind, code).exists() or request.user.centre is None:
        raise Http404
    try:
        made = start_draft(
            kind=kind, code=code, centre=request.user.centre, by=request.user, at=timezone.now()
        )
    except DraftExists as problem:
        messages.info(request, str(problem))
        if problem.existing is None:
            return redirect("staff:rules")
        return redirect("staff:rule-draft", problem.existing.public_id)
    return redirect("staff:rule-draft-edit", made.public_id)


@require_GET
@needs("rules:read")
def draft(request: StaffRequest, public_id: str) -> HttpResponse:
    """A draft: what it changes, what that would do, and the next step. ``?part=progress``: the preview's."""
    row = _draft(request, public_id)
    in_force = previews.against(row, timezone.localdate())
    preview = row.previews.order_by("-pk").first()
    if request.GET.get("part") == "progress":
        return render(request, "jobs/rules_progress.html", {"row": row, **_progress(preview)})
    done = row.previews.filter(state=Work.DONE).order_by("-finished_at", "-pk").first()
    is_tried = done is not None and (
        row.state != RuleDraft.State.OPEN or done.digest == rulebook.digest_of(row, in_force)
    )
    context: dict[str, Any] = {
        "row": row,
        "title": rulewords.title(row.kind, row.code),
        "running": preview is not None and preview.state != Work.DONE,
        **_progress(preview),
        "in_force": in_force,
        "changes": rulewords.changes(row.kind, in_force, row),
        "preview": done,
        "is_tried": is_tried,
        "tried": rule_rows.Tried.of(done, Sight.of(request.user)) if done else None,
        "steps": rule_rows.steps(row, is_tried=is_tried),
        "events": events_of(row, EVENTS),
        **_in_words(row.kind, row.rules),
        **_rights(request, row, is_tried=is_tried),
    }
    return render(request, "jobs/rules_draft.html", context)


def _rights(request: StaffRequest, row: RuleDraft, *, is_tried: bool) -> dict[str, bool]:
    is_open = row.state == RuleDraft.State.OPEN
    wrote = request.user.pk in (row.created_by_id, row.changed_by_id)
    return {
        "is_open": is_open,
        "may_write": is_open and may(request.user, "rules:write"),
        "may_publish": is_open and is_tried and may(request.user, "rules:publish") and not wrote,
        "wrote": wrote,
    }


def _progress(preview: RulePreview | None) -> dict[str, Any]:
    """What the progress bar shows of the newest preview, and where the next answer comes from."""
    if preview is None:
        return {}
    now = {
        Work.TODO: _("waiting for its turn"),
        Work.DOING: _("ranking each list by both rules"),
    }
    work = {
        "title": _("Trying the draft out on real lists"),
        "done": preview.progress_done,
        "total": preview.progress_total,
        "now": now.get(Work(preview.state), ""),
        "finished": _("The preview is ready") if preview.state == Work.DONE else "",
        "failed": _("It did not work after several tries") if preview.state == Work.FAILED else "",
    }
    return {"work": work, "poll": "?part=progress"}


@require_http_methods(["GET", "POST"])
@needs("rules:write")
def draft_edit(request: StaffRequest, public_id: str) -> HttpResponse:
    """The form of a draft, filled; a save over somebody else's change keeps what was typed."""
    row = _draft(request, public_id)
    if row.state != RuleDraft.State.OPEN:
        return redirect("staff:rule-draft", public_id)
    form = FORMS[row.kind](row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edit_draft(
                draft=row,
                version=form.cleaned_data["version"],
                facts=form.facts(),
                by=request.user,
                at=timezone.now(),
            )
        except (ValidationError, Refused) as problem:
            show_problems(form, problem)
        else:
            messages.success(request, _("The draft is saved. Try it out before it is published."))
            return redirect("staff:rule-draft", public_id)
    context = {"form": form, "row": row, "title": rulewords.title(row.kind, row.code)}
    return render(request, "jobs/rules_form.html", context, status=422 if form.errors else 200)


@require_POST
@needs("rules:write")
def draft_try(request: StaffRequest, public_id: str) -> HttpResponse:
    """Ask for the preview and watch it being made."""
    row = _draft(request, public_id)
    try:
        request_preview(draft=row, by=request.user, at=timezone.now(), request_id=request_id_of(request))
    except Refused as problem:
        messages.error(request, str(problem))
    return redirect("staff:rule-draft", public_id)


@require_POST
@needs("rules:publish")
def draft_publish(request: StaffRequest, public_id: str) -> HttpResponse:
    """Make the draft the next version."""
    row = _draft(request, public_id)
    made: Versioned | None = None
    try:
        made = publish_rules(
            draft=row,
            version=_seen(request),
            reason=request.POST.get("reason", ""),
            by=request.user,
            at=timezone.now(),
        )
    except Refused as problem:
        messages.error(request, str(problem))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    if made is None:
        return redirect("staff:rule-draft", public_id)
    messages.success(request, _("Version %(number)d is published.") % {"number": made.number})
    return redirect("staff:rule-version", row.kind, row.code, made.label)


@require_POST
@needs("rules:write")
def draft_discard(request: StaffRequest, public_id: str) -> HttpResponse:
    """Give the draft up."""
    row = _draft(request, public_id)
    try:
        discard_draft(draft=row, version=_seen(request), by=request.user, at=timezone.now())
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("staff:rule-draft", public_id)
    messages.success(request, _("The draft is discarded."))
    return redirect("staff:rules")


def _seen(request: StaffRequest) -> int:
    """The version of the draft the page showed; 0, which no draft has, when it is not said."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def _draft(request: StaffRequest, public_id: str) -> RuleDraft:
    found = RuleDraft.objects.visible_to(request.user).select_related("changed_by", "created_by")
    return get_object_or_404(found, public_id=public_id)
