"""Characters nobody sees: control characters, and signs that turn the direction of a text around."""

from __future__ import annotations

import re

# C0 and C1 controls, and the overrides and isolates that make a text read other than it is written
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
BLANK = re.compile("[\t\n]+")
LINE_END = re.compile("\r\n?")


def seen(text: str, *, lines: bool = False) -> str:
    """The text without what nobody sees; a tab becomes a space, and so does the end of a line unless `lines`."""
    found = UNSEEN.sub("", LINE_END.sub("\n", text))
    return found.replace("\t", " ") if lines else BLANK.sub(" ", found)
