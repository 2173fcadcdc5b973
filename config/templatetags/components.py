"""The pieces staff pages are made of. Parameters and examples: docs/design.md; every state: the living page.

Block tags take what the page writes between them as their content, so rows and buttons stay in the page.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()

REASONS = {
    "met": ("check", _("Met")),
    "confirm": ("question", _("To confirm")),
    "missing": ("minus", _("Missing")),
}
STEPS = {
    "done": ("check", _("done")),
    "current": ("current", pgettext_lazy("step", "now")),
    "todo": ("circle", _("to do")),
    "stopped": ("stop", _("stopped")),
}
TOAST_ICONS = {"success": "check", "warning": "warning", "error": "stop"}


def _render(context: Context, name: str, **values: Any) -> SafeString:
    """Render a component with the page's own context (request, CSRF token) under the given values."""
    with context.push(**values):
        return template.Engine.get_default().get_template(f"components/{name}.html").render(context)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A 20-grid line icon from icons.svg; without a label it is decoration and hidden from readers."""
    href = static("config/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, href, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', href, name)


@register.simple_tag
def mark() -> SafeString:
    """Two strands tied in a knot; decoration beside the written name."""
    return format_html(
        '<svg class="mark" aria-hidden="true"><use href="{}#mark"/></svg>', static("config/icons.svg")
    )


@register.simple_block_tag(takes_context=True)
def page_head(
    context: Context, content: str, title: str, state: str = "", back: str = "", back_label: str = ""
) -> SafeString:
    """The one h1, one line of state, and on the right the actions written between the tags."""
    values = {"title": title, "state": state, "back": back, "back_label": back_label}
    return _render(context, "page_head", **values, actions=content if content.strip() else "")


@register.simple_block_tag(takes_context=True)
def work_list(context: Context, content: str, page: Mapping[str, Any]) -> SafeString:
    """A sortable, paged, bulk-editable table; the rows are written between the tags.

    page: caption, columns [{key, label, sort?, num?}], count (rows shown), sort ("name" or "-name"),
    pager {previous?, next?, total?}, bulk {url, actions [{name, label, danger?}], matching?},
    empty {title, text, url?, label?}.
    """
    current = page.get("sort", "")
    columns = [{**column, **_sort_state(column, current)} for column in page["columns"]]
    return _render(context, "work_list", page=page, columns=columns, rows=content)


def _sort_state(column: Mapping[str, Any], current: str) -> dict[str, str]:
    """How the column is sorted now and what a press on its head asks for."""
    key = column.get("key", "")
    if current == key:
        return {"aria_sort": "ascending", "icon": "up", "sort_to": f"-{key}"}
    if current == f"-{key}":
        return {"aria_sort": "descending", "icon": "down", "sort_to": key}
    return {"aria_sort": "", "icon": "", "sort_to": key}


@register.inclusion_tag("components/pick.html")
def pick(value: Any, name: str) -> dict[str, Any]:
    """The checkbox cell of a row in a work list with bulk actions; name tells readers whose row it is."""
    return {"value": value, "name": name}


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(context: Context, form: forms.Form, grow: str = "q") -> dict[str, Any]:
    """The filter row: a GET form, so the address carries the filter. grow names the wide field."""
    request = context["request"]
    active = [name for name in form.fields if request.GET.get(name)]
    return {
        "form": form,
        "grow": grow,
        "active": active,
        "path": request.path,
        "sort": request.GET.get("sort"),
    }


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str, url: str = "", label: str = "") -> dict[str, str]:
    """Nothing here: say why and what to do next."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/facts.html")
