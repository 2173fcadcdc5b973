"""Every page of the staff, at four widths, light and dark: what a machine can judge of it."""

import re
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from django.urls import reverse

from jobs.models import Referral, ReferralAcceptance, ReferralRound
from tests.cast import NOW
from tests.e2e.test_design_page import SMALL_TARGETS, WITHOUT_LABEL
from tests.e2e.world import World, address
from tests.factories import make_match_task, make_vacancy
from tests.jobs.rules import FACTORY, POLICY

FIRST_VIEW = 120 * 1024  # bytes over the wire on the first visit: HTML, styles, scripts, icons
INLINE = """() => [...document.querySelectorAll('[style], style, script:not([src])')]
    .map(found => found.outerHTML.slice(0, 120))"""


def pages(world: World) -> dict[str, str]:
    """Name → path of every page Hoa can open."""
    vacancy, draft, worker, poor = world.vacancy, world.draft, world.long_named, world.poor
    waiting = make_match_task(make_vacancy(world.cast.garments, "Thợ cắt", state="published"))
    return {
        "today": reverse("staff:home"),
        "workers": address("workers"),
        "workers, nobody": address("workers") + "?search=paused",
        "worker": address("worker", poor),
        "worker with a long name": address("worker", worker),
        "worker, new": address("worker-new"),
        "worker, edit": address("worker-edit", poor),
        "household": address("worker-household", poor),
        "household status": address("worker-status-new", poor),
        "job search": address("worker-search", poor),
        "employers": address("employers"),
        "employer": address("employer", world.cast.garments),
        "employer, to verify": address("employer", world.pending),
        "employer, new": address("employer-new"),
        "employer, edit": address("employer-edit", world.pending),
        "vacancies": address("vacancies"),
        "titles to code": address("titles"),
        "vacancy": address("vacancy", vacancy),
        "vacancy, draft": address("vacancy", draft),
        "vacancy, new": f"{address('vacancy-new')}?employer={world.cast.garments.public_id}",
        "vacancy, edit": address("vacancy-edit", vacancy),
        "shortlist": address("shortlist", vacancy),
        "shortlist by score": address("shortlist", vacancy) + "?order=merit",
        "shortlist, nobody ranked": address("shortlist", draft),
        "explanation": address("explanation", vacancy, poor),
        "for the employer": address("for-employer", vacancy, poor),
        "for the person": address("for-person", vacancy, poor),
        "sheet": address("shortlist-sheet", vacancy),
        "ranking, waiting": address("match-run", waiting),
        "ranking, done": address("match-run", world.run.task),
        "rules": address("rules"),
        "rule, policy": reverse("staff:rule-version", args=["policy", POLICY, "shipped-1"]),
        "rule, weights": reverse("staff:rule-version", args=["profile", FACTORY, "shipped-1"]),
        "rule, draft tried": address("rule-draft", world.tried),
        "rule, draft being tried": address("rule-draft", world.trying),
        "rule, edit the policy": address("rule-draft-edit", world.tried),
        "rule, edit weights": address("rule-draft-edit", world.trying),
        "vacancies for a person": address("worker-vacancies", poor),
        "vacancies for nobody looking": address("worker-vacancies", world.idle),
        **referral_pages(world),
        "second factor": reverse("mfa_index"),
        "password": reverse("account_change_password"),
        "signing out": reverse("account_logout"),
        "no such page": "/staff/khong-co/",
    }


def referral_pages(world: World) -> dict[str, str]:
    """Of these, the pages about rounds and referrals."""
    vacancy, worker = world.vacancy, world.long_named
    waiting_round, _made = ReferralRound.objects.get_or_create(
        centre=world.cast.son_la, multiplier=2, defaults={"not_before": NOW, "created_at": NOW}
    )
    accepting, _made = ReferralAcceptance.objects.get_or_create(
        batch=world.round.batch, defaults={"not_before": NOW, "created_at": NOW}
    )
    referred, _made = Referral.objects.get_or_create(
        worker=worker,
        vacancy=vacancy,
        centre=world.cast.son_la,
        defaults={"proposed_by": world.hoa, "proposed_at": NOW, "moved_at": NOW},
    )
    return {
        "rounds": address("rounds"),
        "round": address("round", world.round),
        "round, people behind a bar": address("round", world.round) + "?people=covered",
        "round, waiting": address("round", waiting_round),
        "round, one vacancy": address("round", world.round)
        + f"?vacancy={world.round.batch.suggestions.first().vacancy.public_id}",
        "accepting": address("acceptance", accepting),
        "referrals": address("referrals"),
        "referrals of one person": address("referrals") + f"?worker={referred.worker.public_id}",
        "referral": address("referral", referred),
        "choosing otherwise": address("suggestion", world.round.batch.suggestions.first()),
    }


