"""The engine loads without the web framework, uses no float, and asks each question once."""

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jobs.matching
from jobs.matching.compiled import compile_opening
from jobs.matching.policy import default_profile
from tests.matching import people

ROOT = Path(jobs.matching.__file__).parent
LOAD_ALL = """
import importlib, pkgutil, sys, jobs.matching
for module in pkgutil.iter_modules(jobs.matching.__path__, "jobs.matching."):
    importlib.import_module(module.name)
print(sorted(name for name in sys.modules if name.split(".")[0] in ("django", "celery", "numpy", "psycopg")))
"""


def test_a_fresh_interpreter_loads_no_framework():
    run = subprocess.run(
        [sys.executable, "-c", LOAD_ALL], capture_output=True, text=True, check=True, cwd=ROOT.parents[1]
    )
    assert run.stdout == "[]\n"


def test_no_float_and_no_true_division():
    for path in ROOT.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            assert not isinstance(getattr(node, "value", None), float), path
            assert not isinstance(node, ast.Div), path
            assert not (isinstance(node, ast.Name) and node.id in ("float", "round")), path


def test_a_fact_is_read_once_however_many_people_share_it():
    opening, seekers = people.case(4, size=5)
    compiled = compile_opening(opening, default_profile())
    crowd = [replace(seeker, id=number) for number, seeker in enumerate(seekers * 200)]
    assert len({compiled.scores(seeker) for seeker in crowd}) == 5
    reads = [len(table) for side in (compiled.employer, compiled.worker) for _, table in side.columns]
    assert len(reads) == 15
    assert max(reads) == 5
