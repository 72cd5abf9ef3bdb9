"""Text messages: through the outbox as mail, by an adapter that is a setting."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from koppelkans.core.actions.outbox import MOST_TRIES, send_waiting, write, write_sms
from koppelkans.core.models import Message
from koppelkans.people.phones import with_country
from making import NOW

pytestmark = pytest.mark.django_db


def test_a_text_message_goes_out_by_the_adapter(settings: Any, tmp_path: Path) -> None:
    """Once, and its text is not kept afterwards; the file is for one user only."""
    settings.KOPPELKANS_SMS, settings.VAR = "koppelkans.core.sms.ToFile", tmp_path
    write_sms("+31612345678", body="Op 9 november\nbegint het.", now=NOW)
    assert [send_waiting(NOW), send_waiting(NOW)] == [1, 0]
    file = tmp_path / "sms.jsonl"
    assert json.loads(file.read_text()) == {"to": "+31612345678", "text": "Op 9 november begint het."}
    assert file.stat().st_mode & 0o077 == 0
    message = Message.objects.get()
    assert (message.sent_at, message.body) == (NOW, "")


@pytest.mark.parametrize("path", ["", "koppelkans.core.sms.Nothing", "no.such.room.Adapter"])
def test_without_an_adapter_a_message_says_why_and_is_tried_again(settings: Any, path: str) -> None:
    """And it holds up no mail."""
    settings.KOPPELKANS_SMS = path
    write_sms("+31612345678", body="Hallo", now=NOW)
    write("noor@example.org", subject="Hallo", body="Hallo", now=NOW)
    assert send_waiting(NOW) == 1
    message = Message.objects.get(via="sms")
    assert "KOPPELKANS_SMS" in message.error
    for hour in range(1, 20):
        send_waiting(NOW + timedelta(hours=5 * hour))
    message.refresh_from_db()
    assert message.tries == MOST_TRIES


@pytest.mark.parametrize(
    ("typed", "sent_to"),
    [
        ("06 12 34 56 78", "+31612345678"),
        ("0612345678", "+31612345678"),
        ("+31 (0)6 12345678", "+31612345678"),
        ("0031 6 1234 5678", "+31612345678"),
        ("612345678", "+31612345678"),
        ("+49 151 23456789", "+4915123456789"),
        ("bel maar", None),
        ("12345678", None),
        ("", None),
    ],
)
def test_a_number_gets_its_country_code(typed: str, sent_to: str | None) -> None:
    """However it was typed; what is no number is not sent to."""
    assert with_country(typed) == sent_to
