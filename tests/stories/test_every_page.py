"""Every page of every role, and of the candidate, at a desk and on a phone: no fault for anybody, nothing broken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.house.platform_world import Address, World, addresses, make_world
from tests.house.test_platform_urls import url_of

from browsing import WIDTHS, Browse, faults
from importing import log_in_as
from koppelkans.core.access import actor_of
from koppelkans.core.roles import ROLES
from koppelkans.people.actions.own import make_link

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESSES = addresses()
HOME = "start:home"


def pages_for(client: Client, world: World, asked: Iterable[Address]) -> list[str]:
    """The address of each page that somebody gets, with what is their own in it."""
    found = []
    for address in asked:
        url = url_of(address, world.own)
        answer = client.get(url)
        html = answer.headers.get("Content-Type", "").startswith("text/html")
        if answer.status_code == 200 and html and b"<html" in answer.content:
            found.append(url)
    return found


def opened_to(role: str) -> Iterator[Address]:
    """What a role opens more than whoever is logged in; that is walked once, by who has no role."""
    for address in ADDRESSES:
        if role not in ROLES or address.name == HOME or (address.opened_to and address.opened_to & ROLES[role].may):
            yield address


def walk(page: Page, urls: list[str]) -> list[str]:
    """What is wrong on these pages, at both widths."""
    said: list[str] = []
    page.on("console", lambda line: said.append(f"console: {line.text}") if line.type in {"error", "warning"} else None)
    page.on("requestfailed", lambda asked: said.append(f"failed: {asked.url}"))
    wrong = []
    for url in urls:
        page.goto(url)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wrong += [f"{url} at {width}: {fault}" for fault in faults(page)]
        wrong += [f"{url}: {line}" for line in said]
        said.clear()
    return wrong


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_every_page_of_a_role(browse: Browse, live_server: Any, role: str) -> None:
    """Somebody of this role finds no fault on any page that is theirs."""
    world = make_world()
    client = Client()
    client.force_login(world.users[role])
    urls = pages_for(client, world, opened_to(role))
    assert reverse(HOME) in urls
    page = browse()
    log_in_as(page, world.users[role], live_server.url)
    assert walk(page, urls) == []


def test_every_page_without_a_login(browse: Browse) -> None:
    """Who is not logged in finds no fault on the pages that are for everybody."""
    urls = pages_for(Client(), make_world(), ADDRESSES)
    assert reverse("account_login") in urls
    assert walk(browse(), urls) == []


def test_every_page_of_a_candidate(browse: Browse) -> None:
    """A candidate finds no fault behind the own link, nor behind one that is over."""
    world = make_world()
    now = timezone.now()
    token = make_link(world.own.candidate, by=actor_of(world.own.worker, timezone.localdate(now)), now=now)
    page = browse()
    knock = reverse("candidate:knock", args=[token])
    wrong = walk(page, [knock])
    page.get_by_role("button", name="Open mijn pagina").click()
    expect(page).to_have_url(re.compile(reverse("candidate:mine")))
    wrong += walk(page, [reverse("candidate:mine")])
    page.get_by_role("button", name="Sluit mijn pagina").click()
    assert wrong + [fault for width in WIDTHS for fault in faults(page)] == []
