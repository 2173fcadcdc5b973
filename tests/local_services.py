"""Pytest plugin: the servers of the test run, loaded by `-p` because pytest-django reads the settings early.

Without DATABASE_URL or REDIS_URL it announces the addresses before the settings are read and starts the
servers when the session starts; pytest-xdist's workers inherit the addresses and start nothing. A run of
nothing but `tests/matching`, which needs no database, starts none.
"""

import os
import secrets
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from seeds.machine import ServicesUnavailable
from seeds.services import LocalServers

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_SERVERS = ROOT / "tests" / "matching"
SERVERS = pytest.StashKey[LocalServers]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Settle the addresses before anything reads the settings."""
    os.environ.setdefault("CALLS_PER_MINUTE", "1000000")  # a test of limits sets its own
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if missing:
        home = Path(tempfile.gettempdir()) / f"noi-viec-test-{secrets.token_hex(6)}"
        try:
            servers = LocalServers(home, mode="test")
        except ServicesUnavailable as refusal:
            raise pytest.UsageError(str(refusal)) from refusal
        early_config.stash[SERVERS] = servers
        urls = {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
        os.environ.update({name: urls[name] for name in missing})
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the servers unless another process has, or nobody will ask for them."""
    servers = session.config.stash.get(SERVERS, None)
    if servers is None or session.config.option.collectonly or not needs_servers(session.config):
        return
    started = time.monotonic()
    try:
        servers.start()
    except ServicesUnavailable as refusal:
        raise pytest.UsageError(str(refusal)) from refusal
    if (seconds := time.monotonic() - started) > 2:
        sys.stderr.write(f"PostgreSQL and Valkey started in {seconds:.1f} s\n")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop them after the last fixture is torn down, also after Ctrl-C."""
    servers = config.stash.get(SERVERS, None)
    if servers is not None:
        servers.stop()


def needs_servers(config: pytest.Config) -> bool:
    """Whether any path asked for lies outside the tests that need no database."""
    start = config.invocation_params.dir
    paths = [(start / argument.split("::")[0]).resolve() for argument in config.args]
    return not all(path.is_relative_to(WITHOUT_SERVERS) for path in paths)
