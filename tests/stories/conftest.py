"""Stories in a real browser, on a server of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page

from browsing import CHROMIUM, WIDTHS, chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all stories."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with chromium() as made:
        yield made


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def page(request: pytest.FixtureRequest, browser: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    """A page of somebody nobody knows yet, at a desk and on a phone; what breaks in its scripts fails the story."""
    settings.SITE_URL = live_server.url
    cache.clear()  # it counts attempts to log in
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": request.param, "height": 900}, locale="nl-NL"
    )
    context.set_default_timeout(10_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    context.close()
    assert errors == []
