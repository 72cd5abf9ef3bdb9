"""The settings of a worker in a process of its own, beside the tests: their database, and a queue in it."""

from __future__ import annotations

import os

from django_settings import *
from django_settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["KOPPELKANS_WORKER_DATABASE"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
