"""How much one caller may ask in a minute."""

from datetime import datetime, timedelta
from secrets import randbelow
from time import time

import pytest
import time_machine

from centres.models import Centre
from config import limits
from tests.api.callers import Caller, assert_problem, make_token
from tests.cast import VIETNAM

AT = datetime(2031, 1, 1, 8, 0, 39, tzinfo=VIETNAM)  # 21 seconds before a minute ends


@pytest.fixture(autouse=True)
def three_a_minute(settings):
    settings.CALLS_PER_MINUTE = 3


@pytest.fixture
def clock():
    """A minute nobody else counts in: the counters are shared by every test that runs at the same time."""
    with time_machine.travel(AT + timedelta(minutes=randbelow(10**7)), tick=False) as moved:
        yield moved


def left(response):
    return response["RateLimit-Policy"], response["RateLimit"]


def test_every_answer_says_what_is_left(db, clock):
    calls = [Caller().get("/provinces/") for _ in range(3)]
    assert [left(answer) for answer in calls] == [
        ('"default";q=3;w=60', f'"default";r={rest};t=21') for rest in (2, 1, 0)
    ]
    assert [answer.status_code for answer in calls] == [200, 200, 200]
    refused = Caller().get("/provinces/")
    assert_problem(refused, 429, "throttled")
    assert refused["Retry-After"] == "21"
    assert left(refused) == ('"default";q=3;w=60', '"default";r=0;t=21')
    clock.shift(21)
    assert left(Caller().get("/provinces/")) == ('"default";q=3;w=60', '"default";r=2;t=60')


def test_refusals_count_too(son_la, clock):
    caller = Caller(token=make_token(son_la, expires_in=10**10))
    assert left(caller.get("/employers/?sort=1"))[1] == '"default";r=2;t=21'
    assert left(caller.get("/employers/em_0/"))[1] == '"default";r=1;t=21'


def test_a_call_past_the_limit_does_nothing(scene, clock):
    caller = Caller(token=make_token(Centre.objects.get(code="SLA"), expires_in=10**10))
    for _ in range(3):
        caller.get("/employers/")
    before = scene.employer.__class__.objects.count()
    assert_problem(caller.post("/employers/", {"name": "A", "province": "14"}), 429, "throttled")
    assert scene.employer.__class__.objects.count() == before


def test_each_caller_has_a_count_of_its_own(hoa, son_la, clock):
    first, second = (Caller(token=make_token(son_la, expires_in=10**10)) for _ in range(2))
    for caller in (first, second, Caller(user=hoa), Caller()):
        assert left(caller.get("/provinces/"))[1] == '"default";r=2;t=21'


def test_behind_the_proxy_strangers_are_told_apart(db, settings, clock):
    ask = Caller().get
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert left(ask("/provinces/", x_forwarded_for="10.0.0.1, 192.0.2.1"))[1] == '"default";r=2;t=21'
    assert left(ask("/provinces/", x_forwarded_for="10.0.0.9, 192.0.2.2"))[1] == '"default";r=2;t=21'
    assert left(ask("/provinces/", x_forwarded_for="forged, 192.0.2.1"))[1] == '"default";r=1;t=21'


def test_nothing_about_the_caller_is_kept(db, clock):
    Caller().get("/provinces/")
    valkey = limits.counter().valkey
    names = valkey.keys(f"calls:*:{int(time() // 60)}".encode())
    assert len(names) == 1
    assert b"127.0.0.1" not in names[0]
    assert 0 < valkey.ttl(names[0]) <= 120


def test_without_the_counter_calls_pass(db, settings, monkeypatch):
    settings.REDIS_URL = "unix:///nonexistent/valkey.sock"
    limits.counter.cache_clear()
    said = []
    monkeypatch.setattr(limits.log, "warning", lambda event, **_facts: said.append(event))
    try:
        for _ in range(5):
            answer = Caller().get("/provinces/")
            assert answer.status_code == 200
            assert "RateLimit" not in answer
    finally:
        limits.counter.cache_clear()
    assert said == ["calls are not counted"]  # and nobody waits for it again and again
