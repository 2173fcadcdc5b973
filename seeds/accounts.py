"""The centres of the demo, the people who sign in there and a REST client.

Passwords are made here and kept, readable by their owner only, in the file they are printed from.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from catalog.models import Commune
from centres.actions import create_api_client
from centres.models import ApiClient, Centre, Role, User
from seeds.machine import write_secret

CENTRES = {
    # province: code, name of the province, seat of the centre, phone
    "14": ("SLA", "Sơn La", "Phường Tô Hiệu", "+842120000000"),
    "12": ("LCH", "Lai Châu", "Phường Tân Phong", "+842130000000"),
    "11": ("DBN", "Điện Biên", "Phường Điện Biên Phủ", "+842150000000"),
}
PEOPLE = (
    # user name, full name, role, province of the centre, communes of a commune officer
    ("hoa", "Lò Thị Hoa", Role.COUNSELLOR, "14", ()),
    ("thu", "Cà Thị Thu", Role.REGISTRAR, "14", ()),
    ("quan", "Hoàng Minh Quân", Role.MANAGER, "14", ()),
    ("po", "Vàng A Pó", Role.COMMUNE_OFFICER, "14", ("03688", "03703")),
    ("phuong", "Quàng Thị Phượng", Role.FAIR_OFFICER, "14", ()),
    ("binh", "Nguyễn Thanh Bình", Role.AUDITOR, "14", ()),
    ("minh", "Lường Văn Minh", Role.COUNSELLOR, "12", ()),
    ("admin", "Quản trị hệ thống", Role.SYSADMIN, None, ()),
)
CLIENT_NAME = "Demo"


@dataclass(frozen=True)
class Account:
    """How one account signs in. For the REST client: id and secret, role ``client``."""

    username: str
    password: str
    full_name: str
    role: str
    centre: str


def ensure_centre(province: str) -> Centre:
    """The centre of a province the demo knows, made if it is missing."""
    code, name, seat, phone = CENTRES[province]
    facts = {
        "name": f"Trung tâm Dịch vụ việc làm tỉnh {name}",
        "province_id": province,
        "address": f"{seat}, tỉnh {name}",
        "phone": phone,
        "is_sandbox": True,  # its people are invented
    }
    return Centre.objects.get_or_create(code=code, defaults=facts)[0]


def ensure_accounts(path: Path, *, at: datetime) -> list[Account]:
    """The accounts of the demo, in the order they are shown. Made, with a new password each, unless the file
    at ``path`` knows them all; a file that was lost or is of another database is written again.
    """
    known = _kept(path)
    usernames = {account.username for account in known}
    present = set(User.objects.filter(username__in=usernames).values_list("username", flat=True))
    clients = ApiClient.objects.filter(oauth_id__in=usernames).count()
    if len(present) == len(PEOPLE) and clients == 1:
        return known
    accounts = _make_accounts(at)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_secret(path, json.dumps([asdict(account) for account in accounts], ensure_ascii=False, indent=1))
    return accounts


def _kept(path: Path) -> list[Account]:
    try:
        return [Account(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []  # no file, or not one of ours: the accounts are made again


@transaction.atomic
def _make_accounts(at: datetime) -> list[Account]:
    accounts = []
    for username, full_name, role, province, communes in PEOPLE:
        password = secrets.token_urlsafe(12)
        centre = ensure_centre(province) if province else None
        user, _ = User.objects.update_or_create(
            username=username,
            defaults={
                "full_name": full_name,
                "role": role,
                "centre": centre,
                "is_active": True,
                "password": make_password(password),
            },
        )
        user.communes.set(Commune.objects.filter(pk__in=communes))
        accounts.append(Account(username, password, full_name, role.value, centre.code if centre else ""))
    centre = ensure_centre("14")
    client = create_api_client(centre=centre, name=CLIENT_NAME, by=None, at=at)
    accounts.append(
        Account(client.client.oauth_id, client.secret, CLIENT_NAME, Role.CLIENT.value, centre.code)
    )
    return accounts
