"""The people of every test: Hoa works in Sơn La, Minh in Lai Châu and must see nothing of it, Tuyết recruits.

The catalogue here is a slice of the real one with its official codes, small enough to write before each test.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from catalog.models import (
    Commune,
    EthnicGroup,
    Industry,
    Language,
    Occupation,
    PriorityGroup,
    Province,
    Skill,
    TrainingField,
)
from catalog.vietnamese import search_key, sort_key
from centres.models import Centre, Role, User
from employers.models import Employer

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 3, 16, 9, 30, tzinfo=VIETNAM)  # a Monday morning
TODAY = date(2026, 3, 16)

PROVINCES = [
    ("01", "Hà Nội", "Thành phố Hà Nội", 20.99, 105.70),
    ("11", "Điện Biên", "Tỉnh Điện Biên", 21.70, 103.02),
    ("12", "Lai Châu", "Tỉnh Lai Châu", 22.31, 103.18),
    ("14", "Sơn La", "Tỉnh Sơn La", 21.19, 104.07),
    ("24", "Bắc Ninh", "Tỉnh Bắc Ninh", 21.29, 106.38),
]
COMMUNES = [
    ("03646", "14", "Tô Hiệu", "Phường", 21.32728, 103.92103, 11.97),
    ("03664", "14", "Chiềng An", "Phường", 21.38561, 103.89508, 149.82),
    ("03688", "14", "Mường Chiên", "Xã", 21.91345, 103.5956, 384.21),
    ("03388", "12", "Đoàn Kết", "Phường", 22.44116, 103.39741, 134.96),
    ("03390", "12", "Bình Lư", "Xã", 22.35315, 103.67774, 174.72),
    ("07210", "24", "Bắc Giang", "Phường", 21.2849, 106.21542, 23.37),
]
OCCUPATIONS = [
    ("5", 1, None, "Nhân viên dịch vụ và bán hàng", "5"),
    ("51", 2, "5", "Nhân viên dịch vụ cá nhân", "51"),
    ("512", 3, "51", "Đầu bếp", "512"),
    ("5120", 4, "512", "Đầu bếp", "5120"),
    ("7", 1, None, "Lao động thủ công và các nghề có liên quan khác", "7"),
    ("75", 2, "7", "Thợ chế biến thực phẩm, gia công gỗ, may mặc, đồ thủ công", "75"),
    ("753", 3, "75", "Thợ may mặc và thợ có liên quan", "753"),
    ("7531", 4, "753", "Thợ may, thợ làm da thú và thợ làm mũ", "7531"),
    ("8", 1, None, "Thợ lắp ráp và vận hành máy móc, thiết bị", "8"),
    ("81", 2, "8", "Thợ vận hành máy móc và thiết bị", "81"),
    ("815", 3, "81", "Thợ vận hành máy dệt, may và máy sản xuất đồ da, lông thú", "815"),
    ("8153", 4, "815", "Thợ vận hành máy may", "8153"),
    ("9", 1, None, "Lao động giản đơn", "9"),
    ("93", 2, "9", "Lao động trong ngành khai khoáng, xây dựng, công nghiệp", "93"),
    ("932", 3, "93", "Lao động trong công nghiệp", "932"),
    ("9329", 4, "932", "Lao động công nghiệp khác chưa được phân vào đâu", "9329"),
]
ETHNIC_GROUPS = [("01", "Kinh", False), ("03", "Thái", True), ("08", "Mông", True)]
LANGUAGES = [
    ("vi", "Tiếng Việt", "Latn"),
    ("blt", "Thái Đen", "Latn or Tavt"),
    ("hmn", "Mông", "Latn"),
    ("en", "Tiếng Anh", "Latn"),
    ("ko", "Tiếng Hàn", "Hang"),
]
SKILLS = [
    ("sewing", "May công nghiệp", "skill", ["753", "815"]),
    ("cooking", "Nấu ăn", "skill", ["512"]),
    ("driving_b2", "Giấy phép lái xe hạng B2", "licence", ["832"]),
    ("excel", "Excel", "software", []),
]
PRIORITY_GROUPS = [
    ("disability", "Người khuyết tật", "352/2025/ND-CP"),
    ("ethnic_minority", "Người dân tộc thiểu số", "352/2025/ND-CP"),
    ("demobilised_soldier", "Bộ đội xuất ngũ", "352/2025/ND-CP"),
    ("other", "Khác", "352/2025/ND-CP"),
]
INDUSTRIES = [("C", "Công nghiệp chế biến, chế tạo", "C"), ("1410", "May trang phục", "C")]
TRAINING_FIELDS = [("0540", "Sản xuất và chế biến"), ("0810", "Dịch vụ du lịch, khách sạn")]


@dataclass(frozen=True)
class Cast:
    """Everybody, by the part they play."""

    son_la: Centre
    lai_chau: Centre
    hoa: User  # counsellor in Sơn La
    minh: User  # counsellor in Lai Châu: every page of Sơn La is a 404 for him
    registrar: User
    manager: User
    officer: User  # commune officer of Mường Chiên only
    fair_officer: User
    auditor: User
    sysadmin: User  # belongs to no centre
    client: User  # the service account of a REST client of Sơn La
    garments: Employer  # Tuyết recruits for it: verified, Sơn La


def keys(name: str) -> dict[str, str]:
    """A listed row's name with the keys it is sorted and found by."""
    return {"name": name, "sort_key": sort_key(name), "search_key": search_key(name)}


