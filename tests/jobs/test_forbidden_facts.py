"""What no rank may depend on (Employment Law 74/2025 arts 2.7, 5.1): drawn anew, it changes no byte."""

from collections.abc import Iterable
from random import Random

import pytest
from django.db import connection

from catalog.models import Commune, EthnicGroup, PriorityGroup
from catalog.related import NO_TABLE
from jobs.matching.codec import encode, encode_seekers
from jobs.matching.policy import default_policy, default_profile
from jobs.matching.rank import rank
from jobs.openings import opening_of, points_of
from jobs.seekers import seekers_of
from tests.cast import TODAY
from tests.factories import make_household, make_poverty_status, make_seeker, make_vacancy
from workers.models import Household, PriorityMembership, Worker

PEOPLE, ROUNDS = 100, 100  # 10,000 changes of a person
NAMES = ("Lò Văn Thương", "Vàng Thị Mỷ", "Nguyễn Hoàng Anh", "Ka Ly", "Giàng A Páo", "Trần Đức", "Ẩn")
RELIGIONS = ("", "Tin Lành", "Phật giáo", "Công giáo")
HAMLETS = ("", "bản Mường Chiên", "tổ 4", "Huổi Lẹ", "Pom Lót")
FORBIDDEN = (
    *("full_name", "name_sort_key", "name_search_key", "sex", "ethnicity_id", "religion"),
    *("permanent_commune_id", "permanent_detail", "address_detail"),
    *("phone", "phone_owner", "email", "other_contact"),
)


@pytest.fixture
def register(cast):
    """A hundred people who differ in everything that may count, among them poor ones."""
    rng = Random(2025)
    for number in range(PEOPLE):
        household = make_household(cast.son_la)
        if number % 3:
            make_poverty_status(household, ("poor", "near_poor")[number % 2])
        wishes = rng.sample(("8153", "5120", "9329"), rng.randrange(1, 4))
        make_seeker(cast.son_la, wishes=wishes, household=household)
    return cast.son_la


def changed(worker: Worker, rng: Random, ethnic: list[str], communes: list[str]) -> Worker:
    """The person with everything forbidden drawn anew."""
    worker.set_name(f"{rng.choice(NAMES)} {rng.choice(NAMES)}")
    worker.sex, worker.ethnicity_id = rng.choice(("male", "female")), rng.choice(ethnic)
    worker.religion, worker.email = rng.choice(RELIGIONS), rng.choice(("", "a@example.vn"))
    worker.permanent_commune_id = rng.choice(communes)
    worker.permanent_detail, worker.address_detail = rng.choice(HAMLETS), rng.choice(HAMLETS)
    worker.phone_owner, worker.phone = rng.choice((("none", ""), ("own", "+84912345678")))
    worker.other_contact = rng.choice(HAMLETS)
    return worker


def write(workers: Iterable[Worker]) -> None:
    """Update the forbidden columns of each person."""
    columns = ", ".join(f"{name} = %s" for name in FORBIDDEN)
    rows = [[*(getattr(worker, name) for name in FORBIDDEN), worker.pk] for worker in workers]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE workers_worker SET {columns} WHERE id = %s", rows)


def everything(centre, opening) -> tuple[bytes, bytes]:
    """What matching reads of the register, and the whole ranking of it."""
    seekers = seekers_of(centre, policy=default_policy(), as_of=TODAY)
    return encode_seekers(seekers), encode(
        rank(opening, seekers, profile=default_profile(), policy=default_policy())
    )


def test_ten_thousand_changes_of_forbidden_facts_change_no_byte(register, garments):
    rng = Random(74)
    opening = opening_of(make_vacancy(garments), points_of(["03646"]), NO_TABLE)
    before = everything(register, opening)
    ethnic = list(EthnicGroup.objects.order_by("pk").values_list("pk", flat=True))
    communes = list(Commune.objects.order_by("pk").values_list("pk", flat=True))
    groups = PriorityGroup.objects.order_by("pk").values_list("pk", flat=True)
    workers = list(Worker.objects.filter(centre=register))
    for _ in range(ROUNDS):
        write(changed(worker, rng, ethnic, communes) for worker in workers)
        Household.objects.update(
            head_name=rng.choice(NAMES),
            hamlet=rng.choice(HAMLETS),
            commune=rng.choice(communes),
        )
        PriorityMembership.objects.all().delete()
        PriorityMembership.objects.create(
            worker=rng.choice(workers), group_id=rng.choice(groups), valid_from=TODAY
        )
        assert everything(register, opening) == before
    assert Worker.objects.filter(centre=register).exclude(email="").count() > 20


@pytest.mark.parametrize("change", [{"commune_id": "03388"}, {"technical_level": "university"}])
def test_a_fact_that_counts_does_change_what_is_read(register, garments, change):
    opening = opening_of(make_vacancy(garments), points_of(["03646"]), NO_TABLE)
    before = everything(register, opening)
    Worker.objects.filter(pk=Worker.objects.earliest("pk").pk).update(**change)
    assert everything(register, opening) != before
