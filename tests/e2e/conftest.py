"""A browser for the tests: the system's Chromium, never a download. Without one the tests say so and skip."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils import translation
from pytest_django.live_server_helper import LiveServer

from tests.e2e import chromium
from tests.e2e.world import World, build_world

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
AXE = Path(__file__).with_name("axe.min.js")

# Playwright keeps an event loop on this thread; the ORM calls of a test beside it are not asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser(django_db_setup) -> Iterator:
    """One Chromium for the whole run.

    Its event loop gives this thread another set of database connections while it runs. Each set is closed
    before it goes out of reach, or nobody could copy or drop the database.
    """
    if chromium.PATH is None:
        pytest.skip("No Chromium found: install the package chromium to run the browser tests.")
    playwright = pytest.importorskip("playwright.sync_api")
    connections.close_all()
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=chromium.PATH, args=chromium.FLAGS)
        yield launched
        launched.close()
        connections.close_all()


@pytest.fixture
def open_page(browser) -> Iterator:
    """open_page(width=…, scheme="light" or "dark", script=True, base="http://…"); the test fails on console
    errors. That a page was refused (404, 409, 422) is an answer, not an error of the page.
    """
    contexts, complaints, visited = [], [], set()

    def new_page(*, width: int = 1280, scheme: str = "light", script: bool = True, base: str | None = None):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=script,
            reduced_motion="reduce",
            base_url=base,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("request", lambda asked: visited.add(asked.url) if asked.is_navigation_request() else None)
        page.on("console", lambda said: complaints.append(said) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(error))
        return page

    yield new_page
    for context in contexts:
        context.close()
    assert [str(one) for one in complaints if not refused(one, visited)] == []


def refused(complaint, visited: set[str]) -> bool:
    """Whether this is Chromium noting that a page it went to was answered with a refusal."""
    text = getattr(complaint, "text", "")
    return "server responded with a status of 4" in text and complaint.location["url"] in visited


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """In place of a transaction around each test, which the server's threads could not see: one database for
    the tests of a file, emptied after the last.
    """
    with django_db_blocker.unblock():
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def server(db) -> Iterator[LiveServer]:
    """The product behind a real socket."""
    site = LiveServer("localhost")
    yield site
    site.stop()


@pytest.fixture(scope="module")
def world(db) -> World:
    """Everybody and everything of the fixed cast. The tests of a file share it, in any order: each changes
    only what it has made itself.
    """
    with translation.override("en"):
        return build_world()


@pytest.fixture
def enter(open_page, server, world):
    """enter(user, language="en", **how of open_page): a page of the live site, signed in without the form."""

    def entered(user=None, *, language: str = "en", **how):
        page = open_page(base=server.url, **how)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if user is not None:
            client = Client()
            client.force_login(user)
            cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
        page.context.add_cookies(
            [{"name": name, "value": value, "url": server.url} for name, value in cookies.items()]
        )
        return page

    return entered


@pytest.fixture
def axe():
    """axe(page, rules): the accessibility rules the page breaks, as "rule: first element" lines."""

    def violations(page, rules=RULES) -> list[str]:
        if not page.evaluate("Boolean(window.axe)"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "async (how) => (await axe.run(document, how)).violations",
            {"runOnly": rules, "resultTypes": ["violations"], "preload": False},
        )
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]

    return violations
