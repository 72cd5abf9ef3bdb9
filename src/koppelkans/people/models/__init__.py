"""The nouns of people."""

from koppelkans.people.models.candidates import Candidate, ContactCard, Holding, Note, WeekItem, Wish
from koppelkans.people.models.imports import Import, ImportedRow, Mapping

__all__ = [
    "Candidate",
    "ContactCard",
    "Holding",
    "Import",
    "ImportedRow",
    "Mapping",
    "Note",
    "WeekItem",
    "Wish",
]
