"""Logging in at the municipality, against a certified OpenID provider on the loopback."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import look
from koppelkans.core.access import house
from koppelkans.core.actions.invitations import invite
from koppelkans.core.models import Invitation, User
from making import make_municipality, make_user

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = Path(__file__).parents[1] / "oidc"
BUILT = Path(__file__).parents[2] / "build" / "oidc"
NODE = Path(sys.executable).parent / "node"


@dataclass
class Municipality:
    """The provider of a municipality and the people it knows, by login."""

    people_file: Path

    def knows(self, **people: dict[str, Any]) -> None:
        """What the provider tells about each login from now on."""
        self.people_file.write_text(json.dumps(people))


def installed() -> Path:
    """The provider with its packages, installed once for this lock."""
    BUILT.mkdir(parents=True, exist_ok=True)
    with (BUILT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two tests may come here at once
        stamp, wanted = BUILT / ".stamp", (SOURCE / "package-lock.json").read_text()
        for name in ("package.json", "package-lock.json", ".npmrc", "server.mjs"):
            shutil.copy(SOURCE / name, BUILT / name)
        if not stamp.exists() or stamp.read_text() != wanted:
            subprocess.run([NODE.with_name("npm"), "ci", "--loglevel=error"], cwd=BUILT, check=True, timeout=300)
            stamp.write_text(wanted)
    return BUILT


@pytest.fixture
def municipality(tmp_path: Path, live_server: Any, settings: Any) -> Iterator[Municipality]:
    """A provider that listens, and a platform that trusts it."""
    people = Municipality(tmp_path / "people.json")
    callback = f"{live_server.url}/inloggen/oidc/gemeente/terug/"
    command = [NODE, "server.mjs", people.people_file, callback]
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen(command, cwd=installed(), stdout=subprocess.PIPE, stderr=said, text=True)
        assert process.stdout is not None
        issuer = process.stdout.readline().strip()
        assert issuer, (tmp_path / "said").read_text()
        app = {
            "provider_id": "gemeente",
            "name": "Gemeente Voorbeeld",
            "client_id": "koppelkans",
            "secret": "alleen-voor-de-test",
            "settings": {"server_url": issuer, "fetch_userinfo": True, "oauth_pkce_enabled": True},
        }
        settings.KOPPELKANS_OIDC_NAME = "Gemeente Voorbeeld"
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        policy = directives | {"form-action": [*directives["form-action"], issuer]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy}
        yield people
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


def log_in(page: Page, login: str) -> None:
    """From our login page to the provider's and back."""
    page.context.clear_cookies()
    page.goto("/inloggen/")
    page.get_by_role("button", name="Inloggen via Gemeente Voorbeeld").click()
    page.get_by_placeholder("Enter any login").fill(login)
    page.get_by_placeholder("and password").fill("iets")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def test_invited_is_known_by_sub_afterwards(page: Page, municipality: Municipality, settings: Any) -> None:
    """Who was invited gets an account by the verified address; later the same `sub` logs in with another address."""
    settings.KOPPELKANS_SECOND_FACTOR = "required"
    invite(
        "jonas@example.org",
        by=house("test"),
        name="Jonas Bakker",
        role="case-worker",
        municipality=make_municipality(),
        address=lambda token: f"{settings.SITE_URL}/account/welkom/{token}/",
        now=timezone.now(),
    )
    municipality.knows(jb={"email": "Jonas@example.org", "email_verified": True, "name": "J. Bakker"})
    page.goto("/inloggen/")
    expect(page.get_by_role("button", name="Inloggen via Gemeente Voorbeeld")).to_be_visible()
    look(page, "login-municipality")
    log_in(page, "jb")
    page.wait_for_url(f"{settings.SITE_URL}/**")
    page.goto("/account/")
    expect(page.get_by_text("Jonas Bakker").first).to_be_visible()
    look(page, "me-municipality")
    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data, account.user.email) == ("jb", {}, "jonas@example.org")
    assert Invitation.objects.get().accepted_at
    municipality.knows(jb={"email": "j.bakker@example.org", "email_verified": True, "name": "J. Bakker"})
    log_in(page, "jb")
    page.wait_for_url(f"{settings.SITE_URL}/**")
    page.goto("/account/")
    expect(page.get_by_text("jonas@example.org").first).to_be_visible()


REFUSED: dict[str, dict[str, Any]] = {
    "not invited": {"email": "nobody@example.org", "email_verified": True},
    "address not verified": {"email": "samira@example.org", "email_verified": False},
    "account closed": {"email": "gone@example.org", "email_verified": True},
    "address of somebody with another sub": {"email": "taken@example.org", "email_verified": True},
}


def test_everybody_else_is_refused_alike(page: Page, municipality: Municipality) -> None:
    """Whom the platform does not know reads one plain page, whatever the reason; no account comes of it."""
    make_user("controller", email="samira@example.org")
    make_user("controller", email="gone@example.org", is_active=False)
    SocialAccount.objects.create(
        user=make_user("controller", email="taken@example.org"), provider="gemeente", uid="somebody-else"
    )
    for why, told in REFUSED.items():
        municipality.knows(somebody=told | {"name": "Iemand"})
        log_in(page, "somebody")
        expect(page.get_by_role("heading", name="Je hebt hier geen account"), why).to_be_visible()
        assert (User.objects.count(), SocialAccount.objects.count()) == (3, 1), why
    look(page, "login-refused")
    page.goto("/account/")
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()


def test_changed_mind_at_the_provider(page: Page, municipality: Municipality) -> None:
    """Who stops halfway comes back to a plain page."""
    municipality.knows(jb={"email": "jonas@example.org", "email_verified": True})
    page.goto("/inloggen/")
    page.get_by_role("button", name="Inloggen via Gemeente Voorbeeld").click()
    page.get_by_text("Cancel").click()
    expect(page.get_by_role("heading", name="Inloggen is gestopt")).to_be_visible()
    look(page, "login-cancelled")
