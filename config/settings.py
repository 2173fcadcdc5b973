"""One settings file for every kind of process.

Without ``NOIVIEC_KEYS`` this is a local installation: keys of its own below ``.local/``, loopback hosts only,
plain HTTP. With it, it is production: hosts must be named, cookies are Secure, HSTS is on.
``NOIVIEC_PROCESS`` (web | worker | command) chooses pooling and time limits.
"""

from pathlib import Path

import django.conf.locale
import environ
import pghistory
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import keys, logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PROCESS = env("NOIVIEC_PROCESS", default="command")
LOCAL = not env("NOIVIEC_KEYS", default="")
KEYS = keys.load_or_make(BASE_DIR / ".local" / "keys.json") if LOCAL else keys.load(Path(env("NOIVIEC_KEYS")))
SECRET_KEY = KEYS.django
SECRET_KEY_FALLBACKS = list(KEYS.django_fallbacks)
DEBUG = False
ALLOWED_HOSTS = env.list("NOIVIEC_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])

INSTALLED_APPS = [
    "catalog.apps.CatalogConfig",
    "centres.apps.CentresConfig",
    "workers.apps.WorkersConfig",
    "employers.apps.EmployersConfig",
    "jobs.apps.JobsConfig",
    "fairs.apps.FairsConfig",
    "seeds.apps.SeedsConfig",
    "config.apps.ConfigConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.idp.oidc",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "django_structlog",
    "csp",
]

MIDDLEWARE = [
    "config.hostile.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.security.LoggedRequests",
    "csp.middleware.CSPMiddleware",
    "config.security.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.hostile.HostileInputMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "config.accounts.PrivatePagesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.frame",
            ],
        },
    }
]

# A web request must never wait long on the database; matching may.
LIMITS = {"web": 5_000, "worker": 60_000}.get(PROCESS)
DATABASES = {"default": env.db("DATABASE_URL", default="postgresql://app@/noiviec")}
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": 0 if PROCESS == "web" else None,
    "CONN_HEALTH_CHECKS": PROCESS == "worker",
}
_options = DATABASES["default"].setdefault("OPTIONS", {})
_options["options"] = "-c timezone=UTC" + (
    f" -c statement_timeout={LIMITS} -c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000"
    " -c client_connection_check_interval=5000"
    if LIMITS
    else ""
)
if PROCESS == "web":
    _options["pool"] = {"min_size": 1, "max_size": env.int("NOIVIEC_POOL", default=8), "timeout": 5}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Login throttling counts here and has to fail closed, so the default cache is a table, not Redis.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entries"}}

AUTH_USER_MODEL = "centres.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "config.accounts.ClientSecretHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
ACCOUNT_ADAPTER = "config.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "config.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Nối Việc"
IDP_OIDC_ADAPTER = "config.accounts.OIDCAdapter"
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600

SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True  # the half hour is counted from the last action
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "noiviec_session" if LOCAL else "__Host-session"
CSRF_COOKIE_NAME = "noiviec_csrf" if LOCAL else "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # the machines that ask stand before the proxy
SECURE_HSTS_SECONDS = 0 if LOCAL else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_PROXY_SSL_HEADER = None if LOCAL else ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

LANGUAGE_CODE = "vi"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = not LOCAL
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
# The two minority languages of the region that content is written in; Django does not know them.
django.conf.locale.LANG_INFO |= {
    "blt": {"bidi": False, "code": "blt", "name": "Tai Dam", "name_local": "ꪼꪕꪒꪾ"},
    "hmn": {"bidi": False, "code": "hmn", "name": "Mong", "name_local": "Hmoob"},
}
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
NUMBER_GROUPING = 3

STATIC_URL = "/static/"
STATIC_ROOT = None if LOCAL else BASE_DIR / "static"  # a local installation serves from the sources
WHITENOISE_USE_FINDERS = LOCAL
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Columns of the registers that matching processes share: ids and codes, made again when they are missing.
MATCH_POOLS = Path(env("NOIVIEC_POOLS", default=str(BASE_DIR / ".local" / "pools")))
WORK_LEASE_SECONDS = env.float("NOIVIEC_LEASE_SECONDS", default=30.0)
REDIS_URL = env("REDIS_URL", default="redis://localhost:6379/0")
LOGGING = logs.LOGGING
CALLS_PER_MINUTE = env.int("CALLS_PER_MINUTE", default=600)  # of one client, member of staff or stranger
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.rest.ClientTokenAuthentication",
        "config.rest.StaffSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["config.rest.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["config.limits.CallsPerMinute"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.rest.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "config.rest.Pages",
    "DEFAULT_FILTER_BACKENDS": ["config.rest.StrictFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "config.schema.Schema",
    "DEFAULT_VERSIONING_CLASS": None,
    "DEFAULT_METADATA_CLASS": None,
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "config.problems.problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True  # config.hostile lets only harmless ones through
DJANGO_STRUCTLOG_TRUST_UPSTREAM_CORRELATION_ID = False
SPECTACULAR_SETTINGS = {
    "TITLE": "Nối Việc",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "Proficiency": "catalog.choices.Proficiency",
        "TechnicalLevel": "catalog.choices.TechnicalLevel",
        "WorkerState": "workers.models.Worker.State",
        "VacancyState": "jobs.models.Vacancy.State",
        "EmployerState": "employers.models.Employer.State",
        "JobSearchState": "workers.models.JobSearch.State",
        "WorkState": "centres.models.Work.State",
        "Country": "catalog.countries.Country",
        "Met": "jobs.api.explanations.STATES",
        "WorkerService": "catalog.choices.WorkerService",
        "EmployerService": "catalog.choices.EmployerService",
    },
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "config.schema.complete"],
}
# The row itself is its newest version, so only what an update or a delete replaces is copied.
PGHISTORY_DEFAULT_TRACKERS = (pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
PGHISTORY_APPEND_ONLY = True
# Triggers are compiled from the models after every migrate: one truth, and a much shorter cold start.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True
SILENCED_SYSTEM_CHECKS: list[str] = []
