"""How close occupations are, by the table in use and the mapping of codes."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from catalog.models import Occupation, RelatedOccupations
from catalog.related import related_row
from tests.cast import keys
from tests.factories import make_related_occupations

pytestmark = pytest.mark.django_db


@pytest.fixture
def occupations(catalogue):
    """Beside those of the cast: 7532 and an unmapped sibling, two codes of one ISCO group, two officers."""
    rows = [
        ("7532", "753", "Thợ cắt", "7532"),
        ("7539", "753", "Thợ may chưa phân loại", ""),
        ("2441", "244", "Nhà chuyên môn về hải quan", "3351"),
        ("3351", "335", "Nhân viên hải quan", "3351"),
        ("0110", "011", "Sĩ quan", ""),
        ("0111", "011", "Hạ sĩ quan", ""),
    ]
    Occupation.objects.bulk_create(
        Occupation(code=parent, level=3, **keys(parent)) for parent in ("244", "335", "011")
    )
    Occupation.objects.bulk_create(
        Occupation(code=code, level=4, parent_id=parent, isco08_code=isco, **keys(name))
        for code, parent, name, isco in rows
    )


@pytest.fixture
def table(occupations):
    return make_related_occupations(
        ("8153", "7531", 742), ("8153", "7532", 771), ("7531", "8153", 730), ("3351", "8153", 41)
    )


def test_without_a_table_nobody_is_said_to_be_close(occupations):
    assert related_row("8153") is None


@pytest.mark.parametrize("code", ["", "815", "8159", "81531"])
def test_only_codes_of_level_4_have_a_row(table, code):
    assert related_row(code) is None


def test_a_row_is_that_of_the_unit_group_without_what_is_not_close(table):
    row, version = related_row("8153")
    assert version == "tried-1"
    assert row == {"8153": 1000, "7531": 742, "7532": 771, "7539": 756}


def test_the_table_is_read_in_its_direction(table):
    assert related_row("7531").permilles["8153"] == 730


def test_two_codes_of_one_unit_group_are_as_close_as_different_occupations_can_be(table):
    assert related_row("2441").permilles == {"2441": 1000, "3351": 900, "8153": 41}


def test_an_unmapped_code_stands_where_its_siblings_stand_on_average(table):
    row = related_row("7539").permilles
    assert row["8153"] == (730 + 0) // 2
    assert row["7531"] == (900 + 0) // 2
    assert row["7539"] == 1000


def test_a_code_without_mapped_siblings_is_compared_by_its_digits(table):
    assert related_row("0110").permilles == {"0110": 1000, "0111": 700}


def test_a_mapping_that_changes_is_seen_at_once(table):
    assert "9329" not in related_row("8153").permilles
    Occupation.objects.filter(code="9329").update(isco08_code="7531")
    assert related_row("8153").permilles["9329"] == 742


def test_the_latest_table_is_in_use(table):
    make_related_occupations(("8153", "7531", 5), version="tried-2")
    assert related_row("8153") == ({"8153": 1000, "7531": 5, "7532": 5, "7539": 5}, "tried-2")


def test_a_known_table_costs_two_queries(table, django_assert_num_queries):
    make_related_occupations(("8153", "7531", 6), version="never seen before")
    with django_assert_num_queries(3):
        related_row("7531")
    with django_assert_num_queries(2):
        related_row("8153")


@pytest.mark.parametrize("change", [lambda rows: rows.update(version="x"), lambda rows: rows.delete()])
def test_a_published_table_never_changes(table, change):
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        change(RelatedOccupations.objects.all())
    assert list(RelatedOccupations.objects.values_list("version", flat=True)) == ["tried-1"]


def test_a_table_has_a_number_for_every_pair(occupations):
    with pytest.raises(IntegrityError, match="related_occupations_are_square"), transaction.atomic():
        RelatedOccupations.objects.create(
            version="x", digest="x", codes=["8153", "7531"], permilles=bytes(6), loaded_on="2026-01-01"
        )
    assert not RelatedOccupations.objects.exists()
