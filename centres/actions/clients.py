"""REST clients of a centre: make one, rotate its secret, suspend, resume, revoke."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from centres import audit
from centres.client_secrets import digest_of, kept_for
from centres.models import ApiClient, Centre, ClientSecret, Role, User
from centres.roles import CLIENT_SCOPES, GRANTABLE_SCOPES

GRANT = Client.GrantType.CLIENT_CREDENTIALS
OVERLAP = timedelta(days=7)  # how long the secret before still works, so that nobody has to be quick
SANDBOX_PREFIX = "test_"


class UnknownScope(Exception):
    """A scope no client can be given."""

    sentence = _("There is no such scope: %(scope)s.")

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope

    def __str__(self) -> str:
        return str(self.sentence % {"scope": self.scope})


@dataclass(frozen=True)
class Credentials:
    """What a client signs in with. The secret is kept as a hash only, so this is the one time it is seen."""

    client: ApiClient
    secret: str


@transaction.atomic
def create_api_client(
    *, centre: Centre, name: str, scopes: Collection[str] = CLIENT_SCOPES, by: User | None, at: datetime
) -> Credentials:
    """Let a program act for one centre within ``scopes``. Raises UnknownScope.

    A token request that names no scope gets those given here, but sensitive data only by its name.
    """
    if unknown := sorted(set(scopes) - GRANTABLE_SCOPES):
        raise UnknownScope(unknown[0])
    oauth = Client(name=name, type=Client.Type.CONFIDENTIAL, owner=by, created_at=at)
    oauth.set_scopes(sorted(scopes))
    oauth.set_default_scopes(sorted(set(scopes) & CLIENT_SCOPES))
    oauth.set_grant_types([GRANT])
    oauth.pk = f"{SANDBOX_PREFIX if centre.is_sandbox else ''}{get_adapter().generate_client_id()}"
    oauth.secret = kept_for(oauth.pk)
    oauth.save(force_insert=True)
    user = User(username=f"client-{oauth.pk}", full_name=name, role=Role.CLIENT, centre=centre)
    user.set_unusable_password()
    user.save(force_insert=True)
    client = ApiClient.objects.create(oauth=oauth, user=user)
    audit.record(by, "api_client.created", client, at=at, client=oauth.pk, scopes=sorted(scopes))
    return Credentials(client, _new_secret(client, at))


@transaction.atomic
def rotate_api_client(
    *, client: ApiClient, overlap: timedelta = OVERLAP, by: User | None, at: datetime
) -> Credentials:
    """A new secret; the one before works on for ``overlap``, any older one ends now.

    Tokens already given out run out within their hour.
    """
    ApiClient.objects.select_for_update(no_key=True).get(pk=client.pk)
    client.secrets.filter(ends_at__gt=at).update(ends_at=at)
    client.secrets.filter(ends_at=None).update(ends_at=at + overlap)
    client.oauth.secret = kept_for(client.oauth_id)
    client.oauth.save(update_fields=["secret"])
    audit.record(
        by, "api_client.rotated", client, at=at, client=client.oauth_id, ends_at=(at + overlap).isoformat()
    )
    return Credentials(client, _new_secret(client, at))


@transaction.atomic
def suspend_api_client(*, client: ApiClient, by: User | None, at: datetime, reason: str = "") -> None:
    """No token works from now on and none is given out, until the client is resumed."""
    _set_active(client, False)
    Token.objects.filter(client=client.oauth).delete()
    audit.record(by, "api_client.suspended", client, at=at, reason=reason, client=client.oauth_id)


@transaction.atomic
def resume_api_client(*, client: ApiClient, by: User | None, at: datetime) -> None:
    """Let a suspended client in again, with the secret it has."""
    _set_active(client, True)
    audit.record(by, "api_client.resumed", client, at=at, client=client.oauth_id)


@transaction.atomic
def revoke_api_client(*, client: ApiClient, by: User | None, at: datetime, reason: str = "") -> None:
    """End a client for good. Its account stays, unusable, because records name it."""
    audit.record(by, "api_client.revoked", client, at=at, reason=reason, client=client.oauth_id)
    User.objects.filter(pk=client.user_id).update(is_active=False)
    client.oauth.delete()


def _set_active(client: ApiClient, is_active: bool) -> None:
    ApiClient.objects.filter(pk=client.pk).update(is_active=is_active)
    client.oauth.set_grant_types([GRANT] if is_active else [])
    client.oauth.save(update_fields=["grant_types"])
    client.refresh_from_db()


def _new_secret(client: ApiClient, at: datetime) -> str:
    secret = str(get_adapter().generate_client_secret())
    ClientSecret.objects.create(client=client, digest=digest_of(secret), made_at=at)
    return secret
