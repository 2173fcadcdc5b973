"""The living page in a real browser, under a policy that allows nothing inline."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.shortcuts import render
from django.test import RequestFactory
from django.utils import translation

from config.design import design_page

HOME = "http://design.test/"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
WITHOUT_LABEL = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
    .filter(field => !field.labels.length || !field.labels[0].textContent.trim())
    .map(field => field.outerHTML)"""
SMALL_TARGETS = """() =>
    [...document.querySelectorAll('button, .button, input:not([type=hidden]), select, summary, .rail a')]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('.hidden'))
    .map(one => [one, (one.closest('label') || one).getBoundingClientRect()])
    .filter(([one, box]) => box.width < 24 || box.height < 24).map(([one]) => one.outerHTML)"""


def answer(route) -> None:
    """Serve the page and its files without a server or a database."""
    address = urlsplit(route.request.url)
    if address.path.startswith("/static/"):
        found = Path(finders.find(address.path.removeprefix("/static/")))
        route.fulfill(body=found.read_bytes(), content_type=TYPES[found.suffix])
        return
    request = RequestFactory().get(
        f"/?{address.query}", headers={"cookie": route.request.headers.get("cookie", "")}
    )
    request.user = AnonymousUser()
    with translation.override("vi"):
        named = address.path.removeprefix("/")
        body = (render(request, named) if named else design_page(request)).content
    headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY}
    route.fulfill(body=body, headers=headers)


@pytest.fixture
def living_page(open_page):
    def open_at(**how):
        page = open_page(**how)
        page.route(f"{HOME}**", answer)
        page.goto(HOME)
        return page

    return open_at


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_breaks_no_accessibility_rule(living_page, axe, width, scheme):
    assert axe(living_page(width=width, scheme=scheme)) == []


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_break_no_accessibility_rule_and_lead_on(living_page, axe, name):
    page = living_page(width=360, scheme="dark")
    page.goto(f"{HOME}{name}")
    assert axe(page) == []
    assert page.locator("a.button.primary").get_attribute("href") == "/"


@pytest.mark.parametrize("width", [320, 768, 1024, 1280])
def test_never_scrolls_sideways(living_page, width):
    page = living_page(width=width)
    page.locator(".why button").first.focus()
    assert page.locator("#why-many1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_every_field_has_a_label(living_page):
    assert living_page().evaluate(WITHOUT_LABEL) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_every_target_is_large_enough(living_page, width):
    assert living_page(width=width).evaluate(SMALL_TARGETS) == []


def test_suggestions_are_chosen_with_the_keyboard(living_page):
    page = living_page()
    field = page.locator("#id_commune")
    field.press_sequentially("mường")
    page.locator("#id_commune ~ [role=listbox]").wait_for()
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "Mường Và"
    assert page.locator("#id_commune_key").input_value() == "Mường Và"
    assert field.get_attribute("aria-expanded") == "false"
    field.press("End")
    field.press("Backspace")
    assert page.locator("#id_commune_key").input_value() == ""


def test_escape_closes_the_suggestions_and_keeps_the_text(living_page):
    page = living_page()
    field = page.locator("#id_commune")
    field.press_sequentially("mường")
    page.locator("#id_commune ~ [role=listbox]").wait_for()
    field.press("Escape")
    assert page.locator("#id_commune ~ [role=listbox]").count() == 0
    assert field.input_value() == "mường"


def test_the_chosen_theme_survives_the_next_page(living_page):
    page = living_page(scheme="light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.locator("[data-theme-toggle]").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 19, 27)"


def test_the_reason_for_priority_opens_on_focus_and_closes_on_escape(living_page):
    page = living_page()
    page.locator(".why button").first.focus()
    reason = page.locator("#why-many1")
    assert reason.is_visible()
    page.keyboard.press("Escape")
    assert not reason.is_visible()


def test_the_bulk_bar_counts_what_is_chosen(living_page):
    page = living_page()
    bar = page.locator("[data-bulk-bar]")
    assert not bar.is_visible()
    page.locator("input[name=chosen]").first.check()
    assert bar.locator("[data-bulk-count]").inner_text() == "1 / 3"


def test_progress_asks_until_it_is_done_and_then_no_more(living_page):
    page = living_page()
    assert page.locator("[hx-trigger]").count() == 1
    page.locator("#calendar .badge.done").nth(1).wait_for(timeout=6_000)
    assert page.locator("[hx-trigger]").count() == 0


def test_slash_goes_to_the_search_field(living_page):
    page = living_page()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_everything_is_there_without_scripts(living_page):
    page = living_page(script=False)
    assert page.locator("[data-bulk-bar]").is_visible()
    assert page.locator("[data-theme-toggle]").is_hidden()
    assert page.locator("#id_commune").get_attribute("role") is None
    page.locator(".why").first.hover()
    assert page.locator("#why-many1").is_visible()


def test_leaving_a_touched_form_asks_first_and_an_untouched_one_does_not(living_page):
    page = living_page()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == []
    page.locator("#id_name").press_sequentially("Lò")
    page.reload()
    assert asked == ["beforeunload"]


def test_a_large_figure_stays_on_one_line(living_page):
    figure = living_page(width=1280).locator(".figure b").first
    figure.evaluate("number => number.textContent = '1.234.567'")
    one_line = figure.evaluate("number => parseFloat(getComputedStyle(number).lineHeight)")
    assert figure.bounding_box()["height"] < 1.5 * one_line
