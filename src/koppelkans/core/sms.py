"""Text messages by an adapter: which company sends them is a setting, and without one nobody gets any.

`KOPPELKANS_SMS` is the dotted path of a class that is made without arguments and has `send(to, text)`, where `to` is a
number with its country code (`+31612345678`); it raises `SmsFailed` with the reason where a message did not go out.
"""

from __future__ import annotations

import json
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class SmsFailed(Exception):
    """A text message did not go out, and why."""


class Adapter(Protocol):
    """What sends text messages."""

    def send(self, to: str, text: str) -> None:
        """Send one; raise SmsFailed where it does not go out."""


def is_set() -> bool:
    """Whether this installation sends text messages."""
    return bool(settings.KOPPELKANS_SMS)


def adapter() -> Adapter:
    """The adapter of this installation."""
    if not is_set():
        raise SmsFailed("no adapter is set: KOPPELKANS_SMS is empty")
    try:
        made: Adapter = import_string(settings.KOPPELKANS_SMS)()
    except ImportError as error:
        raise SmsFailed(f"KOPPELKANS_SMS names no adapter: {error}") from error
    return made


class ToFile:
    """Writes each message as a line of JSON to `sms.jsonl` in the folder of variable data: for a demo or a test."""

    def send(self, to: str, text: str) -> None:
        """Write one down, where only this user can read it."""
        file = settings.VAR / "sms.jsonl"
        file.touch(mode=0o600)
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps({"to": to, "text": text}, ensure_ascii=False) + "\n")
