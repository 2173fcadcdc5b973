"""Canonical bytes: round trips, order does not show, replay is byte-equal, and foreign bytes are refused."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.matching import codec
from jobs.matching.codec import Malformed, decode, decode_seekers, digest, encode, encode_seekers, replay
from jobs.matching.policy import (
    PriorityPolicy,
    Profile,
    default_policy,
    default_profile,
    default_profiles,
)
from jobs.matching.rank import rank
from jobs.matching.results import Ranking
from jobs.matching.types import Opening, Seeker
from tests.matching import people

POLICY, PROFILE = default_policy(), default_profile()
often = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), database=None)
seeds = st.integers(0, 2**32)


@often
@given(seeds, st.sampled_from(sorted(default_profiles())), st.sampled_from((None, 0, 3)))
def test_replay_gives_the_same_bytes(seed, family, limit):
    opening, seekers = people.case(seed)
    profile = default_profiles()[family]
    ranking = encode(rank(opening, seekers, profile=profile, policy=POLICY, limit=limit))
    stored = encode(opening), encode_seekers(seekers[::-1]), encode(profile), encode(POLICY)
    assert replay(*stored, limit=limit) == ranking
    assert encode(decode(Ranking, ranking)) == ranking


@often
@given(seeds)
def test_round_trips(seed):
    opening, seekers = people.case(seed)
    assert decode(Opening, encode(opening)) == opening
    assert decode_seekers(encode_seekers(seekers[::-1])) == seekers
    ranking = rank(opening, seekers, profile=PROFILE, policy=POLICY)
    assert decode(Ranking, encode(ranking)) == ranking


def test_profiles_and_policies_round_trip():
    for profile in default_profiles().values():
        assert decode(Profile, encode(profile)) == profile
    for policy in (POLICY, replace(POLICY, cap=None)):
        assert decode(PriorityPolicy, encode(policy)) == policy


def test_neither_mapping_nor_set_order_shows():
    one = Opening(id=1, occupation="8121", km={"02": 5, "01": 3}, benefits=frozenset(("a", "b", "c")))
    two = Opening(id=1, occupation="8121", km={"01": 3, "02": 5}, benefits=frozenset(("c", "b", "a")))
    assert encode(one) == encode(two)
    assert b'"benefits":["a","b","c"]' in encode(one)
    assert b'"km":{"01":3,"02":5}' in encode(one)


def test_bytes_are_ascii_and_named_by_their_digest():
    data = encode(POLICY)
    assert data.isascii()
    assert digest(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_person_is_one_array_under_one_header():
    body = json.loads(encode_seekers([Seeker(id=2, registered=7), Seeker(id=1, registered=8)]))
    assert list(body) == ["fields", "rows"]
    assert body["fields"] == list(codec.SEEKER_FIELDS)
    assert [row[:3] for row in body["rows"]] == [[1, 8, 0], [2, 7, 0]]


HEADER = json.dumps(list(codec.SEEKER_FIELDS)).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b'{"rows":[]}',
        b'{"fields":["id"],"rows":[]}',
        b'{"fields":' + HEADER + b"}",
        b'{"fields":' + HEADER + b',"rows":[3]}',
        b'{"fields":' + HEADER + b',"rows":[[1,2]]}',
        b"\xff",
    ],
)
def test_a_foreign_pool_is_refused(data):
    with pytest.raises(Malformed):
        decode_seekers(data)


@pytest.mark.parametrize("kind", [Opening, Profile, PriorityPolicy, Ranking])
@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"{}", b"7", b'"x"', b'{"id":1}', b'{"code":1}', b"\xff"]
)
def test_a_foreign_object_is_refused(kind, data):
    with pytest.raises(Malformed):
        decode(kind, data)


def test_the_bytes_of_this_engine_version_do_not_drift():
    """A change here changes stored runs: raise ENGINE_VERSION with it."""
    opening, seekers = people.case(20251103, size=40)
    ranking = rank(opening, seekers, profile=PROFILE, policy=POLICY)
    assert (ranking.engine, ranking.eligible) == ("2.1", 15)
    assert (
        digest(encode(ranking)) == "sha256:b43d2fbff907d875f009f6d45de1ff1b3aa8c7bbcf5f187550785f7bf1d4d29f"
    )
