"""Bring the Vietnamese catalogue up to the sources: new texts in, unused ones out, compiled.

Run it after changing any text people read, translate what it names in the .po file, run it again.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config import messages

LANGUAGE = "vi"


class Command(BaseCommand):
    help = "Rewrite config/locale/vi/LC_MESSAGES/django.po and .mo from the sources and the translations."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        root = settings.BASE_DIR
        target = root / "config" / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        target.parent.mkdir(parents=True, exist_ok=True)
        made = self.build(root, target)
        made.save(str(target))
        made.save_as_mofile(str(target.with_suffix(".mo")))
        lacking = messages.untranslated(made)
        for entry in lacking:
            self.stdout.write(f"{entry.occurrences[0][0]}: {entry.msgid!r}")
        self.stdout.write(f"{len(made)} texts, {len(lacking)} without Vietnamese")

    def build(self, root: Path, target: Path) -> Any:
        """What the sources say today, with the translations the catalogue held."""
        known = messages.read_translations(target) if target.exists() else {}
        borrowed = {text: files for text, files in messages.collect_borrowed().items() if text in known}
        texts = borrowed | messages.collect(root)
        ordered = {text: texts[text] for text in sorted(texts, key=messages.by_text)}
        return messages.catalogue(LANGUAGE, ordered, known)
