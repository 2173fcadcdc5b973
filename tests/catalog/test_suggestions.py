"""Suggestions under fields: without accents, by old names, by titles people use."""

import pytest
from django.urls import reverse

from catalog.models import FormerPlace, Occupation, OccupationAlias
from tests.cast import keys


@pytest.fixture
def ask(browser, hoa):
    client = browser(hoa)

    def asked(what, text):
        response = client.get(reverse(f"staff:suggest-{what}"), {"q": text})
        return [(item["key"], item["note"]) for item in response.context["items"]]

    return asked


def test_a_stranger_gets_no_suggestions(browser, catalogue):
    assert browser().get(reverse("staff:suggest-communes"), {"q": "to"}).status_code == 302


@pytest.mark.parametrize("text", ["muong chien", "Mường Chiên", "xa muong chien", "MUONG CH", "xa muong ch"])
def test_a_commune_by_what_people_type(ask, text):
    assert ask("communes", text) == [("03688", "Tỉnh Sơn La")]


def test_the_users_province_comes_first(ask):
    FormerPlace.objects.create(
        code="commune:1",
        kind="commune",
        province_id="12",
        full_name="Xã Tô Hiệu",
        successor_id="03390",
        **keys("Tô Hiệu"),
    )
    assert ask("communes", "to hieu") == [
        ("03646", "Tỉnh Sơn La"),
        ("03390", "Tỉnh Lai Châu · Xã Tô Hiệu"),
    ]


def test_an_old_district_offers_the_communes_it_became(ask):
    district = FormerPlace.objects.create(
        code="district:118",
        kind="district",
        province_id="14",
        full_name="Huyện Quỳnh Nhai",
        **keys("Quỳnh Nhai"),
    )
    FormerPlace.objects.create(
        code="commune:2",
        kind="commune",
        province_id="14",
        full_name="Xã Cà Nàng",
        district=district,
        successor_id="03688",
        **keys("Cà Nàng"),
    )
    assert ask("communes", "quynh nhai") == [("03688", "Tỉnh Sơn La · Huyện Quỳnh Nhai")]
    assert ask("communes", "ca nang") == [("03688", "Tỉnh Sơn La · Xã Cà Nàng")]


def test_an_occupation_by_name_code_or_a_title_people_use(ask):
    OccupationAlias.objects.create(occupation_id="8153", title="Công nhân may", source="test")
    assert ask("occupations", "dau bep") == [("5120", "5120")]
    assert ask("occupations", "512") == [("5120", "5120")]
    assert ask("occupations", "cong nhan may") == [("8153", "8153 · Công nhân may")]


def test_what_left_the_list_is_not_offered(ask):
    Occupation.objects.filter(pk="5120").update(retired_on="2026-01-01")
    assert ask("occupations", "dau bep") == []


def test_skills(ask):
    assert ask("skills", "may cong") == [("sewing", "skill")]


@pytest.mark.parametrize("what", ["communes", "occupations", "skills"])
@pytest.mark.parametrize("text", ["", "  ", "%", "zzzz", "(" * 500])
def test_nothing_typed_or_known_is_an_answer(ask, what, text):
    assert len(ask(what, text)) <= 10
