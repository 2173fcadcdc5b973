"""From an employer at the counter to a list of people that can be checked by hand."""

import re

from employers.models import Employer
from jobs.models import MatchTask, Vacancy
from jobs.tasks import drain
from tests.e2e.world import LONG_EMPLOYER, address
from tests.factories import make_vacancy


def press(page, name: str) -> None:
    """Press the button with that name and wait for the next page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def number(text: str) -> int:
    """1,234 as the page writes it."""
    return int(re.sub(r"[^0-9]", "", text))


def order(page) -> list[str]:
    return page.locator("table.people tbody tr > :nth-child(2) > a").all_inner_texts()


def test_an_employer_a_vacancy_and_its_list_come_into_being(enter, world):
    page = enter(world.hoa)
    employer = register_employer(page)
    vacancy = post_vacancy(page, employer)
    press(page, "Rank the candidates")
    task = MatchTask.objects.get(vacancy=vacancy)
    assert page.url.endswith(address("match-run", task))
    assert "waiting for its turn" in page.locator(".progress").inner_text()
    drain(seconds=30)
    with page.expect_navigation():
        page.get_by_role("link", name="Open the shortlist").click(timeout=10_000)
    assert len(order(page)) == 25
    with page.expect_navigation():
        page.locator("[rel=next]").click()
    vacancy.refresh_from_db()
    assert len(order(page)) == vacancy.current_run.eligible - 25


def register_employer(page) -> Employer:
    """Form 03, then the verification."""
    page.goto(address("employer-new"))
    page.locator("#id_name").fill("Hợp tác xã May Mường Bú")
    page.locator("#id_tax_code").fill("5500654321")
    page.locator("#id_commune").press_sequentially("chieng an")
    page.locator("#id_commune-list [data-value]").first.click()
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    assert page.locator("h1").inner_text() == "Hợp tác xã May Mường Bú"
    press(page, "Verify the employer")
    employer = Employer.objects.get(tax_code="5500654321")
    assert (employer.state, employer.commune_id) == ("verified", "03664")
    return employer


def post_vacancy(page, employer: Employer) -> Vacancy:
    """Form 03a, then the three steps until it is public."""
    with page.expect_navigation():
        page.get_by_role("link", name="Post a vacancy").click()
    page.locator("#id_title").fill("Thợ may áo ấm")
    page.locator("#id_occupation").press_sequentially("van hanh may may")
    page.locator("#id_occupation-list [data-value]").first.click()
    page.locator("#id_openings").fill("12")
    page.locator("input[name=workplace][value=in_province]").check()
    page.locator("#id_wage_mode").select_option("monthly")
    page.locator("#id_wage_min_vnd").fill("7500000")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    for step in ("Send for approval", "Approve the vacancy", "Publish the vacancy"):
        press(page, step)
    vacancy = Vacancy.objects.get(employer=employer)
    assert (vacancy.state, vacancy.openings, vacancy.wage_min_vnd) == ("published", 12, 7_500_000)
    return vacancy


def test_the_order_by_score_is_one_press_away_and_the_reason_stands_beside_the_name(enter, world):
    page = enter(world.hoa)
    page.goto(address("shortlist", world.vacancy))
    with_priority = order(page)
    row = page.locator("tr:has(.why)").first
    row.locator(".why button").focus()
    reason = row.locator("[role=tooltip]")
    assert reason.is_visible()
    assert "oor household" in reason.inner_text()
    with page.expect_navigation():
        page.get_by_role("link", name="Show the order by score alone").click()
    by_score = order(page)
    assert page.locator(".why").count() == 0
    assert by_score != with_priority
    scores = [int(text) for text in page.locator("table.people .score > b").all_inner_texts()]
    assert scores == sorted(scores, reverse=True)
    with page.expect_navigation():
        page.get_by_role("link", name="Show the order with priority").click()
    assert order(page) == with_priority


def test_the_explanation_adds_up_with_the_numbers_on_the_page(enter, world):
    page = enter(world.hoa)
    page.goto(address("explanation", world.vacancy, world.poor))
    sides = {}
    for letter, table in zip("EW", page.locator("table.sum").all(), strict=True):
        points = weights = 0
        for row in table.locator("tbody tr").all():
            weight, value, product = map(number, row.locator("td.num").all_inner_texts())
            assert weight * value == product
            weights, points = weights + weight, points + product
        foot = table.locator("tfoot td.num").all_inner_texts()
        assert [number(foot[0]), number(foot[-1])] == [weights, points]
        sides[letter] = 10 * points // weights
        assert (
            f"{letter} = 10 × {points:,} ÷ {weights:,} = {sides[letter]:,}"
            in page.locator("main").inner_text()
        )
    able, willing = sides["E"], sides["W"]
    score = 2 * able * willing // (able + willing)
    text = page.locator("main").inner_text()
    assert f" = 2 × {able:,} × {willing:,} ÷ {able + willing:,} = {score:,}\n" in text
    assert text.count(world.poor.full_name) == 1


def test_the_sheet_tells_neither_score_nor_household(enter, world):
    page = enter(world.hoa)
    page.goto(address("shortlist-sheet", world.vacancy))
    sheet = page.locator(".sheet")
    world.vacancy.refresh_from_db()
    assert sheet.locator("tbody tr").count() == world.vacancy.current_run.eligible
    text = sheet.inner_text().lower()
    for secret in ("priority", "poor", "score", "able", "willing", "household"):
        assert secret not in text.replace("available", "")
    page.emulate_media(media="print")
    assert page.locator(".top").is_hidden()
    assert page.locator(".rail").is_hidden()
    assert sheet.is_visible()


def test_an_unverified_employers_vacancy_says_so_and_cannot_be_approved(enter, world):
    vacancy = make_vacancy(world.pending, "Thợ sơ chế", state="submitted")
    page = enter(world.hoa)
    page.goto(address("vacancy", vacancy))
    assert "The employer is not verified" in page.locator(".notice.attention").inner_text()
    assert LONG_EMPLOYER in page.locator("main").inner_text()
    press(page, "Approve the vacancy")
    assert page.locator(".toast.error").inner_text().startswith("The employer is not verified.")
    vacancy.refresh_from_db()
    assert vacancy.state == "submitted"
