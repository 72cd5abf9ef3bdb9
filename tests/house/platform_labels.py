"""Reads a page: which fields of its forms have no label."""

from __future__ import annotations

from html.parser import HTMLParser

FIELDS = {"input", "select", "textarea"}
WITHOUT_LABEL = {"hidden", "submit", "button", "reset", "image"}


class Labels(HTMLParser):
    """Collects the fields of a page and what they are labelled by."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []  # id and name of those that need a label from elsewhere
        self.labelled: set[str] = set()
        self.ids: set[str] = set()
        self.inside_label = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A field, or something that labels one."""
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "label":
            self.inside_label += 1
            self.labelled.add(given.get("for", ""))
        if tag not in FIELDS or (tag == "input" and given.get("type", "text") in WITHOUT_LABEL):
            return
        if not (self.inside_label or given.get("aria-label") or given.get("aria-labelledby")):
            self.fields.append((given.get("id", ""), given.get("name", "")))

    def handle_endtag(self, tag: str) -> None:
        """The end of a label."""
        if tag == "label":
            self.inside_label -= 1


def unlabelled(page: str) -> list[str]:
    """The names of fields that nothing on the page says what to fill in."""
    labels = Labels()
    labels.feed(page)
    return [name for identity, name in labels.fields if not identity or identity not in labels.labelled]
