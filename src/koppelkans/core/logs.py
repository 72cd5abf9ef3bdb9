"""How a line of the log is written: never with what opens a one-time link, and without a trace of a mere refusal."""

from __future__ import annotations

import copy
import logging
import re

# what follows these in an address opens something for whoever has it
LINKS = re.compile(r"(/(?:mij|welkom|wachtwoord/nieuw)/)(?!link/)[^/\s\"'?#]+")
OPENS_NOTHING = 20  # a shorter word in that place is the name of a page
BROKEN = 500


def masked(text: str) -> str:
    """The text without the tokens of one-time links."""
    return LINKS.sub(lambda found: found[1] + "…" if len(found[0]) > len(found[1]) + OPENS_NOTHING else found[0], text)


class Discreet(logging.Formatter):
    """Writes a record for the log."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and a trace only of what is broken."""
        if getattr(record, "status_code", BROKEN) < BROKEN:
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        return masked(super().format(record))
