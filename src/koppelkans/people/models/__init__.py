"""The nouns of people."""

from koppelkans.people.models.candidates import (
    Candidate,
    ContactCard,
    Holding,
    LanguageMeasure,
    Note,
    WeekItem,
    Wish,
)
from koppelkans.people.models.imports import Distinct, Import, ImportedRow, Mapping

__all__ = [
    "Candidate",
    "ContactCard",
    "Distinct",
    "Holding",
    "Import",
    "ImportedRow",
    "LanguageMeasure",
    "Mapping",
    "Note",
    "WeekItem",
    "Wish",
]
