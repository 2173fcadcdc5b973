"""Things that are said twice say the same: forms and choices, sources and translations, models and
migrations.
"""

import csv
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import polib
import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.management import call_command
from django.db import models
from django.template.loader import get_template
from django.test.utils import isolate_apps
from django.utils import translation

from catalog import choices
from config import messages
from jobs.matching import types
from seeds.catalogue import FOLDER

ROOT = Path(__file__).resolve().parent.parent
OURS = ("catalog", "centres", "workers", "employers", "jobs", "fairs", "seeds", "config")
PO = ROOT / "config" / "locale" / "vi" / "LC_MESSAGES" / "django.po"

# --- Forms, choices, scales --------------------------------------------------------------------------------

FORMS = {
    "education_level": choices.EducationLevel,
    "technical_level_352": choices.TechnicalLevel,
    "proficiency": choices.Proficiency,
    "soft_skill": choices.SoftSkill,
    "service_worker": choices.WorkerService,
    "service_employer": choices.EmployerService,
    "employer_wish": choices.EmployerWish,
    "enterprise_type": choices.EnterpriseType,
    "recruiter_kind": choices.RecruiterKind,
    "enterprise_size_form03": choices.EnterpriseSize,
    "position": choices.Position,
    "experience": choices.Experience,
    "contract_type": choices.ContractType,
    "work_form": choices.WorkForm,
    "work_purpose": choices.WorkPurpose,
    "wage_band": choices.WageBand,
    "wage_mode": choices.WageMode,
    "meal_support": choices.MealSupport,
    "benefit": choices.Benefit,
    "cond_place": choices.WorkingPlace,
    "cond_lifting": choices.Lifting,
    "cond_standing": choices.Standing,
    "cond_hearing_speaking": choices.HearingSpeaking,
    "cond_vision": choices.Vision,
    "cond_manipulation": choices.Manipulation,
    "cond_two_hands": choices.TwoHands,
    "recruitment_method": choices.RecruitmentMethod,
    "activity_status_318": choices.ActivityStatus,
}


INSTRUCTION = re.compile(r" \((ghi rõ|bắt buộc [^)]*)\)$")  # "(please state)", "(must give a number)"


def printed(form_list: str) -> dict[str, str]:
    """Key -> wording of one list, as the official form prints it, less what it tells the writer to do."""
    with (FOLDER / "form_options.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {
            row["key"]: INSTRUCTION.sub("", row["label"]) for row in rows if row["form_list"] == form_list
        }


def test_every_choice_class_stands_for_a_form():
    classes = {
        item
        for item in vars(choices).values()
        if isinstance(item, type) and issubclass(item, models.TextChoices) and item is not models.TextChoices
    }
    assert classes == set(FORMS.values())


@pytest.mark.parametrize("form_list", FORMS)
def test_choices_are_those_of_the_form_in_its_words(form_list):
    with translation.override("vi"):
        said = {value: str(label) for value, label in FORMS[form_list].choices}
    assert said == printed(form_list)


def test_the_engine_counts_on_the_same_scales():
    assert list(types.EDUCATION) == choices.EducationLevel.values
    assert list(types.TECHNICAL_LEVEL) == choices.TechnicalLevel.values
    assert list(types.PROFICIENCY) == ["none", *choices.Proficiency.values]
    assert list(types.EXPERIENCE_MONTHS) == choices.Experience.values
    assert len(types.WAGE_BAND_LIMITS_VND) == len(choices.WageBand) - 1
    engine = [list(scale) for scale in types.CONDITION_SCALES.values()]
    assert engine == [scale.values for scale in choices.CONDITIONS.values()]


@pytest.mark.parametrize(
    ("literal", "choice"),
    [
        (types.WageMode, choices.WageMode),
        (types.ContractType, choices.ContractType),
        (types.WorkForm, choices.WorkForm),
        (types.Purpose, choices.WorkPurpose),
        (types.Meals, choices.MealSupport),
    ],
)
def test_the_engine_knows_the_same_keys(literal, choice):
    assert set(get_args(literal)) == set(choice.values)


# --- Models ------------------------------------------------------------------------------------------------


def speechless(found: Iterable[type[models.Model]]) -> list[str]:
    """Constraints that refuse a clerk without a sentence of their own."""
    kinds = (models.CheckConstraint, models.UniqueConstraint, ExclusionConstraint)
    return [
        f"{model._meta.label}.{constraint.name}"
        for model in found
        for constraint in model._meta.constraints
        if isinstance(constraint, kinds)
        and constraint.violation_error_message == constraint.default_violation_error_message
    ]


def test_every_constraint_has_a_sentence():
    assert speechless(model for model in apps.get_models() if model._meta.app_label in OURS) == []


