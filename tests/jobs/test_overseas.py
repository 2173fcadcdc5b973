"""A vacancy abroad and people who want that country, another one, none, or were never asked."""

import pytest

from jobs import shortlist
from jobs.matching.policy import default_policy
from jobs.matching.types import PlaceWish
from jobs.seekers import seekers_of
from tests.cast import TODAY
from tests.factories import make_match_run, make_rules, make_seeker, make_vacancy


@pytest.fixture
def people(son_la):
    """By the answer: who wants Japan, Korea, would go anywhere abroad, was not asked, and stays."""
    wishes = {
        "japan": {"first_country": "JP", "accepts_overseas": True},
        "korea": {"first_country": "KR", "accepts_overseas": True},
        "anywhere": {"accepts_overseas": True},
        "unasked": {},
        "stays": {"accepts_overseas": False},
    }
    found = {}
    for name, wish in wishes.items():
        worker = make_seeker(son_la, f"Lò Văn {name.title()}", skills=["sewing"], birth_date="1999-01-01")
        worker.job_searches.update(**wish)
        found[name] = worker
    return found


def ranked(garments, **fields):
    make_rules()
    place = {"workplace": "overseas", "province_id": None, "commune": None, "country": "JP"}
    return make_match_run(make_vacancy(garments, "Thợ may đi Nhật", **place, **fields))


def place_of(run, worker):
    why = shortlist.explain(run, [worker.pk])[worker.pk]
    part = next(part for part in why.components if part.code == "place")
    return part.value if part.source == "known" else None, part.evidence


def test_the_wished_country_comes_first(garments, people):
    run = ranked(garments)
    assert {name: place_of(run, worker) for name, worker in people.items()} == {
        "japan": (1000, ("place_wished", "1")),
        "korea": (700, ("overseas",)),
        "anywhere": (700, ("overseas",)),
        "unasked": (None, ("overseas_unknown",)),
        "stays": (0, ("overseas_refused",)),
    }
    assert run.worker_ids[0] == people["japan"].pk
    assert run.worker_ids[-1] == people["stays"].pk


def test_where_the_place_is_a_must_who_stays_is_out_and_who_was_not_asked_is_confirmed_first(
    garments, people
):
    run = ranked(garments, importance={"place": "must"})
    listed = {person.id: [gate.code for gate in person.confirm] for person in shortlist.read(run).ranked}
    assert people["stays"].pk not in listed
    assert ("overseas", "", "ask_overseas", 1) in {tuple(row) for row in run.refused}
    assert listed[people["japan"].pk] == []
    assert listed[people["anywhere"].pk] == ["only_these_places"]
    assert listed[people["unasked"].pk] == ["only_these_places", "overseas"]


def test_a_wished_country_is_read_with_the_search(son_la, people):
    seekers = {seeker.id: seeker for seeker in seekers_of(son_la, policy=default_policy(), as_of=TODAY)}
    korea, unasked = seekers[people["korea"].pk], seekers[people["unasked"].pk]
    assert (korea.places, korea.accepts_overseas) == ((PlaceWish(country="KR"),), True)
    assert (unasked.places, unasked.accepts_overseas) == ((), None)
