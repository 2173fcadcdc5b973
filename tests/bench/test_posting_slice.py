"""The short form of the long test: thirty postings, four hundred people, two databases, the same bytes."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from celery import current_app
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from jobs.actions import request_match_run
from jobs.models import MatchTask, Vacancy
from seeds.catalogue import seed
from tests.bench.lists import address_of, copy_database, drop_database, stored_lists
from tests.faults.cluster import ROOT

TITLES = (
    "Công nhân may", "Thợ xây", "Lái xe tải hạng C", "Đầu bếp", "Nhân viên bán hàng", "Kế toán tổng hợp",
    "Bảo vệ", "Công nhân lắp ráp điện tử", "Thợ hàn", "Phiên dịch tiếng Hàn",
)  # fmt: skip
OFFERS = (
    ("7 - 9 triệu", "Sơn La", "Không yêu cầu"),
    ("Thoả thuận", "Bắc Ninh & 2 nơi khác", "1 năm"),
    ("180.000 JPY", "Nhật Bản", "Dưới 1 năm"),
)
POSTINGS = "title,employer,wage_text,place_text,experience_text,posted_text\n" + "".join(
    f"{title},Đơn vị {number},{wage},{place},{experience},hôm nay\n"
    for number, title in enumerate(TITLES)
    for wage, place, experience in OFFERS
)


@pytest.fixture
def register(transactional_db, tmp_path):
    """Thirty approved vacancies from a file, four hundred generated people, a waiting list for each job."""
    list(seed(on=timezone.localdate()))
    call_command("generate_province", province="14", workers=400, stdout=StringIO())
    file = tmp_path / "postings.csv"
    file.write_text(POSTINGS, encoding="utf-8")
    call_command("import_vacancies", file, centre="SLA", approve=True, stdout=StringIO())
    for vacancy in Vacancy.objects.filter(source="import").order_by("pk"):
        request_match_run(vacancy=vacancy, by=None, at=timezone.now())


def test_celery_drain_and_replay_make_the_same_bytes(register):
    assert MatchTask.objects.filter(state="todo").count() == 30
    connection.close()  # a database somebody is connected to cannot be copied
    origin = address_of(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    copy = copy_database(origin, f"{connection.settings_dict['NAME']}_drained")
    try:
        current_app.loader.import_default_modules()
        current_app.tasks[MatchTask.CELERY_TASK].apply(throw=True)
        subprocess.run(
            [sys.executable, ROOT / "manage.py", "drain"],
            env=os.environ | {"DATABASE_URL": copy, "CI_NO_BOOTSTRAP": "1"},
            check=True,
            capture_output=True,
        )
        by_celery, by_drain = stored_lists(origin), stored_lists(copy)
    finally:
        drop_database(copy)
    assert len(by_celery) == 30
    assert by_drain == by_celery
    replayed = StringIO()
    call_command("replay_match_run", stdout=replayed)
    assert replayed.getvalue().count(" same\n") == 30
