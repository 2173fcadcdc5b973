"""Pictures of a running installation's pages, to look at: `python -m tests.e2e.pictures URL USER FOLDER`.

The password is read from the standard input. The installation may be `manage.py demo`; it only reads, and
follows the links a clerk would press, so it needs no key of any row.
"""

import getpass
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.e2e import chromium

WIDTHS = (1280, 360)
FIRST_ROW = ".list tbody tr a[href]"


def walk(page: Page, take: Callable[[str], None]) -> None:
    """Visit each page and call ``take`` with its name."""
    for name, path in {
        "today": "/staff/",
        "workers": "/staff/workers/",
        "workers-none": "/staff/workers/?search=paused&due=occupation&poverty=poor",
        "worker-new": "/staff/workers/new/",
        "employers": "/staff/employers/",
        "employer-new": "/staff/employers/new/",
        "vacancies": "/staff/vacancies/",
        "titles": "/staff/vacancies/titles/",
        "rules": "/staff/rules/",
        "rule-policy": "/staff/rules/policy/employment_law_2025/shipped-1/",
        "rule-weights": "/staff/rules/profile/general/shipped-1/",
        "no-such-page": "/staff/khong-co/",
        "second-factor": "/accounts/2fa/",
        "password": "/accounts/password/change/",
    }.items():
        page.goto(path)
        take(name)
    walk_person(page, take)
    walk_vacancy(page, take)
    refuse(page, take)


def walk_person(page: Page, take: Callable[[str], None]) -> None:
    """A worker of a poor household, and an employer."""
    page.goto("/staff/workers/?poverty=poor&search=active")
    page.locator(FIRST_ROW).first.click()
    record = page.url
    take("worker")
    for name in ("edit", "household", "status/new", "job-search"):
        page.goto(f"{record}{name}/")
        take(f"worker-{name.replace('/', '-')}")
    page.goto("/staff/employers/")
    page.locator(FIRST_ROW).first.click()
    record = page.url
    take("employer")
    page.goto(f"{record}edit/")
    take("employer-edit")
    page.goto(f"/staff/vacancies/new/?employer={record.rstrip('/').rpartition('/')[2]}")
    take("vacancy-new")


def walk_vacancy(page: Page, take: Callable[[str], None]) -> None:
    """A vacancy with a list, everything about the list."""
    page.goto("/staff/vacancies/")
    page.locator("a[href$='/shortlist/']").first.click()
    shortlist = page.url
    take("shortlist")
    page.goto(f"{shortlist}?order=merit")
    take("shortlist-merit")
    page.goto(f"{shortlist}?from=26")
    take("shortlist-second")
    page.goto(f"{shortlist}print/")
    take("sheet")
    page.goto(shortlist)
    marked = page.locator("tr:has(.why) td a")
    (marked if marked.count() else page.locator("table.people td a")).first.click()
    take("explanation")
    vacancy = shortlist.removesuffix("shortlist/")
    page.goto(vacancy)
    take("vacancy")
    page.goto(f"{vacancy}edit/")
    take("vacancy-edit")


def refuse(page: Page, take: Callable[[str], None]) -> None:
    """Forms sent empty."""
    for name, path in {
        "worker-refused": "/staff/workers/new/",
        "employer-refused": "/staff/employers/new/",
    }.items():
        page.goto(path)
        page.locator("form.fields button.primary").click()
        page.wait_for_load_state()
        take(name)


def main(url: str, username: str, folder: str, password: str) -> None:
    """Sign in once a width and scheme, and fill ``folder`` with <page>-<width>[-dark].png."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium.PATH, args=chromium.FLAGS)
        for width in WIDTHS:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                base_url=url,
                locale="vi-VN",
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.goto("/accounts/login/")
            page.screenshot(path=f"{folder}/sign-in-{width}.png")
            page.locator("input[name=login]").fill(username)
            page.locator("input[name=password]").fill(password)
            page.locator("button.primary").click()
            page.wait_for_url("**/staff/")
            walk(page, lambda name, page=page, width=width: picture(page, f"{folder}/{name}-{width}"))
        browser.close()


def picture(page: Page, path: str) -> None:
    """The whole page, light; wide ones dark as well."""
    page.screenshot(path=f"{path}.png", full_page=True)
    if page.viewport_size == {"width": 1280, "height": 900}:
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=f"{path}-dark.png", full_page=True)
        page.emulate_media(color_scheme="light")


if __name__ == "__main__":
    main(*sys.argv[1:4], password=getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().strip())
