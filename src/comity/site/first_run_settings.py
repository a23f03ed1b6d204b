# SPDX-License-Identifier: Apache-2.0
"""Django's settings of the first run: those of a desk without a node, and nobody signed in."""

from __future__ import annotations

from comity.site import settings as desk

SECRET_KEY = desk.SECRET_KEY
DEBUG = False
ALLOWED_HOSTS = desk.ALLOWED_HOSTS
ROOT_URLCONF = "comity.site.first_run_urls"
INSTALLED_APPS = desk.INSTALLED_APPS
DEFAULT_AUTO_FIELD = desk.DEFAULT_AUTO_FIELD
USE_TZ = True
USE_I18N = False
TIME_ZONE = "UTC"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
"""No session and no cookie: the form bears what the code has opened, which nobody can guess."""
DATABASES = desk.DATABASES
AUTH_USER_MODEL = desk.AUTH_USER_MODEL
AUTHENTICATION_BACKENDS = desk.AUTHENTICATION_BACKENDS
PASSWORD_HASHERS = desk.PASSWORD_HASHERS
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = desk.SILENCED_SYSTEM_CHECKS
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
TEMPLATES = desk.TEMPLATES
STATIC_URL = desk.STATIC_URL
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = desk.SECURE_REFERRER_POLICY
SECURE_CROSS_ORIGIN_OPENER_POLICY = desk.SECURE_CROSS_ORIGIN_OPENER_POLICY
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = desk.CONTENT_SECURITY_POLICY
LOGGING = desk.LOGGING
