"""Opaque public identifiers: a two-letter kind, an underscore, 26 characters of base32. Nothing can be read
from one.
"""

import secrets

from django.db import models

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: read aloud and typed without mistakes


def new_id(prefix: str) -> str:
    """A fresh identifier with 130 random bits."""
    return f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(26))


class PublicIdField(models.CharField):
    """The identifier a row is known by in URLs, over REST and in events. The integer key never leaves."""

    def __init__(self, *, prefix: str = "", **kwargs):
        self.prefix = prefix
        super().__init__(**{"max_length": 40, "editable": False} | kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        # said even when False: in a history table the same identifier stands once for each change
        return name, path, args, kwargs | {"prefix": self.prefix, "unique": self.unique}

    def get_default(self):
        return new_id(self.prefix)
