"""What allauth asks of the house: nobody signs up, mail waits in the outbox, the municipality vouches for its own."""

from __future__ import annotations

import base64
import hashlib
import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core import trail
from koppelkans.core.access import actor_of
from koppelkans.core.actions import invitations, outbox
from koppelkans.core.models import User
from koppelkans.web.account import gate

log = logging.getLogger(__name__)
JUST_NOW = 600  # seconds after the login in which the password is not asked once more


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Login with e-mail and password for who was invited."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Dit e-mailadres en wachtwoord horen niet bij elkaar. Kijk of je goed typte."),
        "enter_current_password": _("Dit is niet je wachtwoord van nu."),
        "incorrect_code": _("Deze code klopt niet. Neem de code die nu in je app staat."),
        "incorrect_password": _("Dit wachtwoord klopt niet."),
        "too_many_login_attempts": _("Het ging te vaak mis. Wacht vijf minuten en probeer het dan nog een keer."),
        "rate_limited": _("Dit was te vaak achter elkaar. Wacht even en probeer het dan nog een keer."),
        "account_inactive": _("Dit account is afgesloten."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody signs up: people are invited."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to the outbox: an answer takes as long for a known address as for an unknown one."""
        message = self.render_mail(template_prefix, email, {"name": settings.KOPPELKANS_NAME, **context})
        outbox.write(email, subject=message.subject, body=message.body, now=timezone.now())

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address of the page in the mail, never of the host that the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return str(settings.SITE_URL) + path.replace("UID-KEY", key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """After a new password everybody is logged out, so to the login."""
        return reverse("account_login")

    def login(self, request: HttpRequest, user: User) -> None:
        """Log in, and start the clock of the longest session."""
        super().login(request, user)
        now = timezone.now()
        request.session[gate.LOGGED_IN_AT] = now.timestamp()
        trail.record("user.login", by=actor_of(user, timezone.localdate(now)), purpose="access", now=now)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password is told to who watches the log, without saying which account."""
        log.warning("failed login from %s", self.get_client_ip(request))
        super().authentication_failed(request, **credentials)

    def reauthenticate(self, user: User, password: str) -> bool:
        """The password once more: by the address of the account, which is the only one there is."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not just after the login: they typed the password, and the code if there was one, a moment ago."""
        since = self.request.session.get(gate.LOGGED_IN_AT, 0)
        if timezone.now().timestamp() - since < JUST_NOW:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class MunicipalityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Login at the municipality: the first time by the verified e-mail address, then by `sub` alone."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Nobody signs up here either."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Keep nothing of what the provider tells but `sub`; the name is used once, for who was invited."""
        user: User = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[:200]
        sociallogin.account.extra_data = {}
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect whom the provider vouches for to the account or the invitation; refuse everybody else alike."""
        if sociallogin.is_existing:
            return
        now = timezone.now()
        email = self._vouched(sociallogin)
        user = User.objects.filter(email=email).first() if email else None
        if email and user is None:
            invitation = invitations.for_address(email, now=now)
            if invitation is not None:
                name = invitation.name or sociallogin.user.name or email
                user = invitations.accept(invitation, name=name, password=None, now=now)
        taken = SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider).exists()
        # an address that passed to a colleague does not bring the account with it
        if user is None or not user.is_active or taken:
            log.warning("login at the municipality refused: %s", "known by another sub" if taken else "not invited")
            raise ImmediateHttpResponse(_refusal(request))
        sociallogin.connect(request, user)
        by = actor_of(user, timezone.localdate(now))
        trail.record("user.connect", by=by, purpose="access", now=now, thing=sociallogin.account.provider)

    @staticmethod
    def _vouched(sociallogin: SocialLogin) -> str:
        """The verified address, when this provider may vouch for its domain."""
        for address in sociallogin.email_addresses:
            email = str(address.email).lower()
            domains = settings.KOPPELKANS_OIDC_DOMAINS
            if address.verified is True and (not domains or email.partition("@")[2] in domains):
                return email
        return ""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor: its secret is not readable in a copy of the database alone."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Deze code klopt niet. Neem de code die nu in je app staat."),
        "cannot_delete_authenticator": _("Voor jouw rol is de tweede stap verplicht. Je kunt hem niet stoppen."),
    }

    def get_totp_issuer(self) -> str:
        """The name that the app on the phone shows."""
        return str(settings.KOPPELKANS_NAME)

    def encrypt(self, text: str) -> str:
        """Written with a key that hangs on the secret key of this installation."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read again."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Who must have a second factor keeps it."""
        if settings.KOPPELKANS_SECOND_FACTOR != "required":
            return True
        return not gate.is_staff(actor_of(authenticator.user, timezone.localdate()))


def _cipher() -> Fernet:
    key = hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _refusal(request: HttpRequest) -> HttpResponse:
    return render(request, "account/signup_closed.html", status=403)
