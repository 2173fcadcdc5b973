"""Signing in: what allauth leaves to the site."""

import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.hashers import BasePasswordHasher
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from centres import client_secrets
from centres.roles import GRANTABLE_SCOPES
from centres.sealing import seal, unseal

MFA_CONTEXT = "mfa.authenticator/secret"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the centre; nobody signs up."""

    def is_open_for_signup(self, request):
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are sealed with the field key; by default they would lie in the database in
    clear.
    """

    def encrypt(self, text: str) -> str:
        return seal(text, context=MFA_CONTEXT).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(bytes.fromhex(encrypted_text), context=MFA_CONTEXT)


class OIDCAdapter(DefaultOIDCAdapter):
    """The scopes a REST client can be given, in words, and secrets that survive a shell."""

    scope_display = {scope: scope for scope in sorted(GRANTABLE_SCOPES)}

    def generate_client_secret(self) -> str:
        return secrets.token_urlsafe(32)


class ClientSecretHasher(BasePasswordHasher):
    """Checks the secret of a REST client against those that have not ended."""

    algorithm = client_secrets.ALGORITHM

    def verify(self, password: str, encoded: str) -> bool:
        return client_secrets.use(password, encoded, at=timezone.now())

    def decode(self, encoded: str) -> dict[str, str]:
        return {"algorithm": self.algorithm, "client": encoded.removeprefix(f"{self.algorithm}$")}


class PrivatePagesMiddleware(MiddlewareMixin):
    """Pages made for somebody signed in are never kept by a browser or a proxy."""

    def process_response(self, request, response):
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.setdefault("Cache-Control", "no-store")
        return response