@pytest.fixture
def everywhere(world):
    """Path by name of every page; the ranking that waits is there from now on."""
    return pages(world)


def faults_of(page, axe) -> list[str]:
    """What is wrong with the open page, at every width and in both schemes."""
    faults = [f"inline: {found}" for found in page.evaluate(INLINE)]
    faults += [f"no label: {found}" for found in page.evaluate(WITHOUT_LABEL)]
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults += [f"scrolls sideways at {width}: {wide}"] if wide > width else []
        if width == 320:
            continue
        faults += [f"small at {width}: {found}" for found in page.evaluate(SMALL_TARGETS)]
        page.emulate_media(color_scheme="light")
        faults += [f"{width}: {broken}" for broken in axe(page)]
        page.emulate_media(color_scheme="dark")
        faults += [f"{width}, dark: {broken}" for broken in axe(page, ["color-contrast"])]
    return faults


def test_no_page_breaks_a_rule_that_a_machine_can_check(enter, axe, world, everywhere):
    page = enter(world.hoa, language="vi")
    faults = {}
    for name, path in everywhere.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        answer = page.goto(path)
        assert (answer.status == 404) == (name == "no such page"), (name, answer.status)
        if found := faults_of(page, axe):
            faults[name] = found
    assert faults == {}


def test_the_pages_of_strangers_break_none_either(enter, axe):
    page = enter(language="vi")
    page.goto(reverse("account_login"))
    assert faults_of(page, axe) == []
    page.get_by_role("textbox").first.fill("hoa")
    page.locator("input[type=password]").fill("sai")
    page.locator("button.primary").click()
    page.wait_for_load_state()
    assert faults_of(page, axe) == []


def test_refused_forms_break_none_either(enter, axe, world):
    page = enter(world.hoa, language="vi")
    new_vacancy = f"{address('vacancy-new')}?employer={world.cast.garments.public_id}"
    faults = {}
    for path in (address("worker-new"), address("employer-new"), new_vacancy):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        with page.expect_navigation():
            page.locator("form.fields button.primary").click()
        assert page.locator("[data-summary]").count() == 1
        faults[path] = faults_of(page, axe)
    assert set(map(tuple, faults.values())) == {()}, faults


def test_what_opens_and_what_only_a_manager_sees_break_none(enter, axe, world):
    page = enter(world.cast.manager, language="vi")
    page.goto(address("shortlist", world.vacancy))
    page.locator(".why button").first.focus()
    assert page.locator(".why [role=tooltip]").first.is_visible()
    assert faults_of(page, axe) == []
    opened = (("vacancy", world.vacancy), ("worker", world.poor), ("rule-draft", world.tried))
    for path in (*(address(name, row) for name, row in opened), reverse("status")):
        page.goto(path)
        for question in page.locator("details > summary").all():
            question.click()
        assert faults_of(page, axe) == []


def test_the_first_view_is_small_on_the_wire(enter, world, everywhere):
    page = enter(world.hoa, language="vi")
    sizes = {}
    for name in ("today", "workers", "worker, new", "vacancy, new", "shortlist", "explanation"):
        html = page.request.get(everywhere[name]).text()
        linked = re.findall(r'(?:href|src)="([^"#]+\.(?:css|js|svg))[#"]', html)
        files = {urlsplit(urljoin(everywhere[name], link)).path for link in linked}
        assert len(files) >= 5, files
        bodies = [html.encode(), *(page.request.get(path).body() for path in sorted(files))]
        sizes[name] = sum(len(brotli.compress(body, quality=5)) for body in bodies)
    assert max(sizes.values()) <= FIRST_VIEW, sizes


def test_the_policy_of_contents_allows_nothing_inline(enter, world):
    page = enter(world.hoa)
    for path in (reverse("staff:home"), address("shortlist", world.vacancy)):
        policy = page.request.get(path).headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "style-src 'self'" in policy
