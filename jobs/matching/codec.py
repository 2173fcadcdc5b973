"""Canonical bytes: the same object always gives the same JSON, and the bytes give the object back.

Keys are sorted, sets are sorted, people are sorted by id, and nothing but ASCII is written, so a digest of
the bytes names the object.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from operator import attrgetter
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from jobs.matching.policy import PriorityPolicy, Profile
from jobs.matching.rank import rank
from jobs.matching.results import Ranking
from jobs.matching.types import Conditions, LanguageLevel, Opening, Past, PlaceWish, Seeker

Thing = TypeVar("Thing", Opening, Profile, PriorityPolicy, Ranking)

SEEKER_FIELDS = tuple(field.name for field in fields(Seeker))
_seeker_row = attrgetter(*SEEKER_FIELDS)
_AT = {name: position for position, name in enumerate(SEEKER_FIELDS)}
SET_FIELDS = ("skills_held", "skills_lacking", "benefits")
_SETS = tuple(_AT[name] for name in SET_FIELDS)
# Fields of a seeker that JSON holds as bare arrays -> what makes the field of the array.
STRUCTURED_FIELDS: dict[str, Callable[[Any], Any]] = {
    "wished": tuple,
    "past": lambda jobs: tuple(Past(*job) for job in jobs),
    "skills_held": frozenset,
    "skills_lacking": frozenset,
    "languages": lambda spoken: tuple(LanguageLevel(*language) for language in spoken),
    "conditions": lambda levels: Conditions(*levels),
    "places": lambda wishes: tuple(PlaceWish(*wish) for wish in wishes),
    "benefits": lambda wanted: None if wanted is None else frozenset(wanted),
}


class Malformed(ValueError):
    """The bytes are not what this version of the engine writes."""


def digest(data: bytes) -> str:
    """Name of some bytes."""
    return f"sha256:{sha256(data).hexdigest()}"


def encode(thing: Opening | Profile | PriorityPolicy | Ranking) -> bytes:
    """Canonical bytes of one object."""
    return _dump(_plain(thing))


def decode(kind: type[Thing], data: bytes) -> Thing:
    """The object back. Raises Malformed."""
    try:
        return _build(kind, json.loads(data))  # type: ignore[no-any-return]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed(f"not a {kind.__name__}") from error


def encode_seekers(seekers: Iterable[Seeker]) -> bytes:
    """Canonical bytes of a pool: the field names once, then one array for each person, by id."""
    rows = [_row_of(seeker) for seeker in sorted(seekers, key=attrgetter("id"))]
    return _dump({"fields": SEEKER_FIELDS, "rows": rows})


def encode_seeker(seeker: Seeker) -> bytes:
    """Canonical bytes of one person: the row that `encode_seekers` would write."""
    return _dump(_row_of(seeker))


def decode_seeker(data: bytes) -> Seeker:
    """The person back. Raises Malformed."""
    try:
        return _seeker(json.loads(data))
    except (TypeError, ValueError) as error:
        raise Malformed("not a person") from error


def decode_seekers(data: bytes) -> list[Seeker]:
    """The pool back, by id. Raises Malformed, also when the fields are those of another version."""
    try:
        body = json.loads(data)
        if tuple(body["fields"]) != SEEKER_FIELDS:
            raise ValueError("the fields are those of another version")
        return [_seeker(row) for row in body["rows"]]
    except (KeyError, TypeError, ValueError) as error:
        raise Malformed("not a pool") from error


def replay(
    opening: bytes, seekers: bytes, profile: bytes, policy: bytes, *, limit: int | None = None
) -> bytes:
    """The bytes of the ranking of a stored run; equal to the stored ones under the same engine version."""
    ranking = rank(
        decode(Opening, opening),
        decode_seekers(seekers),
        profile=decode(Profile, profile),
        policy=decode(PriorityPolicy, policy),
        limit=limit,
    )
    return encode(ranking)


_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)


def _dump(plain: Any) -> bytes:
    return _encoder.encode(plain).encode()


def _row_of(seeker: Seeker) -> list[Any]:
    row = list(_seeker_row(seeker))
    for at in _SETS:
        row[at] = None if row[at] is None else sorted(row[at])
    return row


def _seeker(row: list[Any]) -> Seeker:
    values = dict(zip(SEEKER_FIELDS, row, strict=True))
    for name, build in STRUCTURED_FIELDS.items():
        values[name] = build(values[name])
    return Seeker(**values)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        names, read = _reader(type(value))
        # most fields are atoms; calling for each of them would double the time of a list
        return {
            name: item if type(item) in _ATOMS else _plain(item)
            for name, item in zip(names, read(value), strict=True)
        }
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


_ATOMS = frozenset((str, int, bool, type(None)))


@cache
def _reader(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The field names of a dataclass, and what reads them all at once."""
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(hint: Any, plain: Any) -> Any:
    """A value of the annotated type from its plain form."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return None if plain is None else _build(next(arg for arg in args if arg is not type(None)), plain)
    if origin is tuple:
        kinds = (args[0],) * len(plain) if args[-1] is Ellipsis else args
        return tuple(_build(kind, item) for kind, item in zip(kinds, plain, strict=True))
    if origin is frozenset:
        return frozenset(_build(args[0], item) for item in plain)
    if origin is Mapping:
        return {_build(args[0], key): _build(args[1], item) for key, item in plain.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        return hint(**{name: _build(kind, plain[name]) for name, kind in _hints(hint).items()})
    if hasattr(hint, "_fields"):
        return hint(*(_build(kind, item) for kind, item in zip(_hints(hint).values(), plain, strict=True)))
    if plain not in args if origin is Literal else type(plain) is not hint:
        raise TypeError(f"{plain!r} is not {hint}")
    return plain
