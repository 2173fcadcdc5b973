"""`manage.py` before and around Django: the environment it makes, the servers it lends."""

import ast
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = """
import environ
SECRET_KEY = "only for this trial"
DATABASES = {"default": environ.Env().db("DATABASE_URL")}
INSTALLED_APPS = ["django.contrib.contenttypes"]
"""
ASK = "from django.db import connection as c; print(*c.cursor().execute('SELECT 42').fetchone(), flush=True)"


@pytest.fixture
def project() -> Iterator[Path]:
    """A checkout with `manage.py`, the supervisor, tiny locks and trial settings."""
    with tempfile.TemporaryDirectory(prefix="nv-") as folder:
        root = Path(folder).resolve()
        shutil.copy(ROOT / "manage.py", root)
        shutil.copytree(ROOT / "seeds", root / "seeds", ignore=shutil.ignore_patterns("*.csv", "management"))
        (root / "config").mkdir()
        (root / "config" / "settings.py").write_text(SETTINGS)
        (root / "requirements.lock").write_text("a==1\n")
        (root / "requirements-test.lock").write_text("a==1\nb==1\n")
        yield root


@pytest.fixture
def manage(project: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The project's `manage.py` as a module, in no virtual environment."""
    spec = importlib.util.spec_from_file_location("manage_on_trial", project / "manage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CI_NO_BOOTSTRAP", raising=False)
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    return module


@pytest.fixture
def commands(manage: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands `manage.py` would run; making a venv and installing uv leave their files behind."""
    seen: list[list[str]] = []

    def run(argv: list[object], label: str) -> str | None:
        words = [str(word) for word in argv]
        seen.append(words)
        programs = {"venv": ("pyvenv.cfg", "bin/python"), "uv": ("bin/uv",)}.get(
            "venv" if "venv" in words else words[-1], ()
        )
        for program in programs:
            (manage.VENV / program).parent.mkdir(parents=True, exist_ok=True)
            (manage.VENV / program).unlink(missing_ok=True)
            (manage.VENV / program).touch()
        return None

    monkeypatch.setattr(manage, "run", run)
    return seen


def prepare(manage: ModuleType, lock: Path) -> None:
    """What `enter_environment` does, short of continuing in another interpreter."""
    if not manage.is_installed(lock):
        manage.make_environment()
        manage.install(lock)


def test_a_fresh_clone_is_installed_once_with_hashes_and_bytecode(
    manage: ModuleType, commands: list[list[str]]
) -> None:
    prepare(manage, manage.RUNTIME_LOCK)
    prepare(manage, manage.RUNTIME_LOCK)
    made, got_uv, installed = commands
    assert made[1:] == ["-m", "venv", "--clear", str(manage.VENV)]
    assert got_uv[-2:] == ["--quiet", "uv"]
    assert installed[0] == str(manage.VENV / "bin" / "uv")
    assert installed[-4:] == ["--compile-bytecode", "--require-hashes", "-r", str(manage.RUNTIME_LOCK)]


def test_a_changed_lock_is_installed_again(manage: ModuleType, commands: list[list[str]]) -> None:
    prepare(manage, manage.RUNTIME_LOCK)
    manage.RUNTIME_LOCK.write_text("a==2\n")
    assert not manage.is_installed(manage.RUNTIME_LOCK)
    commands.clear()
    prepare(manage, manage.RUNTIME_LOCK)
    assert commands[-1][-1] == str(manage.RUNTIME_LOCK)
    assert manage.is_installed(manage.RUNTIME_LOCK)


def test_the_test_lock_contains_the_other(manage: ModuleType, commands: list[list[str]]) -> None:
    prepare(manage, manage.RUNTIME_LOCK)
    assert not manage.is_installed(manage.TEST_LOCK)
    prepare(manage, manage.TEST_LOCK)
    assert manage.is_installed(manage.TEST_LOCK)
    assert manage.is_installed(manage.RUNTIME_LOCK)


def test_the_real_test_lock_pins_what_the_real_run_time_lock_pins() -> None:
    names = ("requirements.lock", "requirements-test.lock")
    runtime, test = ({line for line in (ROOT / n).read_text().splitlines() if "==" in line} for n in names)
    assert runtime - test == set()


def test_an_interrupted_installation_is_done_again(
    manage: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(manage, manage.RUNTIME_LOCK)
    monkeypatch.setattr(manage, "install", lambda lock: (_ for _ in ()).throw(KeyboardInterrupt))
    manage.RUNTIME_LOCK.write_text("a==2\n")
    with pytest.raises(KeyboardInterrupt):
        prepare(manage, manage.RUNTIME_LOCK)
    manage.RUNTIME_LOCK.write_text("a==1\n")  # the old lock must not pass for installed either
    assert not manage.is_installed(manage.RUNTIME_LOCK)


def test_a_half_made_environment_is_made_again(manage: ModuleType, commands: list[list[str]]) -> None:
    (manage.VENV / "bin").mkdir(parents=True)
    (manage.VENV / "bin" / "python").symlink_to("/nonexistent/python")
    prepare(manage, manage.RUNTIME_LOCK)
    assert "--clear" in commands[0]


@pytest.mark.parametrize("broken", ["installing uv", "running uv"])
def test_pip_takes_over_with_hashes_when_uv_fails(
    manage: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    works = manage.run

    def run(argv: list[object], label: str) -> str | None:
        uses_uv = str(argv[-1]) == "uv" if broken == "installing uv" else str(argv[0]).endswith("/uv")
        return "no such host" if uses_uv else works(argv, label)

    monkeypatch.setattr(manage, "run", run)
    prepare(manage, manage.RUNTIME_LOCK)
    assert commands[-1][1:4] == ["-m", "pip", "install"]
    assert commands[-1][-3:] == ["--require-hashes", "-r", str(manage.RUNTIME_LOCK)]
    assert manage.is_installed(manage.RUNTIME_LOCK)


def test_a_failed_installation_says_why_and_leaves_no_stamp(
    manage: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    manage.make_environment()
    monkeypatch.setattr(manage, "run", lambda argv, label: "hash mismatch for a")
    with pytest.raises(SystemExit, match="hash mismatch for a"):
        manage.install(manage.RUNTIME_LOCK)
    assert not manage.is_installed(manage.RUNTIME_LOCK)


@pytest.mark.parametrize(
    ("variables", "prefix", "expected"),
    [
        ({}, sys.base_prefix, True),
        ({}, "/somewhere/else", False),
        ({"VIRTUAL_ENV": "/opt/chosen"}, sys.base_prefix, False),
        ({"CI_NO_BOOTSTRAP": "1"}, sys.base_prefix, False),
    ],
)
def test_bootstraps_only_where_nobody_chose_an_environment(
    manage: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    prefix: str,
    expected: bool,
) -> None:
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setattr(sys, "prefix", prefix)
    assert manage.bootstraps() is expected


def test_two_commands_at_once_install_once(project: Path) -> None:
    script = """if True:
        import sys, time, manage
        def install(lock):
            with open("installs", "a") as log: log.write("x")
            time.sleep(0.5)
            for name in ("pyvenv.cfg", "bin/python"):
                (manage.VENV / name).parent.mkdir(parents=True, exist_ok=True); (manage.VENV / name).touch()
            manage.STAMP.write_text(manage.digest(lock) + "\\n")
        manage.install, manage.make_environment = install, lambda: None
        manage.os.execv = lambda *_: None
        manage.enter_environment(manage.RUNTIME_LOCK, ["manage.py"])
    """
    both = [subprocess.Popen([sys.executable, "-c", script], cwd=project) for _ in range(2)]
    assert [process.wait(20) for process in both] == [0, 0]
    assert (project / "installs").read_text() == "x"


def test_an_installer_that_outlives_its_command_keeps_the_next_one_waiting(project: Path) -> None:
    script = """if True:
        import os, sys, manage
        manage.make_environment = lambda: None
        manage.install = lambda lock: manage.run([sys.executable, "-c", sys.argv[1]], "Installing")
        manage.os.execv = lambda *_: None
        manage.enter_environment(manage.RUNTIME_LOCK, ["manage.py"])
    """
    orphan = "import os, time; open('order', 'a').write('a'); os.kill(os.getppid(), 9); time.sleep(1); "
    orphan += "open('order', 'a').write('b')"
    first = subprocess.run([sys.executable, "-c", script, orphan], cwd=project, check=False)
    assert first.returncode == -signal.SIGKILL
    subprocess.run([sys.executable, "-c", script, "open('order', 'a').write('c')"], cwd=project, check=True)
    assert (project / "order").read_text() == "abc"


def test_an_old_python_is_told_so(manage: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 8))  # it gets as far as the sentence
    monkeypatch.setattr(manage, "OLDEST_PYTHON", (9, 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\."):
        manage.main(["manage.py", "check"])


def test_a_missing_venv_module_is_named_with_its_debian_package(
    manage: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manage.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        manage.make_environment()


# --- Commands ----------------------------------------------------------------------------------------------


def start(project: Path, *words: str, **variables: str) -> subprocess.Popen[str]:
    """A command of the trial project without addresses of its own."""
    kept = {name: text for name, text in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    kept |= {"CI_NO_BOOTSTRAP": "1", "DJANGO_SETTINGS_MODULE": "config.settings", **variables}
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "manage.py", *words], cwd=project, env=kept, **pipes)


def outcome(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit status and output."""
    out, err = process.communicate(timeout=30)
    assert "Traceback" not in err, err
    return process.returncode, out


def test_a_command_without_database_starts_no_servers(project: Path) -> None:
    assert outcome(start(project, "check"))[0] == 0
    assert not (project / ".local").exists()


def test_with_addresses_given_nothing_is_embedded(project: Path) -> None:
    given = {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": os.environ["REDIS_URL"]}
    show = "from django.conf import settings as s; import os; print(os.environ['DATABASE_URL'])"
    assert outcome(start(project, "shell", "-v0", "-c", show, **given)) == (0, given["DATABASE_URL"] + "\n")
    assert not (project / ".local").exists()


def test_a_command_runs_servers_for_its_own_time_and_lends_them(project: Path) -> None:
    owner = start(project, "shell", "-v0", "-c", f"{ASK}; import time; time.sleep(60)")
    assert owner.stdout is not None
    assert owner.stdout.readline() == "42\n"
    borrower = start(project, "shell", "-v0", "-c", f"{ASK}; import time; time.sleep(1); {ASK}")
    assert outcome(borrower) == (0, "42\n42\n")
    owner.send_signal(signal.SIGTERM)
    assert outcome(owner) == (128 + signal.SIGTERM, "")
    assert not (project / ".local" / "postgres" / "postmaster.pid").exists()
    assert not (project / ".local" / "state.json").exists()


def test_the_owner_waits_for_those_it_lends_to(project: Path) -> None:
    owner = start(project, "shell", "-v0", "-c", f"{ASK}; import time; time.sleep(1)")
    assert owner.stdout is not None
    assert owner.stdout.readline() == "42\n"
    started = time.monotonic()
    borrower = start(project, "shell", "-v0", "-c", f"import time; time.sleep(2); {ASK}")
    assert outcome(borrower) == (0, "42\n")
    assert outcome(owner) == (0, "")
    assert time.monotonic() - started > 2
