# SPDX-License-Identifier: Apache-2.0
"""Django's settings, made from the node's own: the one module that reads the world when imported.

``COMITY_NODE`` names the node's folder. Without it (type checks, tests, before a node exists) the
dossier is a file in memory and the secret lives as long as the process.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from comity.config import read_config
from comity.site.hosts import hosts_of
from comity.site.secrets import secret_of

_FOLDER: Final = os.environ.get("COMITY_NODE")
_CONFIG: Final = None if _FOLDER is None else read_config(Path(_FOLDER))

# --- what Django is ------------------------------------------------------------------------------

SECRET_KEY = secret_of(_CONFIG)
DEBUG = False
ALLOWED_HOSTS = hosts_of(_CONFIG)
"""Under which names the desk answers; no address is ever made from the name."""
ROOT_URLCONF = "comity.site.urls"
WSGI_APPLICATION = "comity.site.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "axes",
    "csp",
    "comity.home",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
USE_I18N = False
"""Our own catalogues speak (comity.locale); Django's are asked for nothing."""
TIME_ZONE = "UTC"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comity.desk.middleware.DeskMiddleware",
    "axes.middleware.AxesMiddleware",
]

# --- the dossier ---------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:" if _CONFIG is None else str(_CONFIG.home),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
        },
        "CONN_MAX_AGE": None,
    }
}

# --- people --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "home.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AXES_HANDLER = "comity.desk.account.counting.Counting"
"""How it counts (`comity.home.attempts`): axes' own handler writes down whole forms."""
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_CALLABLE = "comity.desk.account.lockout.locked_out"
AXES_USERNAME_FORM_FIELD = "sign_in"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

# --- sessions and forms --------------------------------------------------------------------------

_NAME: Final = "comity" if _CONFIG is None else f"comity-{_CONFIG.party}-{_CONFIG.desk_port}"
SESSION_COOKIE_NAME = f"__Host-{_NAME}"
"""Cookies know no port: two desks on one host must not take each other's."""
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = f"__Host-{_NAME}-form"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "comity.desk.account.refused.form_refused"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# A file that somebody brings never touches the disk on its way: a whole request fits in memory.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 17 * 1024 * 1024

# --- pages ---------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "desk",
        "DIRS": [Path(__file__).parents[1] / "desk" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "comity.desk.rendering.environment",
            "autoescape": True,
            "auto_reload": False,
        },
    }
]
STATIC_URL = "/static/"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- logs: codes and places, never content -------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "axes": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "comity": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
