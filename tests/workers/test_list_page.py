"""The list of workers: filters in the address, pages by key, a fixed number of queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import NOW
from tests.factories import (
    make_household,
    make_job_search,
    make_poverty_status,
    make_seeker,
    make_worker,
)


def names(response):
    return [worker.full_name for worker in response.context["workers"]]


@pytest.fixture
def hoas(browser, hoa):
    return browser(hoa)


def listed(client, **query):
    return names(client.post(reverse("staff:workers"), query, follow=True))


def test_a_name_never_stands_in_the_address_or_the_log(hoas, son_la, caplog):
    make_worker(son_la, "Lò Văn Thương")
    answer = hoas.post(reverse("staff:workers"), {"q": "Thương", "search": "none", "sort": "name"})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("staff:workers") + "?search=none&sort=name&find=")
    page = hoas.get(answer.url)
    assert names(page) == ["Lò Văn Thương"]
    assert 'value="Thương"' in page.text
    for written in (answer.url, caplog.text):
        assert "Thương" not in written
        assert "Th%C6%B0%C6%A1ng" not in written
    assert "find=" not in caplog.text


@pytest.mark.parametrize("sealed", ["", "AAAA", "not base64!", "é" * 30])
def test_a_sealed_name_that_does_not_open_is_no_name(hoas, son_la, sealed):
    make_worker(son_la, "Lò Văn Thương")
    assert names(hoas.get(reverse("staff:workers"), {"find": sealed})) == ["Lò Văn Thương"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(hoas, son_la, count, django_assert_num_queries):
    for number in range(count):
        home = make_household(son_la)
        make_poverty_status(home)
        make_seeker(son_la, f"Lò Văn {number}", household=home)
    url = reverse("staff:workers")
    hoas.get(url)
    with django_assert_num_queries(7):  # session, user, centre, the page, three that keep the session
        assert len(names(hoas.get(url))) == count


def test_names_are_found_without_accents_and_sorted_by_the_given_name(hoas, son_la):
    for name in ["Lò Văn Thương", "Cà Thị Ánh", "Quàng Văn Đức", "Lò Thị An"]:
        make_worker(son_la, name)
    assert listed(hoas, sort="name") == ["Lò Thị An", "Cà Thị Ánh", "Quàng Văn Đức", "Lò Văn Thương"]
    assert listed(hoas, sort="-name")[0] == "Lò Văn Thương"
    assert listed(hoas, q="lo thuong") == ["Lò Văn Thương"]
    assert listed(hoas, q="LÒ", sort="name") == ["Lò Thị An", "Lò Văn Thương"]
    assert listed(hoas, q="Minh") == []


def test_newest_first_unless_asked_otherwise(hoas, son_la):
    make_worker(son_la, "Lò Văn Cũ", registered_at=NOW - timedelta(days=1))
    make_worker(son_la, "Lò Văn Mới")
    assert listed(hoas) == ["Lò Văn Mới", "Lò Văn Cũ"]
    assert listed(hoas, sort="registered") == ["Lò Văn Cũ", "Lò Văn Mới"]
    assert listed(hoas, sort="national_id_index") == ["Lò Văn Mới", "Lò Văn Cũ"]


def test_the_commune_by_its_code_or_its_whole_name(hoas, son_la):
    make_worker(son_la, "Lò Văn Gần")
    make_worker(son_la, "Lò Văn Xa", commune_id="03688")
    assert listed(hoas, commune="Xã Mường Chiên", commune_key="03688") == ["Lò Văn Xa"]
    assert listed(hoas, commune="muong chien") == ["Lò Văn Xa"]
    assert listed(hoas, commune="Xã Mường Chiên") == ["Lò Văn Xa"]


def test_a_filter_that_cannot_be_read_finds_nobody(hoas, son_la):
    make_worker(son_la)
    assert listed(hoas, commune="Atlantis") == []
    assert listed(hoas, search="flying") == []
    assert listed(hoas, poverty="rich") == []


def test_the_status_in_force_today_counts_not_the_one_before(hoas, son_la):
    today = timezone.localdate()
    home = make_household(son_la)
    make_poverty_status(home, "poor", valid_from=today - timedelta(days=400), valid_to=today)
    make_poverty_status(home, "near_poor", valid_from=today)
    make_worker(son_la, "Lò Văn Ơn", household=home)
    make_worker(son_la, "Lò Văn Khác")
    assert listed(hoas, poverty="poor") == []
    assert listed(hoas, poverty="near_poor") == ["Lò Văn Ơn"]
    assert listed(hoas, poverty="priority") == ["Lò Văn Ơn"]


def test_job_searches_by_state(hoas, son_la):
    make_seeker(son_la, "Lò Văn Tìm")
    make_job_search(make_worker(son_la, "Lò Văn Dừng"), state="paused")
    make_worker(son_la, "Lò Văn Không")
    assert listed(hoas, search="active") == ["Lò Văn Tìm"]
    assert listed(hoas, search="paused") == ["Lò Văn Dừng"]
    assert listed(hoas, search="none") == ["Lò Văn Không"]


def test_what_is_still_to_be_done(hoas, son_la):
    make_seeker(son_la, "Lò Văn Xong")
    make_job_search(make_worker(son_la, "Lò Văn Chưa"))
    home = make_household(son_la)
    ends = timezone.localdate() + timedelta(days=30)
    make_poverty_status(home, valid_from=ends - timedelta(days=99), valid_to=ends)
    make_worker(son_la, "Lò Văn Sắp", household=home)
    assert listed(hoas, due="consent") == ["Lò Văn Chưa"]
    assert listed(hoas, due="occupation") == ["Lò Văn Chưa"]
    assert listed(hoas, due="status") == ["Lò Văn Sắp"]


def test_who_may_not_know_households_neither_sees_nor_filters_them(browser, cast):
    home = make_household(cast.son_la)
    make_poverty_status(home, valid_from=timezone.localdate())
    make_worker(cast.son_la, household=home)
    make_worker(cast.son_la)
    client = browser(cast.fair_officer)
    response = client.get(reverse("staff:workers"), {"poverty": "poor"})
    assert len(names(response)) == 2
    assert "Poor household" not in response.text
    assert listed(client, due="status") == []


def test_pages_by_key_hold_everybody_once_in_both_directions(hoas, son_la):
    for number in range(60):
        make_worker(son_la, f"Lò Văn {number % 7}")
    url, seen, query = reverse("staff:workers"), [], {"sort": "name"}
    while True:
        response = hoas.get(url, query)
        seen += [worker.pk for worker in response.context["workers"]]
        pager = response.context["page"]["pager"]
        if not pager["next"]:
            break
        query = {"sort": "name", "after": pager["next"]}
    assert len(seen) == len(set(seen)) == 60
    back = hoas.get(url, {"sort": "name", "before": pager["previous"]})
    first = [worker.pk for worker in back.context["workers"]]
    assert first == seen[seen.index(first[0]) : seen.index(first[0]) + len(first)]


def test_a_cursor_of_another_centre_tells_nothing(hoas, cast):
    make_worker(cast.son_la, "Lò Văn An")
    other = make_worker(cast.lai_chau, "Lò Văn Yên")
    assert listed(hoas, sort="name", after=other.public_id) == ["Lò Văn An"]
