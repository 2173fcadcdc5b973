"""A copy of a register kept over the API, by a reader that is killed again and again while six others write.

Real connections. The reader keeps what it was told and where it stands, as a consumer would. It may be killed
between any two steps: before it has put a page over its copy, in the middle, after, before the cursor is
kept. `COPY_KILLS=200` is the long form. The twin reads by numbers instead of watermarks, and loses a change.
"""

import gzip
import json
import os
import threading
from random import Random

import pytest
from django.db import connection, transaction

from centres import feed
from centres.roles import CLIENT_SCOPES
from jobs.models import Vacancy
from tests.api.callers import Caller, make_token
from tests.factories import make_vacancy

KILLS = int(os.environ.get("COPY_KILLS", "10"))
WRITERS = 6

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(Exception):
    """The reader died here."""


class Copy:
    """A consumer of the feed. ``kept`` is its disk: it survives a kill as it was at that moment."""

    def __init__(self, token, rng):
        self.token, self.rng = token, rng
        self.kept = {"rows": {}, "next": None}
        self.kills = 0

    def step(self):
        """One point at which it may be killed."""
        if self.kills < KILLS and self.rng.random() < 0.2:
            self.kills += 1
            raise Killed

    def run(self):
        """Start, or go on from what is kept; True when there was nothing more to tell."""
        caller = Caller(token=self.token)
        if self.kept["next"] is None:
            self.begin(caller)
        answer = caller.get(self.kept["next"].removeprefix("http://testserver") + "&limit=5").json()
        self.step()
        for change in answer["results"]:
            if change["op"] == "delete":
                self.kept["rows"].pop(change["id"], None)
            else:
                self.kept["rows"][change["id"]] = change["resource"]
            self.step()
        self.kept["next"] = answer["next"].replace("&limit=5", "")
        self.step()
        return not answer["results"]

    def begin(self, caller):
        answer = caller.get("/snapshots/vacancy/")
        *lines, last = gzip.decompress(b"".join(answer.streaming_content)).splitlines()
        self.step()
        self.kept["rows"] = {row["id"]: row for row in map(json.loads, lines)}
        self.step()
        self.kept["next"] = json.loads(last)["next"]


def write(employer, seed, stop):
    """Post, change and delete vacancies; some transactions take their time, some are rolled back."""
    rng, mine = Random(seed), []
    try:
        while not stop.is_set():
            with transaction.atomic():
                drawn = rng.random()
                if drawn < 0.4 or not mine:
                    mine.append(make_vacancy(employer, f"Thợ {seed}-{rng.random()}"))
                elif drawn < 0.8:
                    Vacancy.objects.filter(pk=rng.choice(mine).pk).update(openings=rng.randrange(1, 99))
                else:
                    mine.pop(rng.randrange(len(mine))).delete()
                stop.wait(rng.random() * 0.02)
                if rng.random() < 0.1:
                    transaction.set_rollback(True)
            mine = list(Vacancy.objects.filter(pk__in=[one.pk for one in mine if one.pk]))
    finally:
        connection.close()


def followed(employer, token, *, seed=7):
    """The copy and the register, after all that writing and all those kills."""
    copy, stop = Copy(token, Random(seed)), threading.Event()
    writers = [threading.Thread(target=write, args=(employer, number, stop)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        while copy.kills < KILLS:
            try:
                copy.run()
            except Killed:
                continue
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    while not copy.run():
        pass
    caller = Caller(token=token)
    *lines, _last = gzip.decompress(
        b"".join(caller.get("/snapshots/vacancy/").streaming_content)
    ).splitlines()
    return copy.kept["rows"], {row["id"]: row for row in map(json.loads, lines)}


@pytest.fixture
def token(son_la):
    return make_token(son_la, scopes=CLIENT_SCOPES)


def test_a_copy_ends_identical_wherever_it_was_interrupted(garments, token):
    copied, there = followed(garments, token)
    assert copied == there
    assert len(there) > 0


def told_of_a_slow_writer(employer, token):
    """What a reader is told of somebody who began before its cursor was taken and committed after."""
    caller, begun, taken = Caller(token=token), threading.Event(), threading.Event()

    def slow():
        try:
            with transaction.atomic():
                make_vacancy(employer, "Thợ chậm")
                begun.set()
                taken.wait(20)
        finally:
            connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    begun.wait(20)
    make_vacancy(employer, "Thợ nhanh")  # a later number, committed before
    address = caller.get("/changes/?types=vacancy").json()["next"]
    taken.set()
    writer.join()
    answer = caller.get(address.removeprefix("http://testserver")).json()
    return [change["resource"]["title"] for change in answer["results"]]


def test_a_slow_writer_is_told_of(garments, token):
    assert told_of_a_slow_writer(garments, token) == ["Thợ chậm"]


def test_by_numbers_a_slow_writer_would_be_lost(garments, token, monkeypatch):
    """What a reader would do that remembers the highest number it saw."""
    seen = "%(seen)s::pg_snapshot)"
    by_number = feed.READ.replace(f"xid >= pg_snapshot_xmin({seen}", f"xid >= pg_snapshot_xmax({seen}")
    assert by_number != feed.READ
    monkeypatch.setattr(feed, "READ", by_number)
    assert told_of_a_slow_writer(garments, token) == []
