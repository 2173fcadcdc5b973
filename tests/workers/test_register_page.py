"""The registration page: one form, everything kept when it is refused, the next one at once."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import make_household, make_worker
from workers.models import Household, Worker

NEW = "staff:worker-new"
EMPTY_LISTS = {
    f"{name}-{part}": "0"
    for name in ("qualifications", "skills", "languages", "experiences", "priority_memberships")
    for part in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def typed(**more):
    """What a clerk types for Lò Thị Vân."""
    return (
        EMPTY_LISTS
        | {
            "national_id": "014199000123",
            "full_name": "Lò Thị Vân",
            "birth": "040599",
            "sex": "female",
            "ethnicity": "03",
            "commune": "Phường Tô Hiệu",
            "commune_key": "03646",
            "address_detail": "Bản Hài",
            "phone_owner": "own",
            "phone": "0912 345 678",
            "consent-channel": "paper",
            "consent-language": "blt",
        }
        | more
    )


@pytest.fixture
def hoas(browser, hoa):
    return browser(hoa)


def errors(response):
    return [(field.name, list(field.errors)) for field in response.context["form"] if field.errors]


def test_an_empty_form_is_refused_field_by_field_and_nothing_is_written(hoas):
    response = hoas.post(reverse(NEW), EMPTY_LISTS | {"full_name": "Lò Thị Vân"})
    assert response.status_code == 422
    assert {name for name, _ in errors(response)} == {
        *("birth", "commune", "ethnicity", "sex", "phone_owner", "channel")
    }
    assert 'value="Lò Thị Vân"' in response.text
    assert Worker.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"birth": "31/2/1999"}, "birth", "Write day, month and year, or the year alone."),
        ({"birth": "2015"}, "birth", "The centre registers people from the age of 15."),
        ({"phone": "0123"}, "phone", "No telephone has this number. Check it digit by digit."),
        ({"phone": ""}, "phone", 'Give a phone number, or choose "has no phone".'),
        ({"national_id": "0141990001"}, "national_id", "A personal number has 12 digits."),
        (
            {"commune": "Tô", "commune_key": ""},
            "commune",
            "Choose one of the suggestions under the field.",
        ),
        (
            {"household-category": "poor", "household-decision_no": "1", "household-valid_from": "1/1/2026"},
            "head",
            "Name the household head as on the certificate.",
        ),
        (
            {"search-wage_band": "5_10m"},
            "job_title",
            "Name the job, or leave the whole job search empty.",
        ),
        (
            {"languages-TOTAL_FORMS": "1", "languages-0-language": "blt"},
            "proficiency",
            "Fill this in too.",
        ),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(hoas, wrong, field, sentence):
    response = hoas.post(reverse(NEW), typed(**wrong))
    assert response.status_code == 422
    assert errors(response) == [(field, [sentence])]
    assert 'value="Bản Hài"' in response.text
    assert (Worker.objects.count(), Household.objects.count()) == (0, 0)


def test_a_number_on_the_register_opens_the_record_instead(hoas, son_la):
    known = make_worker(son_la, "Lò Thị Vân", national_id="014199000123")
    response = hoas.post(reverse(NEW), typed())
    assert response.status_code == 422
    assert reverse("staff:worker", kwargs={"public_id": known.public_id}) in response.text
    assert Worker.objects.count() == 1


def test_a_number_of_another_centre_names_the_centre_only(hoas, lai_chau):
    known = make_worker(lai_chau, "Giàng A Lử", national_id="014199000123")
    response = hoas.post(reverse(NEW), typed())
    assert errors(response) == [
        (
            "national_id",
            ["This personal number is already registered at Trung tâm Dịch vụ việc làm tỉnh Lai Châu."],
        )
    ]
    assert known.full_name not in response.text
    assert known.public_id not in response.text


def test_saving_opens_the_record(hoas):
    response = hoas.post(reverse(NEW), typed())
    worker = Worker.objects.get()
    assert response.headers["Location"] == reverse("staff:worker", kwargs={"public_id": worker.public_id})
    assert (worker.full_name, worker.birth_date) == ("Lò Thị Vân", date(1999, 5, 4))
    assert (worker.phone, worker.commune_id) == ("+84912345678", "03646")
    assert worker.reveal_national_id() == "014199000123"
    assert worker.consents.get().language == "blt"
    assert not worker.job_searches.exists()


def test_saving_and_next_gives_the_next_empty_form(hoas):
    response = hoas.post(reverse(NEW), typed(next=""), follow=True)
    assert response.redirect_chain == [(reverse(NEW), 302)]
    assert "Lò Thị Vân is registered as SLA-000001." in response.text
    assert 'value="Lò Thị Vân"' not in response.text


def test_the_scanned_card_fills_what_was_left_empty(hoas):
    card = "014199000123|123456789|Lò Thị Vân|04051999|Nữ|Bản Hài, Tô Hiệu, Sơn La|01062021"
    scanned = typed(card=card, national_id="", full_name="", birth="", address_detail="")
    del scanned["sex"]
    assert hoas.post(reverse(NEW), scanned).status_code == 302
    worker = Worker.objects.get()
    assert (worker.full_name, worker.sex, worker.birth_date) == (
        "Lò Thị Vân",
        "female",
        date(1999, 5, 4),
    )
    assert worker.reveal_national_id() == "014199000123"
    assert worker.permanent_detail == "Bản Hài, Tô Hiệu, Sơn La"


def test_a_scanner_that_ends_with_enter_fills_the_page_and_asks_on(hoas):
    card = "014199000123||Lò Thị Vân|04051999|Nữ|Bản Hài|01062021"
    response = hoas.post(reverse(NEW), EMPTY_LISTS | {"card": card, "address_detail": "Bản Hua Sát"})
    assert response.status_code == 200
    assert errors(response) == []
    for text in ("Lò Thị Vân", "4/5/1999", "014199000123", "Bản Hua Sát"):
        assert f'value="{text}"' in response.text
    assert card not in response.text
    assert Worker.objects.count() == 0


def test_a_number_that_says_another_sex_warns_and_is_saved(hoas):
    response = hoas.post(reverse(NEW), typed(national_id="014099000123"), follow=True)
    assert "The personal number says another sex than the form." in response.text
    assert Worker.objects.count() == 1


def test_household_search_and_lists_are_saved_together(hoas):
    more = {
        "household-head": "Lò Văn Ơn",
        "household-category": "near_poor",
        "household-decision_no": "12/QĐ-UBND",
        "household-valid_from": "1/1/2026",
        "search-job_title": "Công nhân may",
        "search-wish_1": "Thợ vận hành máy may",
        "search-wish_1_key": "8153",
        "search-accepts_overseas": "no",
        "skills-TOTAL_FORMS": "2",
        "skills-0-skill": "May công nghiệp",
        "skills-0-skill_key": "sewing",
        "skills-1-skill": "",
        "languages-TOTAL_FORMS": "1",
        "languages-0-language": "blt",
        "languages-0-proficiency": "good",
        "experiences-TOTAL_FORMS": "1",
        "experiences-0-job_title": "May",
        "experiences-0-started_on": "5/2019",
    }
    assert hoas.post(reverse(NEW), typed(**more)).status_code == 302
    worker = Worker.objects.get()
    assert (worker.household.head_name, worker.household.hamlet) == ("Lò Văn Ơn", "Bản Hài")
    assert worker.household.poverty_statuses.get().category == "near_poor"
    search = worker.job_searches.get()
    assert (search.accepts_overseas, search.accepts_moving) == (False, None)
    assert search.wishes.get().occupation_id == "8153"
    assert [row.skill_id for row in worker.skills.all()] == ["sewing"]
    assert worker.languages.get().language_id == "blt"
    assert worker.experiences.get().started_on == date(2019, 5, 1)


def test_a_known_household_is_chosen_by_its_head(hoas, son_la):
    home = make_household(son_la)
    chosen = {"household-head": home.head_name, "household-head_key": home.public_id}
    refused = hoas.post(reverse(NEW), typed(**chosen, **{"household-category": "poor"}))
    assert "This household is known here: change its status on its own page." in refused.text
    assert hoas.post(reverse(NEW), typed(**chosen)).status_code == 302
    assert Worker.objects.get().household == home
    assert Household.objects.count() == 1


def test_a_household_of_another_centre_cannot_be_chosen(hoas, lai_chau):
    home = make_household(lai_chau, commune="03388")
    chosen = {"household-head": home.head_name, "household-head_key": home.public_id}
    hoas.post(reverse(NEW), typed(**chosen))
    assert Worker.objects.get().household != home


def test_no_phone_is_an_answer(hoas):
    assert hoas.post(reverse(NEW), typed(phone_owner="none", phone="")).status_code == 302
    assert Worker.objects.get().phone_owner == "none"


HINT = "staff:worker-duplicates"


def test_the_hint_shows_people_alike_and_stands_in_nobodys_way(hoas, son_la):
    make_worker(son_la, "Lò Thị Vân", birth_date="1999-01-01")
    make_worker(son_la, "Lò Thị Vấn", birth_date="2000-01-01", commune_id="03688")
    make_worker(son_la, "Lò Thị Vân", birth_date="1980-01-01")
    make_worker(son_la, "Quàng Văn Đức", birth_date="1999-01-01")
    response = hoas.post(reverse(HINT), typed())
    assert [worker.full_name for worker in response.context["found"]] == ["Lò Thị Vân", "Lò Thị Vấn"]
    assert "<b>2000</b>" in response.text
    assert "<b>1999</b>" not in response.text
    assert hoas.post(reverse(NEW), typed()).status_code == 302


def test_the_hint_finds_the_same_number(hoas, son_la):
    known = make_worker(son_la, "Lò Vân", national_id="014199000123")
    response = hoas.post(reverse(HINT), {"national_id": "014199000123"})
    assert response.context["same"] == known


def test_the_hint_is_never_asked_by_address(hoas):
    assert hoas.get(reverse(HINT), {"full_name": "Lò Thị Vân"}).status_code == 405


def test_the_hint_says_nothing_about_nothing(hoas, son_la):
    make_worker(son_la)
    assert hoas.post(reverse(HINT), {}).text.strip() == ""
