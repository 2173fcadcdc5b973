"""Encryption of single values at rest, and keyed blind indexes to find them by.

``seal`` gives key id (1 byte) || nonce (12) || AES-256-GCM ciphertext and tag. The associated data name the
table, the row and the column, so a value pasted into another row does not open. ``blind_index`` is
HMAC-SHA256 under a second key: equal inputs give equal digests, and without the key the 3.6e8 possible
citizen numbers of a region cannot be tried.
"""

import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


class CannotOpen(Exception):
    """The sealed value belongs to another row, was altered, or its key is not at hand."""


def seal(text: str, *, context: str) -> bytes:
    """Encrypt ``text`` for the place named by ``context`` (table, row id and column)."""
    number = settings.KEYS.current
    nonce = os.urandom(12)
    return (
        bytes([number])
        + nonce
        + AESGCM(settings.KEYS.field[number]).encrypt(nonce, text.encode(), context.encode())
    )


def unseal(sealed: bytes | memoryview, *, context: str) -> str:
    """The text behind ``sealed``. Raises CannotOpen."""
    sealed = bytes(sealed)
    try:
        cipher = AESGCM(settings.KEYS.field[sealed[0]])
        return cipher.decrypt(sealed[1:13], sealed[13:], context.encode()).decode()
    except (InvalidTag, KeyError, IndexError, ValueError) as problem:
        raise CannotOpen from problem


def blind_index(text: str, *, purpose: str) -> bytes:
    """32 bytes to look ``text`` up by; ``purpose`` keeps the indexes of different columns apart."""
    return hmac.digest(settings.KEYS.index, f"{purpose}\0{text}".encode(), sha256)
