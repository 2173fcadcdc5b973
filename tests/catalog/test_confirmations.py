"""What staff confirm becomes known, by how many records say so."""

from datetime import date

import pytest

from catalog import confirmations
from catalog.coders import labels_version, title_coder
from catalog.confirmations import Pair, standing, words_kept
from catalog.models import ConfirmedTitle, OccupationAlias

DAY, NEXT_DAY = date(2026, 3, 2), date(2026, 3, 3)


def confirm(title, code, times=1, on=DAY):
    for _ in range(times):
        confirmations.recount(before=(), after=[Pair(title, code)], on=on)


def counts():
    rows = ConfirmedTitle.objects.order_by("title", "occupation")
    return list(rows.values_list("title", "occupation_id", "records", "first_on", "last_on"))


def best(title):
    return title_coder().code_title(title, limit=1)[0]


def test_a_record_counts_once_for_the_pair_it_stands_with(catalogue):
    confirm("Thợ vắt sổ (lương 9 triệu)", "8153")
    confirmations.recount(
        before=[Pair("Thợ vắt sổ", "8153")], after=[Pair("thợ vắt sổ - part time", "8153")], on=NEXT_DAY
    )
    assert counts() == [("thợ vắt sổ", "8153", 1, DAY, DAY)]
    confirm("Thợ vắt sổ", "8153", on=NEXT_DAY)
    assert counts() == [("thợ vắt sổ", "8153", 2, DAY, NEXT_DAY)]


def test_a_correction_moves_the_count(catalogue):
    confirm("Thợ vắt sổ", "8153")
    confirmations.recount(
        before=[Pair("Thợ vắt sổ", "8153")], after=[Pair("Thợ vắt sổ", "7531")], on=NEXT_DAY
    )
    assert counts() == [
        ("thợ vắt sổ", "7531", 1, NEXT_DAY, NEXT_DAY),
        ("thợ vắt sổ", "8153", 0, DAY, DAY),
    ]
    confirmations.recount(before=[Pair("Thợ vắt sổ", "7531")], after=(), on=NEXT_DAY)
    assert [row[2] for row in counts()] == [0, 0]


def test_many_pairs_are_counted_at_once(catalogue):
    pairs = [Pair("Thợ vắt sổ", "8153"), Pair("Phụ bếp", "5120"), Pair("thợ vắt sổ 9tr", "8153")]
    confirmations.recount(before=(), after=pairs, on=DAY)
    assert [row[:3] for row in counts()] == [("phụ bếp", "5120", 1), ("thợ vắt sổ", "8153", 2)]
    confirmations.recount(before=pairs, after=pairs[:1], on=NEXT_DAY)
    assert [row[2] for row in counts()] == [0, 1]
    confirmations.recount(before=pairs, after=(), on=NEXT_DAY)
    assert [row[2] for row in counts()] == [0, 0]


def test_a_count_never_falls_below_nothing(catalogue):
    confirmations.recount(before=[Pair("Thợ vắt sổ", "8153")], after=(), on=DAY)
    assert counts() == []


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Thợ may gọi 0912345678", "thợ may gọi"),
        ("Thợ hàn 6G", "thợ hàn"),
        ("Lương 15tr", ""),
        ("x" * 300, "x" * 200),
    ],
)
def test_only_words_are_kept(catalogue, title, kept):
    assert words_kept(title) == kept
    confirm(title, "8153")
    assert [row[0] for row in counts()] == ([kept] if kept else [])


def test_one_record_is_a_hint_and_two_are_a_label(catalogue):
    confirm("chạy kim đôi", "8153")
    assert (best("Chạy kim đôi").code, best("Chạy kim đôi").to_confirm) == ("8153", True)
    confirm("chạy kim đôi", "8153")
    assert (best("Chạy kim đôi").code, best("Chạy kim đôi").to_confirm) == ("8153", False)


def test_one_wrong_confirmation_takes_nothing_over(catalogue):
    OccupationAlias.objects.create(occupation_id="8153", title="chạy kim đôi", source="collected")
    confirm("chạy kim đôi", "7531", times=4)
    assert best("Chạy kim đôi").code == "8153"
    confirm("chạy kim đôi", "7531")
    assert best("Chạy kim đôi").code == "7531"


@pytest.mark.parametrize(
    ("records", "name"), [(1, "candidate"), (2, "confirmed"), (4, "confirmed"), (5, "settled")]
)
def test_standing(records, name):
    assert standing(records) == name


def test_the_version_of_the_labels_follows_every_change(catalogue):
    seen = [labels_version()]
    confirm("chạy kim đôi", "8153")
    seen.append(labels_version())
    alias = OccupationAlias.objects.create(occupation_id="9329", title="phụ xe", source="collected")
    seen.append(labels_version())
    assert len(set(seen)) == 3
    alias.delete()
    assert labels_version() == seen[1]
