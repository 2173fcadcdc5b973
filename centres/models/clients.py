"""REST clients of a centre."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from centres.models.people import User


class ApiClient(models.Model):
    """A REST client of one centre: an OAuth2 client-credentials client and the service account it acts as."""

    # without the OAuth client there is nothing to bind
    oauth = models.OneToOneField("allauth_idp_oidc.Client", models.CASCADE, related_name="api_client")
    # without the account the client could act as nobody
    user = models.OneToOneField(User, models.CASCADE, related_name="api_client")
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return self.user.full_name
