"""What all tests share: a second run on another database takes only the tests that ask the database something."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import settings

# a busy machine is no fault of the code; bench/ measures time
settings.register_profile("house", deadline=None)
settings.load_profile("house")

STORIES = Path(__file__).parent / "stories"
DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "admin_client"}


@pytest.fixture(autouse=True)
def _anew() -> None:
    """Attempts that were counted in the cache, and a language that a command chose, are not the next test's."""
    cache.clear()
    translation.activate("nl")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what a second database has something to say about."""
    if not os.environ.get("KOPPELKANS_ONLY_DATABASE"):
        return
    kept, left = [], []
    for item in items:
        asks = item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ()))
        (kept if asks and STORIES not in item.path.parents else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept
