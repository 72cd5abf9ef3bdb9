"""A what-if that is being put together: its changes stand in the address, and nothing is kept until it is planned."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import QueryDict

from koppelkans.planning.asked import Change
from koppelkans.planning.what_if import MOST_CHANGES, kind_of

BETWEEN = "~"  # stands in no id and in no value
PARTS = 4
NAME = "v"


def written(change: Change) -> str:
    """A change as it stands in an address."""
    return BETWEEN.join((change.file, change.id, change.column, change.value))


def read(query: QueryDict) -> list[Change]:
    """The changes that stand in an address or a form; what is none of the closed list is left out."""
    parts = [text.split(BETWEEN) for text in query.getlist(NAME)[: MOST_CHANGES * 2]]
    found = [Change(*part) for part in parts if len(part) == PARTS]
    return [change for change in found if kind_of(change) is not None]


def query_of(changes: Iterable[Change], **more: str) -> str:
    """The end of an address with these changes."""
    return "?" + urlencode([*((NAME, written(change)) for change in changes), *more.items()])
