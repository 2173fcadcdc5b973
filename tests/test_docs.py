"""What the pages for developers name has to exist: commands, files, settings, links."""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
)
BOOTSTRAP = {"test"}  # answered by manage.py itself
OF_ADDRESSES = {"docs/api.md"}  # what it quotes are parts of addresses
MADE_LATER = {".venv", ".local"}  # by the first command
COMMAND = re.compile(r"manage\.py ([a-z_]+)([^`\n#]*)")
QUOTED_PATH = re.compile(
    r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|toml|lock|css|html|json|csv|svg))(?=[`\s])"
)
LINK = re.compile(r"\]\((?!https?:|#)([^)\s#]+)")
MAKE = re.compile(r"`make ([a-z-]+)`")
SETTING = re.compile(r"`([A-Z][A-Z]+_[A-Z_]+) = (\w+)`")
RECORD = re.compile(r"\d{4}-[a-z0-9-]+\.md")


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def commands_named(page: str) -> Iterator[tuple[str, list[str]]]:
    """Management commands of a text, each with the options given to it."""
    for name, rest in COMMAND.findall(page):
        words = shlex.split(rest.replace("…", ""), posix=False)
        yield name, [word.split("=")[0] for word in words if word.startswith("--")]


def options_of(name: str) -> set[str]:
    """Every option a command takes."""
    found = get_commands()[name]
    command = found if isinstance(found, BaseCommand) else load_command_class(found, name)
    parser: argparse.ArgumentParser = command.create_parser("manage.py", name)
    return {option for action in parser._actions for option in action.option_strings}


def wrong_commands(page: str) -> list[str]:
    wrong = []
    for name, options in commands_named(page):
        if name in BOOTSTRAP:
            continue
        if name not in get_commands():
            wrong.append(name)
        else:
            wrong += [f"{name} {option}" for option in options if option not in options_of(name)]
    return wrong


def is_there(name: str, beside: Path) -> bool:
    """Whether a path exists: from the root, beside the page, or as the end of some file's path."""
    name = name.rstrip("/")
    if name.split("/")[0] in MADE_LATER or (ROOT / name).exists() or (beside / name).exists():
        return True
    tails = (
        folder.glob(f"**/{name}") for folder in ROOT.iterdir() if folder.is_dir() and folder.name[0] != "."
    )
    return any(True for tail in tails for _match in tail)


def missing_paths(page: str, beside: Path, *, quoted: bool = True) -> list[str]:
    named = [*(QUOTED_PATH.findall(page) if quoted else ()), *LINK.findall(page)]
    return sorted({name for name in named if not is_there(name, beside)})


@pytest.mark.parametrize("page", PAGES)
def test_every_command_named_exists_with_its_options(page):
    assert wrong_commands(text(page)) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_path_named_exists(page):
    assert missing_paths(text(page), (ROOT / page).parent, quoted=page not in OF_ADDRESSES) == []


def test_every_target_of_make_exists():
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    assert {target for page in PAGES for target in MAKE.findall(text(page))} - targets == set()


@pytest.mark.parametrize("page", PAGES)
def test_settings_are_quoted_as_they_are(page, settings):
    quoted = dict(SETTING.findall(text(page)))
    assert {name: str(getattr(settings, name, None)) for name in quoted} == quoted


def test_decisions_are_numbered_without_gaps_and_say_what_and_why():
    records = sorted((ROOT / "docs" / "adr").iterdir())
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for number, path in enumerate(records, 1):
        assert RECORD.fullmatch(path.name)
        page = path.read_text(encoding="utf-8")
        assert page.startswith(f"# {number}. ")
        assert ["**Decision.**" in page, "**Reasons.**" in page, "**Price.**" in page] == [True, True, True]


def test_every_command_of_ours_explains_itself():
    ours = {name for name, app in get_commands().items() if (ROOT / str(app).split(".")[0]).is_dir()}
    assert ours >= {"demo", "seed", "drain", "relay", "build_messages", "import_vacancies"}
    silent = [name for name in ours if not load_command_class(get_commands()[name], name).help]
    assert silent == []


def test_a_lie_is_seen():
    assert wrong_commands(
        "`manage.py fly` and `python3 manage.py demo --twice`, `manage.py drain --seconds=3`"
    ) == [
        "fly",
        "demo --twice",
    ]
    assert missing_paths("`jobs/nowhere.py`, `tests/test_docs.py` and [x](docs/lost.md)", ROOT) == [
        "docs/lost.md",
        "jobs/nowhere.py",
    ]
