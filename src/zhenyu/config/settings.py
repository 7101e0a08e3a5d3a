"""Django settings. Everything an operator sets comes from the environment; ``config.setup`` prepares it.

| variable | meaning | default |
| --- | --- | --- |
| DATABASE_URL | PostgreSQL ≥ 15 | the embedded server under ZHENYU_VAR |
| ZHENYU_VAR | where data, secrets and uploads live | ./var |
| ZHENYU_TODAY | a fixed day (demonstration) | time runs |
| ZHENYU_HOSTS | host names served, separated by commas | localhost,127.0.0.1 |
| ZHENYU_HTTPS | 1: people reach us by https only (cookies are then sent by nothing else) | 0 |
| ZHENYU_ATTACHMENT_MB | the largest file that may be kept beside a record | 20 |
| ZHENYU_SCAN_COMMAND | a virus scanner, run with each file's path; a code other than 0 refuses it | none |
| ZHENYU_DEBUG | 1 shows tracebacks in the browser (developers only) | 0 |
"""

import os
from pathlib import Path
from typing import Any

import structlog
from psycopg.conninfo import conninfo_to_dict

SOURCE = Path(__file__).resolve().parent.parent
ZHENYU_VAR = Path(os.environ.get("ZHENYU_VAR", "var")).resolve()
_HELD_AT = ZHENYU_VAR / "today"
ZHENYU_TODAY = os.environ.get("ZHENYU_TODAY") or (_HELD_AT.read_text().strip() if _HELD_AT.exists() else "")
DEBUG = os.environ.get("ZHENYU_DEBUG") == "1"
SECRET_KEY = os.environ.get("ZHENYU_SECRET_KEY") or "unset: config.setup makes one per installation"
ALLOWED_HOSTS = os.environ.get("ZHENYU_HOSTS", "localhost,127.0.0.1,testserver").split(",")


def _database(url: str) -> dict[str, Any]:
    """Django's form of a PostgreSQL address, read by libpq's own rules."""
    parts = conninfo_to_dict(url)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options = {key: value for key, value in parts.items() if key not in known}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{known[key]: value for key, value in parts.items() if key in known},
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {
    "default": _database(os.environ.get("DATABASE_URL", "postgresql://zhenyu@127.0.0.1:5432/zhenyu"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "django_htmx",
    "ninja",  # its Swagger UI is served from here, never from a CDN
    "procrastinate.contrib.django",
    "zhenyu.core",
    "zhenyu.areas",
    "zhenyu.people",
    "zhenyu.pages",
    "zhenyu.ledgers",
    "zhenyu.indicators",
    "zhenyu.plans",
    "zhenyu.documents",
    "zhenyu.writing",
    "zhenyu.cockpit",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zhenyu.pages.security.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "zhenyu.people.middleware.IdleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhenyu.people.middleware.ReaderMiddleware",
    "zhenyu.pages.middleware.ProblemMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "zhenyu.config.urls"
WSGI_APPLICATION = "zhenyu.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhenyu.pages.context.frame",
            ],
            "builtins": [
                f"zhenyu.pages.templatetags.{words}" for words in ("dates", "figures", "links", "pictures")
            ],
        },
    }
]

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # each room's background work stands in its jobs.py
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "people/locked.html"
AXES_VERBOSE = False
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
SESSION_COOKIE_AGE = 30 * 60  # idle exit; people.middleware.IdleMiddleware moves it on
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if os.environ.get("ZHENYU_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_PROXY_SSL_HEADER = (
        "HTTP_X_FORWARDED_PROTO",
        "https",
    )  # the proxy that ends TLS sets it and drops a client's own
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
FRONT_END = SOURCE / "frontend" / "static"
STATICFILES_DIRS = [FRONT_END]
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]  # not built yet: `serve` and `doctor` say so, with the remedy
WHITENOISE_USE_FINDERS = True  # the wheel carries the built front end; nothing is collected
ZHENYU_ATTACHMENT_MB = int(os.environ.get("ZHENYU_ATTACHMENT_MB", "20"))
ZHENYU_SCAN_COMMAND = os.environ.get("ZHENYU_SCAN_COMMAND", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
    logger_factory=structlog.PrintLoggerFactory(),
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
