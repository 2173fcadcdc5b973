"""Secrets of REST clients: several at once, so that one can be replaced without an hour in which none works.

The OAuth library keeps one password hash per client. What it is given instead is the name of the client, in
the form of a hash of this algorithm; the hasher of that name (``config.accounts``) looks the secrets up. They
are random and long, so a keyed digest is as safe as a slow hash, and a token costs an index read.
"""

from datetime import datetime

from django.db.models import Q

from centres.models import ClientSecret
from centres.sealing import blind_index

ALGORITHM = "client_secret"


def digest_of(secret: str) -> bytes:
    """The 32 bytes a secret is kept as."""
    return blind_index(secret, purpose="client secret")


def kept_for(client_id: str) -> str:
    """What stands in the OAuth client's place for a hash."""
    return f"{ALGORITHM}${client_id}"


def use(secret: str, encoded: str, *, at: datetime) -> bool:
    """Whether it is a secret of the client ``encoded`` stands for, and has not ended; if so, note the use."""
    live = Q(ends_at=None) | Q(ends_at__gt=at)
    client = encoded.removeprefix(f"{ALGORITHM}$")
    found = ClientSecret.objects.filter(live, client__oauth_id=client, digest=digest_of(secret))
    return found.update(last_used_at=at) == 1
