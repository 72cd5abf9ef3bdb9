"""Who logs in, in a real browser: an invitation, a second factor, a session that ends."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import look
from koppelkans.core.actions.outbox import send_waiting
from koppelkans.core.models import Invitation, User
from making import PASSWORD, make_municipality, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Type the address and the password."""
    page.goto("/inloggen/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord", exact=True).fill(password)
    page.get_by_role("button", name="Inloggen", exact=True).click()


def code_of(secret: str) -> str:
    """What the app on the phone shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def mailed_link() -> str:
    """The link in the last mail."""
    send_waiting(timezone.now())
    return next(line for line in mail.outbox[-1].body.splitlines() if line.startswith("http"))


def test_invited_sets_up_second_factor_and_comes_back(page: Page, settings: Any) -> None:
    """Somebody is invited, chooses a password, sets up a second factor, and needs it at the next login."""
    settings.KOPPELKANS_SECOND_FACTOR = "required"
    make_municipality()
    administrator = make_user("administrator", name="Samira de Wit")
    settings.KOPPELKANS_SECOND_FACTOR = "optional"
    log_in(page, administrator.email)
    page.goto("/account/gebruikers/")
    page.get_by_role("link", name="Iemand uitnodigen").click()
    page.get_by_role("button", name="Uitnodiging sturen").click()
    look(page, "invite-errors")
    page.get_by_label("Naam").fill("Jonas Bakker")
    page.get_by_label("E-mailadres").fill("jonas@example.org")
    page.get_by_label("Rol").select_option("case-worker")
    page.get_by_role("button", name="Uitnodiging sturen").click()
    expect(page.get_by_text("Kies de gemeente waarvoor deze rol geldt.").first).to_be_visible()
    page.get_by_label("Gemeente").select_option("GM0394")
    page.get_by_role("button", name="Uitnodiging sturen").click()
    expect(page.get_by_text("De uitnodiging gaat naar jonas@example.org.")).to_be_visible()
    look(page, "users")
    page.context.clear_cookies()

    settings.KOPPELKANS_SECOND_FACTOR = "required"
    page.goto(mailed_link())
    look(page, "welcome")
    page.get_by_label("Wachtwoord", exact=True).fill("wachtwoord1234")
    page.get_by_label("Wachtwoord, nog een keer").fill("wachtwoord1234x")
    page.get_by_role("button", name="Account maken").click()
    look(page, "welcome-errors")
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_label("Wachtwoord, nog een keer").fill(PASSWORD)
    page.get_by_role("button", name="Account maken").click()
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()
    assert Invitation.objects.get().accepted_at

    log_in(page, "jonas@example.org")
    expect(page.get_by_role("heading", name="Tweede stap instellen")).to_be_visible()
    page.goto("/account/")
    expect(page.get_by_role("heading", name="Tweede stap instellen")).to_be_visible()
    look(page, "second-factor-set-up")
    page.get_by_text("Lukt dat niet?").click()
    secret = page.locator("details code").inner_text()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Tweede stap aanzetten").click()
    expect(page.get_by_text("Deze code klopt niet").first).to_be_visible()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Tweede stap aanzetten").click()
    expect(page.get_by_role("heading", name="Reservecodes")).to_be_visible()
    look(page, "recovery-codes")
    spare = page.locator("main li code").first.inner_text()
    page.goto("/account/")
    look(page, "me")
    page.goto("/tweede-stap/")
    look(page, "second-factor")
    page.goto("/sessies/")
    look(page, "sessions")
    page.context.clear_cookies()

    log_in(page, "jonas@example.org")
    expect(page.get_by_role("heading", name="Tweede stap")).to_be_visible()
    look(page, "second-factor-asked")
    page.get_by_label("Code").fill(spare)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.goto("/account/")
    expect(page.get_by_role("heading", name="Mijn account")).to_be_visible()


def test_forgotten_password(page: Page) -> None:
    """Who forgot the password gets a link by mail, chooses a new one, and logs in with it."""
    user = make_user("case-worker", name="Jonas Bakker")
    page.goto("/inloggen/")
    look(page, "login")
    page.get_by_role("link", name="Wachtwoord vergeten?").click()
    look(page, "password-forgotten")
    page.get_by_label("E-mailadres").fill(user.email.upper())
    page.get_by_role("button", name="Stuur mij een link").click()
    look(page, "password-mailed")
    link = mailed_link()
    page.goto(link)
    look(page, "password-new")
    page.get_by_label("Nieuw wachtwoord", exact=True).fill("een-ander-lang-wachtwoord")
    page.get_by_label("Nieuw wachtwoord, nog een keer").fill("een-ander-lang-wachtwoord")
    page.get_by_role("button", name="Wachtwoord opslaan").click()
    look(page, "password-done")
    page.goto(link)
    expect(page.get_by_role("heading", name="Deze link werkt niet meer")).to_be_visible()
    look(page, "password-link-over")
    log_in(page, user.email, "een-ander-lang-wachtwoord")
    page.goto("/account/")
    expect(page.get_by_role("heading", name="Mijn account")).to_be_visible()
    page.goto("/wachtwoord/")
    look(page, "password-change")


def test_session_warns_and_keeps_what_was_typed(page: Page) -> None:
    """A session that ends says so before, and what was typed is there again after logging in."""
    administrator = make_user("administrator", name="Samira de Wit")
    page.clock.install()
    log_in(page, administrator.email)
    page.goto("/account/gebruikers/uitnodigen/")
    page.get_by_label("Naam").fill("Jonas Bakker")
    page.clock.run_for("59:00")
    expect(page.get_by_role("heading", name="Ben je er nog?")).to_be_visible()
    look(page, "session-warning")
    page.get_by_role("button", name="Ingelogd blijven").click()
    expect(page.get_by_role("heading", name="Ben je er nog?")).to_be_hidden()
    page.clock.run_for("01:01:00")
    expect(page.get_by_role("heading", name="Je bent uitgelogd")).to_be_visible()
    look(page, "session-over")
    Session.objects.all().delete()
    page.get_by_role("link", name="Opnieuw inloggen").click()
    page.get_by_label("E-mailadres").fill(administrator.email)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.get_by_role("button", name="Zet mijn tekst terug").click()
    expect(page.get_by_label("Naam")).to_have_value("Jonas Bakker")


def test_administrator_ends_a_role_and_an_account(page: Page) -> None:
    """An administrator sees somebody's roles, ends one and closes the account, but cannot lock the own door."""
    administrator = make_user("administrator", name="Samira de Wit")
    worker = make_user("case-worker", name="Jonas Bakker")
    log_in(page, administrator.email)
    page.goto(f"/account/gebruikers/{worker.pk}/")
    look(page, "user")
    page.get_by_role("button", name="Rol stoppen").click()
    expect(page.get_by_text("De rol is gestopt.")).to_be_visible()
    page.get_by_role("button", name="Account afsluiten").click()
    expect(page.get_by_text("kan niet meer inloggen")).to_be_visible()
    look(page, "user-closed")
    assert not User.objects.get(pk=worker.pk).is_active
    page.goto(f"/account/gebruikers/{administrator.pk}/")
    expect(page.get_by_text("Je kunt je eigen rol van beheerder niet stoppen.")).to_be_visible()
    look(page, "user-own")
