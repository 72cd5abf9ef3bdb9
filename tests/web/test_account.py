"""The login keeps out who does not belong: guessing, half a login, old sessions, forged addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from koppelkans.core.access import house
from koppelkans.core.actions import invitations, users
from koppelkans.core.actions.sessions import forget_ended
from koppelkans.core.models import AuditEntry, Message, OneTimeLink, User
from koppelkans.web.account import gate
from making import PASSWORD, make_municipality, make_user

pytestmark = pytest.mark.django_db
LOGIN, ME = "/inloggen/", "/account/"


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    """Attempts of one test are not counted in the next."""
    cache.clear()
    yield
    cache.clear()


def log_in(client: Client, user: User, password: str = PASSWORD, **fields: str) -> Any:
    """Post the login form."""
    return client.post(LOGIN, {"login": user.email, "password": password, **fields})


def in_now(client: Client) -> bool:
    """Whether this browser is logged in and may do something."""
    return client.get(ME).status_code == 200


def with_second_factor(user: User) -> str:
    """Give a user a second factor; returns its secret."""
    secret = str(generate_totp_secret())
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    """What the app on the phone shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_guessing_a_password_is_stopped(client: Client) -> None:
    """After five wrong passwords the right one does not work either for a while; a colleague still gets in."""
    user, colleague = make_user("controller"), make_user("controller")
    for number in range(5):
        answer = log_in(client, user, f"verkeerd-{number}")
    assert "horen niet bij elkaar" in answer.content.decode()
    answer = log_in(client, user)
    assert "Het ging te vaak mis" in answer.content.decode()
    assert not in_now(client)
    log_in(client, colleague)
    assert in_now(client)


def test_guessing_many_accounts_from_one_address_is_stopped(client: Client) -> None:
    """Ten wrong passwords from one address end the trying there, whichever accounts they were for."""
    for _number in range(10):
        log_in(client, make_user(), "verkeerd")
    answer = log_in(client, make_user("controller"))
    assert "Het ging te vaak mis" in answer.content.decode()


def test_unknown_address_reads_the_same_as_a_known_one(client: Client) -> None:
    """Neither the login nor the forgotten password tells whether an address has an account."""
    user = make_user("controller")
    told = []
    for email in (user.email, "nobody@example.org"):
        login = client.post(LOGIN, {"login": email, "password": "verkeerd"}).content.decode()
        reset = client.post("/wachtwoord/vergeten/", {"email": email}, follow=True)
        assert reset.redirect_chain == [("/wachtwoord/vergeten/verstuurd/", 302)]
        told.append(("horen niet bij elkaar" in login, len(reset.content)))
    assert told[0] == told[1]
    assert Message.objects.count() == 1


