"""Opening a centre and its staff accounts."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import get_random_string

from catalog.models import Province
from centres import audit
from centres.models import Centre, Role, User

PASSWORD_LENGTH = 16


@transaction.atomic
def open_centre(
    *, code: str, name: str, province: Province, is_sandbox: bool = False, by: User | None, at: datetime
) -> Centre:
    """A centre of a province; a sandbox holds invented people only, for programs to be tried out on.

    Raises ValidationError, also where the code is taken.
    """
    centre = Centre(code=code, name=name, province=province, is_sandbox=is_sandbox)
    centre.full_clean()
    centre.save(force_insert=True)
    audit.record(by, "centre.opened", centre, at=at)
    return centre


@transaction.atomic
def create_staff(
    *, centre: Centre | None, username: str, full_name: str, role: Role, by: User | None, at: datetime
) -> tuple[User, str]:
    """An account and the password made for it, which nobody can read again.

    Raises ValidationError: name taken, unknown role, or nobody's centre for a role that needs one.
    """
    user = User(username=username, full_name=full_name, role=role, centre=centre)
    password = get_random_string(PASSWORD_LENGTH)
    user.set_password(password)
    user.full_clean()
    user.save(force_insert=True)
    audit.record(by, "user.created", user, at=at, role=role)
    return user, password
