"""What waits in the outbox goes out, and what fails is tried again."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from koppelkans.core.actions.outbox import MOST_TRIES, send_waiting, write
from koppelkans.core.models import Message
from making import NOW

pytestmark = pytest.mark.django_db


class Broken(EmailBackend):
    """A mail server that is away."""

    def send_messages(self, _messages: Any) -> int:
        """Fail as a server does."""
        raise smtplib.SMTPServerDisconnected("gone")


def test_message_goes_out_once_and_its_text_is_not_kept() -> None:
    """A message is sent once; afterwards its text, which may hold a link, is gone."""
    write("jonas@example.org", subject="Een\nlink", body="https://example.org/geheim", now=NOW)
    assert send_waiting(NOW) == 1
    assert send_waiting(NOW) == 0
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["jonas@example.org"], "Een link")
    message = Message.objects.get()
    assert (message.sent_at, message.body, message.error) == (NOW, "", "")


def test_failure_waits_longer_each_time_and_ends(settings: Any) -> None:
    """A message that fails says why, is tried again after ever longer, and is left alone in the end."""
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    write("jonas@example.org", subject="Hallo", body="Hallo", now=NOW)
    assert send_waiting(NOW) == 0
    message = Message.objects.get()
    assert (message.tries, message.error) == (1, "SMTPServerDisconnected: gone")
    send_waiting(NOW + timedelta(seconds=30))
    assert Message.objects.get().tries == 1
    for hour in range(1, 20):
        send_waiting(NOW + timedelta(hours=hour * 5))
    message.refresh_from_db()
    assert (message.tries, message.sent_at, message.body) == (MOST_TRIES, None, "Hallo")


def test_one_that_fails_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that cannot be sent to leaves the rest of the outbox alone."""
    write("kapot@example.org", subject="Hallo", body="Hallo", now=NOW)
    write("jonas@example.org", subject="Hallo", body="Hallo", now=NOW)
    send = EmailBackend.send_messages

    def picky(self: EmailBackend, messages: Any) -> int:
        if messages[0].to == ["kapot@example.org"]:
            raise smtplib.SMTPRecipientsRefused({})
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", picky)
    assert send_waiting(NOW) == 1
