"""The settings of the tests: the shipped ones, quicker where only speed differs, and files in a folder of its own."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("KOPPELKANS_PLAIN_HTTP", "1")
os.environ.setdefault("KOPPELKANS_VAR", tempfile.mkdtemp(prefix="koppelkans-test-"))
os.environ.setdefault("KOPPELKANS_SECOND_FACTOR", "optional")
os.environ.setdefault("KOPPELKANS_SECRET_KEY", "only-for-tests-" * 4)

from koppelkans.settings import *
from koppelkans.settings import DATABASES, VAR

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # a file, as in use: two threads cannot share what is in memory
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
