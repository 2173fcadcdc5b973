from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = _("Site")

    def ready(self):
        from config import celery  # noqa: F401, PLC0415 - tasks register with it; it reads the settings
