"""Puts back how people were before an import; who was changed since is found first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from koppelkans.people.imports.attached import needed_elsewhere
from koppelkans.people.imports.differences import KEPT, contact_card, digests, loaded
from koppelkans.people.models import Candidate, ContactCard, Holding, Import, ImportedRow, Wish
from koppelkans.people.states import Reason, Status

CHUNK = 500
DATES = frozenset({"available_from", "parked_until"})
FIGURES = frozenset({"max_travel", "baseline"})


def changed_since(batch: Import) -> list[Candidate]:
    """Who is no longer as this import left them."""
    found = []
    for rows, people in _each(batch):
        now = digests(people.values())
        found += [people[row.candidate_id] for row in rows if now[row.candidate_id] != row.after]
    return found


def undo(batch: Import, leave: set[int], today: date) -> dict[str, int]:
    """Put everybody back but those to leave as they are; the caller holds the transaction."""
    counts = {"restored": 0, "removed": 0, "kept": 0, "left": 0}
    for rows, people in _each(batch):
        wanted = [row for row in rows if row.candidate_id not in leave]
        counts["left"] += len(rows) - len(wanted)
        for row in wanted:
            if row.before is not None:
                _restore(people[row.candidate_id], row.before)
                counts["restored"] += 1
        new = [row.candidate_id for row in wanted if row.before is None]
        needed = needed_elsewhere(new)
        counts["kept"] += len(needed)
        counts["removed"] += len(new) - len(needed)
        # somebody a plan or a placement points at cannot vanish: they leave, with the reason
        Candidate.objects.filter(pk__in=needed).update(status=Status.LEFT, reason=Reason.MISTAKE, ended_on=today)
        Candidate.objects.filter(pk__in=set(new) - needed).delete()
    return counts


def _each(batch: Import) -> Iterator[tuple[list[ImportedRow], dict[int, Candidate]]]:
    """The rows of an import with their people, so many at a time."""
    last = 0
    while True:
        rows = list(batch.imported_rows.filter(pk__gt=last).order_by("pk")[:CHUNK])
        if not rows:
            return
        last = rows[-1].pk
        yield rows, {candidate.pk: candidate for candidate in loaded(row.candidate_id for row in rows)}


def _restore(candidate: Candidate, before: dict[str, Any]) -> None:
    profile = before["profile"]
    for name in KEPT:
        setattr(candidate, name, _value(name, profile[name]))
    candidate.save(update_fields=[name.removesuffix("_id") for name in KEPT])
    card = contact_card(candidate)
    if before["contact"] is None:
        ContactCard.objects.filter(candidate=candidate).delete()
    elif card is not None:
        for name, value in before["contact"].items():
            setattr(card, name, value)
        card.save()
    Holding.objects.filter(candidate=candidate).exclude(pk__in=before["holdings"]).delete()
    wishes: dict[str, list[str | None]] = before["wishes"]
    for wish in candidate.wishes.all():
        if wish.occupation_id not in wishes:
            wish.delete()
            continue
        preference, aptitude = (None if figure is None else Decimal(figure) for figure in wishes[wish.occupation_id])
        if (wish.preference, wish.aptitude) != (preference, aptitude):
            Wish.objects.filter(pk=wish.pk).update(preference=preference, aptitude=aptitude)


def _value(name: str, plain: Any) -> Any:
    if plain is None:
        return None
    if name in DATES:
        return date.fromisoformat(plain)
    return Decimal(plain) if name in FIGURES else plain
