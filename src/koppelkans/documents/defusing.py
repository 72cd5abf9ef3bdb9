"""Text that a spreadsheet would run as a formula, made harmless in a CSV, and back.

An apostrophe goes before every text that starts with such a sign, and before a text that starts with apostrophes and
then such a sign; reading takes one away again. So what is written comes back exactly, and a text that another careful
program defused is read as it was meant.
"""

from __future__ import annotations

import re

# the signs that start a formula, also in full width, and the white space that may hide one
DANGEROUS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def defused(text: str) -> str:
    """The text as a CSV may hold it."""
    return f"'{text}" if DANGEROUS.match(text) else text


def restored(text: str) -> str:
    """The text that was meant."""
    return text[1:] if text[:1] == "'" and DANGEROUS.match(text) else text


def writable(text: str) -> str:
    """The text without the control characters and half characters that no spreadsheet can hold."""
    return FORBIDDEN.sub("", text) if FORBIDDEN.search(text) else text
