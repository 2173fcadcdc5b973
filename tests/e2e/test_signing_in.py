"""Hoa at the door: her password, her second factor, and the way out."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from tests.cast import make_user
from tests.e2e.world import PASSWORD, address
from tests.factories import make_worker

HOME, LOGIN = reverse("staff:home"), reverse("account_login")


def sign_in(page, username: str, password: str) -> None:
    """Fill the form and send it with Enter, as people do."""
    page.get_by_label("Username").fill(username)
    page.locator("input[type=password]").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False])
def test_hoa_signs_in_and_out(enter, world, script):
    page = enter(script=script)
    page.goto("/")
    assert page.url.endswith(f"{LOGIN}?next=/")
    sign_in(page, "hoa", "Nước chảy đá mềm 2026")
    assert LOGIN in page.url
    summary = page.locator("[data-summary]")
    assert "The username and/or password you specified are not correct." in summary.inner_text()
    assert page.locator("input[type=password]").input_value() == ""
    sign_in(page, "hoa", PASSWORD)
    assert page.url.endswith(HOME)
    assert page.locator(".top .who").inner_text().startswith("Lò Thị Hoa")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    assert page.url.endswith(LOGIN)
    page.goto(HOME)
    assert LOGIN in page.url


def totp(secret: str) -> str:
    """The six digits an authenticator shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_second_factor_is_set_up_and_then_asked_for(enter, world):
    thu = make_user("thu-registrar", "Cà Thị Thu", "registrar", world.cast.son_la)
    thu.set_password(PASSWORD)
    thu.save()
    page = enter()
    page.goto(LOGIN)
    sign_in(page, "thu-registrar", PASSWORD)
    page.goto(reverse("mfa_index"))
    page.locator(f"a[href='{reverse('mfa_activate_totp')}']").click()
    assert page.url.partition("?")[0].endswith(reverse("account_reauthenticate"))
    page.locator("input[type=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".totp img").is_visible()
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(totp(secret))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", name="Recovery Codes").is_visible()
    page.context.clear_cookies(name="noiviec_session")
    page.goto(LOGIN)
    sign_in(page, "thu-registrar", PASSWORD)
    assert page.url.endswith(reverse("mfa_authenticate"))
    page.goto(HOME)
    assert page.url.endswith(reverse("mfa_authenticate"))


def test_another_provinces_records_do_not_exist_for_minh(enter, world):
    page = enter(world.cast.minh)
    vacancy, worker = world.vacancy, make_worker(world.cast.son_la, "Lò Văn Kín")
    for path in (
        address("worker", worker),
        address("worker-edit", worker),
        address("employer", world.cast.garments),
        address("vacancy", vacancy),
        address("shortlist", vacancy),
        address("explanation", vacancy, world.poor),
        address("match-run", world.run.task),
    ):
        assert page.goto(path).status == 404
        assert page.locator("h1").inner_text() == "There is no such page"
        assert "Kín" not in page.content()
    page.goto(f"{address('workers')}?q=lo+van")
    assert page.locator(".empty").count() == 1
