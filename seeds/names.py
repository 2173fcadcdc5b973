"""Invented people's names, by ethnic group and sex, as they are formed in the north-west.

Family names, middle names and given names of a group are common words of its naming custom and are combined
at random; nobody in particular is meant.
"""

from random import Random
from typing import NamedTuple


class Custom(NamedTuple):
    """How one group forms names. Words stand in order of frequency, the most common first."""

    family: tuple[str, ...]
    middle_male: tuple[str, ...]
    middle_female: tuple[str, ...]
    male: tuple[str, ...]
    female: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


THAI_MALE = _words(
    "Thương Ơn Inh Hặc Phóng Bun Pâng Ín Chung Xôm Thân Hịa Panh Muôn Dương Thiêm Tuấn Hoài Cường Biên Lả"
    " Phương Định Thái Bình Sơn Quân Tiến Khôi Hinh Chiến Thoan Đôi Nghĩa Kiên Hợp Ánh Toản Đức Hùng"
)
THAI_FEMALE = _words(
    "Hoa Ín Thương Inh Pâng Xuân Lả Thơm Muôn Ơn Hặc Phớ Ngoan Thu Hương Phượng Chiên Duyên Thoa Mai Lan"
    " Hiền Nga Yêu Bun Ánh Kim Lưu Thắm Oanh Quyên Diên Nhung Hạnh Vui Thiết Loan Thảo Nguyệt Hà"
)
MONG_MALE = tuple(
    f"A {word}"
    for word in _words(
        "Chinh Dơ Páo Tủa Sình Lử Chống Súa Thênh Dế Câu Trừ Khua Nênh Sử Phử Của Sếnh Dua Tồng Lồng Tếnh Pó"
        " Mang Chu Ly Dình Giống Hờ Say Nủ Thào Của Tráng"
    )
)
MONG_FEMALE = _words(
    "Mỷ Dợ Sua Chư Dua Xia Mai Pàng Say Ca Sông Ly Mo Nhìa Pà Chá Dếnh Xua Gầu Cở Máy Sênh Vàng Rùa Dở Bla"
    " Lia Sáy Khua Nu"
)
KINH_MALE = _words(
    "Hùng Dũng Tuấn Cường Minh Hải Nam Long Đức Thắng Tùng Quang Huy Sơn Hoàng Trung Kiên Phong Việt Hiếu Duy"
    " Thành Bình An Khánh Tiến Toàn Mạnh Vinh Đạt"
)
KINH_FEMALE = _words(
    "Hương Lan Hoa Mai Hằng Thủy Thảo Linh Trang Huyền Nga Hà Yến Phương Thu Ngọc Hạnh Loan Tuyết Dung Quỳnh"
    " Nhung Hiền Vân Oanh Anh Duyên Chi Giang Lý"
)
DAO_MALE = _words(
    "Phúc Sơn Quý Vạn Thịnh Kim Chòi Hin Tiến Vần Phẩu Mềnh Sinh Chiêu Xuân Quang Páo Lụa Thanh"
)
DAO_FEMALE = _words("Mẩy Pham Liều Nhất Chiều San Phẩy Lai Mùi Cói Hương Ghến Sểnh Nái Pú Viện Xuân Thanh")
HANI_MALE = _words("Xá Gạ Hừ Lòng Po Chừ Sinh Ché Sừ Cà Pố Go Tư Xì Nhù Và Lế Thu Hùng Xuy")
HANI_FEMALE = _words("Mì Me Nụ Pứ Xó Dé Lo Chu Sơ Pà De Mé Nu Hà Thơ Pớ Xe Lù Mơ Po")

