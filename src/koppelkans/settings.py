"""Settings of the platform: safe by default, everything a host differs in comes from the environment."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

env = environ.Env()

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parents[1]
VAR = Path(env.str("KOPPELKANS_VAR", default="var")).absolute()

# http on the loopback only: for a demo or a test on one machine
PLAIN_HTTP = env.bool("KOPPELKANS_PLAIN_HTTP", default=False)
# invented people, logins shown on a page; never with real data
DEMO = env.bool("KOPPELKANS_DEMO", default=False)


def _secret_key() -> str:
    """The key of the environment, or one made at the first use and kept where only this user can read it."""
    given: str = env.str("KOPPELKANS_SECRET_KEY", default="")
    if given:
        return given
    file = VAR / "secret-key"
    VAR.mkdir(mode=0o700, parents=True, exist_ok=True)  # uploads and an SQLite file: for nobody else on the machine
    try:
        with file.open("x") as out:
            file.chmod(0o600)
            out.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return file.read_text()


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = env.list("KOPPELKANS_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("KOPPELKANS_ORIGINS", default=[])
SITE_URL = env.str("KOPPELKANS_URL", default=f"http{'' if PLAIN_HTTP else 's'}://127.0.0.1:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "koppelkans.core",
    "koppelkans.results",
    "koppelkans.programmes",
    "koppelkans.people",
    "koppelkans.supply",
    "koppelkans.funds",
    "koppelkans.planning",
    "koppelkans.journeys",
    "koppelkans.reports",
    "koppelkans.privacy",
    "koppelkans.jobs",
    "koppelkans.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "koppelkans.web.door.DoorMiddleware",
]

ROOT_URLCONF = "koppelkans.urls"
WSGI_APPLICATION = "koppelkans.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "koppelkans.web.context.face",
                "koppelkans.web.who.who",
            ],
        },
    }
]
FORM_RENDERER = "koppelkans.web.forms.Renderer"

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'koppelkans.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    Path(DATABASES["default"]["NAME"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a reader that turns writer would fail instead of wait
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
# work that rooms ask for by name (core.background.later)
JOBS = {
    "imports.check": "koppelkans.jobs.imports.check_file",
    "imports.perform": "koppelkans.jobs.imports.perform_import",
    "planning.round": "koppelkans.jobs.rounds.carry_out",
    "planning.price": "koppelkans.jobs.pricing.carry_out",
    "reports.compute": "koppelkans.jobs.reports.carry_out",
    "planning.scaling": "koppelkans.jobs.scaling.carry_out",
}

# ---- who logs in
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start:home"
LOGOUT_REDIRECT_URL = "account_login"

# idle this long: logged out; and after the absolute time too, also when not idle
SESSION_COOKIE_AGE = env.int("KOPPELKANS_SESSION_SECONDS", default=60 * 60)
KOPPELKANS_SESSION_LONGEST = env.int("KOPPELKANS_SESSION_LONGEST", default=12 * 60 * 60)
SESSION_SAVE_EVERY_REQUEST = True

# "required": staff can do nothing without; "optional" is for a demo or a test
KOPPELKANS_SECOND_FACTOR = env.str("KOPPELKANS_SECOND_FACTOR", default="optional" if DEMO else "required")
if KOPPELKANS_SECOND_FACTOR not in {"required", "optional"}:
    raise ImproperlyConfigured("KOPPELKANS_SECOND_FACTOR is required or optional")

ACCOUNT_ADAPTER = "koppelkans.web.account.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "koppelkans.web.account.adapters.MunicipalityAdapter"
MFA_ADAPTER = "koppelkans.web.account.adapters.SecondFactorAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # only who was invited at an address has an account
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if PLAIN_HTTP else "https"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key,30/d/key",
    "reset_password": "20/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ACCOUNT_FORMS = {
    "login": "koppelkans.web.account.login_forms.LoginForm",
    "reset_password": "koppelkans.web.account.login_forms.ResetPasswordForm",
    "reset_password_from_key": "koppelkans.web.account.login_forms.ResetPasswordKeyForm",
    "change_password": "koppelkans.web.account.login_forms.ChangePasswordForm",
    "set_password": "koppelkans.web.account.login_forms.SetPasswordForm",
    "reauthenticate": "koppelkans.web.account.login_forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "koppelkans.web.account.login_forms.AuthenticateForm",
    "reauthenticate": "koppelkans.web.account.login_forms.ReauthenticateByCodeForm",
    "activate_totp": "koppelkans.web.account.login_forms.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation reached the address
MFA_TOTP_TOLERANCE = 1  # the clock of a phone may be half a minute off
# how many proxies stand before us and name the client in X-Forwarded-For: attempts are counted per client
BEHIND_PROXY = env.bool("KOPPELKANS_BEHIND_PROXY", default=False)
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("KOPPELKANS_PROXIES", default=1 if BEHIND_PROXY else 0)

# ---- OIDC of the municipality: only with an issuer
OIDC_ISSUER = env.str("KOPPELKANS_OIDC_ISSUER", default="").rstrip("/")
KOPPELKANS_OIDC_NAME = env.str("KOPPELKANS_OIDC_NAME", default="de gemeente")
# addresses this provider may vouch for; empty: all, right where it serves every municipality of the region
KOPPELKANS_OIDC_DOMAINS = env.list("KOPPELKANS_OIDC_DOMAINS", default=[])
# "provider": the login there has a second factor of its own; "own": ours comes on top
KOPPELKANS_OIDC_SECOND_FACTOR = env.str("KOPPELKANS_OIDC_SECOND_FACTOR", default="provider")
if KOPPELKANS_OIDC_SECOND_FACTOR not in {"provider", "own"}:
    raise ImproperlyConfigured("KOPPELKANS_OIDC_SECOND_FACTOR is provider or own")
OIDC_ORIGINS = env.list("KOPPELKANS_OIDC_ORIGINS", default=[])
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
if OIDC_ISSUER:
    OIDC_ORIGINS.append("/".join(OIDC_ISSUER.split("/")[:3]))
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "gemeente",
                "name": KOPPELKANS_OIDC_NAME,
                "client_id": env.str("KOPPELKANS_OIDC_CLIENT_ID"),
                "secret": env.str("KOPPELKANS_OIDC_SECRET"),
                "settings": {"server_url": OIDC_ISSUER, "fetch_userinfo": True, "oauth_pkce_enabled": True},
            }
        ],
    }

# ---- transport and browser
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if not PLAIN_HTTP:
    # a browser takes these only over https, for this host alone, from nobody else
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *OIDC_ORIGINS],  # the login form goes on to the municipality
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "fullscreen", "display-capture")
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_ROOT = VAR / "files"
LARGEST_UPLOAD = env.int("KOPPELKANS_LARGEST_UPLOAD", default=50_000_000)

LONGEST_ROUND = env.float("KOPPELKANS_LONGEST_ROUND", default=900.0)  # seconds; the best plan so far is kept

# ---- language and time
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands")), ("en", _("Engels"))]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# ---- static files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("KOPPELKANS_STATIC", default=str(VAR / "static")))
ASSETS = Path(env.str("KOPPELKANS_ASSETS", default=str(CHECKOUT / "build" / "assets")))
STATICFILES_DIRS: list[Any] = [ASSETS] if ASSETS.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_HTTP
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PLAIN_HTTP

# ---- the face of a municipality
# KOPPELKANS_LOGO and KOPPELKANS_THEME_CSS are files in this folder
KOPPELKANS_FACE_FILES = env.str("KOPPELKANS_FACE_FILES", default="")
if KOPPELKANS_FACE_FILES:
    STATICFILES_DIRS.append(("face", KOPPELKANS_FACE_FILES))
KOPPELKANS_NAME = env.str("KOPPELKANS_NAME", default="Koppelkans")
KOPPELKANS_LOGO = env.str("KOPPELKANS_LOGO", default="")
KOPPELKANS_THEME_CSS = env.str("KOPPELKANS_THEME_CSS", default="")
# for the entry in the algoritmeregister and the page for residents
KOPPELKANS_ORGANISATION = env.str("KOPPELKANS_ORGANISATION", default="")
KOPPELKANS_CONTACT = env.str("KOPPELKANS_CONTACT", default="")
KOPPELKANS_SOURCE = env.str("KOPPELKANS_SOURCE", default="")
KOPPELKANS_THEME_CLASS = env.str("KOPPELKANS_THEME_CLASS", default="koppelkans-theme")

# ---- mail
EMAIL_CONFIG = env.email("KOPPELKANS_MAIL_URL", default="consolemail://" if PLAIN_HTTP else "smtp://127.0.0.1:25")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("KOPPELKANS_MAIL_FROM", default="koppelkans@localhost")
# dotted path of a class with `send(to, text)`, see core.sms; empty: nobody gets a text message
KOPPELKANS_SMS = env.str("KOPPELKANS_SMS", default="")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "koppelkans.core.logs.Discreet",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO" if not PLAIN_HTTP else "WARNING"},
}
