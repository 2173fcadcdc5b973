"""A browser that runs no script: everything can still be done."""

from tests.e2e.world import address
from workers.models import Worker


def test_a_person_is_found_registered_and_ranked_without_scripts(enter, world):
    page = enter(world.hoa, script=False)
    page.goto(address("workers"))
    page.locator("input[type=search]").fill("quynh huong")
    with page.expect_navigation():
        page.locator(".filters button").click()
    assert page.locator(".list tbody tr").count() == 1
    page.goto(address("worker-new"))
    page.locator("#id_card").fill(
        "014060000777||Mùa A Chẩn|05051990|Nam|Bản Lụa, Mường Chiên, Sơn La|01062021"
    )
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("#id_commune").fill("Phường Tô Hiệu")
    page.locator("#id_ethnicity").select_option("08")
    page.locator("#id_phone_owner").select_option("none")
    page.locator("#id_consent-channel_1").check()
    with page.expect_navigation():
        page.locator("button[name=next]").click()
    made = Worker.objects.get(full_name="Mùa A Chẩn")
    assert (made.commune_id, made.sex, made.birth_date.year) == ("03646", "male", 1990)
    page.goto(address("shortlist", world.vacancy))
    marked = page.locator("tr:has(.why)").first
    marked.locator(".why button").focus()
    assert marked.locator("[role=tooltip]").is_visible()
    with page.expect_navigation():
        marked.locator("td a").first.click()
    assert page.locator("table.sum").count() == 2
    assert page.locator(".tools [data-theme-toggle]").is_hidden()