def test_link_in_the_mail_names_our_own_address(client: Client, settings: Any) -> None:
    """A forged host cannot send somebody's link to a new password elsewhere."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://koppelkans.example"
    client.post("/wachtwoord/vergeten/", {"email": make_user("controller").email}, headers={"host": "evil.example"})
    body = Message.objects.get().body
    assert "https://koppelkans.example/wachtwoord/nieuw/" in body
    assert "evil" not in body


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_login_sends_nobody_elsewhere(client: Client, target: str) -> None:
    """A login link with a strange next page ends at the start page."""
    answer = log_in(client, make_user("controller"), next=target)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("start:home")


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "socialaccount_signup", "socialaccount_connections"]
)
def test_nobody_signs_up(name: str) -> None:
    """Of the login library only what is used has an address: no sign-up, no other e-mail addresses."""
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("role", ["case-worker", "administrator", "controller", "region-coordinator"])
def test_staff_does_nothing_before_there_is_a_second_factor(client: Client, settings: Any, role: str) -> None:
    """Where it is required, staff without a second factor is sent to its page from every other page."""
    settings.KOPPELKANS_SECOND_FACTOR = "required"
    log_in(client, make_user(role))
    for url in (ME, "/account/gebruikers/", "/kandidaten/", "/account/verlengen/"):
        assert client.get(url).headers.get("Location") == "/tweede-stap/instellen/", url
    assert client.get("/tweede-stap/instellen/").status_code == 200
    for open_to_all in ("/mij/", "/wachtwoord/vergeten/"):
        assert client.get(open_to_all).wsgi_request.actor.held == ()


def test_partner_needs_no_second_factor(client: Client, settings: Any) -> None:
    """An employer or provider may have a second factor, and does not have to."""
    settings.KOPPELKANS_SECOND_FACTOR = "required"
    log_in(client, make_user("employer"))
    assert in_now(client)


def test_second_factor_is_asked_and_a_code_works_once(client: Client, settings: Any) -> None:
    """A password alone is half a login; the code completes it, and is worth nothing the second time."""
    settings.KOPPELKANS_SECOND_FACTOR = "required"
    user = make_user("case-worker")
    code = code_of(with_second_factor(user))
    assert log_in(client, user)["Location"] == "/tweede-stap/code/"
    assert not in_now(client)
    client.post("/tweede-stap/code/", {"code": code})
    assert in_now(client)
    other = Client()
    log_in(other, user)
    assert "Deze code klopt niet" in other.post("/tweede-stap/code/", {"code": code}).content.decode()
    assert not in_now(other)


def test_guessing_a_code_is_stopped(client: Client) -> None:
    """After five wrong codes the right one does not work either for a while."""
    user = make_user("case-worker")
    secret = with_second_factor(user)
    log_in(client, user)
    for _number in range(5):
        client.post("/tweede-stap/code/", {"code": "000000"})
    answer = client.post("/tweede-stap/code/", {"code": code_of(secret)})
    assert "Het ging te vaak mis" in answer.content.decode()
    assert not in_now(client)


def test_secret_of_the_second_factor_is_not_readable_in_the_database() -> None:
    """Who copies the database cannot make codes with it."""
    secret = with_second_factor(make_user())
    kept = Authenticator.objects.get()
    assert secret not in str(kept.data)
    assert kept.wrap().validate_code(code_of(secret))


def test_staff_cannot_stop_the_second_factor(client: Client, settings: Any) -> None:
    """Where it is required, staff keeps the second factor."""
    settings.KOPPELKANS_SECOND_FACTOR = "required"
    user = make_user("case-worker")
    code = code_of(with_second_factor(user))
    log_in(client, user)
    client.post("/tweede-stap/code/", {"code": code})
    assert "verplicht" in client.post("/tweede-stap/stoppen/").content.decode()
    assert Authenticator.objects.filter(user=user).exists()


def test_forgotten_second_factor_is_set_up_anew(client: Client, settings: Any) -> None:
    """Who lost the phone is helped by an administrator, sets up a new one, and the trail tells why."""
    settings.KOPPELKANS_SECOND_FACTOR = "required"
    user = make_user("case-worker")
    with_second_factor(user)
    users.forget_second_factor(user, by=house("test"), why="telefoon kwijt", now=timezone.now())
    log_in(client, user)
    assert client.get(ME)["Location"] == "/tweede-stap/instellen/"
    assert AuditEntry.objects.get(action="user.second-factor-forget").why == "telefoon kwijt"


def test_session_ends_after_the_longest_time_however_busy(client: Client, settings: Any) -> None:
    """Who has been logged in for twelve hours logs in again, also when not idle for a minute."""
    log_in(client, make_user("controller"))
    assert client.post("/account/verlengen/").json() == {"seconds": settings.SESSION_COOKIE_AGE}
    session = client.session
    session[gate.LOGGED_IN_AT] = (timezone.now() - timedelta(hours=12, seconds=-90)).timestamp()
    session.save()
    assert 80 <= client.post("/account/verlengen/").json()["seconds"] <= 90
    session[gate.LOGGED_IN_AT] = (timezone.now() - timedelta(hours=12)).timestamp()
    session.save()
    assert client.get(ME)["Location"] == f"{LOGIN}?next={ME}"
    assert "_auth_user_id" not in client.session


def test_new_password_logs_out_everywhere(client: Client) -> None:
    """After a new password every window, this one too, asks for the login."""
    user, other = make_user("controller"), Client()
    log_in(client, user)
    log_in(other, user)
    new = "een-ander-lang-wachtwoord"
    client.post("/wachtwoord/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert not in_now(client)
    assert not in_now(other)
    log_in(client, user, new)
    assert in_now(client)


def test_closing_an_account_ends_its_sessions(client: Client) -> None:
    """Who is closed is out at the next click, and does not come back in when the account is opened again."""
    user = make_user("controller")
    log_in(client, user)
    assert in_now(client)
    users.close_account(user, by=house("test"), now=timezone.now())
    assert not in_now(client)
    assert log_in(client, user).status_code in {200, 302}
    assert not in_now(client)
    users.open_account(user, by=house("test"), now=timezone.now())
    assert not in_now(client)


def test_logging_out_is_asked_first_when_it_comes_from_a_link(client: Client) -> None:
    """A link or picture elsewhere cannot log anybody out; the button does."""
    log_in(client, make_user("controller"))
    client.get("/uitloggen/")
    assert in_now(client)
    client.post("/uitloggen/")
    assert not in_now(client)


def test_form_without_token_is_refused_in_plain_words() -> None:
    """A form from elsewhere is refused, and the page says what to do."""
    answer = Client(enforce_csrf_checks=True).post(LOGIN, {"login": "a@example.org", "password": "x"})
    assert answer.status_code == 403
    assert "Dit formulier is te oud" in answer.content.decode()


def test_login_is_in_the_trail(client: Client) -> None:
    """Who logged in when is kept, with the role of then."""
    user = make_user("controller")
    log_in(client, user)
    entry = AuditEntry.objects.get(action="user.login")
    assert (entry.user, entry.role, entry.purpose) == (user, "controller", "access")


def test_guessing_links_is_stopped(client: Client) -> None:
    """After twenty links that do not exist an address waits, and a link that does exist waits with it."""
    make_municipality()
    _invitation, url = invitations.invite(
        "jonas@example.org", by=house("test"), role="controller", address=lambda token: token, now=timezone.now()
    )
    for number in range(21):
        assert client.get(f"/account/welkom/guess-{number}/").status_code == 404
    assert client.get(f"/account/welkom/{url}/").status_code == 429
    assert client.get("/mij/guess/").status_code == 429
    assert not OneTimeLink.objects.exists()


def test_invitations_are_not_sent_without_end(client: Client) -> None:
    """Somebody who got hold of an administrator's session cannot mail the whole country."""
    client.force_login(make_user("administrator"))
    form = {"name": "X", "role": "controller"}
    codes = [
        client.post("/account/gebruikers/uitnodigen/", form | {"email": f"x{number}@example.org"}).status_code
        for number in range(101)
    ]
    assert set(codes[:100]) == {302}
    assert codes[100] == 429


