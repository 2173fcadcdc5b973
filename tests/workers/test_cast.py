"""The cast itself: who sees whom."""

from tests.cast import TODAY
from tests.factories import (
    make_household,
    make_poverty_status,
    make_seeker,
    make_vacancy,
    make_worker,
)
from workers.models import Worker


def test_hoa_sees_sơn_la_and_minh_does_not(cast):
    worker = make_worker(cast.son_la, national_id="014095000011")
    assert list(Worker.objects.visible_to(cast.hoa)) == [worker]
    assert list(Worker.objects.visible_to(cast.minh)) == []
    assert list(Worker.objects.visible_to(cast.sysadmin)) == []


def test_the_commune_officer_sees_their_commune_only(cast):
    make_worker(cast.son_la)
    near = make_worker(cast.son_la, commune_id="03688")
    assert list(Worker.objects.visible_to(cast.officer)) == [near]


def test_factories_make_rows_the_database_accepts(cast):
    household = make_household(cast.son_la)
    make_poverty_status(household)
    seeker = make_seeker(cast.son_la, household=household, skills=["sewing"])
    vacancy = make_vacancy(cast.garments)
    assert vacancy.places_left == 20
    assert Worker.objects.with_poverty(TODAY).get().poverty == "poor"
    assert seeker.job_searches.get().wishes.get().occupation_id == "8153"
