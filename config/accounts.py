"""Signing in: what allauth leaves to the site."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.deprecation import MiddlewareMixin

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
    """The scopes a REST client can be given, in words."""

    scope_display = {scope: scope for scope in sorted(GRANTABLE_SCOPES)}


class PrivatePagesMiddleware(MiddlewareMixin):
    """Pages made for somebody signed in are never kept by a browser or a proxy."""

    def process_response(self, request, response):
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.setdefault("Cache-Control", "no-store")
        return response
