"""What the linters cannot see of the ladder and of the house rules. Each rule is shown to refuse."""

import ast
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from catalog.models import Commune
from centres import queue
from centres.models import Centre, Work
from config.celery import app as celery
from jobs.models import MatchTask

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
RUNGS = [re.split(r" \| ", rung) for rung in reversed(CONTRACTS[0]["layers"])]
RANK = {app: height for height, rung in enumerate(RUNGS) for app in rung}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
GRAB_BAGS = {"utils", "helpers", "common", "services", "managers", "constants", "selectors", "interfaces"}
OURS_TO_STAY = {Path("seeds/services.py")}  # the local servers: that is what they are
OUTSIDE_THE_CORE = ("django", "numpy", "celery", "rest_framework", "psycopg", "redis")


def may_know(app: str, other: str) -> bool:
    """Whether ``app`` may name something of ``other``: itself, a lower rung, or a library."""
    return other not in RANK or app == other or RANK[other] < RANK[app]


def sources(*folders: str) -> list[Path]:
    """Our Python files, without migrations, which are written by a machine."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


PRODUCTION = [*sources(*RANK), ROOT / "manage.py"]


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in RANK]


# --- 1: relations point down -------------------------------------------------------------------------------


def upward_relations(found: Iterable[type[models.Model]]) -> list[str]:
    return [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in found
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.is_relation and not may_know(model._meta.app_label, field.related_model._meta.app_label)
    ]


def test_relations_point_down_the_ladder():
    assert upward_relations(our_models()) == []


@isolate_apps("catalog", "workers")
def test_a_relation_up_or_sideways_is_seen():
    class Upward(models.Model):
        centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")

        class Meta:
            app_label = "catalog"

    class Sideways(models.Model):
        employers = models.ManyToManyField("employers.Employer", related_name="+")
        commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")

        class Meta:
            app_label = "workers"

    Sideways._meta.get_field("employers").remote_field.model = apps.get_model("employers.Employer")
    assert upward_relations([Upward, Sideways]) == [
        "catalog.Upward.centre -> centres.Centre",
        "workers.Sideways.employers -> employers.Employer",
    ]


# --- 2: nobody reaches up through a reverse accessor -------------------------------------------------------


def accessors_from_above(app: str) -> set[str]:
    """Names by which rows of ``app`` and the apps below reach rows that ``app`` may not know."""
    reachable = [model for model in our_models() if may_know(app, model._meta.app_label)]
    relations = [relation for model in reachable for relation in model._meta.related_objects]
    above = {
        name
        for relation in relations
        if not may_know(app, relation.related_model._meta.app_label)
        and (name := relation.get_accessor_name())
    }
    return above - {
        field.name
        for model in reachable
        for field in model._meta.get_fields(include_parents=True)
        if not field.auto_created
    }


def names_used(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Attributes, and the parts of lookups given as keywords (``filter(match_tasks__state=…)``)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.keyword) and node.arg and "__" in node.arg:
            yield from ((part, node.value.lineno) for part in node.arg.split("__"))


def reaching_up(source: str, above: set[str]) -> list[tuple[str, int]]:
    return [(name, line) for name, line in names_used(ast.parse(source)) if name in above]


@pytest.mark.parametrize("app", [app for app in RANK if app not in RUNGS[-1]])
def test_no_app_uses_an_accessor_of_a_higher_one(app):
    above = accessors_from_above(app)
    found = {str(path.relative_to(ROOT)): reaching_up(path.read_text(), above) for path in sources(app)}
    assert {path: uses for path, uses in found.items() if uses} == {}


def test_reaching_up_is_seen():
    assert "vacancies" in accessors_from_above("employers")
    assert "vacancies" not in accessors_from_above("jobs")
    source = (
        "def f(employer, rows):\n    rows.filter(vacancies__state=1)\n    return employer.vacancies.all()\n"
    )
    assert sorted(reaching_up(source, {"vacancies"})) == [("vacancies", 2), ("vacancies", 3)]


# --- 3: the core is plain Python ---------------------------------------------------------------------------


def loaded_by(statement: str, folder: Path) -> list[str]:
    """Which of the libraries the core does without a fresh interpreter holds after ``statement``."""
    script = f"{statement}\nimport sys\nprint(*sorted({set(OUTSIDE_THE_CORE)!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True, timeout=30
    )
    return done.stdout.split()


def test_the_core_loads_neither_django_nor_numpy():
    names = [path.stem for path in (ROOT / "jobs" / "matching").glob("*.py") if path.stem != "__init__"]
    imports = "\n".join(f"import jobs.matching.{name}" for name in names)
    assert loaded_by(imports, ROOT) == []


def test_a_core_that_loads_django_is_seen(tmp_path):
    (tmp_path / "core.py").write_text("import django\n")
    assert loaded_by("import core", tmp_path) == ["django"]


# --- 4: work is done by somebody ---------------------------------------------------------------------------


def tasks_of_nobody(kinds: Iterable[type[Work]]) -> list[str]:
    """Work tables whose task no worker has."""
    celery.loader.import_default_modules()
    return [kind.__name__ for kind in kinds if kind.CELERY_TASK not in celery.tasks]


def test_every_work_table_names_a_registered_task():
    assert MatchTask in queue.kinds()
    assert tasks_of_nobody(queue.kinds()) == []


def test_a_work_table_without_a_task_is_seen(monkeypatch):
    assert tasks_of_nobody([MatchTask]) == []  # the tasks are loaded under their own names before the change
    monkeypatch.setattr(MatchTask, "CELERY_TASK", "jobs.nobody")
    assert tasks_of_nobody(queue.kinds()) == ["MatchTask"]


# --- 5: sizes ----------------------------------------------------------------------------------------------


def too_long(source: str) -> list[str]:
    lines = source.count("\n")
    found = [f"{lines} lines"] if lines > LONGEST_FILE else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                found.append(f"{node.name}: {length} lines")
    return found


def test_files_and_functions_stay_small():
    found = {
        str(path.relative_to(ROOT)): too_long(path.read_text()) for path in [*PRODUCTION, *sources("tests")]
    }
    assert {path: what for path, what in found.items() if what} == {}


def test_a_long_file_and_a_long_function_are_seen():
    body = "    x = 1\n" * 60
    assert too_long(f"def fits():\n{body[:-10]}") == []
    assert too_long(f"def grows():\n{body}") == ["grows: 61 lines"]
    assert too_long("x = 1\n" * 400) == []
    assert too_long("x = 1\n" * 401) == ["401 lines"]


# --- 6: models say why and order nothing -------------------------------------------------------------------


def unexplained_deletes(source: str) -> list[int]:
    """Lines of relations that delete or forget without a comment on them or on a line of its own above."""
    tokens = tokenize.generate_tokens(StringIO(source).readline)
    comments = {token.start[0]: token for token in tokens if token.type == tokenize.COMMENT}
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and {"CASCADE", "SET_NULL"}
        & {value.attr for value in given(node) if isinstance(value, ast.Attribute)}
        and not comments.keys() & set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        and not (node.lineno - 1 in comments and comments[node.lineno - 1].line.lstrip().startswith("#"))
    ]


def given(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(word.value for word in call.keywords)]


def test_relations_that_delete_or_forget_say_why():
    paths = [path for path in PRODUCTION if "models" in str(path.relative_to(ROOT))]
    found = {str(path.relative_to(ROOT)): unexplained_deletes(path.read_text()) for path in paths}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_an_unexplained_delete_is_seen():
    source = (
        "a = models.ForeignKey(Worker, models.CASCADE)\n"
        "\n"
        "# goes with the person\n"
        "b = models.ForeignKey(Worker, on_delete=models.CASCADE)\n"
        "c = models.ForeignKey(Worker, models.PROTECT)\n"
        "d = models.ForeignKey(\n    Run, models.SET_NULL, null=True\n)  # the list may be gone\n"
        "e = models.ForeignKey(Run, on_delete=models.SET_NULL)\n"
    )
    assert unexplained_deletes(source) == [1, 9]
    assert unexplained_deletes(source.replace("# goes with the person", "")) == [1, 4, 9]


def ordered(found: Iterable[type[models.Model]]) -> list[str]:
    return [model._meta.label for model in found if model._meta.ordering]


def test_no_model_orders_by_itself():
    assert ordered(our_models()) == []


@isolate_apps("catalog")
def test_an_ordering_model_is_seen():
    class Sorted(models.Model):
        class Meta:
            app_label = "catalog"
            ordering = ("pk",)

    assert ordered([Sorted]) == ["catalog.Sorted"]


# --- 7: names ----------------------------------------------------------------------------------------------


def grab_bags(paths: Iterable[Path]) -> list[str]:
    """Modules and packages named for nothing in particular."""
    return [
        str(path) for path in paths if {*path.parts[:-1], path.stem} & GRAB_BAGS and path not in OURS_TO_STAY
    ]


def test_every_module_is_named_for_what_it_holds():
    assert grab_bags(path.relative_to(ROOT) for path in PRODUCTION) == []


def test_a_grab_bag_is_seen():
    paths = [
        Path("jobs/utils.py"),
        Path("workers/common/names.py"),
        Path("seeds/services.py"),
        Path("jobs/a.py"),
    ]
    assert grab_bags(paths) == ["jobs/utils.py", "workers/common/names.py"]


# --- 8: no signals -----------------------------------------------------------------------------------------


def signals_wired(source: str) -> list[int]:
    """Lines that import Django's or Celery's signals or a way to wire them."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        if any({"signals", "dispatch"} & set(name.split(".")) for name in names):
            found.append(node.lineno)
    return found


def test_no_code_hangs_on_signals():
    found = {str(path.relative_to(ROOT)): signals_wired(path.read_text()) for path in PRODUCTION}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_receiver_is_seen():
    source = "import signal\nfrom django.dispatch import receiver\nfrom django.db.models import signals\n"
    assert signals_wired(source) == [2, 3]