THAI = Custom(
    _words("Lò Quàng Cà Tòng Lường Hoàng Cầm Bạc Lèo Vì Điêu Mè Đèo Hà Sa Tếnh Lù"),
    _words("Văn Văn Văn Đức Minh Xuân Thanh Quang"),
    _words("Thị Thị Thị Thị Thu Hồng Kim"),
    THAI_MALE,
    THAI_FEMALE,
)
MONG = Custom(
    _words("Giàng Sùng Vàng Mùa Thào Vừ Hạng Lầu Tráng Phàng Cứ Sồng Chá Thò Lý Hờ Và Khang"),
    ("",),
    ("Thị",),
    MONG_MALE,
    MONG_FEMALE,
)
KINH = Custom(
    _words("Nguyễn Trần Lê Phạm Hoàng Vũ Đỗ Bùi Đặng Ngô Đinh Dương Trịnh Đào Phan Mai"),
    _words("Văn Văn Đức Minh Quang Xuân Anh Công"),
    _words("Thị Thị Thị Thu Thanh Ngọc Bích"),
    KINH_MALE,
    KINH_FEMALE,
)
MUONG = KINH._replace(family=_words("Bùi Đinh Hà Quách Bạch Phùng Hoàng Xa Lường Cầm"))
TAY = KINH._replace(family=_words("Hoàng Nông Hà Ma Lương La Lý Bế Đàm"))
DAO = Custom(
    _words("Bàn Triệu Đặng Lý Phùng Tẩn Chẩn Chảo Phàn Dương"),
    _words("Văn A Láo Duần"),
    _words("Thị Mùi San U"),
    DAO_MALE,
    DAO_FEMALE,
)
HANI = Custom(
    _words("Pờ Ly Chang Vù Khoàng Phà Sừng Lỳ Chu Toán"),
    _words("Xá Gò Hừ Cà"),
    _words("Mì Xó Thó Gió"),
    HANI_MALE,
    HANI_FEMALE,
)

CUSTOMS = {
    "01": KINH,
    "02": TAY,
    "03": THAI,
    "04": KINH._replace(family=_words("Lý Hoàng Voòng Chíu Lâm Trần Phan")),
    "06": MUONG,
    "08": MONG,
    "09": DAO,
    "25": TAY._replace(family=_words("Vàng Lù Hoàng Phan Lò Nông Vùi Tải")),
    "29": THAI._replace(family=_words("Lò Quàng Lường Cút Moong Seo Vì Hà Cụt")),
    "33": THAI._replace(family=_words("Lò Lềm Quàng Lường Hoàng Lèo Cà")),
    "34": THAI._replace(family=_words("Vì Lò Lèo Cút Quàng Hoàng")),
    "35": HANI,
    "37": THAI._replace(family=_words("Lò Lường Vì Lèo Tòng Lành Bạc")),
    "39": THAI._replace(family=_words("Lò Cà Quàng Hoàng Lềm Lèo")),
    "41": HANI._replace(family=_words("Phàn Giàng Vàng Lỳ Pờ Thàng")),
    "42": THAI._replace(family=_words("Tao Lò Vàng Nùng Khoàng")),
    "45": THAI._replace(family=_words("Lò Chìn Tào Lùng Pàn Sìn")),
    "48": THAI._replace(family=_words("Lò Chảo Nạ Hù Lùng Chang")),
    "50": HANI._replace(family=_words("Hù Pờ Lỳ Giàng Ly")),
}


def dice(name: str) -> Random:
    """The generator of everything random under this name: the same name, the same province."""
    return Random(name)  # noqa: S311  (invented people are no secret)


def pick(rng: Random, words: tuple[str, ...]) -> str:
    """One word, those at the front more often."""
    draw = rng.random()
    return words[int(draw * draw * len(words))]


def family_name(rng: Random, ethnicity: str) -> str:
    """A family name of the group with this official code."""
    return pick(rng, CUSTOMS[ethnicity].family)


def person_name(rng: Random, ethnicity: str, sex: str, family: str) -> str:
    """A full name; ``sex`` as ``Worker.Sex``."""
    custom = CUSTOMS[ethnicity]
    if sex == "male":
        middle, given = pick(rng, custom.middle_male), custom.male
    else:
        middle, given = pick(rng, custom.middle_female), custom.female
    name = given[int(rng.random() * len(given))]
    return f"{family} {middle} {name}" if middle and middle != name else f"{family} {name}"


HAMLET_FIRST = _words(
    "Nà Huổi Pá Co Noong Phiêng Mường Chiềng Lọng Hua Bó Nậm Púng Kéo Tà Lán Cang Nong Bon Thẳm"
)
HAMLET_SECOND = _words(
    "Lốc Mòn Hay Phay Cốc Luông Nghịu Pát Sản Ban Xa Tông Khoang Hốc Lếch Muông Sàng Trai Lương Hạ Khịa Dửn"
)


def hamlet_name(rng: Random, is_ward: bool) -> str:
    """A hamlet (*bản*), or in a ward a numbered neighbourhood (*tổ*)."""
    if is_ward and rng.random() < 0.7:
        return f"Tổ {rng.randint(1, 14)}"
    return f"Bản {pick(rng, HAMLET_FIRST)} {pick(rng, HAMLET_SECOND)}"
