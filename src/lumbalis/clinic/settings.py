"""Settings of the clinic application. What differs between houses comes from the environment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from lumbalis.clinic import environment, sqlite_build

SQLITE_VERSION = sqlite_build.install()
HERE = Path(__file__).parent
DATA = environment.data_folder()

DEBUG = environment.flag("LUMBALIS_DEBUG", usual=False)
SECRET_KEY = environment.secret(DATA, "secret.key")
MASTER_KEY = environment.secret(DATA, "master.key")
ALLOWED_HOSTS = environment.text("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [
    origin for origin in environment.text("CSRF_TRUSTED_ORIGINS").split(",") if origin
]
SECURE = environment.flag("LUMBALIS_HTTPS", usual=False)
DEMONSTRATION = environment.flag("LUMBALIS_DEMO", usual=False)

BACKUP_PASSPHRASE_FILE = environment.text("LUMBALIS_BACKUP_PASSPHRASE_FILE")

DATABASE_URL = environment.text("DATABASE_URL")
DATABASES = {
    "default": environment.postgres(DATABASE_URL)
    if DATABASE_URL
    else environment.sqlite(DATA, SQLITE_VERSION, sqlite_build.SOUND)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "lumbalis.clinic.records",
    "lumbalis.clinic.web",
    "lumbalis.clinic.operations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, so that sizes tell no secrets
    "lumbalis.clinic.operations.middleware.RequestLine",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lumbalis.clinic.operations.middleware.BodyLimit",
    "lumbalis.clinic.operations.middleware.NoRoom",
]

ROOT_URLCONF = "lumbalis.clinic.urls"
WSGI_APPLICATION = "lumbalis.clinic.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- people and sign-in (ALLAUTH block) ----------------------------------------------------
AUTH_USER_MODEL = "records.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Lumbalis"
MFA_FORMS = {"add_webauthn": "lumbalis.clinic.web.accounts.forms.AddPasskeyForm"}
MFA_ADAPTER = "lumbalis.clinic.web.accounts.adapter.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator vouches for the address, no letter does
USERSESSIONS_TRACK_ACTIVITY = False
ACCOUNT_ADAPTER = "lumbalis.clinic.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # here; everywhere else the session ends by itself
ALLAUTH_TRUSTED_PROXY_COUNT = int(environment.flag("LUMBALIS_BEHIND_PROXY", usual=False))
SOCIALACCOUNT_ADAPTER = "lumbalis.clinic.web.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # who has an account here, by a verified address
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
OIDC = environment.identity_provider()
SOCIALACCOUNT_PROVIDERS = OIDC.providers
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", "noreply@localhost")
SMS_GATEWAY = environment.text("LUMBALIS_SMS_GATEWAY", "")
"""The dotted name of a function of number and text that sends a short message; empty sends none."""
EMAIL_HOST = environment.text("EMAIL_HOST", "")
EMAIL_PORT = int(environment.text("EMAIL_PORT", "587"))
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", usual=True)
EMAIL_TIMEOUT = 20
_MAIL = "django.core.mail.backends"
EMAIL_BACKEND = environment.text(
    "EMAIL_BACKEND", f"{_MAIL}.smtp.EmailBackend" if EMAIL_HOST else f"{_MAIL}.console.EmailBackend"
)
SENDS_LETTERS = bool(EMAIL_HOST) or bool(environment.text("EMAIL_BACKEND", ""))
"""Whether patients can be written to; letters on a console would be patient data in a log."""
# --- end of the ALLAUTH block ---------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("uk", "Українська")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_NAME = "language"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lumbalis.clinic.web.static_storage.ModuleStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

_SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [_SELF],
        "style-src": [_SELF],
        "img-src": [_SELF, "data:"],
        "font-src": [_SELF],
        "connect-src": [_SELF],
        "manifest-src": [_SELF],
        "worker-src": [_SELF],
        "form-action": [_SELF, *OIDC.origins],  # a browser checks the way there as well
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "require-trusted-types-for": ["'script'"],
    }
}
if environment.flag("LUMBALIS_BEHIND_PROXY", usual=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = int(timedelta(days=180).total_seconds()) if SECURE else 0
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lumbalis.clinic.web.errors.csrf_failed"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING_CONFIG = "lumbalis.clinic.operations.logs.configure"
LOGGING = {"lines": "json"}  # an empty one would leave logging unconfigured
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