def write_catalogue() -> None:
    """The rows of the reference lists that the tests choose from."""
    Province.objects.bulk_create(
        Province(code=code, full_name=full, lat=lat, lon=lon, **keys(name))
        for code, name, full, lat, lon in PROVINCES
    )
    Commune.objects.bulk_create(
        Commune(
            code=code,
            province_id=province,
            full_name=f"{kind} {name}",
            unit_type=kind,
            lat=lat,
            lon=lon,
            area_km2=area,
            **keys(name),
        )
        for code, province, name, kind, lat, lon, area in COMMUNES
    )
    Occupation.objects.bulk_create(
        Occupation(code=code, level=level, parent_id=parent, isco08_code=isco, **keys(name))
        for code, level, parent, name, isco in OCCUPATIONS
    )
    EthnicGroup.objects.bulk_create(
        EthnicGroup(code=code, is_minority=minority, **keys(name)) for code, name, minority in ETHNIC_GROUPS
    )
    Language.objects.bulk_create(
        Language(code=code, script=script, **keys(name)) for code, name, script in LANGUAGES
    )
    Skill.objects.bulk_create(
        Skill(code=code, kind=kind, essential_for=groups, **keys(name)) for code, name, kind, groups in SKILLS
    )
    PriorityGroup.objects.bulk_create(
        PriorityGroup(code=code, legal_source=source, **keys(name)) for code, name, source in PRIORITY_GROUPS
    )
    Industry.objects.bulk_create(
        Industry(code=code, edition=2018, section=section, **keys(name)) for code, name, section in INDUSTRIES
    )
    TrainingField.objects.bulk_create(
        TrainingField(code=code, **keys(name)) for code, name in TRAINING_FIELDS
    )


def make_user(username: str, full_name: str, role: str, centre: Centre | None) -> User:
    """Somebody who signs in by the test client's own means; no password is ever hashed."""
    return User.objects.create(username=username, full_name=full_name, role=role, centre=centre, password="!")


def make_garments(centre: Centre) -> Employer:
    """Tuyết's employer: a verified garment maker of Sơn La."""
    employer = Employer(
        centre=centre,
        state=Employer.State.VERIFIED,
        moved_at=NOW,
        tax_code="5500123456",
        enterprise_type="non_state",
        industry_id="1410",
        main_product="Quần áo bảo hộ",
        size="101_200",
        province_id="14",
        commune_id="03664",
        representative_name="Trần Thị Tuyết",
        registered_at=NOW,
        updated_at=NOW,
    )
    employer.set_name("Công ty TNHH May Chiềng An")
    employer.save()
    return employer


def make_cast() -> Cast:
    """Write both centres and everybody in them. The catalogue has to be there."""
    son_la = Centre.objects.create(
        code="SLA", name="Trung tâm Dịch vụ việc làm tỉnh Sơn La", province_id="14"
    )
    lai_chau = Centre.objects.create(
        code="LCH", name="Trung tâm Dịch vụ việc làm tỉnh Lai Châu", province_id="12"
    )
    officer = make_user("po", "Vàng A Pó", Role.COMMUNE_OFFICER, son_la)
    officer.communes.add("03688")
    return Cast(
        son_la=son_la,
        lai_chau=lai_chau,
        hoa=make_user("hoa", "Lò Thị Hoa", Role.COUNSELLOR, son_la),
        minh=make_user("minh", "Nguyễn Văn Minh", Role.COUNSELLOR, lai_chau),
        registrar=make_user("lan", "Cà Thị Lan", Role.REGISTRAR, son_la),
        manager=make_user("thang", "Quàng Văn Thắng", Role.MANAGER, son_la),
        officer=officer,
        fair_officer=make_user("yen", "Hoàng Thị Yến", Role.FAIR_OFFICER, son_la),
        auditor=make_user("dung", "Phạm Tiến Dũng", Role.AUDITOR, son_la),
        sysadmin=make_user("son", "Bùi Ngọc Sơn", Role.SYSADMIN, None),
        client=make_user("client-son-la", "Cổng dữ liệu Sơn La", Role.CLIENT, son_la),
        garments=make_garments(son_la),
    )
