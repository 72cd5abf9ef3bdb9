"""Whom other rooms point at: somebody in a plan or a placement cannot vanish."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import ForeignObjectRel

from koppelkans.core.models import AuditEntry, Subject
from koppelkans.people.models import Candidate


def needed_elsewhere(subjects: Iterable[int]) -> set[int]:
    """Those whom another room points at; the trail points at the pseudonym, which stays."""
    ids = list(subjects)
    if not ids:
        return set()
    found: set[int] = set()
    for model in (Subject, Candidate):
        for field in model._meta.get_fields(include_hidden=True):
            if not isinstance(field, ForeignObjectRel):
                continue
            there: Any = field.related_model
            if there is AuditEntry or there._meta.app_label == Candidate._meta.app_label:
                continue
            name = field.field.name
            rows = there._default_manager.filter(**{f"{name}__in": ids})
            found |= set(rows.values_list(f"{name}_id", flat=True))
    return found
