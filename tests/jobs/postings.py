"""Postings of the shapes the exchanges publish, and the lists they are read with."""

import csv
import io

from catalog.models import OccupationAlias, PlaceSpelling
from jobs.posting_files import COLUMNS

SEWING = ("Công nhân may", "Xưởng may Tô Hiệu", "7 - 9 triệu", "Sơn La", "Không yêu cầu", "3 ngày trước")
COOK = ("Đầu bếp", "Nhà hàng Suối Mơ", "Thoả thuận", "Hà Nội & 2 nơi khác", "2 năm", "1 tuần trước")
ABROAD = ("Công nhân may", "Nghiệp đoàn Sakura", "180.000 JPY", "Nhật Bản", "Không yêu cầu", "hôm nay")
SPREAD = ("Đầu bếp", "Bếp Việt", "400 - 500 USD", "Bắc Ninh, Sơn La, Hà Nội", "Trên 5 năm", "05/03/2026")
ODD = ("Thợ may", "Xưởng may Tô Hiệu", "0.0 - 0.1 triệu", "Mặt Trăng", "nhiều", "lâu rồi")
NAMELESS = ("\u202e ", "Xưởng may Tô Hiệu", "7 triệu", "Sơn La", "1 năm", "hôm qua")


def write_lists() -> None:
    """Titles and spellings, beside the cast's catalogue."""
    OccupationAlias.objects.bulk_create(
        OccupationAlias(occupation_id=code, title=title, source="collected")
        for title, code in (("công nhân may", "8153"), ("thợ may", "7531"), ("đầu bếp", "5120"))
    )
    PlaceSpelling.objects.bulk_create(
        PlaceSpelling(alias=alias, kind=kind, place_code=code)
        for alias, kind, code in (
            ("Hà Nội", "province", "01"),
            ("Sơn La", "province", "14"),
            ("Bắc Ninh", "province", "24"),
            ("Bắc Giang", "old_province", "24"),
            ("Nhật Bản", "country", "JP"),
            ("Nước ngoài", "overseas", ""),
            ("Toàn quốc", "nationwide", ""),
        )
    )


def numbered(count: int) -> list[tuple[str, ...]]:
    """``count`` postings of fifty employers, each of its own."""
    return [
        (
            f"Công nhân may chuyền {number}",
            f"Xưởng {number % 50}",
            "7 - 9 triệu",
            "Sơn La",
            "1 năm",
            "hôm nay",
        )
        for number in range(count)
    ]


def csv_text(rows, columns=COLUMNS) -> str:
    """The rows as a CSV with a header."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
