"""Stories in a real browser, on a server of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from browsing import CHROMIUM, WIDTHS, Browse, chromium
from koppelkans.core.access import actor_of, house
from koppelkans.core.models import Municipality, User
from koppelkans.people.models import Candidate, ContactCard
from koppelkans.planning.actions.exchange import import_region
from koppelkans.planning.actions.rounds import start_round
from making import make_user

PILOT = Path(__file__).parents[2] / "examples" / "pilot"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all stories."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with chromium() as made:
        yield made


@pytest.fixture
def browse(browser: Browser, live_server: Any, settings: Any) -> Iterator[Browse]:
    """Gives a page of somebody nobody knows yet, as often as asked; what breaks in its scripts fails the story."""
    settings.SITE_URL = live_server.url
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(width: int = 1280, *, scripts: bool = True, touch: bool = False) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale="nl-NL",
            java_script_enabled=scripts,
            has_touch=touch,
            is_mobile=touch,
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        opened = context.new_page()
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
        return opened

    yield open_page
    for context in contexts:
        context.close()
    _let_requests_end()
    assert errors == []


def _let_requests_end() -> None:
    """A part of a page that is still being answered would find the tables of the next test."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(10)


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def page(request: pytest.FixtureRequest, browse: Browse) -> Page:
    """A page at a desk and on a phone."""
    return browse(request.param)


@pytest.fixture
def planned() -> User:
    """The example's region from next week on, with a round that is done; gives the case worker of its people."""
    now = timezone.now()
    today = timezone.localdate(now)
    import_region(PILOT, by=house("test"), now=now, first=today + timedelta(days=7 - today.weekday()))
    home = Municipality.objects.get(pk="GM0394")
    worker = make_user("case-worker", municipality=home, name="Kim de Vries")
    for candidate in Candidate.objects.filter(municipality=home):
        candidate.owner = worker
        candidate.save(update_fields=["owner"])
        ContactCard.objects.create(candidate=candidate, name=str(candidate).title())
    start_round(name="Winterronde", municipality=home, by=actor_of(worker, today), now=now)
    return worker
