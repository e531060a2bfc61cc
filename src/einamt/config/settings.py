"""Django's settings. Everything that differs between installations comes from `env`."""

from pathlib import Path

from einamt.config import backends
from einamt.config import env as environment
from einamt.platform.crypto import keys

ENV = environment.current()
SOURCE = Path(__file__).resolve().parent.parent

MODE = ENV.mode
DATA_DIR = ENV.data_dir
PUBLIC_URL = ENV.public_url
TRUSTED_PROXIES = ENV.trusted_proxies
METRICS_NETWORKS = ENV.metrics_networks
CLOCK_FILE = ENV.clock_file
GEOCODER_URL = ENV.geocoder_url
LINK_CHECKS = ENV.link_checks
STAFF_OPENID = ENV.staff_openid
CITIZEN_OPENID = ENV.citizen_openid
BUNDID = ENV.bundid
STAFF_SECOND_FACTOR = ENV.staff_second_factor
KEYS_FOLDER = DATA_DIR / "keys"
KEYS = keys.load_or_create(folder=KEYS_FOLDER)
SEAL_FILE, SEAL_PASSWORD = ENV.seal_file, ENV.seal_password
SCANNER, ATTACHMENT_MB = ENV.scanner, ENV.attachment_mb

SECRET_KEY = keys.derived(master=KEYS.current, purpose="django-secret-key").hex()
SECRET_KEY_FALLBACKS = [keys.derived(master=key, purpose="django-secret-key").hex() for key in KEYS.earlier]
DEBUG = False
ALLOWED_HOSTS = ENV.allowed_hosts
ROOT_URLCONF = "einamt.config.urls"
WSGI_APPLICATION = "einamt.config.wsgi.application"

INSTALLED_APPS = [
    # from the top floor to the ground, as in docs/explanation/architecture.md
    "einamt.config",
    "einamt.channels.portal",
    "einamt.channels.hall",
    "einamt.channels.kiosk",
    "einamt.channels.counter",
    "einamt.channels.backoffice",
    "einamt.channels.cockpit",
    "einamt.channels.api",
    "einamt.channels.demo",
    "einamt.channels.parts",
    "einamt.insight.reports",
    "einamt.insight.staffing",
    "einamt.insight.steering",
    "einamt.procedures.visits",
    "einamt.procedures.appointments",
    "einamt.procedures.inquiries",
    "einamt.procedures.identity_documents",
    "einamt.procedures.objections",
    "einamt.citizens.acting",
    "einamt.citizens",
    "einamt.cases.decisions",
    "einamt.cases.documents",
    "einamt.cases.conversation",
    "einamt.cases.archive",
    "einamt.cases",
    "einamt.accounts",
    "einamt.catalog",
    "einamt.platform.shell",
    "einamt.platform.web",
    "einamt.platform.attachments",
    "einamt.platform.audit",
    "einamt.platform.notifications",
    "einamt.platform.ratelimit",
    "einamt.platform.idempotency",
    "einamt.platform.facts",
    "einamt.platform.outbox",
    "einamt.platform.backup",
    "einamt.platform.retention",
    "einamt.platform.crypto",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "einamt.platform.web.middleware.TrustedProxy",
    "einamt.platform.web.middleware.RequestLog",
    "einamt.platform.web.middleware.SecureHeaders",
    "einamt.platform.web.middleware.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "einamt.platform.web.middleware.Outage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "einamt.platform.web.middleware.SoundRequests",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "einamt.platform.web.middleware.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "einamt.platform.shell.context.shell",
            ],
            "builtins": [
                "einamt.platform.shell.templatetags.shell",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]

DATABASES = {"default": backends.database(ENV.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
globals().update(backends.email(ENV.smtp_url))
MAILBOX = DATA_DIR / "mailbox"
DEFAULT_FROM_EMAIL = ENV.mail_from
BOUNCE_ADDRESS = ENV.bounce_address
BOUNCE_FOLDER = ENV.bounce_folder
SMS_GATEWAY = (
    {"url": ENV.sms_url, "header": ENV.sms_header, "body": ENV.sms_body, "accepted": ENV.sms_accepted}
    if ENV.sms_url
    else None
)

AUTH_USER_MODEL = "accounts.Staff"
LOGIN_URL = "counter:sign-in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
# pages of a service can also be read in these; what stands around them is said in src/einamt/locale (docs/adr/0016)
CONTENT_LANGUAGES = ["tr", "uk", "ar"]
LOCALE_PATHS = [SOURCE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

_IS_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
if _IS_HTTPS:
    # the prefix makes browsers refuse these cookies from a neighbouring host or over plain http
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "einamt.platform.web.refusals.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if _IS_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "einamt.platform.web.uploads.BoundedUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS, DATA_UPLOAD_MAX_NUMBER_FILES = 500, 20
# the largest that any form takes: documents to be checked have 10 MB at most
UPLOAD_MAX_BYTES = max(ATTACHMENT_MB, 10) * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "einamt.platform.web.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own would mail whole requests to ADMINS
        "django": {"handlers": [], "level": "INFO"},
        # what is answered 4xx stands in our access log, without the path
        "django.request": {"level": "ERROR"},
        # every scanner of addresses would leave a traceback
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