def facts(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A record's facts in two columns. items: [{label, value, note?, url?}]."""
    return {"items": items}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, newest first. events: [{at, title, by?, note?, tone? (done|attention|danger), url?}]."""
    return {"events": events}


@register.inclusion_tag("components/steps.html")
def steps(items: Sequence[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """Where a case stands. items: [{label, state (done|current|todo|stopped), note?}]."""
    drawn = [{**item, "icon": STEPS[item["state"]][0], "word": STEPS[item["state"]][1]} for item in items]
    return {"items": drawn, "label": label}


@register.inclusion_tag("components/chips.html")
def chips(reasons: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Reasons of a match. reasons: [{state (met|confirm|missing), text}]; never colour alone."""
    drawn = [
        {"state": reason["state"], "text": reason["text"], "icon": REASONS[reason["state"]][0],
         "word": REASONS[reason["state"]][1]}
        for reason in reasons
    ]  # fmt: skip
    return {"reasons": drawn}


@register.inclusion_tag("components/badge.html")
def badge(text: str, tone: str = "", icon: str = "") -> dict[str, str]:
    """A state in one word. tone: accent, done, attention, danger or nothing."""
    return {"text": text, "tone": tone, "icon": icon}


@register.inclusion_tag("components/priority.html")
def priority(why: str, key: Any) -> dict[str, Any]:
    """The priority mark; why it is here opens on hover, tap and focus. key makes its id unique."""
    return {"why": why, "key": key}


@register.inclusion_tag("components/score.html")
def score(match: int, can: int, wants: int) -> dict[str, Any]:
    """A match 0-10,000 with its halves: left, can this person do it; right, would this person take it."""
    points = {"match": match // 100, "can": can // 100, "wants": wants // 100}
    halves = {"can_width": can / 200, "can_from": 50 - can / 200, "wants_width": wants / 200}
    return {**points, **{name: f"{length:.1f}" for name, length in halves.items()}}


@register.inclusion_tag("components/progress.html")
def progress(work: Mapping[str, Any], url: str = "") -> dict[str, Any]:
    """Background work: {title, done, total, now?, finished?, failed?}; url is polled until it ends."""
    running = not (work.get("finished") or work.get("failed"))
    return {"work": work, "url": url if running else ""}


@register.inclusion_tag("components/toast.html")
def toast(text: str, level: str = "success", undo: str | None = "") -> dict[str, str]:
    """A passing message; undo is an address of ours that takes the step back by POST."""
    undo = undo if undo and undo.startswith("/") and not undo.startswith("//") else ""
    return {"text": text, "level": level, "undo": undo, "icon": TOAST_ICONS.get(level, "info")}


@register.inclusion_tag("components/confirm.html")
def confirm(url: str, action: str, question: str, reason: str = "", key: str = "confirm") -> dict[str, str]:
    """A step that is hard to take back: opens in place, says what will happen, asks for the reason.

    reason labels the required field posted as "reason"; without it only the question is asked.
    """
    return {"url": url, "action": action, "question": question, "reason": reason, "key": key}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """The summary on top of a refused form: every message links to its field."""
    return {"form": form, "fields": [field for field in form if field.errors]}


@register.inclusion_tag("components/form_body.html")
def form_body(
    form: forms.BaseForm,
    groups: Sequence[tuple[str, Sequence[str]]] | None = None,
    typeahead: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The summary and all fields, in the order of the paper form.

    groups: [(heading, [field names])], what no group names comes last without heading.
    typeahead: {field name: address of its suggestions}.
    """
    named = {name for _heading, names in groups or [] for name in names}
    visible = [field for field in form.visible_fields() if field.name not in named]
    drawn = [(heading, [form[name] for name in names]) for heading, names in groups or []]
    companions = {f"{name}_key" for name in typeahead or {}}
    hidden = [field for field in form.hidden_fields() if field.name not in companions]
    values = {"form": form, "groups": drawn, "rest": visible, "hidden": hidden}
    return {**values, "typeahead": typeahead or {}, "mixed": _mixes_required(form)}


@register.inclusion_tag("components/form_field.html")
def form_field(field: BoundField, suggestions: str | Mapping[str, str] = "") -> dict[str, Any]:
    """One field: label above, hint, control, error.

    suggestions: an address, or {field name: address}. A hidden field called <name>_key receives the key of
    the chosen suggestion and is emptied when the text is changed by hand.
    """
    url = suggestions.get(field.name, "") if isinstance(suggestions, Mapping) else suggestions
    key = f"{field.name}_key"
    companion = field.form[key] if url and key in field.form.fields else None
    marked = field.field.required and _mixes_required(field.form)
    return {"field": field, "url": url, "key": companion, "marked": marked}


def _mixes_required(form: forms.BaseForm) -> bool:
    """Stars help only where some fields may stay empty; a tick box is not such a field."""
    kinds = {field.required for field in form.fields.values() if not isinstance(field, forms.BooleanField)}
    return len(kinds) == 2


@register.inclusion_tag("components/options.html")
def options(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The fragment a type-ahead asks for. items: [{text, note?, key?}]."""
    return {"items": items}