def test_after_the_login_one_is_where_one_was(client: Client) -> None:
    """A form or a part of a page that comes too late leads to the login and back to its page, never elsewhere."""
    assert client.get("/account/gebruikers/")["Location"] == f"{LOGIN}?next=/account/gebruikers/"
    part = client.get("/account/gebruikers/", headers={"hx-request": "true"})
    assert (part.status_code, part["HX-Refresh"]) == (204, "true")
    sent = client.post("/account/verlengen/", headers={"referer": "http://testserver/account/gebruikers/?page=2"})
    assert sent["Location"] == f"{LOGIN}?next=/account/gebruikers/"
    forged = client.post("/account/verlengen/", headers={"referer": "https://evil.example/x"})
    assert forged["Location"] == f"{LOGIN}?next=/"


def test_where_somebody_was_logged_in_is_forgotten(client: Client) -> None:
    """The network address of a session is not kept longer than the session."""
    log_in(client, make_user("controller"))
    assert (UserSession.objects.count(), forget_ended()) == (1, 0)
    Session.objects.all().delete()
    assert forget_ended() == 1


@pytest.mark.parametrize("path", [LOGIN, "/", "/bestaat-niet/", "/mij/niets/"])
def test_no_page_is_left_in_a_cache(client: Client, path: str) -> None:
    """A page with a form that belongs to one browser, and an error, say so to every cache on the way."""
    answer = client.get(path, follow=True)
    assert "no-store" in answer["Cache-Control"]


def test_a_wrong_address_of_the_site_is_left_in_no_cache(client: Client) -> None:
    """What is refused before anything of ours looks at it says so too."""
    answer = client.get(LOGIN, headers={"host": "elders.example"})
    assert (answer.status_code, answer["Cache-Control"]) == (400, "no-store")
