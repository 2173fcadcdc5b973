"""The words people read: collected from the sources, translated in one catalogue, compiled beside it.

Django's own makemessages and compilemessages call the gettext programs, which a fresh machine lacks.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import polib
from django.utils.translation.template import templatize

# where each function keeps its context, singular and plural among its arguments
FUNCTIONS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
}
# What templatize leaves of a template: calls among characters that mean nothing.
CALLS = re.compile(
    r"\b(?P<name>n?p?gettext|_)\((?P<texts>\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"(?:\s*,\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))*)"
)
NOT_OURS = {"tests", ".venv", ".local", ".ci", "docs", "static", "locale", "migrations"}
BORROWED = ("account", "mfa", "templates/account", "templates/mfa")
PLURALS = {"vi": "nplurals=1; plural=0;"}  # Vietnamese nouns do not change with the number

Message = tuple[str, str, str]  # context, text, plural


def collect(root: Path) -> dict[Message, list[str]]:
    """Every text of ours that is translated -> the files it stands in, sorted."""
    found: dict[Message, set[str]] = {}
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.html")]):
        place = path.relative_to(root)
        if not NOT_OURS & set(place.parts):
            read = in_python if path.suffix == ".py" else in_template
            for message in read(path.read_text(encoding="utf-8")):
                found.setdefault(message, set()).add(place.as_posix())
    return {message: sorted(found[message]) for message in sorted(found, key=by_text)}


def collect_borrowed() -> dict[Message, list[str]]:
    """Texts of the account library, which speaks no Vietnamese: the catalogue holds those we translate."""
    root = Path(allauth.__file__).parent
    found: dict[Message, list[str]] = {}
    for part in BORROWED:
        for message in collect(root / part):
            found.setdefault(message, [f"allauth/{part}"])
    return found


def by_text(message: Message) -> tuple[str, str, str]:
    return message[1], message[2], message[0]


def in_python(source: str) -> Iterator[Message]:
    """Texts given as literals to the functions of gettext."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (places := FUNCTIONS.get(called(node))):
            texts = [argument.value if isinstance(argument, ast.Constant) else None for argument in node.args]
            yield from message_of(texts, places)


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def in_template(source: str) -> Iterator[Message]:
    """Texts of the tags of ``{% load i18n %}`` and of ``_("…")`` in a template."""
    for call in CALLS.finditer(templatize(source)):
        texts = ast.literal_eval(f"[{call['texts']}]")
        yield from message_of(texts, FUNCTIONS[call["name"]])


def message_of(texts: list, places: tuple[int | None, int, int | None]) -> Iterator[Message]:
    """One message, if every part it needs is a literal."""
    parts = [texts[place] if place is not None and place < len(texts) else "" for place in places]
    if all(isinstance(part, str) for part in parts) and parts[1]:
        yield parts[0], parts[1], parts[2]


def key_of(entry: polib.POEntry) -> Message:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def words_of(entry: polib.POEntry) -> tuple[str, ...]:
    """What the entry says in the other language; empty strings where nothing is said yet."""
    return tuple(entry.msgstr_plural[index] for index in sorted(entry.msgstr_plural)) or (entry.msgstr,)


def read_translations(path: Path) -> dict[Message, tuple[str, ...]]:
    """What a catalogue says, less what it leaves empty or has given up."""
    entries = polib.pofile(str(path), encoding="utf-8")
    return {
        key_of(entry): words_of(entry) for entry in entries if all(words_of(entry)) and not entry.obsolete
    }


def catalogue(
    language: str, messages: dict[Message, list[str]], known: dict[Message, tuple[str, ...]]
) -> polib.POFile:
    """The catalogue of one language: every text we have, sorted, with what is known of its translation."""
    made = polib.POFile(wrapwidth=110)
    made.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for message, files in messages.items():
        context, text, plural = message
        words = known.get(message) or known.get((context, text, "")) or ("",)
        said = {"msgstr_plural": {0: words[0]}} if plural else {"msgstr": words[0]}
        made.append(
            polib.POEntry(
                msgctxt=context or None,
                msgid=text,
                msgid_plural=plural,
                occurrences=[(name, "") for name in files],
                **said,
            )
        )
    return made


def untranslated(made: polib.POFile) -> list[polib.POEntry]:
    return [entry for entry in made if not all(words_of(entry))]
