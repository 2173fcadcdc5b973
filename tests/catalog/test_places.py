"""Places as people write them, before and after the merger of July 2025."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.places import CommuneIndex, CommuneRow, Place, PlaceAlias, PlaceReader
from catalog.vietnamese import search_key

SEEDS = Path(__file__).parents[2] / "seeds"
MERGED = {  # Resolution 202/2025/QH15, article 1
    "Hà Giang": "08", "Yên Bái": "15", "Bắc Kạn": "19", "Vĩnh Phúc": "25", "Hoà Bình": "25",
    "Bắc Giang": "24", "Thái Bình": "33", "Hải Dương": "31", "Hà Nam": "37", "Nam Định": "37",
    "Quảng Bình": "44",
    "Quảng Nam": "48", "Kon Tum": "51", "Bình Định": "52", "Ninh Thuận": "56", "Đắk Nông": "68",
    "Bình Thuận": "68", "Phú Yên": "66", "Bình Dương": "79", "Bà Rịa - Vũng Tàu": "79", "Bình Phước": "75",
    "Long An": "80", "Sóc Trăng": "92", "Hậu Giang": "92", "Bến Tre": "86", "Trà Vinh": "86",
    "Tiền Giang": "82", "Bạc Liêu": "96", "Kiên Giang": "91",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader():
    return PlaceReader(seed_rows())


def seed_rows():
    with (SEEDS / "place_aliases.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [PlaceAlias(row["alias"], row["province_code"], row["kind"]) for row in rows]


def test_the_seed_holds_34_present_and_29_merged_provinces():
    rows = seed_rows()
    assert len({row.code for row in rows if row.kind == "province"}) == 34
    assert {row.alias: row.code for row in rows if row.kind == "old_province"} == MERGED


def test_no_spelling_of_the_seed_has_two_meanings_except_by_tone():
    meanings = {}
    for row in seed_rows():
        meanings.setdefault(search_key(row.alias), set()).add(row.code)
    assert {key: codes for key, codes in meanings.items() if len(codes) > 1} == {"phu yen": {"14", "66"}}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Hà Nội", Place(("01",))),
        ("Hà Nội, Hồ Chí Minh", Place(("01", "79"))),
        ("Hồ Chí Minh, Bình Dương", Place(("79",))),
        ("Hà Nội & 2 nơi khác", Place(("01",), other_places=2)),
        ("Long An & 62 nơi khác", Place(("80",), other_places=62)),
        ("Hà Nội và 3 tỉnh khác", Place(("01",), other_places=3)),
        ("Bà Rịa-Vũng Tàu", Place(("79",))),
        ("Bà Rịa – Vũng Tàu; Bắc Ninh", Place(("79", "24"))),
        ("Hà Nội-Hải Phòng", Place(("01", "31"))),
        ("Hòa Bình / hoa binh / HOÀ BÌNH", Place(("25",))),
        ("Đắc Nông", Place(("68",))),
        ("Tỉnh Thừa Thiên - Huế", Place(("46",))),
        ("TP. HCM", Place(("79",))),
        ("Biên Hòa, Đồng Nai", Place(("75",))),
        ("Phú Yên", Place(("66",))),
        ("Phù Yên", Place(("14",))),
        ("phu yen", Place(("66",))),
        ("Toàn quốc", Place(nationwide=True)),
        ("Nước Ngoài", Place(overseas=True)),
        ("Nhật Bản", Place(overseas=True, country="JP")),
        ("Đài Loan, Hà Nội", Place(("01",), overseas=True, country="TW")),
        ("KCN Quế Võ, Bắc Ninh", Place(("24",), unsure=("KCN Quế Võ",))),
        ("12 Điện Biên Phủ, Bình Thạnh, TP HCM", Place(("79",), unsure=("12 Điện Biên Phủ",))),
        ("làm việc tại Sơn La", Place(("14",), unsure=("làm việc tại Sơn La",))),
        ("Mặt Trăng", Place(unsure=("Mặt Trăng",))),
        ("", Place()),
    ],
)
def test_reads(reader, text, place):
    assert reader.read(text) == place


def test_says_whether_anything_was_understood(reader):
    assert reader.read("Sơn La").is_known
    assert reader.read("Nước ngoài").is_known
    assert reader.read("toan quoc").is_known
    assert not reader.read("Mặt Trăng").is_known


def test_hostile_texts_are_answered(reader):
    assert reader.read("\u202eSơn La\x00").provinces == ("14",)
    assert reader.read("=HYPERLINK(1), Sơn La").provinces == ("14",)
    assert reader.read("Sơn La\ud800").provinces == ("14",)
    long = reader.read("Sơn La," + "x" * 1_000_000)
    assert long.provinces == ("14",)
    assert long.unsure[0] == "x" * 40


@settings(deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_no_text_breaks_it(text):
    PlaceReader([PlaceAlias("Sơn La", "14", "province")]).read(text)


ROWS = [
    CommuneRow("Mộc Châu", "Phường Mộc Châu", "14", ("03980",)),
    CommuneRow("Mộc Châu", "Thị xã Mộc Châu", "14", ("03980", "03985"), "old_district"),
    CommuneRow("Chiềng Sinh", "Xã Chiềng Sinh", "14", ("03661",)),
    CommuneRow("Chiềng Sinh", "Phường Chiềng Sinh", "14", ("03679",)),
    CommuneRow("Chiềng Sơ", "Xã Chiềng Sơ", "14", ("04210",)),
    CommuneRow("Chiềng Sơn", "Xã Chiềng Sơn", "14", ("03997",)),
    CommuneRow("Bó Sinh", "Xã Bó Sinh", "14", ("04189",)),
    CommuneRow("Na Sơn", "Xã Na Sơn", "11", ("03203",)),
    CommuneRow("Tân Uyên", "Xã Tân Uyên", "12", ("03595",)),
    CommuneRow("Tân Uyên", "Thị trấn Tân Uyên", "12", ("03595",), "old_commune"),
]
INDEX = CommuneIndex(reversed(ROWS))


def names(hits):
    return [hit.row.full_name for hit in hits]


def test_tones_rank_higher_and_prefixes_follow():
    assert names(INDEX.find("chieng so", "14")) == ["Xã Chiềng Sơ", "Xã Chiềng Sơn"]
    assert [hit.exact for hit in INDEX.find("Chiềng Sơ", "14")] == [True, False]
    assert names(INDEX.find("chiềng sơn", "14")) == ["Xã Chiềng Sơn"]


def test_a_later_word_fits_last_and_the_province_limits():
    assert names(INDEX.find("sinh", "14")) == ["Xã Bó Sinh", "Xã Chiềng Sinh", "Phường Chiềng Sinh"]
    assert names(INDEX.find("sơn")) == ["Xã Chiềng Sơn", "Xã Na Sơn"]
    assert INDEX.find("na sơn", "14") == ()
    assert INDEX.find("  ", "14") == ()
    assert names(INDEX.find("chieng", "14", limit=1)) == ["Xã Chiềng Sinh"]


def test_the_unit_word_decides_between_namesakes():
    assert INDEX.find_one("Chiềng Sinh", "14") is None
    assert INDEX.find_one("Xã Chiềng Sinh", "14").communes == ("03661",)
    assert INDEX.find_one("phuong chieng sinh", "14").communes == ("03679",)
    assert names(INDEX.find("phường chiềng sinh", "14")) == ["Phường Chiềng Sinh", "Xã Chiềng Sinh"]


def test_a_present_commune_wins_over_an_old_unit_of_its_name():
    assert INDEX.find_one("Mộc Châu", "14").kind == "commune"
    assert INDEX.find_one("thị xã Mộc Châu", "14").communes == ("03980", "03985")
    assert INDEX.find_one("tan uyen", "12").kind == "commune"
    assert INDEX.find_one("Thị trấn Tân Uyên", "12").kind == "old_commune"
    assert INDEX.find_one("Mường Không Có", "14") is None
