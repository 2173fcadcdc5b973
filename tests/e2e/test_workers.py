"""The register of people as a clerk works with it: by keyboard, in a hurry, not alone."""

from datetime import date

from django.urls import reverse

from tests.cast import make_user
from tests.e2e.world import LONG_NAME, address
from tests.factories import make_seeker, make_worker
from workers.models import Worker

CARD = "014199000123|123456789|Quàng Thị Ịa|04051999|Nữ|Bản Hài, Tô Hiệu, Sơn La|01062021"
NAMES = ".list tbody tr > :first-child a"
FOCUSED = "document.activeElement.id"


def go_to(page, field: str) -> None:
    """Press Tab until the field has the focus."""
    for _ in range(80):
        if page.evaluate(FOCUSED) == field:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {field}")


def write(page, field: str, text: str) -> None:
    go_to(page, field)
    page.keyboard.type(text)


def choose(page, field: str, text: str) -> None:
    """Type into a field with suggestions and take the first."""
    write(page, field, text)
    page.locator(f"#{field}-list [data-value]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def names(page) -> list[str]:
    return page.locator(NAMES).all_inner_texts()


def test_a_person_is_registered_with_the_keyboard_alone(enter, world):
    page = enter(world.hoa)
    page.goto(address("worker-new"))
    assert page.evaluate(FOCUSED) == "id_card"
    page.keyboard.type(CARD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "id_commune"
    assert page.locator("[data-summary]").count() == 0
    assert page.locator("#id_full_name").input_value() == "Quàng Thị Ịa"
    choose(page, "id_commune", "to hieu")
    write(page, "id_address_detail", "Bản Hài")
    write(page, "id_phone_owner", "own")
    write(page, "id_phone", "0912 345 678")
    write(page, "id_ethnicity", "Th")
    write(page, "id_search-job_title", "Thợ may")
    choose(page, "id_search-wish_1", "van hanh may may")
    go_to(page, "id_consent-channel_0")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.url.endswith(address("worker-new"))
    assert page.locator(".toast.success").inner_text().startswith("Quàng Thị Ịa is registered as SLA-")
    assert page.locator("#id_full_name").input_value() == ""
    made = Worker.objects.get(full_name="Quàng Thị Ịa")
    assert (made.birth_date, made.sex, made.commune_id) == (date(1999, 5, 4), "female", "03646")
    assert (made.phone, made.ethnicity_id) == ("+84912345678", "03")
    assert [wish.occupation_id for wish in made.job_searches.get().wishes.all()] == ["8153"]
    assert made.consents.get().channel == "paper"


def test_who_has_no_phone_is_registered_without_one(enter, world):
    page = enter(world.hoa)
    page.goto(address("worker-new"))
    page.locator("#id_full_name").fill("Giàng Thị Không")
    page.locator("#id_birth").fill("1960")
    page.locator("#id_sex_1").check()
    page.locator("#id_commune").fill("phường tô hiệu")
    page.locator("#id_phone_owner").select_option("none")
    page.locator("#id_ethnicity").select_option("08")
    page.locator("#id_consent-channel_2").check()
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    assert page.locator("h1").inner_text() == "Giàng Thị Không"
    made = Worker.objects.get(full_name="Giàng Thị Không")
    assert (made.phone, made.phone_owner, made.birth_precision) == ("", "none", "year")


def test_a_refused_form_leads_to_each_place_and_keeps_what_was_typed(enter, world):
    page = enter(world.hoa)
    page.goto(address("worker-new"))
    page.locator("#id_full_name").fill("Lò Thị Dở Dang")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.evaluate("'summary' in document.activeElement.dataset")
    assert page.locator("[data-summary] li").count() == 5
    assert page.locator("#id_full_name").input_value() == "Lò Thị Dở Dang"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id || location.hash") in ("id_birth", "#id_birth")
    assert page.locator("#id_birth").get_attribute("aria-invalid") == "true"
    assert not Worker.objects.filter(full_name="Lò Thị Dở Dang").exists()


def test_people_who_may_be_the_same_appear_beside_the_form(enter, world):
    known = make_worker(world.cast.son_la, "Vì Thị Trùng", birth_date=date(1991, 2, 3))
    page = enter(world.hoa)
    page.goto(address("worker-new"))
    assert page.locator("#duplicates a").count() == 0
    page.locator("#id_full_name").fill("Vi Thi Trung")
    page.locator("#id_birth").fill("1991")
    page.keyboard.press("Tab")
    page.locator(f"#duplicates a[href='{address('worker', known)}']").wait_for()
    assert "Vì Thị Trùng" in page.locator("#duplicates").inner_text()


def test_a_person_is_found_without_accents_and_by_filter(enter, world):
    make_worker(world.cast.son_la, "Tòng Thị Ngân", commune_id="03688")
    make_seeker(world.cast.son_la, "Tòng Văn Ngần", commune_id="03664")
    page = enter(world.hoa)
    page.goto(address("workers"))
    page.keyboard.press("/")
    page.keyboard.type("tong ngan")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert sorted(names(page)) == ["Tòng Thị Ngân", "Tòng Văn Ngần"]
    page.locator("select[name=search]").select_option("active")
    with page.expect_navigation():
        page.locator(".filters button").click()
    assert names(page) == ["Tòng Văn Ngần"]
    assert "ngan" not in page.url.lower()
    page.locator(NAMES).click()
    assert page.locator("h1").inner_text() == "Tòng Văn Ngần"


def test_pages_of_the_list_follow_each_other_and_lead_back(enter, world):
    page = enter(world.hoa)
    page.goto(f"{address('workers')}?search=active&sort=name")
    first = names(page)
    assert len(first) == 25
    with page.expect_navigation():
        page.locator("[rel=next]").click()
    second = names(page)
    assert set(first).isdisjoint(second)
    assert "sort=name" in page.url
    assert page.locator("[rel=next]").count() == 0
    with page.expect_navigation():
        page.locator("[rel=prev]").click()
    assert names(page) == first


def test_the_list_holds_a_very_long_name(enter, world):
    page = enter(world.hoa, width=320)
    page.goto(address("workers"))
    page.locator("input[type=search]").fill("quynh huong")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert names(page) == [LONG_NAME]
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_two_clerks_edit_one_record_and_nothing_is_lost_unseen(enter, world):
    worker = make_worker(world.cast.son_la, "Hà Văn Chung")
    lan = make_user("lan-2", "Cà Thị Lan Anh", "registrar", world.cast.son_la)
    slow, quick = enter(world.hoa), enter(lan)
    for page in (slow, quick):
        page.goto(address("worker-edit", worker))
    for page, detail in ((quick, "Bản Mòng"), (slow, "Bản Lụa")):
        page.locator("#id_address_detail").fill(detail)
        with page.expect_navigation():
            page.keyboard.press("Control+s")
    assert quick.locator(".toast.success").inner_text().startswith("The record is saved.")
    assert "Cà Thị Lan Anh" in slow.locator("main").inner_text()
    assert slow.locator("#id_address_detail").input_value() == "Bản Lụa"
    worker.refresh_from_db()
    assert worker.address_detail == "Bản Mòng"
    with slow.expect_navigation():
        slow.locator("form.fields button.primary").click()
    worker.refresh_from_db()
    assert worker.address_detail == "Bản Lụa"
    assert slow.url.endswith(reverse("staff:worker", args=[worker.public_id]))


def test_skills_of_a_chosen_occupation_are_offered_and_one_tap_adds_one(enter, world):
    page = enter(world.hoa)
    person = make_worker(world.hoa.centre, "Vì Thị Nết")
    page.goto(f"/staff/workers/{person.public_id}/edit/")
    assert page.locator("[name=offered_skills]").count() == 0
    page.locator("#id_experiences-0-job_title").fill("Thợ may")
    page.locator("#id_experiences-0-started_on").fill("1/2020")
    choose(page, "id_experiences-0-occupation", "van hanh may may")
    page.locator("[name=offered_skills][value=sewing]").check()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert [(row.skill_id, row.held) for row in person.skills.all()] == [("sewing", True)]
