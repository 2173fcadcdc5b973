"""Opening a centre, its staff accounts, and its REST clients: make one, rotate, suspend, resume, revoke."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from catalog.models import Province
from centres import audit
from centres.models import ApiClient, Centre, Role, User
from centres.roles import CLIENT_SCOPES, GRANTABLE_SCOPES

GRANT = Client.GrantType.CLIENT_CREDENTIALS


class UnknownScope(Exception):
    """A scope no client can be given."""

    sentence = _("There is no such scope: %(scope)s.")

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope

    def __str__(self) -> str:
        return str(self.sentence % {"scope": self.scope})


PASSWORD_LENGTH = 16


@transaction.atomic
def open_centre(*, code: str, name: str, province: Province, by: User | None, at: datetime) -> Centre:
    """A centre of a province. Raises ValidationError, also where the code is taken."""
    centre = Centre(code=code, name=name, province=province)
    centre.full_clean()
    centre.save(force_insert=True)
    audit.record(by, "centre.opened", centre, at=at)
    return centre


@transaction.atomic
def create_staff(
    *, centre: Centre | None, username: str, full_name: str, role: Role, by: User | None, at: datetime
) -> tuple[User, str]:
    """An account and the password made for it, which nobody can read again.

    Raises ValidationError: name taken, unknown role, or nobody's centre for a role that needs one.
    """
    user = User(username=username, full_name=full_name, role=role, centre=centre)
    password = get_random_string(PASSWORD_LENGTH)
    user.set_password(password)
    user.full_clean()
    user.save(force_insert=True)
    audit.record(by, "user.created", user, at=at, role=role)
    return user, password


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
    secret = _new_secret(oauth)
    oauth.save(force_insert=True)
    user = User(username=f"client-{oauth.pk}", full_name=name, role=Role.CLIENT, centre=centre)
    user.set_unusable_password()
    user.save(force_insert=True)
    client = ApiClient.objects.create(oauth=oauth, user=user)
    audit.record(by, "api_client.created", client, at=at, client=oauth.pk, scopes=sorted(scopes))
    return Credentials(client, secret)


@transaction.atomic
def rotate_api_client(*, client: ApiClient, by: User | None, at: datetime) -> Credentials:
    """A new secret; the old one ends now. Tokens already given out run out within their hour."""
    secret = _new_secret(client.oauth)
    client.oauth.save(update_fields=["secret"])
    audit.record(by, "api_client.rotated", client, at=at, client=client.oauth_id)
    return Credentials(client, secret)


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


def _new_secret(oauth: Client) -> str:
    secret = str(get_adapter().generate_client_secret())
    oauth.set_secret(secret)
    return secret
