"""The first steps of an installation: a centre, then the people who sign in."""

import pytest
from django.core.management import CommandError, call_command

from centres.models import AuditEvent, Centre, Role, User


def test_a_centre_is_opened_for_its_province(catalogue, capsys):
    call_command("open_centre", "DBN", "11", "Trung tâm Dịch vụ việc làm tỉnh Điện Biên")
    centre = Centre.objects.get()
    assert (centre.code, centre.province_id, centre.is_sandbox) == ("DBN", "11", False)
    assert AuditEvent.objects.values_list("verb", "subject_id").get() == ("centre.opened", centre.public_id)


def test_a_sandbox_says_that_it_is_one(catalogue):
    call_command("open_centre", "THU", "11", "Trung tâm thử nghiệm", "--sandbox")
    assert Centre.objects.get().is_sandbox is True


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("DBN", "99", "Điện Biên"), "There is no province 99"),
        (("SLA", "14", "Sơn La lần nữa"), "already exists"),
        (("not a code", "11", "Điện Biên"), "slug"),
    ],
)
def test_no_centre_comes_of_a_mistake(cast, arguments, sentence, settings):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(CommandError, match=sentence):
        call_command("open_centre", *arguments)
    assert set(Centre.objects.values_list("code", flat=True)) == {"SLA", "LCH"}


def test_an_account_signs_in_with_the_printed_password(cast, capsys):
    call_command("staff_account", "xuan", "Lò Thị Xuân", "--centre", "SLA", "--role", "registrar")
    username, password = capsys.readouterr().out.split()
    user = User.objects.get(username=username)
    assert user.check_password(password)
    assert len(password) == 16
    assert (user.full_name, user.role, user.centre) == ("Lò Thị Xuân", Role.REGISTRAR, cast.son_la)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("xuan", "Xuân", "--centre", "XXX", "--role", "registrar"), "There is no centre XXX"),
        (("xuan", "Xuân", "--role", "registrar"), "belongs to a centre"),
        (("hoa", "Hoa", "--centre", "SLA", "--role", "registrar"), "already exists"),
        (("xuan", "Xuân", "--centre", "SLA", "--role", "client"), "invalid choice"),
    ],
)
def test_no_account_comes_of_a_mistake(cast, arguments, sentence):
    before = User.objects.count()
    with pytest.raises(CommandError, match=sentence):
        call_command("staff_account", *arguments)
    assert User.objects.count() == before
