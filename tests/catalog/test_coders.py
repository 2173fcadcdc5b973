"""The readers of titles and places follow the reference lists, and are made once for each state of them."""

from datetime import date

import pytest

from catalog.coders import place_reader, title_coder
from catalog.coding import Coded
from catalog.models import Occupation, OccupationAlias, PlaceSpelling


def spell(alias, kind, code):
    return PlaceSpelling.objects.create(alias=alias, kind=kind, place_code=code)


def code_of(title):
    return [coded.code for coded in title_coder().code_title(title)][:1]


def test_unchanged_lists_give_the_same_readers(catalogue, django_assert_num_queries):
    coder, reader = title_coder(), place_reader()
    with django_assert_num_queries(5):
        assert title_coder() is coder
        assert place_reader() is reader


def test_a_new_title_is_known_at_the_next_call(catalogue):
    assert all(coded.confidence < 100 for coded in title_coder().code_title("Phụ xe"))
    OccupationAlias.objects.create(occupation_id="9329", title="phụ xe", source="collected")
    [known, *_] = title_coder().code_title("Phụ xe")
    assert known == Coded("9329", 996, "phụ xe")


def test_titles_are_coded_to_occupations_in_force_only(catalogue):
    assert code_of("Đầu bếp") == ["5120"]
    Occupation.objects.filter(pk="5120").update(retired_on=date(2026, 1, 1))
    assert code_of("Đầu bếp") != ["5120"]


def test_a_renamed_place_is_read_at_the_next_call(catalogue):
    spelling = spell("Sơn La", "province", "12")
    assert place_reader().read("Sơn La").provinces == ("12",)
    PlaceSpelling.objects.filter(pk=spelling.pk).update(place_code="14")
    assert place_reader().read("Sơn La").provinces == ("14",)


@pytest.mark.parametrize("provinces_first", [True, False])
def test_a_province_is_meant_before_a_district_written_alike(catalogue, provinces_first):
    rows = [("Phú Yên", "old_province", "66"), ("Phù Yên", "locality", "14")]
    for row in rows if provinces_first else reversed(rows):
        spell(*row)
    assert place_reader().read("phu yen").provinces == ("66",)
    assert place_reader().read("Phù Yên").provinces == ("14",)


def test_places_are_no_part_of_a_job_but_countries_may_be(catalogue):
    spell("Sơn La", "province", "14")
    spell("Hàn Quốc", "country", "KR")
    OccupationAlias.objects.create(occupation_id="9329", title="lao động Hàn Quốc", source="collected")
    assert title_coder().code_title("Đầu bếp Sơn La") == title_coder().code_title("Đầu bếp")
    assert code_of("Hàn Quốc") == ["9329"]