@isolate_apps("catalog")
def test_a_speechless_constraint_is_seen():
    class Silent(models.Model):
        class Meta:
            app_label = "catalog"
            constraints = [models.CheckConstraint(name="quiet", condition=models.Q(pk__gt=0))]

    assert speechless([Silent]) == ["catalog.Silent.quiet"]


@pytest.mark.django_db
def test_the_migrations_make_the_models():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


# --- Templates ---------------------------------------------------------------------------------------------

TEMPLATES = {
    path.relative_to(folder).as_posix(): path
    for app in OURS
    for folder in [ROOT / app / "templates"]
    for path in folder.rglob("*.html")
}
INLINE = re.compile(
    r"\sstyle\s*=|<style\b|<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE
)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_template_compiles_and_holds_no_inline_code(name):
    assert get_template(name)
    assert INLINE.findall(TEMPLATES[name].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ('<p style="color: red">', True),
        ("<style>p {}</style>", True),
        ("<script>alert(1)</script>", True),
        ('<button onclick="go()">', True),
        ('<a href="javascript:go()">', True),
        ('<script src="/static/config/app.js" defer></script>', False),
        ('<div class="lifestyle" data-on="x">', False),
    ],
)
def test_inline_code_is_seen(markup, seen):
    assert bool(INLINE.search(markup)) is seen


# --- Words -------------------------------------------------------------------------------------------------

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z.0-9]*|%[sd]|\{(\w*)\}")


@pytest.fixture(scope="module")
def vietnamese() -> polib.POFile:
    return polib.pofile(str(PO), encoding="utf-8")


def test_the_catalogue_holds_every_text_of_the_sources_and_no_other(vietnamese):
    """When this fails: ``python3 manage.py build_messages``."""
    held, ours = {messages.key_of(entry) for entry in vietnamese}, set(messages.collect(ROOT))
    assert ours - held == set()
    assert held - ours - set(messages.collect_borrowed()) == set()


def test_every_text_has_its_vietnamese(vietnamese):
    assert [entry.msgid for entry in messages.untranslated(vietnamese)] == []


def test_the_compiled_catalogue_is_that_of_the_sources(vietnamese):
    compiled = polib.mofile(str(PO.with_suffix(".mo")))
    assert {messages.key_of(entry): messages.words_of(entry) for entry in compiled} == {
        messages.key_of(entry): messages.words_of(entry) for entry in vietnamese
    }


def broken_places(entry: polib.POEntry) -> bool:
    """Whether a translation fills in other places than the text does."""
    asked = sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    return any(sorted(PLACEHOLDER.findall(words)) != asked for words in messages.words_of(entry))


def test_translations_fill_in_what_the_texts_do(vietnamese):
    assert [entry.msgid for entry in vietnamese if broken_places(entry)] == []


def test_a_translation_with_another_place_is_seen():
    assert broken_places(polib.POEntry(msgid="%(count)s people", msgstr="%(cuont)s người"))
    assert not broken_places(polib.POEntry(msgid="%(a)s of %(b)s", msgstr="%(b)s: %(a)s"))


def test_texts_are_found_in_code_and_templates():
    code = 'a = _("One")\nb = ngettext("%d row", "%d rows", n)\nc = pgettext("step", "now")\nd = _(name)\n'
    assert sorted(messages.in_python(code)) == [
        ("", "%d row", "%d rows"),
        ("", "One", ""),
        ("step", "now", ""),
    ]
    page = (
        "{% load i18n %}{% translate 'Two' %}{% translate 'now' context 'until' %}{{ x|default:_('None') }}"
        "{% blocktranslate count n=rows %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    assert sorted(messages.in_template(page)) == [
        ("", "%(n)s row", "%(n)s rows"),
        ("", "None", ""),
        ("", "Two", ""),
        ("until", "now", ""),
    ]


# --- Every file --------------------------------------------------------------------------------------------

FOREIGN = re.compile(
    r"py[p]i\.org|pythonh[o]sted\.org|registry\.np[m]js|/tmp/bash[_]jobs|(?<![\w./-])/(?:root|work|home/[a-z]+)/"
)


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name]


def test_no_file_names_a_package_registry_or_a_path_of_somebodys_machine():
    found = {}
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # pictures and compiled words; files deleted but not yet committed
        if lines := [number for number, line in enumerate(text.splitlines(), 1) if FOREIGN.search(line)]:
            found[path.name] = lines
    assert found == {}


@pytest.mark.parametrize("name", ["https://py" + "pi.org/simple", "see /ro" + "ot/x", "'/wo" + "rk/main'"])
def test_a_foreign_name_is_seen(name):
    assert FOREIGN.search(name)
    assert not FOREIGN.search("staff/" + "work/list jobs/" + "root/x")
