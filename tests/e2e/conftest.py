"""A browser for the tests: the system's Chromium, never a download. Without one the tests say so and skip."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
AXE = Path(__file__).with_name("axe.min.js")

# Playwright keeps an event loop on this thread; the ORM calls of a test beside it are not asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """One Chromium for the whole run."""
    if CHROMIUM is None:
        pytest.skip("No Chromium found: install the package chromium to run the browser tests.")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser) -> Iterator:
    """open_page(width=…, scheme="light" or "dark", script=True); the test fails on console errors."""
    contexts, complaints = [], []

    def new_page(*, width: int = 1280, scheme: str = "light", script: bool = True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale="vi-VN",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield new_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def axe():
    """axe(page): the accessibility rules the page breaks, as "rule: first element" lines."""

    def violations(page) -> list[str]:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "async (rules) => (await axe.run(document, {runOnly: rules})).violations", RULES
        )
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]

    return violations
