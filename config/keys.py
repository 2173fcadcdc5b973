"""Secrets of one installation: the Django key, the field-encryption keys and the blind-index key.

They live in one JSON file outside the database, so that a stolen dump alone opens nothing. Production names
the file in ``NOIVIEC_KEYS`` (a systemd credential or a 0400 file). A local installation makes its own below
``.local/``.
"""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


class UnusableKeys(Exception):
    """The key file is missing, unreadable or holds keys too short to be safe."""


@dataclass(frozen=True)
class Keys:
    """``field`` maps key id (0..255) to 32 bytes; ``current`` is the id new values are sealed with; ``index``
    is 32 bytes.
    """

    django: str
    django_fallbacks: tuple[str, ...]
    field: dict[int, bytes]
    current: int
    index: bytes


def load(path: Path) -> Keys:
    """Read and check the key file. Raises UnusableKeys with a sentence an operator can act on."""
    try:
        raw = json.loads(path.read_text())
        keys = Keys(
            django=raw["django"],
            django_fallbacks=tuple(raw.get("django_fallbacks", ())),
            field={int(number): base64.b64decode(value) for number, value in raw["field"].items()},
            current=int(raw["current"]),
            index=base64.b64decode(raw["index"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise UnusableKeys(
            f"The key file {path.name} cannot be used: {type(problem).__name__}: {problem}"
        ) from problem
    if (
        len(keys.django) < 50
        or len(keys.index) != 32
        or any(len(value) != 32 for value in keys.field.values())
    ):
        raise UnusableKeys(f"The key file {path.name} holds a key that is too short.")
    if keys.current not in keys.field:
        raise UnusableKeys(f"The key file {path.name} names a current field key that it does not hold.")
    return keys


def load_or_make(path: Path) -> Keys:
    """The keys of a local installation, made once. Two processes starting together end with one file."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = {
            "django": secrets.token_urlsafe(64),
            "field": {"1": base64.b64encode(secrets.token_bytes(32)).decode()},
            "current": 1,
            "index": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(fresh))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first; its keys are the keys
        finally:
            draft.unlink()
    return load(path)
