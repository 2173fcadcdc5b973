"""Vietnamese is the face of the pages; English is a choice. The API follows the header of the program."""

import pytest
from django.conf import settings
from django.test import Client

SIGN_IN = "/accounts/login/"


def language_of(answer) -> str:
    return answer["Content-Language"]


@pytest.mark.django_db
def test_an_english_browser_gets_vietnamese_pages():
    answer = Client(headers={"accept-language": "en-US,en;q=0.9"}).get(SIGN_IN)
    assert language_of(answer) == "vi"
    assert '<html lang="vi"' in answer.content.decode()
    assert "Accept-Language" not in answer["Vary"]


@pytest.mark.django_db
def test_a_reader_chooses_english_and_keeps_it():
    client = Client()
    answer = client.post("/language/", {"language": "en", "next": SIGN_IN})
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (answer.status_code, answer["Location"]) == (302, SIGN_IN)
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("en", 31_536_000, "Lax")
    assert language_of(client.get(SIGN_IN)) == "en"


@pytest.mark.django_db
def test_choosing_leads_nowhere_else_and_needs_a_post():
    client = Client()
    assert client.get("/language/?language=en").status_code == 405
    answer = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", ["xx", "", "../en", "blt"])
def test_a_language_we_do_not_offer_is_vietnamese(chosen):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
    assert language_of(client.get(SIGN_IN)) == "vi"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "spoken"), [("en", "en"), ("vi", "vi"), ("fr", "vi"), ("en;q=0.2, vi", "vi")]
)
def test_the_api_follows_the_header(asked, spoken):
    answer = Client(headers={"accept-language": asked}).get("/api/v1/workers/")
    assert (answer.status_code, language_of(answer)) == (401, spoken)
    assert "Accept-Language" in answer["Vary"]


def test_the_frame_names_the_person_the_role_and_the_centre(browser, hoa):
    page = browser(hoa).get("/staff/").context
    assert (page["person_name"], page["role_name"]) == ("Lò Thị Hoa", "Counsellor")
    assert page["centre_name"] == "Trung tâm Dịch vụ việc làm tỉnh Sơn La"
    assert [str(desk["label"]) for desk in page["desks"]] == [
        *("Today", "Workers", "Employers", "Vacancies", "Referrals", "Rules")
    ]
