"""Joining and leaving households."""

import pytest
from django.core.exceptions import ValidationError

from catalog.models import Commune
from centres.models import AuditEvent
from tests.cast import NOW, TODAY
from tests.factories import make_household, make_worker
from workers.actions import StaleState, join_household
from workers.models import Household, Worker


@pytest.fixture
def worker(son_la):
    return make_worker(son_la)


def test_a_stale_record_joins_nothing_and_makes_no_household(hoa, worker):
    home = {"head_name": "Lò Văn Ơn", "commune": Commune.objects.get(pk="03646")}
    with pytest.raises(StaleState):
        join_household(worker=worker, version=9, household=home, by=hoa, at=NOW)
    assert Household.objects.count() == 0
    assert Worker.objects.get().household is None


def test_another_centres_household_does_not_exist(cast, worker):
    home = make_household(cast.lai_chau, commune="03388")
    with pytest.raises(Household.DoesNotExist):
        join_household(worker=worker, version=1, household=home, by=cast.hoa, at=NOW)
    assert Worker.objects.get().household is None


def test_an_officer_makes_households_in_their_communes_only(cast):
    near = make_worker(cast.son_la, commune_id="03688")
    home = {"head_name": "Lò Văn Ơn", "commune": Commune.objects.get(pk="03646")}
    with pytest.raises(ValidationError) as refusal:
        join_household(worker=near, version=1, household=home, by=cast.officer, at=NOW)
    assert refusal.value.message_dict == {"household": ["You keep the register of other communes."]}
    assert Household.objects.count() == 0


def test_joining_brings_the_status_and_leaving_takes_it(hoa, worker):
    home = {
        "head_name": "Lò Văn Ơn",
        "commune": Commune.objects.get(pk="03646"),
        "poverty": {
            "category": "poor",
            "standard": "07/2021/ND-CP",
            "decision_no": "12",
            "valid_from": TODAY,
        },
    }
    joined = join_household(worker=worker, version=1, household=home, by=hoa, at=NOW)
    assert Worker.objects.with_poverty(TODAY).get().poverty == "poor"
    left = join_household(worker=joined, version=2, household=None, by=hoa, at=NOW)
    assert (left.household, left.version) == (None, 3)
    assert Worker.objects.with_poverty(TODAY).get().poverty is None
    assert AuditEvent.objects.filter(verb="worker.joined_household").count() == 2
