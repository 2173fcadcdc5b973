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


class ClientSecret(models.Model):
    """A secret a client signs in with, kept as a keyed digest. The one without an end is the newest; the one
    before works on for a while after it was replaced.
    """

    # a secret opens nothing without its client
    client = models.ForeignKey(ApiClient, models.CASCADE, related_name="secrets")
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField(_("made at"))
    ends_at = models.DateTimeField(_("ends at"), null=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"],
                condition=models.Q(ends_at=None),
                name="one_newest_secret_per_client",
                violation_error_message=_("The client has got another new secret in the same moment."),
            ),
        ]

    def __str__(self):
        return f"{self.client} {self.made_at:%Y-%m-%d}"
