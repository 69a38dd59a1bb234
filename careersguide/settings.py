"""Settings. Everything a site may want to change is a variable in ``.env.example``."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from careersguide.env_file import env_file, forget_empty

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env(
    SECRET_KEY=str,  # no default: refuse to start without one
    DEBUG=(bool, False),
    ALLOWED_HOSTS=(list, []),
    DATABASE_URL=(str, f"sqlite:///{BASE_DIR / 'db.sqlite3'}"),
    DATABASE_POOL_SIZE=(int, 8),
    SITE_URL=(str, "http://127.0.0.1:8000"),
    TRUSTED_PROXIES=(int, 0),
    MEDIA_ROOT=(str, str(BASE_DIR / "media")),
    EMAIL_URL=(str, ""),
    LOG_LEVEL=(str, "INFO"),
)
# An empty variable is as if it were not set, in the environment as in the file.
forget_empty(env.scheme)
env.read_env(env_file(), overwrite=False)
forget_empty(env.scheme)

SECRET_KEY = env("SECRET_KEY")
DEBUG = env("DEBUG")

# Every absolute link (feed, sitemap, canonical address) starts with this, never with the Host header.
SITE_URL = env("SITE_URL").rstrip("/")
if urlsplit(SITE_URL).scheme not in {"http", "https"} or not urlsplit(SITE_URL).hostname:
    raise ImproperlyConfigured("SITE_URL must be a whole address, such as https://careers.example.org")
ALLOWED_HOSTS = env("ALLOWED_HOSTS") or ([] if DEBUG else [urlsplit(SITE_URL).hostname])
TRUSTED_PROXIES = env("TRUSTED_PROXIES")

INSTALLED_APPS = [
    "careersguide",
    "webinars",
    "profiles",
    "core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_tasks",
    "django_tasks_db",
    "pictures",
    "csp",
    "axes",
]

MIDDLEWARE = [
    # These three first: their headers belong on every answer, refusals and redirects too.
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "careersguide.middleware.refuse_broken_text",
    "careersguide.middleware.know_the_network",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "careersguide.middleware.PatientSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "careersguide.urls"
WSGI_APPLICATION = "careersguide.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "careersguide.context_processors.site",
            ],
        },
    },
]

# --- Database ---------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # SELECT ... FOR UPDATE does nothing on SQLite: take the write lock at BEGIN.
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # A file, because an in-memory database shared by threads answers "table is locked".
    # Workers of the test run add their own suffix to it.
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / ".test.sqlite3"}
else:
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env("DATABASE_POOL_SIZE"), "timeout": 10},
        # Long enough for a whole house of workers to queue for one popular webinar.
        "options": "-c lock_timeout=8000 -c statement_timeout=10000",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Background work --------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- Mail -------------------------------------------------------------------------------------------

SENDS_MAIL = DEBUG or bool(env("EMAIL_URL"))  # otherwise it waits in its table
EMAIL_TIMEOUT = 10  # seconds for each answer of the mail server
if env("EMAIL_URL"):
    vars().update(env.email_url("EMAIL_URL"))
else:
    # Nothing leaves a developer's machine: careersguide/mailbox.py shows what was sent.
    EMAIL_BACKEND = "careersguide.mailbox.FolderBackend"
    EMAIL_FILE_PATH = str(BASE_DIR / "mail")

# --- People -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "careersguide.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "admin:login"

# Guessing is slowed down by name and network together: a whole school shares one address,
# and nobody may lock a colleague out from elsewhere.
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "careersguide.client_address.client_network"
AXES_USERNAME_CALLABLE = "careersguide.client_address.attempted_name"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

# --- Language and time ------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_URL = "/media/"
MEDIA_ROOT = env("MEDIA_ROOT")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
# One form of everything an editor types, and one picture at most (profiles/pictures.py says how large).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

PICTURES = {
    "BREAKPOINTS": {"phone": 480, "desk": 1280},
    "GRID_COLUMNS": 12,
    "CONTAINER_WIDTH": 1280,
    "FILE_TYPES": ["AVIF", "WEBP"],
    "PIXEL_DENSITIES": [1, 2],
    "USE_PLACEHOLDERS": False,
    "QUEUE_NAME": "default",
    "PROCESSOR": "profiles.tasks.make_renditions_after_commit",
}

# --- What browsers are told -------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# Features that no page of the site asks a browser for.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in [
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    ]
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
if SITE_URL.startswith("https://"):
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Logs: no query strings, no addresses of people --------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        # The level stands here because db_worker sets its loggers' levels itself.
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "level": env("LOG_LEVEL")},
        "errors": {"class": "logging.StreamHandler", "formatter": "line", "level": "ERROR"},
    },
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # "Not Found" for each address a robot tries tells nobody anything.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "axes": {"level": "WARNING"},
        # It warns each time it is asked to end.
        "django_tasks_db": {"handlers": ["errors"], "propagate": False},
    },
}
